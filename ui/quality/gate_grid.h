// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/quality_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

#include <map>

class QGridLayout;

namespace sluice {

class GateCardWidget;
class GateChart;
class LimitHandle;

/// The cards of the quality page in as many equal columns as fit, with the crosshair, the brush and the keys that all
/// of them share.
class GateGrid : public QWidget
{
    Q_OBJECT

public:
    GateGrid(const Theme &theme, QualityPresenter &presenter, QWidget *parent = nullptr);

    /// Width of the room there is; the number of columns follows.
    void setRoom(int width);
    int columnCount() const { return m_columns; }
    void refresh(); ///< what the cards show, from the presenter
    void setLeftToPerson(const QStringList &gates) { m_leftToPerson = gates; } ///< from the next refresh on
    GateCardWidget *card(const QString &gate) const; ///< nullptr: not shown
    QList<GateCardWidget *> cards() const; ///< in display order
    void focusFirst();
    QString focusedGate() const;

    void setCrosshair(std::optional<qint64> time);
    std::optional<qint64> crosshair() const { return m_crosshair; }
    void moveCrosshair(int steps);
    void moveToMarker(int steps); ///< the crosshair to the next event that can be seen
    /// The event at the crosshair, else the newest that can be seen; nullopt: there is none.
    std::optional<ChartMarker> event() const;
    /// From one line that decides to the next, on the card that has the focus, else the first.
    void moveThreshold(int steps);
    bool hasThreshold() const { return !m_thresholdGate.isEmpty(); }
    void leaveThreshold();
    /// Of the card that has the focus, else of the first: the handle of a limit that is drawn; nullptr: it has none.
    LimitHandle *limitHandle() const;

Q_SIGNALS:
    void crosshairMoved();
    void cardFocused(QWidget *card);
    void judgementRequested(const QString &gate);
    void eventPicked(const ChartMarker &marker);
    void limitMoved(LimitHandle *handle, const QString &gate);
    void limitReturned(LimitHandle *handle);
    void limitReleased(LimitHandle *handle);
    void refreshWanted(); ///< a chart changed its size

private:
    void arrange();
    void place(const QStringList &gates);
    void connectCard(GateCardWidget *card);
    void refreshCard(int row);
    void pickEvent(const GateChart &chart, qint64 time);
    void addHandles(GateCardWidget *card, const Gate &gate);
    void showThreshold(int row);
    QString endedText(const GateCard &card) const;
    QString footText(int row, const GateCard &card, bool isStale) const;
    void moveFocus(const QString &from, int key);
    void setBrush(std::optional<std::pair<qint64, qint64>> range);
    void zoom(qint64 around, double factor);

    const Theme &m_theme;
    QualityPresenter &m_presenter;
    QGridLayout *m_layout;
    std::map<QString, GateCardWidget *> m_cards;
    std::optional<qint64> m_crosshair;
    QString m_thresholdGate; ///< empty: none is looked at
    qsizetype m_threshold = -1;
    QStringList m_leftToPerson; ///< gates that wait for somebody to judge them
    int m_mostColumns = 3; ///< that the width has room for
    int m_columns = 3;
};

} // namespace sluice

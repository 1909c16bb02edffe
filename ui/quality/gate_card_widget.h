// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/look.h"
#include "ui/quality/gate_chart.h"
#include "ui/widgets/card.h"

namespace sluice {

class Button;
class ElidedLabel;
class StatusPill;
class EvidenceBar;

/// Everything one card says, made by the page from presenter and model.
struct GateCardState {
    QString title;
    QString value;
    GateStanding standing;
    std::optional<double> evidence; ///< against its limit, 0 … 1; empty: it was not judged yet
    bool isComparable = true; ///< false: samples are not in the limit's unit yet
    QString foot; ///< "n 118 · 2 s old"
    QString emptyText; ///< in the chart when nothing was sampled
    bool isStale = false;
    bool isTripped = false;
    bool isLeftToPerson = false; ///< it waits for somebody to judge it
    QString description; ///< for screen readers: all of it in one sentence
};

/// A card of the quality page: title, value, verdict, chart, evidence, n and age. Takes the focus as a whole.
class GateCardWidget : public Card
{
    Q_OBJECT

public:
    static constexpr int kHighest = 380; ///< pixels

    GateCardWidget(const Theme &theme, const QString &gate, QWidget *parent = nullptr);

    QString gate() const { return m_gate; }
    GateChart *chart() const { return m_chart; }
    void setState(const GateCardState &state);
    const GateCardState &state() const { return m_state; }
    /// The line that the keys have reached: on the chart, and read aloud.
    void setThreshold(const std::optional<ChartThreshold> &threshold);

Q_SIGNALS:
    void arrowPressed(int key);
    void focused();
    void judgementRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();
    const Theme &m_theme;
    QString m_gate;
    GateCardState m_state;
    ElidedLabel *m_title;
    ElidedLabel *m_value;
    StatusPill *m_pill;
    Button *m_judge;
    GateChart *m_chart;
    ElidedLabel *m_evidence;
    EvidenceBar *m_bar;
    ElidedLabel *m_count;
    ElidedLabel *m_foot;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/changelog/change_log_presenter.h"
#include "ui/theme/theme.h"

#include <QTimer>
#include <QWidget>

class QHBoxLayout;
class QLineEdit;
class QMenu;

namespace sluice {

class Button;
class PlainLabel;

/// Search box, "Filter…" menu, one removable chip a facet, and how many entries match. Emits whole filters.
class LogFilterBar : public QWidget
{
    Q_OBJECT

public:
    LogFilterBar(const Theme &theme, QWidget *parent = nullptr);

    void setFilter(const LogFilter &filter);
    void setChoices(const QStringList &datasets, const QStringList &actors, const QStringList &plans);
    void setCounts(qint64 matching, qint64 total);
    void focusSearch();

Q_SIGNALS:
    void filterWanted(const LogFilter &filter);

private:
    void fillMenu();
    void addChoices(QMenu *menu, const QString &title, const QStringList &choices, QString LogFilter::*field);
    void addTimes(QMenu *menu);
    void showChips();
    void addChip(const QString &text, const std::function<void(LogFilter &)> &clear);
    void want(const std::function<void(LogFilter &)> &change);

    const Theme &m_theme;
    LogFilter m_filter;
    QStringList m_datasets;
    QStringList m_actors;
    QStringList m_plans;
    QLineEdit *m_search;
    Button *m_add;
    QMenu *m_menu;
    Button *m_details;
    PlainLabel *m_counts;
    QHBoxLayout *m_chips;
    QList<QWidget *> m_chipWidgets;
    QTimer m_typing;
};

} // namespace sluice

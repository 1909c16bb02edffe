// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QMenu;

namespace sluice {

class Button;
class PlainLabel;
class RelativeTimeLabel;
class StatusPill;

/// Title, whose impact is shown, how many nodes are affected and how, what is hidden, and how far columns are known.
class LineageHeader : public QWidget
{
    Q_OBJECT

public:
    LineageHeader(const Theme &theme, const Clock &clock, LineagePresenter &presenter, QWidget *parent = nullptr);
    void addButton(QWidget *button);

Q_SIGNALS:
    void planChosen(const QString &plan);

private:
    void showPlans();
    void showCounts();
    void showProblems();
    void openProblems();

    const Theme &m_theme;
    LineagePresenter &m_presenter;
    QComboBox *m_plans;
    Button *m_node; ///< the node that is judged instead of the plan; a click goes back
    QList<std::pair<ImpactKind, StatusPill *>> m_pills;
    StatusPill *m_unowned;
    Button *m_hidden;
    PlainLabel *m_coverage;
    Button *m_problems;
    StatusPill *m_stale;
    RelativeTimeLabel *m_readAt;
    QHBoxLayout *m_row;
};

} // namespace sluice

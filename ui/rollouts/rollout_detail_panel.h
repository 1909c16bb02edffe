// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollout_detail.h"
#include "ui/theme/theme.h"

#include <QVBoxLayout>
#include <QWidget>

namespace sluice {

class KeyValueTable;
class NextActionBox;
class PlainLabel;
class StatusPill;

/// One rollout in full: what it is, what comes next and why not yet, its stages, the problems of its file.
class RolloutDetailPanel : public QWidget
{
    Q_OBJECT

public:
    explicit RolloutDetailPanel(const Theme &theme, QWidget *parent = nullptr);
    void setDetail(const RolloutDetail &detail);
    /// What the page adds about the plan, between the stages and the facts; the panel's from then on.
    void addSection(QWidget *section) { m_more->addWidget(section); }

Q_SIGNALS:
    void actionRequested(const QString &actionId);
    void timelineRequested();

private:
    void showStages(const PlanTimeline &timeline);
    void showProblems(const QList<PlanProblem> &problems);
    QWidget *section(const QString &title, QVBoxLayout *&rows);

    const Theme &m_theme;
    PlainLabel *m_title;
    PlainLabel *m_id;
    StatusPill *m_pill;
    PlainLabel *m_reason;
    PlainLabel *m_notice;
    NextActionBox *m_next;
    QWidget *m_problemSection = nullptr;
    QVBoxLayout *m_problems = nullptr;
    QWidget *m_stageSection = nullptr;
    QVBoxLayout *m_stages = nullptr;
    QVBoxLayout *m_more;
    KeyValueTable *m_facts;
    QWidget *m_earlierSection = nullptr;
    QVBoxLayout *m_earlier = nullptr;
    RolloutDetail m_detail;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/rollout_detail_panel.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/next_action_box.h"
#include "ui/widgets/overflow_area.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/status_pill.h"

#include <QHBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void empty(QVBoxLayout *rows)
{
    while (QLayoutItem *item = rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

} // namespace

RolloutDetailPanel::RolloutDetailPanel(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(wrappedLabel(theme, {}, FontRole::Heading, ColorRole::Text, this))
    , m_id(new PlainLabel(theme, {}, FontRole::Mono, ColorRole::Muted, this))
    , m_pill(new StatusPill(theme, {}, this))
    , m_reason(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
    , m_notice(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Watch, this))
    , m_next(new NextActionBox(theme, this))
    , m_more(new QVBoxLayout)
    , m_facts(new KeyValueTable(theme, this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    auto *inner = new QWidget(this);
    outer->addWidget(new OverflowArea(theme, inner, tr("Rollout"), this));
    auto *layout = new QVBoxLayout(inner);
    layout->setContentsMargins(14, 14, 14, 14);
    layout->setSpacing(metrics::kGrid);

    auto *head = new QHBoxLayout;
    m_id->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    head->addWidget(m_id, 1);
    head->addWidget(m_pill, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(m_title);
    layout->addWidget(m_reason);
    layout->addWidget(m_notice);
    layout->addSpacing(metrics::kHalf);
    m_problemSection = section(tr("Problems in the plan file"), m_problems);
    layout->addWidget(m_problemSection);
    m_next->setOffersRollback(true);
    layout->addWidget(m_next);
    layout->addSpacing(metrics::kHalf);
    m_stageSection = section(tr("Stages"), m_stages);
    layout->addWidget(m_stageSection);
    auto *actions = new QHBoxLayout;
    auto *timeline = new Button(theme, tr("Show on timeline"), ButtonKind::Normal, this);
    actions->addWidget(timeline);
    actions->addStretch();
    layout->addLayout(actions);
    layout->addSpacing(metrics::kHalf);
    m_more->setSpacing(metrics::kGrid);
    layout->addLayout(m_more);
    layout->addSpacing(metrics::kHalf);
    layout->addWidget(m_facts);
    m_earlierSection = section(tr("Earlier runs"), m_earlier);
    layout->addWidget(m_earlierSection);
    layout->addStretch();
    connect(m_next, &NextActionBox::actionRequested, this, &RolloutDetailPanel::actionRequested);
    connect(timeline, &Button::clicked, this, &RolloutDetailPanel::timelineRequested);
}

QWidget *RolloutDetailPanel::section(const QString &title, QVBoxLayout *&rows)
{
    auto *widget = new QWidget(this);
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, metrics::kHalf);
    layout->setSpacing(6);
    layout->addWidget(new PlainLabel(m_theme, title, FontRole::Strong, ColorRole::Text, widget));
    rows = new QVBoxLayout;
    rows->setSpacing(0);
    layout->addLayout(rows);
    return widget;
}

void RolloutDetailPanel::setDetail(const RolloutDetail &detail)
{
    const bool isOtherPlan = detail.id != m_detail.id;
    m_id->setText(fontMetrics().elidedText(singleLine(detail.id, 120), Qt::ElideMiddle, 260));
    m_title->setText(detail.title);
    m_pill->setLook(stateLook(detail.timeline.look));
    m_reason->setText(detail.reason);
    m_reason->setVisible(!detail.reason.isEmpty());
    m_notice->setText(detail.notice);
    m_notice->setVisible(!detail.notice.isEmpty());
    m_next->setDetail(detail);
    if (isOtherPlan || detail.problems != m_detail.problems)
        showProblems(detail.problems);
    if (isOtherPlan || detail.timeline.stages != m_detail.timeline.stages)
        showStages(detail.timeline);
    if (isOtherPlan || detail.earlier != m_detail.earlier) {
        empty(m_earlier);
        for (const QString &run : detail.earlier)
            m_earlier->addWidget(wrappedLabel(m_theme, run, FontRole::Small, ColorRole::Muted, this));
        m_earlierSection->setVisible(!detail.earlier.isEmpty());
    }
    QList<KeyValueTable::Row> rows;
    for (const Fact &fact : detail.facts)
        rows.append({ fact.name, fact.value, fact.isFixed });
    m_facts->setRows(rows);
    m_detail = detail;
}

void RolloutDetailPanel::showProblems(const QList<PlanProblem> &problems)
{
    empty(m_problems);
    m_problemSection->setVisible(!problems.isEmpty());
    for (const PlanProblem &problem : problems) {
        auto *row = new QWidget(this);
        auto *layout = new QVBoxLayout(row);
        layout->setContentsMargins(0, 4, 0, 4);
        layout->setSpacing(2);
        layout->addWidget(wrappedLabel(m_theme, problem.text, FontRole::Body, ColorRole::Watch, row));
        layout->addWidget(wrappedLabel(m_theme, problem.place, FontRole::MonoSmall, ColorRole::Muted, row));
        m_problems->addWidget(row);
    }
}

void RolloutDetailPanel::showStages(const PlanTimeline &timeline)
{
    empty(m_stages);
    m_stageSection->setVisible(!timeline.stages.isEmpty());
    for (const StageSpan &stage : timeline.stages) {
        auto *row = new QWidget(this);
        row->setFixedHeight(metrics::kRowDense);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(metrics::kGrid);
        const StateLook look = stateLook(stage.look);
        layout->addWidget(new GlyphLabel(m_theme, look.glyph, look.role, metrics::kIconSmall, row));
        auto *title = new ElidedLabel(m_theme, stage.title, FontRole::Body, ColorRole::Text, row);
        title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
        layout->addWidget(title, 1);
        QStringList words;
        if (stage.look == StageLook::Running || stage.look == StageLook::Held || stage.look == StageLook::Breached)
            words.append(QString::number(static_cast<int>(stage.progress * 100)) + u" %"_s);
        else if (stage.look == StageLook::Pending && stage.bakeLeft.count() > 0)
            words.append(tr("about %1").arg(humanDuration(stage.bakeLeft)));
        const bool isLeftOut = stage.look == StageLook::Pending && (timeline.look == RolloutLook::RolledBack || timeline.look == RolloutLook::Cancelled);
        words.append(isLeftOut ? tr("not begun") : look.word.toLower());
        auto *state = new ElidedLabel(m_theme, words.join(u" · "_s), FontRole::Small, stage.look == StageLook::Pending ? ColorRole::Muted : look.role, row);
        layout->addWidget(state);
        row->setAccessibleName(title->text() + u", "_s + state->text());
        m_stages->addWidget(row);
        m_stages->addWidget(separatorLine(Qt::Horizontal, this));
    }
}

} // namespace sluice

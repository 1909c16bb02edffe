// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/stage_inspector.h"

#include "ui/models/text.h"
#include "ui/timeline/gate_table.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/next_action_box.h"
#include "ui/widgets/overflow_area.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/status_pill.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

StageInspector::StageInspector(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(wrappedLabel(theme, {}, FontRole::Heading, ColorRole::Text, this))
    , m_pill(new StatusPill(theme, {}, this))
    , m_subtitle(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
    , m_next(new NextActionBox(theme, this))
    , m_gatesTitle(new PlainLabel(theme, tr("Gates"), FontRole::Strong, ColorRole::Text, this))
    , m_gates(new GateTable(theme, this))
    , m_rehearsalTitle(new PlainLabel(theme, tr("Rehearsal"), FontRole::Strong, ColorRole::Text, this))
    , m_rehearsal(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Text, this))
    , m_rehearsalLines(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_rehearse(new Button(theme, tr("Rehearse"), ButtonKind::Normal, this))
    , m_rollbackTitle(new PlainLabel(theme, tr("Rollback"), FontRole::Strong, ColorRole::Text, this))
    , m_promise(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Text, this))
    , m_promiseBlockers(new BlockersList(theme, this))
    , m_rollBack(new Button(theme, tr("Roll back…"), ButtonKind::DangerOutline, this))
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(1, 1, 1, 1);
    auto *inner = new QWidget(this);
    outer->addWidget(new OverflowArea(theme, inner, tr("Stage"), this), 1);
    auto *layout = new QVBoxLayout(inner);
    layout->setContentsMargins(14, 14, 14, 14);
    layout->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_pill, 0, Qt::AlignTop);
    layout->addLayout(head);
    layout->addWidget(m_subtitle);
    layout->addSpacing(metrics::kHalf);
    layout->addWidget(m_next);
    layout->addSpacing(metrics::kGrid);
    layout->addWidget(m_gatesTitle);
    layout->addWidget(m_gates);
    layout->addSpacing(metrics::kGrid);
    layout->addWidget(m_rehearsalTitle);
    layout->addWidget(m_rehearsal);
    layout->addWidget(m_rehearsalLines);
    auto *rehearse = new QHBoxLayout;
    rehearse->addWidget(m_rehearse);
    rehearse->addStretch();
    layout->addLayout(rehearse);
    layout->addStretch();
    outer->addWidget(rollbackPart());
    connect(m_next, &NextActionBox::actionRequested, this, &StageInspector::actionRequested);
    connect(m_rehearse, &Button::clicked, this, [this] { Q_EMIT actionRequested(u"rollout.rehearse"_s); });
    connect(m_rollBack, &Button::clicked, this, [this] { Q_EMIT actionRequested(u"rollout.rollback"_s); });
}

/// Below the part that scrolls: whoever comes to take something back never has to look for the button.
QWidget *StageInspector::rollbackPart()
{
    m_rollbackPart = new QWidget(this);
    auto *layout = new QVBoxLayout(m_rollbackPart);
    layout->setContentsMargins(14, 0, 14, 14);
    layout->setSpacing(metrics::kGrid);
    layout->addWidget(separatorLine(Qt::Horizontal, m_rollbackPart));
    layout->addWidget(m_rollbackTitle);
    layout->addWidget(m_promise);
    layout->addWidget(m_promiseBlockers, 0, Qt::AlignTop);
    auto *row = new QHBoxLayout;
    row->addWidget(m_rollBack);
    row->addStretch();
    layout->addLayout(row);
    return m_rollbackPart;
}

void StageInspector::showPresenter(const TimelinePresenter &presenter)
{
    const RolloutDetail &detail = presenter.detail();
    const StageSpan *stage = presenter.stage();
    m_title->setText(stage ? singleLine(stage->title, 120) : singleLine(detail.id, 120));
    m_pill->setLook(stage ? stateLook(stage->look) : stateLook(detail.timeline.look));
    m_subtitle->setText(stage ? stageSubtitle(detail, *stage) : detail.title);
    m_next->setDetail(detail);
    const bool hasGates = stage && !stage->gates.isEmpty();
    m_gatesTitle->setVisible(hasGates);
    m_gates->setVisible(hasGates);
    if (hasGates)
        m_gates->setGates(stage->gates, presenter.now());
    showRehearsal(detail);
    showPromise(presenter.promise(), detail);
}

void StageInspector::showRehearsal(const RolloutDetail &detail)
{
    const RehearsalSummary &summary = detail.rehearsal;
    const bool isOffered = detail.actions.rehearse.isOffered;
    const bool isShown = !summary.headline.isEmpty() || isOffered;
    m_rehearsalTitle->setVisible(isShown);
    m_rehearsal->setVisible(!summary.headline.isEmpty());
    m_rehearsal->setText(summary.headline);
    m_rehearsalLines->setVisible(!summary.lines.isEmpty());
    m_rehearsalLines->setText(summary.lines.join(u'\n'));
    m_rehearse->setVisible(isOffered);
    m_rehearse->setText(summary.tone == RehearsalSummary::Tone::None ? tr("Rehearse") : tr("Rehearse again"));
    m_rehearse->setToolTip(tr("Carries the plan forward and back on a copy; the warehouse is only read"));
    switch (summary.tone) {
    case RehearsalSummary::Tone::None:
        m_rehearsal->setTone(ColorRole::Muted);
        break;
    case RehearsalSummary::Tone::Proven:
        m_rehearsal->setTone(ColorRole::Good);
        break;
    case RehearsalSummary::Tone::Doubtful:
        m_rehearsal->setTone(ColorRole::Watch);
        break;
    case RehearsalSummary::Tone::Failed:
        m_rehearsal->setTone(ColorRole::Breach);
        break;
    }
}

void StageInspector::showPromise(const RollbackPromise &promise, const RolloutDetail &detail)
{
    const bool isOffered = detail.actions.rollBack.isOffered;
    m_rollbackPart->setVisible(isOffered);
    m_rollBack->setText(detail.actions.rollBack.isRepeat ? tr("Roll back further…") : tr("Roll back…"));
    m_rollBack->setBlockers(detail.actions.rollBack.blockers);
    m_promiseBlockers->setVisible(!promise.blockers.isEmpty());
    m_promiseBlockers->setBlockers(promise.blockers);
    QStringList lines;
    switch (promise.state) {
    case RollbackPromise::State::None:
        break;
    case RollbackPromise::State::Loading:
        lines.append(tr("Working out what it would take"));
        break;
    case RollbackPromise::State::Failed:
        lines.append(tr("Not forecast: %1").arg(promise.problem));
        break;
    case RollbackPromise::State::Ready:
        lines.append(tr("Back to %1").arg(promise.to));
        lines.append(tr("Readers back in %1, undone in %2").arg(promise.readersBackIn, promise.undoneIn));
        lines.append(promise.rowsLost < 0 ? tr("Rows that would be lost: unknown") : tr("Rows that would be lost: %1").arg(groupedNumber(promise.rowsLost)));
        break;
    }
    m_promise->setText(lines.join(u'\n'));
    m_promise->setTone(promise.rowsLost > 0 ? ColorRole::Watch : ColorRole::Text);
    m_promise->updateGeometry();
    m_rollbackPart->layout()->activate(); // a line more takes its room from the part that scrolls, and at once
}

} // namespace sluice

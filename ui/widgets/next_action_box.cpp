// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/next_action_box.h"

#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

NextActionBox::NextActionBox(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(wrappedLabel(theme, {}, FontRole::Strong, ColorRole::Text, this))
    , m_reasons(new BlockersList(theme, this))
    , m_calm(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_row(new QWidget(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kGrid);
    auto *row = new QHBoxLayout(m_row);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    m_rollBack = addButton(tr("Roll back…"), ButtonKind::DangerOutline, u"rollout.rollback"_s);
    m_start = addButton(tr("Start…"), ButtonKind::Primary, u"rollout.start"_s);
    m_resume = addButton(tr("Resume…"), ButtonKind::Primary, u"rollout.resume"_s);
    m_judge = addButton(tr("Judge…"), ButtonKind::Primary, u"rollout.judge"_s);
    m_hold = addButton(tr("Hold"), ButtonKind::Normal, u"rollout.hold"_s);
    m_cancel = addButton(tr("Cancel…"), ButtonKind::Normal, u"rollout.cancel"_s);
    row->addStretch();
    layout->addWidget(m_title);
    layout->addWidget(m_row);
    layout->addWidget(m_reasons, 0, Qt::AlignTop); // its own stretch would make the whole box claim what room is left
    layout->addWidget(m_calm);
}

Button *NextActionBox::addButton(const QString &text, ButtonKind kind, const QString &actionId)
{
    auto *button = new Button(m_theme, text, kind, m_row);
    m_row->layout()->addWidget(button);
    connect(button, &Button::clicked, this, [this, actionId] { Q_EMIT actionRequested(actionId); });
    return button;
}

void NextActionBox::setDetail(const RolloutDetail &detail)
{
    const RolloutActions &actions = detail.actions;
    const bool isSealed = detail.timeline.look == RolloutLook::Sealed;
    const QString nothing = isSealed ? tr("Every stage passed, nothing left to do") : tr("Nothing left to do");
    m_title->setText(detail.nextAction.isEmpty() ? nothing : tr("Next: %1").arg(detail.nextAction));
    QList<BlockersList::Item> items;
    bool isBlocked = false;
    for (const NextReason &reason : detail.reasons) {
        const auto kind = reason.kind == NextReason::Kind::Met ? BlockersList::Kind::Met
            : reason.kind == NextReason::Kind::Note            ? BlockersList::Kind::Note
                                                               : BlockersList::Kind::Blocking;
        isBlocked = isBlocked || kind == BlockersList::Kind::Blocking;
        items.append({ kind, reason.text });
    }
    m_reasons->setItems(items);
    m_reasons->setVisible(!items.isEmpty());
    const bool isGoing = actions.hold.isOffered || actions.resume.isOffered;
    m_calm->setText(isGoing ? tr("It goes on by itself as soon as nothing blocks it.") : QString());
    m_calm->setVisible(isGoing && isBlocked && !actions.resume.isOffered && !actions.judge.isOffered);
    const auto put = [](Button *button, const RolloutAction &action) {
        button->setVisible(action.isOffered);
        button->setBlockers(action.blockers);
    };
    put(m_start, actions.start);
    put(m_resume, actions.resume);
    put(m_judge, actions.judge);
    put(m_hold, actions.judge.isOffered && actions.resume.isOffered ? RolloutAction {} : actions.hold); // it is held
    put(m_cancel, actions.cancel);
    put(m_rollBack, m_offersRollback ? actions.rollBack : RolloutAction {});
    // One thing is loud at a time: after a breach that is the way back, not the way on.
    m_start->setKind(actions.start.isRepeat ? ButtonKind::Normal : ButtonKind::Primary);
    m_rollBack->setText(actions.rollBack.isRepeat ? tr("Roll back further…") : tr("Roll back…"));
    m_start->setText(actions.start.isRepeat ? tr("Start again…") : tr("Start…"));
    m_resume->setKind(detail.timeline.look == RolloutLook::Breached || actions.judge.isOffered ? ButtonKind::Normal : ButtonKind::Primary);
    m_row->setVisible(actions.start.isOffered || actions.resume.isOffered || actions.hold.isOffered || actions.cancel.isOffered
        || (m_offersRollback && actions.rollBack.isOffered));
}

} // namespace sluice

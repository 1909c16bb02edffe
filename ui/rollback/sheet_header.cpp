// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/sheet_header.h"

#include "ui/models/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/environment_badge.h"
#include "ui/widgets/plain_label.h"

#include <QComboBox>
#include <QHBoxLayout>

namespace sluice {

SheetHeader::SheetHeader(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_verb(new ElidedLabel(theme, tr("Roll back"), FontRole::Title, ColorRole::Text, this))
    , m_plan(new ElidedLabel(theme, {}, FontRole::Title, ColorRole::Breach, this))
    , m_where(new ElidedLabel(theme, {}, FontRole::Title, ColorRole::Text, this))
    , m_badge(new EnvironmentBadge(theme, Environment::Dev, this))
    , m_stagesLabel(new PlainLabel(theme, tr("Go back to"), FontRole::Body, ColorRole::Muted, this))
    , m_stages(new QComboBox(this))
    , m_why(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kHalf);
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    m_plan->setElideMode(Qt::ElideMiddle);
    for (QWidget *part : { m_verb, m_plan, m_where })
        row->addWidget(part);
    row->addSpacing(metrics::kHalf);
    row->addWidget(m_badge);
    row->addStretch(1);
    m_stages->setAccessibleName(tr("Stage to go back to"));
    m_stages->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_stages->setMinimumContentsLength(14);
    m_stagesLabel->setBuddy(m_stages);
    row->addWidget(m_stagesLabel);
    row->addSpacing(metrics::kHalf);
    row->addWidget(m_stages);
    column->addLayout(row);
    column->addWidget(m_why);
    connect(m_stages, &QComboBox::activated, this, [this](int index) { m_presenter.chooseStage(m_stages->itemData(index).toString()); });
}

void SheetHeader::refresh()
{
    using State = RollbackPresenter::State;
    const State state = m_presenter.state();
    const bool isBefore = state == State::Loading || state == State::Ready || state == State::Refused || state == State::Failed;
    const RollbackResult result = m_presenter.proof().proof.result;
    const bool isProven = result == RollbackResult::Exact || result == RollbackResult::ExactExcept;
    m_verb->setText(isBefore       ? tr("Roll back")
            : state != State::Done ? tr("Rolling back")
            : isProven             ? tr("Rolled back")
                                   : tr("Rollback of"));
    m_plan->setText(singleLine(m_presenter.planId(), 80));
    const QString stage = m_presenter.stageTitleOf(m_presenter.targetStage());
    m_where->setText(m_presenter.environment() ? tr("to %1 in").arg(stage) : tr("to %1").arg(stage));
    m_badge->setVisible(m_presenter.environment().has_value());
    if (m_presenter.environment())
        m_badge->setEnvironment(*m_presenter.environment());
    const QString why = m_presenter.why();
    m_why->setText(why.isEmpty() ? tr("By hand: no gate asked for it.") : why);
    fillStages();
    const bool hasChoice = isBefore && m_stages->count() > 1;
    m_stages->setVisible(hasChoice);
    m_stagesLabel->setVisible(hasChoice);
}

void SheetHeader::fillStages()
{
    QStringList ids;
    for (int i = 0; i < m_stages->count(); ++i)
        ids.append(m_stages->itemData(i).toString());
    const QStringList &choices = m_presenter.preview().choices;
    const QSignalBlocker blocker(m_stages);
    if (ids != choices) {
        m_stages->clear();
        for (const QString &choice : choices)
            m_stages->addItem(m_presenter.stageTitleOf(choice), choice);
    }
    m_stages->setCurrentIndex(m_stages->findData(m_presenter.targetStage()));
}

QString SheetHeader::sentence() const
{
    QString environment;
    if (m_presenter.environment())
        environment = environmentName(*m_presenter.environment()).toUpper();
    return tr("%1 %2 %3 %4. %5").arg(m_verb->text(), m_plan->text(), m_where->text(), environment, m_why->text());
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/sheet_footer.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/hold_button.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/typed_confirmation.h"

#include <QHBoxLayout>
#include <QLineEdit>

#include <algorithm>

namespace sluice {

namespace {

constexpr int kFieldWidth = 270;

} // namespace

SheetFooter::SheetFooter(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_text(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
    , m_typed(new TypedConfirmation(theme, {}, this))
    , m_reason(new QLineEdit(this))
    , m_typeInstead(new Button(theme, tr("Type instead"), ButtonKind::Flat, this))
    , m_log(new Button(theme, tr("Log"), ButtonKind::Chip, this))
    , m_copy(new Button(theme, tr("Copy proof"), ButtonKind::Normal, this))
    , m_save(new Button(theme, tr("Save proof…"), ButtonKind::Normal, this))
    , m_cancel(new Button(theme, tr("Cancel"), ButtonKind::Normal, this))
    , m_hold(new HoldButton(theme, tr("Hold to roll back"), this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    auto *words = new QVBoxLayout;
    words->setSpacing(metrics::kHalf);
    words->addWidget(m_text);
    auto *fields = new QHBoxLayout;
    fields->setSpacing(metrics::kGrid);
    m_typed->hide();
    m_typed->setFixedWidth(kFieldWidth);
    fields->addWidget(m_typed);
    m_reason->setPlaceholderText(tr("Why this loss is acceptable"));
    m_reason->setAccessibleName(tr("Reason"));
    m_reason->setMaxLength(500);
    m_reason->setFixedWidth(kFieldWidth);
    m_reason->hide();
    fields->addWidget(m_reason, 0, Qt::AlignBottom);
    fields->addStretch(1);
    words->addLayout(fields);
    row->addLayout(words, 1);
    m_typeInstead->setAccessibleDescription(tr("Confirm by typing the plan's id instead of holding the button"));
    for (QWidget *button : { static_cast<QWidget *>(m_typeInstead), static_cast<QWidget *>(m_log), static_cast<QWidget *>(m_copy),
             static_cast<QWidget *>(m_save), static_cast<QWidget *>(m_cancel), static_cast<QWidget *>(m_hold) })
        row->addWidget(button, 0, Qt::AlignVCenter);
    connect(m_hold, &HoldButton::confirmed, this, &SheetFooter::confirmed);
    connect(m_hold, &HoldButton::typedConfirmationRequested, this, &SheetFooter::showTyping);
    connect(m_typeInstead, &Button::clicked, this, &SheetFooter::showTyping);
    connect(m_typed, &TypedConfirmation::matchedChanged, this, [this](bool isMatched) {
        m_hold->setHoldRequired(!isMatched);
        refresh(m_isGuarded);
    });
    connect(m_reason, &QLineEdit::textChanged, this, [this] { refresh(m_isGuarded); });
    connect(m_log, &Button::clicked, this, &SheetFooter::logToggled);
    connect(m_copy, &Button::clicked, this, &SheetFooter::copyWanted);
    connect(m_save, &Button::clicked, this, &SheetFooter::saveWanted);
    connect(m_cancel, &Button::clicked, this, &SheetFooter::cancelled);
}

void SheetFooter::reset(const QString &planId)
{
    m_typed->setExpected(planId);
    m_typed->hide();
    m_reason->clear();
    m_reason->hide();
    m_hold->setHoldRequired(true);
    m_log->setChecked(false);
}

void SheetFooter::focusCancel()
{
    m_cancel->setFocus(Qt::OtherFocusReason);
}

QWidget *SheetFooter::cancelButton() const
{
    return m_cancel;
}

bool SheetFooter::isLogWanted() const
{
    return m_log->isChecked();
}

void SheetFooter::showTyping()
{
    m_typed->show();
    m_typeInstead->hide();
    m_typed->focusField();
}

QString SheetFooter::reason() const
{
    return m_presenter.isSecondPerson() ? m_reason->text().trimmed() : QString();
}

/// A second person types both the plan's id and why: no hold stands for that.
bool SheetFooter::isWordComplete() const
{
    return !m_presenter.isSecondPerson() || (m_typed->isMatched() && !reason().isEmpty());
}

QString SheetFooter::text() const
{
    using State = RollbackPresenter::State;
    switch (m_presenter.state()) {
    case State::Closed:
    case State::Failed:
        return {};
    case State::Loading:
        return tr("Looking at the target…");
    case State::Refused:
        return tr("The button acts once every reason above is gone. Hold only and Flags off only stay possible.");
    case State::Starting:
    case State::Running:
        return tr("It goes on when this is closed. Opening it again joins it.");
    case State::Stuck:
        if (m_presenter.isSecondPerson())
            break;
        return tr("It goes on from where it stands; nothing is done twice.");
    case State::Done:
        return tr("Recorded in the change log.");
    case State::Ready:
        break;
    }
    if (m_presenter.isSecondPerson())
        return tr("%1 asked for this. Type the plan's id and why to accept what is lost.").arg(m_presenter.waiting()->askedBy);
    if (m_presenter.waiting())
        return tr("%1 asked for a rollback, and another person must accept what it loses.").arg(m_presenter.waiting()->askedBy);
    if (m_typed->isMatched())
        return tr("Confirmed by typing: the button acts at one press.");
    const QList<ReadinessLight> &lights = m_presenter.preview().lights;
    const auto notGreen = std::count_if(
        lights.cbegin(), lights.cend(), [](const ReadinessLight &light) { return light.state != ReadinessLight::State::Ok; });
    if (notGreen == 0)
        return tr("All lights green: one person, no second key needed.");
    return notGreen == 1 ? tr("One light is not green; it warns, it does not block.")
                         : tr("%1 lights are not green; they warn, they do not block.").arg(notGreen);
}

void SheetFooter::refresh(bool isGuarded)
{
    using State = RollbackPresenter::State;
    m_isGuarded = isGuarded;
    const State state = m_presenter.state();
    const bool isBefore = state == State::Loading || state == State::Ready || state == State::Refused;
    const bool mayAct = state == State::Ready || state == State::Stuck;
    m_text->setText(text());
    m_hold->setVisible(isBefore || state == State::Stuck);
    const bool accepts = m_presenter.isSecondPerson();
    if (accepts && m_typed->isHidden())
        m_typed->show();
    m_reason->setVisible(accepts);
    m_hold->setEnabled(mayAct && !isGuarded && isWordComplete());
    m_hold->setText(accepts ? m_presenter.acceptanceText() : m_typed->isMatched() ? tr("Roll back") : state == State::Stuck ? tr("Hold to try again") : tr("Hold to roll back"));
    m_typeInstead->setVisible(mayAct && m_typed->isHidden());
    if (!isBefore && state != State::Stuck)
        m_typed->hide();
    for (QWidget *button : { m_log, m_copy, m_save })
        button->setVisible(state == State::Done);
    m_cancel->setText(isBefore ? tr("Cancel") : tr("Close"));
}

} // namespace sluice

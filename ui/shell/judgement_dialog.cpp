// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/judgement_dialog.h"

#include "ui/models/text.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/overflow_area.h"
#include "ui/widgets/plain_label.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace sluice {

namespace {

constexpr int kWidth = 620;
constexpr int kRecordHeight = 284; // of the card: eight rows, as most records have
constexpr int kReasonHeight = 60;

} // namespace

JudgementDialog::JudgementDialog(const Theme &theme, std::shared_ptr<JudgementPresenter> presenter, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_presenter(std::move(presenter))
{
    setFixedWidth(kWidth);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint); // the least height that it would guess is for narrow text
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(metrics::kGap);
    m_title = wrappedLabel(theme, {}, FontRole::Heading, ColorRole::Text, this);
    m_where = wrappedLabel(theme, {}, FontRole::Body, ColorRole::Muted, this);
    m_gates = new QComboBox(this);
    m_gates->setAccessibleName(tr("Gate"));
    m_why = wrappedLabel(theme, {}, FontRole::Body, ColorRole::Watch, this);
    auto *head = new QVBoxLayout;
    head->setSpacing(2);
    head->addWidget(m_title);
    head->addWidget(m_where);
    layout->addLayout(head);
    layout->addWidget(m_gates);
    layout->addWidget(m_why);
    layout->addWidget(buildRecord());
    layout->addWidget(buildAnswers());
    auto *name = new PlainLabel(theme, tr("Why"), FontRole::Strong, ColorRole::Text, this);
    m_reason = new QPlainTextEdit(this);
    m_reason->setAccessibleName(tr("Why"));
    m_reason->setPlaceholderText(tr("What you looked at, and what it says"));
    m_reason->setTabChangesFocus(true);
    m_reason->setFixedHeight(kReasonHeight);
    name->setBuddy(m_reason);
    m_person = wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this);
    auto *reason = new QVBoxLayout;
    reason->setSpacing(metrics::kHalf);
    reason->addWidget(name);
    reason->addWidget(m_reason);
    reason->addWidget(m_person);
    layout->addLayout(reason);
    layout->addWidget(buildButtons());
    layout->addStretch(1);

    connect(m_gates, &QComboBox::activated, this,
        [this](int at) { m_presenter->choose(m_gates->itemData(at).toString()); });
    connect(m_reason, &QPlainTextEdit::textChanged, this, [this] { m_presenter->setWhy(m_reason->toPlainText()); });
    connect(m_presenter.get(), &JudgementPresenter::changed, this, &JudgementDialog::showGate);
    // Enter belongs to the reason, which may have several lines.
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this), &QShortcut::activated, this,
        &JudgementDialog::tryAccept);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    showGate();
    resize(sizeHint()); // left to itself a window takes two thirds of the screen at most
    m_pass->setFocus();
}

QSize JudgementDialog::sizeHint() const { return { kWidth, layout()->totalHeightForWidth(kWidth) }; }

QWidget *JudgementDialog::buildRecord()
{
    auto *card = new Card(m_theme, tr("On record"), this);
    auto *rows = new QWidget(card);
    m_record = new KeyValueTable(m_theme, rows);
    auto *column = new QVBoxLayout(rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_record);
    column->addStretch(1); // room to spare goes below, not between
    card->body()->addWidget(new OverflowArea(m_theme, rows, tr("On record"), card), 1);
    card->setFixedHeight(kRecordHeight);
    return card;
}

QWidget *JudgementDialog::buildAnswers()
{
    auto *answers = new QWidget(this);
    auto *column = new QVBoxLayout(answers);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    m_pass = addAnswer(column, tr("It passes"), true, m_onPass);
    column->addSpacing(metrics::kHalf);
    m_fail = addAnswer(column, tr("It fails"), false, m_onFail);
    return answers;
}

QRadioButton *JudgementDialog::addAnswer(
    QVBoxLayout *column, const QString &text, bool passes, PlainLabel *&consequence)
{
    auto *answer = new QRadioButton(text, this);
    answer->setFont(m_theme.font(FontRole::Strong));
    consequence = wrappedLabel(m_theme, {}, FontRole::Small, ColorRole::Muted, this);
    consequence->setIndent(24);
    column->addWidget(answer);
    column->addWidget(consequence);
    connect(answer, &QRadioButton::toggled, this, [this, passes](bool isOn) {
        if (isOn)
            m_presenter->setVerdict(passes);
    });
    return answer;
}

QWidget *JudgementDialog::buildButtons()
{
    auto *part = new QWidget(this);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    m_blockers = new BlockersList(m_theme, part);
    column->addWidget(m_blockers, 0, Qt::AlignTop);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGrid);
    row->addStretch();
    auto *cancel = new Button(m_theme, tr("Cancel"), ButtonKind::Normal, part);
    m_accept = new Button(m_theme, tr("Judge"), ButtonKind::Primary, part);
    row->addWidget(cancel);
    row->addWidget(m_accept);
    column->addLayout(row);
    connect(cancel, &Button::clicked, this, &QDialog::reject);
    connect(m_accept, &Button::clicked, this, &JudgementDialog::tryAccept);
    return part;
}

void JudgementDialog::showGate()
{
    const WaitingGate &gate = m_presenter->gate();
    const QString name = gate.title.isEmpty() ? singleLine(gate.id, 80) : gate.title;
    setWindowTitle(tr("Judge %1").arg(name)); // a window manager draws no isolates
    m_title->setText(tr("Judge %1").arg(isolated(name)));
    m_where->setText(singleLine(m_presenter->planId(), 80) + QStringLiteral(" · ") + gate.where);
    m_why->setText(gate.why);
    showGates();
    QList<KeyValueTable::Row> rows;
    for (const Fact &fact : gate.record)
        rows.append({ fact.name, fact.value, fact.isFixed });
    m_record->setRows(rows);
    m_onPass->setText(gate.onPass);
    m_onFail->setText(gate.onFail);
    m_pass->setAccessibleDescription(gate.onPass);
    m_fail->setAccessibleDescription(gate.onFail);
    m_person->setText(m_presenter->person());
    if (!m_presenter->verdict() && (m_pass->isChecked() || m_fail->isChecked())) { // another gate was chosen
        for (QRadioButton *answer : { m_pass, m_fail }) {
            answer->setAutoExclusive(false);
            answer->setChecked(false);
            answer->setAutoExclusive(true);
        }
    }
    const bool fails = m_presenter->verdict() == std::optional(false);
    m_accept->setText(!m_presenter->verdict() ? tr("Judge") : fails ? tr("Let it fail") : tr("Let it pass"));
    m_accept->setKind(fails ? ButtonKind::Danger : ButtonKind::Primary);
    const QStringList blockers = m_presenter->blockers();
    m_accept->setBlockers(blockers);
    m_blockers->setBlockers(blockers);
    m_blockers->setVisible(!blockers.isEmpty());
}

void JudgementDialog::showGates()
{
    QStringList ids;
    for (int at = 0; at < m_gates->count(); ++at)
        ids += m_gates->itemData(at).toString();
    QStringList wanted;
    for (const WaitingGate &gate : m_presenter->gates())
        wanted += gate.id;
    if (ids != wanted) {
        m_gates->clear();
        for (const WaitingGate &gate : m_presenter->gates())
            m_gates->addItem(gate.title, gate.id);
    }
    m_gates->setCurrentIndex(m_gates->findData(m_presenter->gate().id));
    m_gates->setVisible(m_gates->count() > 1 || (m_gates->count() == 1 && m_gates->currentIndex() < 0));
}

void JudgementDialog::tryAccept()
{
    if (m_presenter->blockers().isEmpty())
        accept();
}

} // namespace sluice

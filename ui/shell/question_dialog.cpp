// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/question_dialog.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace sluice {

namespace {

constexpr int kWidth = 460;

} // namespace

QuestionDialog::QuestionDialog(const Theme &theme, const QString &title, const QString &text, const QString &action,
    bool isDangerous, QWidget *parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_body(new QVBoxLayout(this))
    , m_accept(new Button(theme, action.isEmpty() ? tr("Close") : action, isDangerous ? ButtonKind::Danger : ButtonKind::Primary, this))
{
    setWindowTitle(singleLine(title, 120));
    setMinimumWidth(kWidth);
    setMaximumWidth(kWidth);
    m_body->setContentsMargins(20, 18, 20, 16);
    m_body->setSpacing(metrics::kGap);
    m_body->addWidget(wrappedLabel(theme, singleLine(title, 200), FontRole::Heading, ColorRole::Text, this));
    m_body->addWidget(wrappedLabel(theme, singleLine(text, 1'200), FontRole::Body, ColorRole::Muted, this));
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGrid);
    row->addStretch();
    if (!action.isEmpty()) {
        auto *cancel = new Button(theme, tr("Cancel"), ButtonKind::Normal, this);
        row->addWidget(cancel);
        connect(cancel, &Button::clicked, this, &QDialog::reject);
        cancel->setFocus();
    }
    row->addWidget(m_accept);
    m_body->addSpacing(metrics::kHalf);
    m_body->addLayout(row);
    connect(m_accept, &Button::clicked, this, &QDialog::accept);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
}

void QuestionDialog::addReason(const QString &label, const QString &suggestion, bool isRequired)
{
    m_isRequired = isRequired;
    m_reason = new QLineEdit(suggestion, this);
    m_reason->setMaxLength(500);
    m_reason->setAccessibleName(label);
    auto *name = new PlainLabel(m_theme, label, FontRole::Strong, ColorRole::Text, this);
    name->setBuddy(m_reason);
    m_body->insertWidget(2, name);
    m_body->insertWidget(3, m_reason);
    connect(m_reason, &QLineEdit::textChanged, this, &QuestionDialog::check);
    connect(m_reason, &QLineEdit::returnPressed, m_accept, &Button::click);
    m_reason->setFocus();
    check();
}

QString QuestionDialog::reason() const
{
    return m_reason ? m_reason->text().trimmed() : QString();
}

void QuestionDialog::check()
{
    m_accept->setBlockers(m_isRequired && reason().isEmpty() ? QStringList { tr("A reason is needed; it goes into the change log") }
                                                             : QStringList());
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/typed_confirmation.h"

#include "ui/models/text.h"
#include "ui/widgets/plain_label.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace sluice {

TypedConfirmation::TypedConfirmation(const Theme &theme, const QString &expected, QWidget *parent)
    : QWidget(parent)
    , m_label(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_field(new QLineEdit(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(metrics::kHalf);
    layout->addWidget(m_label);
    layout->addWidget(m_field);
    m_field->setFont(theme.font(FontRole::Mono));
    m_field->installEventFilter(this);
    m_label->setBuddy(m_field);
    connect(m_field, &QLineEdit::textChanged, this, &TypedConfirmation::check);
    setExpected(expected);
}

void TypedConfirmation::setExpected(const QString &expected)
{
    m_expected = expected;
    m_label->setText(tr("Type %1 to confirm without holding").arg(isolated(expected)));
    m_field->setAccessibleName(m_label->text());
    clear();
}

bool TypedConfirmation::isMatched() const
{
    return !m_expected.isEmpty() && m_field->text() == m_expected;
}

void TypedConfirmation::clear()
{
    m_field->clear();
    check();
}

void TypedConfirmation::focusField()
{
    m_field->setFocus(Qt::OtherFocusReason);
}

void TypedConfirmation::check()
{
    if (isMatched() == m_wasMatched)
        return;
    m_wasMatched = isMatched();
    Q_EMIT matchedChanged(m_wasMatched);
}

bool TypedConfirmation::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter)
            return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/buttons.h"

#include "ui/models/text.h"
#include "ui/widgets/plain_label.h"

#include <QKeyEvent>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString kindName(ButtonKind kind)
{
    switch (kind) {
    case ButtonKind::Normal:
        return {};
    case ButtonKind::Primary:
        return u"primary"_s;
    case ButtonKind::Danger:
        return u"danger"_s;
    case ButtonKind::DangerOutline:
        return u"dangerOutline"_s;
    case ButtonKind::Flat:
        return u"flat"_s;
    case ButtonKind::Chip:
        return u"chip"_s;
    }
    return {};
}

} // namespace

Button::Button(const Theme &theme, const QString &text, ButtonKind kind, QWidget *parent)
    : QPushButton(text, parent)
{
    setFont(theme.font(FontRole::Body));
    setAutoDefault(false);
    setIconSize(QSize(metrics::kIcon, metrics::kIcon));
    setKind(kind);
}

void Button::setKind(ButtonKind kind)
{
    setStyleProperty(this, "kind", kindName(kind));
    setCheckable(kind == ButtonKind::Chip);
}

void Button::setBlockers(const QStringList &reasons)
{
    setEnabled(reasons.isEmpty());
    const QString all = reasons.join(u'\n');
    setToolTip(plainToolTip(all));
    setAccessibleDescription(all);
}

void Button::keyPressEvent(QKeyEvent *event)
{
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && !event->isAutoRepeat()) {
        click();
        return;
    }
    QPushButton::keyPressEvent(event);
}

QToolButton *iconButton(const Theme &theme, Glyph glyph, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(theme.icon(glyph, ColorRole::Muted));
    button->setIconSize(QSize(metrics::kIcon, metrics::kIcon));
    button->setToolTip(plainToolTip(name));
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace sluice

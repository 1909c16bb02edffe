// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/error_banner.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace sluice {

ErrorBanner::ErrorBanner(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_what(wrappedLabel(theme, {}, FontRole::Strong, ColorRole::Text, this))
    , m_where(wrappedLabel(theme, {}, FontRole::MonoSmall, ColorRole::Muted, this))
    , m_next(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Text, this))
    , m_buttons(new QHBoxLayout)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(14, 10, 10, 10);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(new GlyphLabel(theme, Glyph::Hazard, ColorRole::Watch, metrics::kIcon, this), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(metrics::kHalf);
    words->addWidget(m_what);
    words->addWidget(m_where);
    words->addWidget(m_next);
    layout->addLayout(words, 1);
    m_buttons->setSpacing(metrics::kHalf);
    auto *copy = iconButton(theme, Glyph::Copy, tr("Copy this message"), this);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    auto *close = iconButton(theme, Glyph::Cross, tr("Dismiss"), this);
    connect(close, &QToolButton::clicked, this, &ErrorBanner::dismiss);
    m_buttons->addWidget(copy);
    m_buttons->addWidget(close);
    layout->addLayout(m_buttons);
    layout->setAlignment(m_buttons, Qt::AlignTop);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

void ErrorBanner::showError(const Error &error)
{
    const auto put = [](PlainLabel *label, const QString &words) {
        label->setText(singleLine(words, 1'000));
        label->setVisible(!words.isEmpty());
    };
    QString what = error.what.isEmpty() ? tr("Something failed without saying what") : error.what;
    what[0] = what[0].toUpper();
    put(m_what, what);
    put(m_where, error.where);
    put(m_next, error.next);
    setAccessibleName(text());
    show();
}

void ErrorBanner::dismiss()
{
    hide();
    Q_EMIT dismissed();
}

QString ErrorBanner::text() const
{
    QStringList parts;
    for (const PlainLabel *label : { m_what, m_where, m_next }) {
        if (!label->text().isEmpty())
            parts.append(label->text());
    }
    return parts.join(u'\n');
}

void ErrorBanner::addButton(QWidget *button)
{
    m_buttons->insertWidget(0, button);
}

void ErrorBanner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(mixed(m_theme.color(ColorRole::Border), m_theme.color(ColorRole::Watch), 0.5));
    painter.setBrush(m_theme.tint(ColorRole::Watch, 0.08));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kRadius, metrics::kRadius);
}

} // namespace sluice

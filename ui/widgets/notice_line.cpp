// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/notice_line.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QAccessible>
#include <QHBoxLayout>

namespace sluice {

NoticeLine::NoticeLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_glyph(new GlyphLabel(theme, Glyph::Info, ColorRole::Muted, metrics::kIcon, this))
    , m_text(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Text, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    row->addWidget(m_glyph, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    QToolButton *close = iconButton(theme, Glyph::Cross, tr("Dismiss"), this);
    connect(close, &QToolButton::clicked, this, &NoticeLine::dismiss);
    row->addWidget(close, 0, Qt::AlignTop);
    hide();
}

void NoticeLine::showNotice(const QString &sentence, bool isProblem)
{
    m_glyph->setGlyph(isProblem ? Glyph::Hazard : Glyph::Passed, isProblem ? ColorRole::Watch : ColorRole::Good);
    m_text->setText(singleLine(sentence, 600));
    m_text->setTone(isProblem ? ColorRole::Watch : ColorRole::Text);
    m_text->setAccessibleName(m_text->text());
    show();
    QAccessibleEvent event(m_text, QAccessible::Alert);
    QAccessible::updateAccessibility(&event);
}

void NoticeLine::dismiss()
{
    m_text->clear();
    hide();
}

QString NoticeLine::text() const
{
    return m_text->text();
}

} // namespace sluice

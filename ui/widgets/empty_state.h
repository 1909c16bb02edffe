// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace sluice {

class GlyphLabel;
class PlainLabel;

/// What a page shows when there is nothing yet: what it would hold, and how to get there.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const Theme &theme, Glyph glyph, const QString &title, const QString &text, QWidget *parent = nullptr);
    void setContent(Glyph glyph, const QString &title, const QString &text);
    /// Shown below the text, in order.
    void addAction(QWidget *button);
    using QWidget::addAction;

private:
    GlyphLabel *m_glyph;
    PlainLabel *m_title;
    PlainLabel *m_text;
    QHBoxLayout *m_actions;
};

} // namespace sluice

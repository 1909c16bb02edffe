// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class GlyphLabel;
class PlainLabel;

/// The outcome of what was just done, in one sentence where it was done; hidden while there is nothing to say.
/// Screen readers are told.
class NoticeLine : public QWidget
{
    Q_OBJECT

public:
    explicit NoticeLine(const Theme &theme, QWidget *parent = nullptr);
    void showNotice(const QString &sentence, bool isProblem);
    void dismiss();
    QString text() const;

private:
    GlyphLabel *m_glyph;
    PlainLabel *m_text;
};

} // namespace sluice

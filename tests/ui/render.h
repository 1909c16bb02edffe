// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QList>
#include <QSize>
#include <QString>
#include <QWidget>

namespace sluice {

/// Shows the widget at this size in this theme, lets it settle, and gives its picture. With the environment variable
/// SLUICE_RENDER_DIR set, the picture is also written there as <name>-<light|dark>.png.
QImage renderWidget(QWidget &widget, Theme &theme, ThemeVariant variant, QSize size, const QString &name);

/// Labels, buttons and painted lines of the tree whose font lacks a glyph for what they show: "PlainLabel 'x': U+2715".
QStringList missingGlyphs(const QWidget &root);
/// Visible labels and buttons that show less than their text without an ellipsis that tells so.
QStringList clippedLabels(const QWidget &root);
/// QLabels that would interpret markup: anything but Qt::PlainText.
QStringList richLabels(const QWidget &root);
/// Focusable visible widgets without an accessible name or text.
QStringList namelessControls(const QWidget &root);

/// The theme dressed onto the running application, as the console does it.
void dressApplication(Theme &theme);

} // namespace sluice

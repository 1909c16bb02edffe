// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLocale>

class QCoreApplication;

namespace sluice {

/// Makes tr() speak the first language of the locale that there is (LANGUAGE, then LANG), Qt's own words too where its
/// translations are installed; English otherwise, with its plurals. Call once, before any text is made.
void installTranslations(QCoreApplication &application, const QLocale &locale = QLocale::system());

} // namespace sluice

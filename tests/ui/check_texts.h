// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/render.h"

#include <QTest>

namespace sluice {

/// Every text of the page can be read by a person and by a screen reader.
inline void checkTexts(const QWidget &page)
{
    QCOMPARE(richLabels(page).join(u'\n'), QString());
    QCOMPARE(missingGlyphs(page).join(u'\n'), QString());
    QCOMPARE(clippedLabels(page).join(u'\n'), QString());
    QCOMPARE(namelessControls(page).join(u'\n'), QString());
}

/// The control that a screen reader calls by this name; nullptr when there is none.
template <class T> T *namedControl(const QWidget &page, const QString &name)
{
    for (T *one : page.findChildren<T *>()) {
        if (one->accessibleName() == name)
            return one;
    }
    return nullptr;
}

} // namespace sluice

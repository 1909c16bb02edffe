// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace sluice::test {

/// Folder of a kind of reference data beside the source tree, for example "manifests"; empty when it is not there.
QString sharedData(const QString &kind);
/// True when its absence is a failure: on the build server, where it is always present.
bool isSharedDataRequired();
QStringList sharedFiles(const QString &kind); ///< absolute, sorted
QByteArray readUnpacked(const QString &file); ///< gunzips names that end in .gz

} // namespace sluice::test

/// First line of a test that reads reference data: ends it with a line in the summary where the data is absent.
#define SLUICE_NEEDS_SHARED_DATA(kind)                                                                                 \
    do {                                                                                                               \
        if (sluice::test::sharedData(kind).isEmpty()) {                                                                \
            if (sluice::test::isSharedDataRequired())                                                                  \
                QFAIL("reference data is absent, and this run requires it");                                           \
            QSKIP("NOT RUN: reference data is absent (../shared/data)");                                               \
        }                                                                                                              \
    } while (false)

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <QTest>

/// QVERIFY for a Result that says why it failed.
#define VERIFY_OK(...)                                                                                                 \
    do {                                                                                                               \
        const auto &verified = (__VA_ARGS__);                                                                          \
        QVERIFY2(verified, verified ? "" : qPrintable(verified.error().what + QStringLiteral(" | ") + verified.error().where)); \
    } while (false)

/// The Result must be this error; shows the other code by name.
#define VERIFY_ERROR(result, expected)                                                                                 \
    do {                                                                                                               \
        const auto &verified = (result);                                                                               \
        QVERIFY2(!verified, "succeeded where an error was expected");                                                  \
        QVERIFY2(verified.error().code == (expected),                                                                  \
            qPrintable(sluice::errorCodeName(verified.error().code) + QStringLiteral(": ") + verified.error().what));  \
    } while (false)

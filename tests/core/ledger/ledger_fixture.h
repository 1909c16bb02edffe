// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/sqlite_ledger.h"
#include "support/fake_clock.h"

#include <QTemporaryDir>
#include <QTest>

namespace sluice {

/// A private folder with the path of a ledger in it, and a clock that stands still.
struct LedgerFixture {
    QTemporaryDir folder;
    FakeClock clock;

    QString file(const QString &name = QStringLiteral("ledger.db")) const { return folder.filePath(name); }

    std::unique_ptr<SqliteLedger> open(const SqliteLedgerOptions &options = {}) const
    {
        auto ledger = SqliteLedger::open(file(), clock, QStringLiteral("operator-1"), options);
        if (!ledger)
            qFatal("cannot open the ledger: %s", qPrintable(ledger.error().what));
        return *std::move(ledger);
    }

    /// The file itself, as somebody sees it who does not go through the ledger.
    std::unique_ptr<SqlSession> openRaw() const
    {
        SessionOptions options;
        options.fullSync = false;
        auto session = SqlSession::openFile(file(), false, options);
        if (!session)
            qFatal("cannot open the file: %s", qPrintable(session.error().what));
        return *std::move(session);
    }
};

inline NewEvent note(const QString &text, const QString &run = {})
{
    return { EventType::FeedbackGiven, run, QJsonObject { { QStringLiteral("text"), text } } };
}

/// The value, or a failed test that prints the error.
template <class T>
T must(Result<T> result, const char *call, const char *file, int line)
{
    if (!result) {
        const QString text = errorCodeName(result.error().code) + QStringLiteral(": ") + result.error().what + QStringLiteral(" (")
            + result.error().where + QStringLiteral(")");
        qFatal("%s:%d: %s failed: %s", file, line, call, qPrintable(text));
    }
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

} // namespace sluice

#define MUST(...) ::sluice::must((__VA_ARGS__), #__VA_ARGS__, __FILE__, __LINE__)

#define COMPARE_ERROR(result, expected)                                                                                                  \
    do {                                                                                                                                 \
        const auto &compared = (result);                                                                                                 \
        QVERIFY2(!compared, "succeeded");                                                                                                \
        QCOMPARE(::sluice::errorCodeName(compared.error().code), ::sluice::errorCodeName(expected));                                     \
    } while (false)

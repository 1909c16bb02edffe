// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_listener.h"
#include "ledger_bed.h"

#include <QElapsedTimer>

#include <atomic>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// A listener of one login that counts what it was told.
struct Ear
{
    std::atomic<int> told { 0 };
    std::atomic<bool> isListening { false };
    std::atomic<bool> mayOpen { true };
    std::atomic<int> opened { 0 };
    std::optional<LedgerListener> listener; ///< last: it calls back

    explicit Ear(ConnectionProfile profile, const QString &who)
    {
        profile.user = who;
        listener.emplace(
            [this, profile](const SessionOptions &options) -> Result<std::unique_ptr<SqlSession>> {
                ++opened;
                if (!mayOpen.load())
                    return fail(ErrorCode::CannotConnect, u"not now"_s);
                return SqlSession::open(profile, {}, SessionRole::Catalogue, {}, options);
            },
            [this](bool isHeard) {
                isListening = isHeard;
                ++told;
            });
    }
};

QStringList listeners(SqlSession &raw)
{
    const SqlRows rows = MUST(raw.query(u"SELECT pid::text FROM pg_stat_activity WHERE datname = current_database()"
                                        " AND application_name = 'sluice-listen' ORDER BY pid"_s));
    QStringList pids;
    for (const QVariantList &row : rows.rows)
        pids += row[0].toString();
    return pids;
}

} // namespace

class LedgerListenerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReaderHearsOfEveryEntry()
    {
        const LedgerBed bed(Engine::Postgresql);
        const auto ledger = bed.open();
        bed.makeLogin(u"rita"_s, u"reader"_s);
        Ear ear(bed.profile(), u"rita"_s);
        QTRY_VERIFY(ear.isListening);
        QCOMPARE(ear.told.load(), 1); // what was missed before
        for (int entry = 0; entry < 3; ++entry) {
            const int before = ear.told;
            MUST(ledger->append({ note(u"news"_s) }));
            QTRY_COMPARE_WITH_TIMEOUT(ear.told.load(), before + 1, 2'000);
        }
        QVERIFY(ear.isListening);
    }

    void aLostSessionIsOpenedAgain()
    {
        const LedgerBed bed(Engine::Postgresql);
        const auto ledger = bed.open();
        const auto raw = bed.openRaw();
        Ear ear(bed.profile(), u"operator_1"_s);
        QTRY_VERIFY(ear.isListening);
        const QStringList first = listeners(*raw);
        QCOMPARE(first.size(), 1);
        ear.mayOpen = false;
        MUST(raw->query(u"SELECT pg_terminate_backend(%1)"_s.arg(first.first())));
        QTRY_VERIFY(!ear.isListening);
        const int afterLoss = ear.told;
        QVERIFY(afterLoss >= 2); // it says so at once: from here on it is asked all the time
        MUST(ledger->append({ note(u"unheard"_s) }));
        QTRY_VERIFY(ear.opened > 2);
        QCOMPARE(ear.told.load(), afterLoss);
        ear.mayOpen = true;
        QTRY_VERIFY_WITH_TIMEOUT(ear.isListening, 10'000);
        QCOMPARE(ear.told.load(), afterLoss + 1);
        QVERIFY(listeners(*raw) != first);
        MUST(ledger->append({ note(u"heard again"_s) }));
        QTRY_COMPARE(ear.told.load(), afterLoss + 2);
    }

    /// Each attempt waits longer than the one before: a server that is ill is not hammered by everybody who listens.
    void attemptsBecomeRarer()
    {
        const LedgerBed bed(Engine::Postgresql);
        QElapsedTimer since;
        since.start();
        Ear ear(bed.profile(), u"nobody_at_all"_s);
        QTRY_VERIFY_WITH_TIMEOUT(ear.opened >= 4, 10'000);
        QVERIFY2(since.elapsed() >= 250 + 500 + 1'000, qPrintable(QString::number(since.elapsed())));
        QCOMPARE(ear.told.load(), 0);
    }

    /// Any role may notify any channel, with any payload.
    void aFloodIsAFewHints()
    {
        const LedgerBed bed(Engine::Postgresql);
        bed.open();
        bed.makeLogin(u"mallory"_s, {});
        ConnectionProfile stranger = bed.profile();
        stranger.user = u"mallory"_s;
        const auto hostile = MUST(SqlSession::open(stranger, {}, SessionRole::Control, {}));
        Ear ear(bed.profile(), u"operator_1"_s);
        QTRY_VERIFY(ear.isListening);
        const int before = ear.told;
        QElapsedTimer since;
        since.start();
        for (int round = 0; round < 200; ++round)
            MUST(hostile->query(u"SELECT pg_notify('sluice_ledger', repeat(chr(65 + i % 26), 4000) || '%1')"
                                " FROM generate_series(1, 100) AS i"_s.arg(round)));
        MUST(hostile->query(u"SELECT pg_notify('sluice_ledger', '99999999999999999999')"_s));
        const auto queue
            = [&] { return MUST(hostile->query(u"SELECT pg_notification_queue_usage()"_s)).scalar().toDouble(); };
        QTRY_COMPARE(queue(), 0.0); // it was all taken from the server, told or not
        QTRY_VERIFY(ear.told > before);
        const qint64 most = since.elapsed() / LedgerListener::kLeastPause.count() + 2;
        QVERIFY2(
            ear.told - before <= most, qPrintable(u"%1 hints in %2 ms"_s.arg(ear.told - before).arg(since.elapsed())));
        QVERIFY(ear.isListening);
    }

    void anEndIsAtOnce_data()
    {
        QTest::addColumn<bool>("isServed");
        QTest::newRow("while it waits for news") << true;
        QTest::newRow("while it waits to try again") << false;
    }
    void anEndIsAtOnce()
    {
        QFETCH(const bool, isServed);
        const LedgerBed bed(Engine::Postgresql);
        bed.open();
        Ear ear(bed.profile(), isServed ? u"operator_1"_s : u"nobody_at_all"_s);
        QTRY_VERIFY_WITH_TIMEOUT(isServed ? ear.isListening.load() : ear.opened >= 3, 10'000);
        QElapsedTimer since;
        since.start();
        ear.listener.reset();
        QVERIFY2(since.elapsed() < 1'000, qPrintable(QString::number(since.elapsed())));
        const auto raw = bed.openRaw();
        QTRY_COMPARE(listeners(*raw), QStringList());
    }
};

QTEST_GUILESS_MAIN(LedgerListenerTest)
#include "tst_ledger_listener.moc"

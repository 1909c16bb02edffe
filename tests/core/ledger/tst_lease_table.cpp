// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <QProcess>

#include <barrier>
#include <thread>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kTarget = u"7a0c9c1e-target"_s;
constexpr Duration kTtl = 15s;

} // namespace

class TestLeaseTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aFreeTargetIsTaken()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        QVERIFY(!MUST(ledger->currentLease(kTarget)));
        const Lease lease = MUST(ledger->acquireLease(kTarget, u"console on ops-1, pid 1"_s, kTtl));
        QCOMPARE(lease.epoch, 1);
        QCOMPARE(lease.acquired, fixture.clock.nowUtc());
        QCOMPARE(lease.expires, fixture.clock.nowUtc().addMSecs(15'000));
        QVERIFY(lease.isMine(u"console on ops-1, pid 1"_s));
        const auto current = MUST(fixture.open()->currentLease(kTarget));
        QVERIFY(current);
        QCOMPARE(current->runner, lease.runner);
        QCOMPARE(current->epoch, 1);
        QVERIFY(!MUST(ledger->currentLease(u"another target"_s)));
    }

    /// A fresh container has no machine id, a hardened one no namespaces to read.
    void whoKnowsNothingOfItselfMayRunToo()
    {
        const LedgerFixture fixture;
        fixture.open();
        const auto session = fixture.openRaw();
        LeaseTable nameless(*session, fixture.clock, ProcessIdentity {});
        const Lease lease = MUST(nameless.acquire(kTarget, u"r"_s, kTtl));
        QCOMPARE(lease.epoch, 1);
        COMPARE_ERROR(LeaseTable(*session, fixture.clock).acquire(kTarget, u"other"_s, kTtl), ErrorCode::LeaseHeld);
        MUST(nameless.release(lease));
        QVERIFY(MUST(LeaseTable(*session, fixture.clock).acquire(kTarget, u"other"_s, kTtl)).epoch == 2);
    }

    void theLoserHearsTheWinnersName()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->acquireLease(kTarget, u"winner"_s, kTtl));
        const auto lost = ledger->acquireLease(kTarget, u"loser"_s, kTtl);
        COMPARE_ERROR(lost, ErrorCode::LeaseHeld);
        QVERIFY(lost.error().what.contains(u"winner"_s));
        QVERIFY(lost.error().where.contains(kTarget));
    }

    void badArgumentsAreRefused()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        COMPARE_ERROR(ledger->acquireLease({}, u"r"_s, kTtl), ErrorCode::Usage);
        COMPARE_ERROR(ledger->acquireLease(kTarget, {}, kTtl), ErrorCode::Usage);
        COMPARE_ERROR(ledger->acquireLease(kTarget, u"r"_s, Duration(0)), ErrorCode::Usage);
    }

    void aLeaseExpiresUnlessRenewed()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        Lease lease = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        for (int i = 0; i < 5; ++i) {
            fixture.clock.advance(10s);
            lease = MUST(ledger->renewLease(lease, kTtl));
            QCOMPARE(lease.epoch, 1);
            QCOMPARE(lease.expires, fixture.clock.nowUtc().addMSecs(15'000));
        }
        QCOMPARE(MUST(ledger->currentLease(kTarget))->acquired, lease.acquired);
        fixture.clock.advance(14'999ms);
        COMPARE_ERROR(ledger->acquireLease(kTarget, u"b"_s, kTtl), ErrorCode::LeaseHeld);
        fixture.clock.advance(1ms);
        QVERIFY(!MUST(ledger->currentLease(kTarget)));
        const Lease next = MUST(ledger->acquireLease(kTarget, u"b"_s, kTtl));
        QCOMPARE(next.epoch, 2);
        COMPARE_ERROR(ledger->renewLease(lease, kTtl), ErrorCode::LeaseHeld);
    }

    void anExpiredLeaseNobodyTookIsRenewed()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease lease = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        fixture.clock.advance(60s);
        QCOMPARE(MUST(ledger->renewLease(lease, kTtl)).epoch, 1);
        QVERIFY(MUST(ledger->currentLease(kTarget)));
    }

    void aJumpOfTheWallClockStealsNothing_data()
    {
        QTest::addColumn<qint64>("seconds");
        for (const qint64 seconds : { 16LL, -16LL, 3'600LL, -3'600LL, 86'400LL, -86'400LL, 315'360'000LL, -315'360'000LL })
            QTest::addRow("%lld s", static_cast<long long>(seconds)) << seconds;
    }

    void aJumpOfTheWallClockStealsNothing()
    {
        QFETCH(const qint64, seconds);
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease lease = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        fixture.clock.shiftWall(std::chrono::seconds(seconds));
        COMPARE_ERROR(ledger->acquireLease(kTarget, u"b"_s, kTtl), ErrorCode::LeaseHeld);
        MUST(ledger->append({ note(u"still mine"_s) }, &lease));
        QCOMPARE(MUST(ledger->renewLease(lease, kTtl)).epoch, 1);
        fixture.clock.advance(15s); // and it does expire, whatever the wall clock says
        QCOMPARE(MUST(ledger->acquireLease(kTarget, u"b"_s, kTtl)).epoch, 2);
    }

    void aDeadProcessLosesItsLeaseAtOnce()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->acquireLease(kTarget, u"dead"_s, 24h));
        QProcess process;
        process.start(u"true"_s, {});
        QVERIFY(process.waitForFinished());
        MUST(fixture.openRaw()->executeBound(u"UPDATE ledger_lease SET pid = ?, process_started = 1"_s, { 0x3FFFFF }));
        QVERIFY(!MUST(ledger->currentLease(kTarget)));
        QCOMPARE(MUST(ledger->acquireLease(kTarget, u"next"_s, kTtl)).epoch, 2);
    }

    void aReusedPidIsAnotherProcess()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->acquireLease(kTarget, u"dead"_s, 24h));
        MUST(fixture.openRaw()->execute(u"UPDATE ledger_lease SET process_started = process_started - 1"_s));
        QCOMPARE(MUST(ledger->acquireLease(kTarget, u"next"_s, kTtl)).epoch, 2);
    }

    void anotherBootOfThisMachineFreesTheLease()
    {
        const LedgerFixture fixture;
        fixture.open();
        const auto session = fixture.openRaw();
        const auto acquire = [&](const QString &machine, const QString &boot, const QString &runner) {
            ProcessIdentity me = thisProcess();
            me.machine = machine;
            me.boot = boot;
            return LeaseTable(*session, fixture.clock, me).acquire(kTarget, runner, 24h);
        };
        MUST(acquire(u"m"_s, u"first boot"_s, u"before the reboot"_s));
        // Of another machine, or of one that nobody can name, nothing is known but the time on the wall.
        COMPARE_ERROR(acquire(u"other"_s, u"second boot"_s, u"next"_s), ErrorCode::LeaseHeld);
        COMPARE_ERROR(acquire({}, u"second boot"_s, u"next"_s), ErrorCode::LeaseHeld);
        QCOMPARE(MUST(acquire(u"m"_s, u"second boot"_s, u"next"_s)).epoch, 2);
    }

    void aPidOfAnotherContainerIsNotJudged()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->acquireLease(kTarget, u"in a container"_s, kTtl));
        MUST(fixture.openRaw()->execute(u"UPDATE ledger_lease SET pid_space = 'pid:[1]', pid = 4194303"_s));
        COMPARE_ERROR(ledger->acquireLease(kTarget, u"next"_s, kTtl), ErrorCode::LeaseHeld);
        fixture.clock.advance(15s);
        QVERIFY(ledger->acquireLease(kTarget, u"next"_s, kTtl));
    }

    void aReleasedLeaseIsFreeAndItsEpochStays()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease first = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        MUST(ledger->releaseLease(first));
        MUST(ledger->releaseLease(first)); // again is no error
        QVERIFY(!MUST(ledger->currentLease(kTarget)));
        COMPARE_ERROR(ledger->renewLease(first, kTtl), ErrorCode::LeaseHeld);
        const Lease second = MUST(ledger->acquireLease(kTarget, u"b"_s, kTtl));
        QCOMPARE(second.epoch, 2);
        COMPARE_ERROR(ledger->releaseLease(first), ErrorCode::LeaseHeld); // never somebody else's
        QVERIFY(MUST(ledger->currentLease(kTarget)));
    }

    void theSameRunnerTakesItsOwnLeaseAgain()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease first = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        const Lease second = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        QCOMPARE(second.epoch, 2);
        COMPARE_ERROR(ledger->append({ note(u"older self"_s) }, &first), ErrorCode::LeaseHeld);
        MUST(ledger->append({ note(u"me"_s) }, &second));
    }

    void aLiveLeaseCanBeSeizedByWhoSawIt()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease seen = MUST(ledger->acquireLease(kTarget, u"does not answer"_s, kTtl));
        const Lease mine = MUST(ledger->seizeLease(seen, u"commander"_s, kTtl));
        QCOMPARE(mine.epoch, 2);
        COMPARE_ERROR(ledger->renewLease(seen, kTtl), ErrorCode::LeaseHeld);
        COMPARE_ERROR(ledger->seizeLease(seen, u"second commander"_s, kTtl), ErrorCode::LeaseHeld);
        Lease unknown = seen;
        unknown.target = u"never leased"_s;
        COMPARE_ERROR(ledger->seizeLease(unknown, u"commander"_s, kTtl), ErrorCode::LeaseHeld);
    }

    void appendsOfALostLeaseAreRefusedWhole()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        const Lease mine = MUST(ledger->acquireLease(kTarget, u"a"_s, kTtl));
        MUST(ledger->append({ note(u"mine"_s) }, &mine));
        fixture.clock.advance(15s);
        const Lease theirs = MUST(fixture.open()->acquireLease(kTarget, u"b"_s, kTtl));
        const LedgerHead before = MUST(ledger->head());
        COMPARE_ERROR(ledger->append({ note(u"late"_s), note(u"later"_s) }, &mine), ErrorCode::LeaseHeld);
        QCOMPARE(MUST(ledger->head()).seq, before.seq);
        MUST(ledger->append({ note(u"theirs"_s) }, &theirs));
        const Lease nobody;
        COMPARE_ERROR(ledger->append({ note(u"nobody"_s) }, &nobody), ErrorCode::LeaseHeld);
    }

    /// Sixteen runners, each with its own connection, at the same moment, ten times over.
    void oneOfManyWins()
    {
        constexpr int kRunners = 16;
        const LedgerFixture fixture;
        fixture.open();
        for (int round = 1; round <= 10; ++round) {
            const QString target = u"target "_s + QString::number(round);
            std::barrier start(kRunners);
            std::array<ErrorCode, kRunners> outcome {};
            std::array<bool, kRunners> won {};
            {
                std::vector<std::jthread> threads;
                for (int i = 0; i < kRunners; ++i) {
                    threads.emplace_back([&, i] {
                        const auto ledger = fixture.open();
                        start.arrive_and_wait();
                        const auto lease = ledger->acquireLease(target, u"runner "_s + QString::number(i), kTtl);
                        won.at(static_cast<size_t>(i)) = lease.has_value();
                        outcome.at(static_cast<size_t>(i)) = lease ? ErrorCode::Internal : lease.error().code;
                    });
                }
            }
            QCOMPARE(std::count(won.begin(), won.end(), true), 1);
            QCOMPARE(std::count(outcome.begin(), outcome.end(), ErrorCode::LeaseHeld), kRunners - 1);
        }
    }
};

QTEST_GUILESS_MAIN(TestLeaseTable)
#include "tst_lease_table.moc"

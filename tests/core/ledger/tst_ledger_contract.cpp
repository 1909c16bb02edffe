// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"
#include "ledger_bed.h"

#include <barrier>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kTarget = u"7a0c9c1e-target"_s;
constexpr Duration kTtl = 15s;

NewEvent command(const QString &name, const QString &id, qint64 expected = 0)
{
    return { EventType::CommandRequested, u"run-1"_s,
        QJsonObject { { u"command"_s, name }, { u"id"_s, id }, { u"to"_s, u""_s }, { u"why"_s, u"because "_s + id },
            { u"expected"_s, static_cast<double>(expected) } } };
}

NewEvent ofRun(EventType type, const QJsonObject &payload = {}) { return { type, u"run-1"_s, payload }; }

} // namespace

/// What a ledger promises, in a file of one host as in a database of a team.
class LedgerContractTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void beginsWithOneEntry_data() { eachEngine(); }
    void beginsWithOneEntry()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const QList<Event> events = MUST(bed.open()->read(0));
        QCOMPARE(events.size(), 1);
        QCOMPARE(events[0].type, EventType::LedgerCreated);
        QCOMPARE(events[0].previousHash, QByteArray(32, '\0'));
        QVERIFY(!events[0].json()[u"id"_s].toString().isEmpty());
        const LedgerBed other(engine);
        QVERIFY(MUST(other.open()->head()).hash != events[0].hash); // no two begin alike
    }

    void appendsAreChainedAndKept_data() { eachEngine(); }
    void appendsAreChainedAndKept()
    {
        QFETCH(const Engine, engine);
        LedgerBed bed(engine);
        QList<Event> appended;
        {
            const auto ledger = bed.open(u"operator_a"_s);
            appended = MUST(ledger->append({ note(u"one"_s, u"run-1"_s), note(u"two"_s, u"run-2"_s) }));
            bed.letPass();
            appended += MUST(ledger->append({ note(u"three"_s, u"run-1"_s) }));
            QVERIFY(MUST(ledger->append({})).isEmpty());
        }
        const auto ledger = bed.open(u"operator_b"_s);
        const QList<Event> read = MUST(ledger->read(1));
        QCOMPARE(read.size(), 3);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(read[i].seq, i + 2);
            QCOMPARE(read[i].payload, appended[i].payload);
            QCOMPARE(read[i].hash, appended[i].hash);
            QCOMPARE(read[i].hash, eventHash(read[i])); // the database hashes the very same bytes
            QCOMPARE(read[i].actor, u"operator_a"_s);
            QCOMPARE(read[i].at, appended[i].at);
        }
        QCOMPARE(read[1].previousHash, read[0].hash);
        QVERIFY(read[2].at > read[0].at);
        QCOMPARE(MUST(ledger->head()).hash, read[2].hash);
        QCOMPARE(MUST(ledger->read(2, 1)).size(), 1);
        QCOMPARE(MUST(ledger->readRun(u"run-1"_s)).size(), 2);
        QVERIFY(MUST(ledger->readRun(QString())).isEmpty());
        MUST(ledger->append({ note(u"four"_s) }));
        QCOMPARE(MUST(ledger->verify()).verified, 5);
        QVERIFY(MUST(ledger->verify()).ok);
    }

    void hostileTextComesBack_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<QString>("text");
        for (const auto &[name, engine] :
            { std::pair("sqlite", Engine::Sqlite), std::pair("postgresql", Engine::Postgresql) }) {
            QTest::addRow("%s NUL", name) << engine << u"a\0b"_s;
            QTest::addRow("%s quotes", name) << engine << u"'; DROP TABLE event; --\"\\"_s;
            QTest::addRow("%s right to left", name) << engine << u"\u202Egpj.exe"_s;
            QTest::addRow("%s beyond the plane", name) << engine << u"😀𝔘"_s;
            QTest::addRow("%s half a pair", name) << engine << QString(QChar(0xD800)) + u"x"_s;
            QTest::addRow("%s long", name) << engine << QString(100'000, u'ä');
        }
    }
    void hostileTextComesBack()
    {
        QFETCH(const Engine, engine);
        QFETCH(const QString, text);
        const LedgerBed bed(engine);
        const auto ledger = bed.open();
        // In PostgreSQL an index keeps a run's name, as long as it is one.
        const QString run = text.left(200);
        const Event appended = MUST(ledger->append({ note(text, run) }))[0];
        const Event read = MUST(ledger->read(1))[0];
        QCOMPARE(read.json().value(u"text"_s).toString(), text);
        QCOMPARE(read.run, appended.run);
        QCOMPARE(MUST(ledger->readRun(read.run)).size(), 1);
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
    }

    void allOrNothing_data() { eachEngine(); }
    void allOrNothing()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto ledger = bed.open();
        COMPARE_ERROR(ledger->append({ note(u"small"_s), note(QString(9 * 1024 * 1024, u'x')) }), ErrorCode::Refused);
        QCOMPARE(MUST(ledger->head()).seq, 1);
        QCOMPARE(MUST(ledger->append({ note(QString(4 * 1024 * 1024, u'x')) }))[0].seq, 2);
    }

    void plansAreKeptByTheirDigest_data() { eachEngine(); }
    void plansAreKeptByTheirDigest()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const QByteArray canonical = R"({"id":"orders-currency"})";
        const QString digest = sha256Hex(canonical);
        const auto ledger = bed.open();
        COMPARE_ERROR(ledger->plan(digest), ErrorCode::NotFound);
        COMPARE_ERROR(ledger->storePlan(u"ab"_s, canonical, {}), ErrorCode::Refused);
        MUST(ledger->storePlan(digest, canonical, u"# Zurück\n"_s));
        MUST(ledger->storePlan(digest, canonical, u"# Zurück\n"_s));
        COMPARE_ERROR(ledger->storePlan(digest, canonical, u"# Another"_s), ErrorCode::Refused);
        const auto [bytes, runbook] = MUST(bed.open(u"operator_b"_s)->plan(digest));
        QCOMPARE(bytes, canonical);
        QCOMPARE(runbook, u"# Zurück\n"_s);
        MUST(ledger->storePlan(sha256Hex("{}"), "{}", {}));
        QCOMPARE(MUST(ledger->plan(sha256Hex("{}"))).second, QString());
    }

    /// Who decides on what has changed meanwhile is told by whom; hold and rollback are taken always.
    void commandsAreForWhatWasSeen_data() { eachEngine(); }
    void commandsAreForWhatWasSeen()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto operator_b = bed.open(u"operator_b"_s);
        const qint64 seen = MUST(operator_a->append({ ofRun(EventType::RunStarted) }))[0].seq;
        MUST(operator_a->append({ ofRun(EventType::BakeProgress) })); // the runner's progress is nobody's decision
        MUST(operator_a->append({ command(u"hold"_s, u"a"_s, seen) }));
        const auto late = operator_b->append({ command(u"resume"_s, u"b"_s, seen) });
        COMPARE_ERROR(late, ErrorCode::Refused);
        QVERIFY2(late.error().what.contains(u"hold by operator_a"_s), qPrintable(late.error().what));
        MUST(operator_b->append({ command(u"hold"_s, u"c"_s, seen) }));
        const qint64 now = MUST(operator_b->head()).seq;
        MUST(operator_b->append({ command(u"resume"_s, u"d"_s, now) }));
        MUST(operator_b->append({ command(u"rollback"_s, u"e"_s, seen) }));
        COMPARE_ERROR(operator_a->append({ command(u"flags_off"_s, u"f"_s, now) }), ErrorCode::Refused);
        NewEvent elsewhere = command(u"cancel"_s, u"g"_s, seen);
        elsewhere.run = u"run-2"_s;
        MUST(operator_a->append({ elsewhere })); // another run's matter
        QVERIFY(MUST(operator_b->verify()).ok);
    }

    void aRollbackIsPressedOnce_data() { eachEngine(); }
    void aRollbackIsPressedOnce()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto operator_b = bed.open(u"operator_b"_s);
        const auto pressedBy
            = [&](Ledger &ledger, const QString &id) { return MUST(ledger.append({ command(u"rollback"_s, id) }))[0]; };
        const Event first = pressedBy(*operator_a, u"a"_s);
        QCOMPARE(first.json()[u"id"_s].toString(), u"a"_s);
        const Event joined = pressedBy(*operator_b, u"b"_s);
        QCOMPARE(joined.seq, first.seq);
        QCOMPARE(joined.actor, u"operator_a"_s);
        QCOMPARE(MUST(operator_b->head()).seq, first.seq);
        MUST(operator_a->append(
            { ofRun(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"id"_s, u"a"_s } }) })); // refused
        QCOMPARE(pressedBy(*operator_b, u"c"_s).actor, u"operator_b"_s);
        MUST(operator_a->append({ ofRun(EventType::RollbackIntent, { { u"id"_s, u"c"_s } }) }));
        QCOMPARE(pressedBy(*operator_a, u"d"_s).actor, u"operator_b"_s); // while it runs
        MUST(operator_a->append({ ofRun(EventType::RollbackStuck, { { u"id"_s, u"c"_s } }) }));
        QCOMPARE(pressedBy(*operator_a, u"e"_s).actor, u"operator_a"_s); // again, when it is stuck
        MUST(operator_a->append({ ofRun(EventType::RollbackVerified, { { u"id"_s, u"e"_s } }) }));
        MUST(operator_a->append({ ofRun(EventType::RollbackIntent, { { u"id"_s, u"g"_s }, { u"trigger"_s, u"gate"_s } }) }));
        QCOMPARE(pressedBy(*operator_b, u"h"_s).type, EventType::RollbackIntent); // a gate was first
        QVERIFY(MUST(operator_b->verify()).ok);
    }

    /// Losing rows takes two people, and the ledger knows them apart.
    void anotherPersonAcceptsALoss_data() { eachEngine(); }
    void anotherPersonAcceptsALoss()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto commander = bed.open(u"commander_b"_s, u"commander"_s);
        const auto accepts = [](const QString &id, const QString &request, qint64 entry, const QString &to = u""_s) {
            NewEvent event = command(u"accept_loss"_s, id);
            event.payload[u"request"_s] = request;
            event.payload[u"accepts"_s] = static_cast<double>(entry);
            event.payload[u"to"_s] = to;
            return event;
        };
        const auto refused = [&](Ledger &ledger, const NewEvent &event, const QString &why) {
            const qint64 before = MUST(ledger.head()).seq;
            const auto done = ledger.append({ event });
            QVERIFY2(!done && done.error().code == ErrorCode::Refused, done ? "appended" : qPrintable(done.error().what));
            QVERIFY2(done.error().what.contains(why), qPrintable(done.error().what));
            QCOMPARE(MUST(ledger.head()).seq, before);
        };
        refused(*commander, accepts(u"x"_s, u"r"_s, 1), u"waits for a second person"_s);
        MUST(operator_a->append({ command(u"rollback"_s, u"r"_s) }));
        refused(*commander, accepts(u"x"_s, u"r"_s, 2), u"waits for a second person"_s);
        const auto waits = [&](const QString &id, const QString &to = u""_s) {
            return MUST(operator_a->append({ ofRun(EventType::RollbackWaits, { { u"id"_s, id }, { u"to"_s, to } }) }))[0].seq;
        };
        const qint64 first = waits(u"r"_s);
        refused(*operator_a, accepts(u"x"_s, u"r"_s, first), u"operator_a asked for this rollback"_s);
        refused(*commander, accepts(u"x"_s, u"other"_s, first), u"not what waits now"_s);
        refused(*commander, accepts(u"x"_s, u"r"_s, first - 1), u"not what waits now"_s);
        refused(*commander, accepts(u"x"_s, u"r"_s, first, u"additive"_s), u"not what waits now"_s);
        QCOMPARE(MUST(commander->append({ accepts(u"yes"_s, u"r"_s, first) }))[0].actor, u"commander_b"_s);
        // More would be lost than was accepted: what was said is said of the old number.
        const qint64 again = waits(u"r"_s);
        refused(*commander, accepts(u"x"_s, u"r"_s, first), u"not what waits now"_s);
        MUST(commander->append({ accepts(u"yes again"_s, u"r"_s, again) }));
        MUST(operator_a->append({ ofRun(EventType::RollbackIntent, { { u"id"_s, u"yes again"_s } }) }));
        refused(*commander, accepts(u"x"_s, u"r"_s, again), u"waits for a second person"_s); // it runs
        MUST(operator_a->append({ ofRun(EventType::RollbackVerified, { { u"id"_s, u"yes again"_s } }) }));
        // One that waits does not swallow the next press, which may go elsewhere or lose nothing any more.
        MUST(operator_a->append({ command(u"rollback"_s, u"s"_s) }));
        const qint64 third = waits(u"s"_s);
        QCOMPARE(MUST(commander->append({ command(u"rollback"_s, u"t"_s) }))[0].json()[u"id"_s].toString(), u"t"_s);
        MUST(operator_a->append({ ofRun(EventType::HoldAdded, { { u"reason"_s, u"operator"_s }, { u"id"_s, u"s"_s } }) })); // withdrawn
        refused(*commander, accepts(u"x"_s, u"s"_s, third), u"waits for a second person"_s);
        // Who asked is who the ledger stamped, whatever the entry that waits says.
        const qint64 theirs = MUST(operator_a->append({ ofRun(EventType::RollbackWaits,
            { { u"id"_s, u"t"_s }, { u"to"_s, u""_s }, { u"asked_by"_s, u"somebody_else"_s } }) }))[0].seq;
        refused(*commander, accepts(u"x"_s, u"t"_s, theirs), u"commander_b asked for this rollback"_s);
        MUST(operator_a->append({ accepts(u"fine"_s, u"t"_s, theirs) }));
        QVERIFY(MUST(commander->verify()).ok);
    }

    void ofSixteenPressesOneCounts_data() { eachEngine(); }
    void ofSixteenPressesOneCounts()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        constexpr int kPressers = 16;
        for (int i = 0; i < kPressers; ++i)
            bed.open(u"presser_%1"_s.arg(i)); // their logins
        std::barrier together(kPressers);
        std::vector<Event> answers(kPressers);
        std::vector<std::thread> threads;
        for (int i = 0; i < kPressers; ++i) {
            threads.emplace_back([&, i] {
                const auto ledger = MUST(bed.tryOpen(u"presser_%1"_s.arg(i)));
                together.arrive_and_wait();
                answers[static_cast<size_t>(i)]
                    = MUST(ledger->append({ command(u"rollback"_s, u"id-%1"_s.arg(i)) }))[0];
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        const QList<Event> run = MUST(bed.open()->readRun(u"run-1"_s));
        QCOMPARE(run.size(), 1);
        for (const Event &answer : answers) {
            QCOMPARE(answer.seq, run[0].seq);
            QCOMPARE(answer.actor, run[0].actor);
            QCOMPARE(answer.json()[u"why"_s], run[0].json()[u"why"_s]);
        }
        QVERIFY(run[0].actor.startsWith(u"presser_"_s));
    }

    void anotherWriterIsWaitedForThenNamedBusy_data() { eachEngine(); }
    void anotherWriterIsWaitedForThenNamedBusy()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto ledger = bed.open();
        ledger->setPatience(Duration(200));
        const auto raw = bed.openRaw();
        MUST(raw->begin());
        if (bed.isPostgres())
            MUST(raw->query(u"SELECT seq FROM sluice_ledger.head FOR UPDATE"_s));
        COMPARE_ERROR(ledger->append({ note(u"blocked"_s) }), ErrorCode::Busy);
        QCOMPARE(MUST(ledger->head()).seq, 1); // readers are never blocked
        raw->rollback();
        QCOMPARE(MUST(ledger->append({ note(u"free"_s) }))[0].seq, 2);
    }

    void aLeaseIsTakenRenewedAndGivenBack_data() { eachEngine(); }
    void aLeaseIsTakenRenewedAndGivenBack()
    {
        QFETCH(const Engine, engine);
        LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto operator_b = bed.open(u"operator_b"_s);
        QVERIFY(!MUST(operator_a->currentLease(kTarget)));
        const Lease lease = MUST(operator_a->acquireLease(kTarget, u"console of operator_a"_s, kTtl));
        QCOMPARE(lease.epoch, 1);
        QCOMPARE(lease.acquired.msecsTo(lease.expires), 15'000);
        QCOMPARE(MUST(operator_b->currentLease(kTarget))->runner, u"console of operator_a"_s);
        const auto lost = operator_b->acquireLease(kTarget, u"console of operator_b"_s, kTtl);
        COMPARE_ERROR(lost, ErrorCode::LeaseHeld);
        QVERIFY2(lost.error().what.contains(u"console of operator_a"_s), qPrintable(lost.error().what));
        bed.letPass();
        const Lease renewed = MUST(operator_a->renewLease(lease, kTtl));
        QCOMPARE(renewed.epoch, 1);
        QVERIFY(renewed.expires > lease.expires);
        QCOMPARE(renewed.acquired, lease.acquired);
        QCOMPARE(MUST(operator_a->acquireLease(kTarget, u"console of operator_a"_s, kTtl)).epoch, 2); // its own, again
        COMPARE_ERROR(operator_a->append({ note(u"late"_s) }, &renewed), ErrorCode::LeaseHeld);
        const Lease mine = *MUST(operator_a->currentLease(kTarget));
        MUST(operator_a->append({ note(u"in time"_s) }, &mine));
        MUST(operator_a->releaseLease(mine));
        MUST(operator_a->releaseLease(mine));
        QVERIFY(!MUST(operator_b->currentLease(kTarget)));
        COMPARE_ERROR(operator_a->append({ note(u"after"_s) }, &mine), ErrorCode::LeaseHeld);
        QCOMPARE(MUST(operator_b->acquireLease(kTarget, u"console of operator_b"_s, kTtl)).epoch, 3);
        COMPARE_ERROR(operator_a->acquireLease({}, u"r"_s, kTtl), ErrorCode::Usage);
        COMPARE_ERROR(operator_a->acquireLease(kTarget, u"r"_s, Duration(0)), ErrorCode::Usage);
    }

    void aLeaseThatRanOutIsAnothers_data() { eachEngine(); }
    void aLeaseThatRanOutIsAnothers()
    {
        QFETCH(const Engine, engine);
        LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto operator_b = bed.open(u"operator_b"_s);
        const Lease lease = MUST(operator_a->acquireLease(kTarget, u"a"_s, kTtl));
        bed.letExpire(kTarget);
        QVERIFY(!MUST(operator_b->currentLease(kTarget)));
        MUST(operator_a->append({ note(u"late, and still the newest"_s) }, &lease));
        QCOMPARE(MUST(operator_a->renewLease(lease, kTtl)).epoch, 1); // nobody took it
        bed.letExpire(kTarget);
        QCOMPARE(MUST(operator_b->acquireLease(kTarget, u"b"_s, kTtl)).epoch, 2);
        COMPARE_ERROR(operator_a->renewLease(lease, kTtl), ErrorCode::LeaseHeld);
        const auto stale = operator_a->append({ note(u"stale"_s) }, &lease);
        COMPARE_ERROR(stale, ErrorCode::LeaseHeld);
        QCOMPARE(MUST(operator_b->head()).seq, 2);
    }

    void aLeaseIsSeizedAsItWasSeen_data() { eachEngine(); }
    void aLeaseIsSeizedAsItWasSeen()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto operator_a = bed.open(u"operator_a"_s);
        const auto operator_b = bed.open(u"operator_b"_s);
        const Lease seen = MUST(operator_a->acquireLease(kTarget, u"a"_s, kTtl));
        const Lease taken = MUST(operator_b->seizeLease(seen, u"b"_s, kTtl));
        QCOMPARE(taken.epoch, 2);
        COMPARE_ERROR(operator_a->append({ note(u"stale"_s) }, &seen), ErrorCode::LeaseHeld);
        COMPARE_ERROR(operator_a->seizeLease(seen, u"c"_s, kTtl), ErrorCode::LeaseHeld); // it is not that one any more
        bed.killHolder(kTarget);
        QVERIFY(!MUST(operator_a->currentLease(kTarget)));
        QCOMPARE(MUST(operator_a->acquireLease(kTarget, u"next"_s, kTtl)).epoch, 3);
    }

    void ofManyWhoWantALeaseOneGetsIt_data() { eachEngine(); }
    void ofManyWhoWantALeaseOneGetsIt()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        bed.open();
        constexpr int kRunners = 8;
        std::barrier together(kRunners);
        std::atomic<int> won = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < kRunners; ++i) {
            threads.emplace_back([&, i] {
                const auto ledger = MUST(bed.tryOpen(u"operator_1"_s));
                together.arrive_and_wait();
                won += ledger->acquireLease(kTarget, u"runner-%1"_s.arg(i), kTtl).has_value() ? 1 : 0;
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(won.load(), 1);
    }
};

QTEST_GUILESS_MAIN(LedgerContractTest)
#include "tst_ledger_contract.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/whole_file.h"
#include "core/ledger/ledger_fixture.h"
#include "core/warehouse/warehouse_fixture.h"
#include "engine/run_copy.h"
#include "plan/canonical_plan.h"
#include "plan/plan_bundle.h"
#include "run_events.h"
#include "support/failing_memory.h"
#include "support/verify.h"
#include "warehouse/receipts.h"

#include <QDir>
#include <QJsonDocument>
#include <QRandomGenerator>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

using End = FailingMemory::End;

constexpr int kMostAllocations = 100'000;

/// Each is a fork, of 28,000. One in so many, others each time; the fault harness takes them all (SLUICE_TEST_SHARE=1).
int share()
{
    bool isSaid = false;
    const int said = qEnvironmentVariableIntValue("SLUICE_TEST_SHARE", &isSaid);
    return isSaid && said > 0 ? said : 8;
}

constexpr auto kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: memory, title: Out of memory, reason: rehearsal, owner: data-platform}
target: {connection: warehouse, objects: [orders]}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: add-column, op: add_column, table: orders, column: {name: currency, type: text}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR'"}, where: "currency is null", batch: 40, nice: 0}
rollback: {window: 1h, owner: "@on-call"}
)";

End endOf(bool isDone, bool isRight) { return !isDone ? End::Refused : isRight ? End::Done : End::Wrong; }

/// The operation's own part: what allocates outside of it cannot fail.
template <class Work> auto armed(const Work &work)
{
    FailingMemory::arm();
    auto result = work();
    FailingMemory::disarm();
    return result;
}

QString nameOf(End end)
{
    static const QStringList names { u"done"_s, u"refused"_s, u"came to something else"_s, u"ended"_s,
        u"touched memory that is not its own, in a library"_s, u"touched memory that is not its own, in Sluice"_s,
        u"hung"_s };
    return names.at(static_cast<int>(end));
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// F38: an allocation of an operation of the core fails, once, and from there on. The program may end, or say that
/// it cannot; it never says that all is well when it is not, never hangs, and what it had written down holds.
class TestOutOfMemory : public QObject
{
    Q_OBJECT

    LedgerFixture m_bed;
    std::unique_ptr<WarehouseFixture> m_warehouse;
    PlanBundle m_bundle;
    QStringList m_runEntries;

    QString path(const QString &name) const { return m_bed.folder.filePath(name); }

    /// check: what must hold afterwards, however it ended.
    void untilClean(
        const std::function<End()> &operation, const std::function<void(End)> &check = [](End) {})
    {
        int tried = 0;
        QHash<int, int> ends;
        for (const bool isForever : { false, true }) {
            for (int nth = 1 + QRandomGenerator::global()->bounded(share());; nth += share()) {
                QVERIFY2(nth < kMostAllocations, "it was never clean");
                const FailingMemory memory(nth, isForever, operation);
                const QString what
                    = u"%1; allocation %2, %3: %4"_s.arg(nameOf(memory.end()))
                          .arg(nth)
                          .arg(isForever ? u"forever"_s : u"once"_s, QString::fromLocal8Bit(memory.said().right(600)));
                const bool isAllowed
                    = memory.end() != End::Wrong && memory.end() != End::Hung && memory.end() != End::EndedInOwnCode;
                QVERIFY2(isAllowed, qPrintable(what));
                check(memory.end());
                if (QTest::currentTestFailed()) {
                    qWarning("%s", qPrintable(what));
                    return;
                }
                ++ends[static_cast<int>(memory.end())];
                if (!memory.hasStruck()) {
                    QVERIFY2(memory.end() == End::Done, qPrintable(what));
                    break;
                }
                ++tried;
            }
        }
        QVERIFY(tried > 0 || !FailingMemory::countsAll());
        qInfo("done %d, refused %d, ended %d, ended in a library %d", ends[static_cast<int>(End::Done)],
            ends[static_cast<int>(End::Refused)], ends[static_cast<int>(End::Ended)],
            ends[static_cast<int>(End::EndedInLibrary)]);
        qInfo("tried: %d", tried); // the fault harness counts them
    }

    /// The chain holds, and the head is where it was, or one further when it was said so.
    void checkLedger(qint64 before, End end)
    {
        const auto ledger = m_bed.open();
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
        const qint64 now = MUST(ledger->head()).seq;
        QVERIFY2(now == before + 1 || (now == before && end != End::Done),
            qPrintable(u"%1 after %2"_s.arg(now).arg(before)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(QDir(m_bed.folder.path()).mkpath(u"plans"_s));
        VERIFY_OK(writeWholeFile(path(u"plans/memory.yaml"_s), kPlan));
        const auto bundle = readPlan(m_bed.folder.path(), path(u"plans/memory.yaml"_s));
        VERIFY_OK(bundle);
        m_bundle = *bundle;
        RunEvents run;
        run.created()
            .stageStarted(u"one"_s, u"f0"_s)
            .stepDone(u"one"_s, u"a"_s, u"f1"_s)
            .stagePassed(u"one"_s, u"f1"_s);
        const auto ledger = m_bed.open();
        for (const Event &event : run.events())
            MUST(ledger->append({ NewEvent { event.type, event.run, event.json() } }));
        m_warehouse = std::make_unique<WarehouseFixture>(Engine::Sqlite);
    }

    void readsAPlan()
    {
        untilClean([this] {
            const auto read = armed([this] { return readPlan(m_bed.folder.path(), path(u"plans/memory.yaml"_s)); });
            return endOf(
                read.has_value(), read && read->canonical == m_bundle.canonical && read->digest == m_bundle.digest);
        });
    }

    void readsTheStoredFormOfAPlan()
    {
        untilClean([this] {
            const auto read = armed([this] { return bundleFromCanonical(m_bundle.canonical, m_bundle.runbookText); });
            return endOf(read.has_value(), read && read->digest == m_bundle.digest && read->plan == m_bundle.plan);
        });
    }

    void makesTheCanonicalFormOfAPlan()
    {
        const QJsonObject wanted = canonicalPlan(m_bundle.plan, u"d"_s);
        untilClean([&] {
            const auto made = armed([&] { return canonicalPlan(m_bundle.plan, u"d"_s); });
            return endOf(true, made == wanted);
        });
    }

    /// A ledger that is half made is none: the next one who opens it makes it. That is tried after every eighth,
    /// because it takes longer than all else.
    void makesALedger()
    {
        const QString file = path(u"fresh.db"_s);
        int made = 0;
        untilClean(
            [&] {
                const auto opened = armed([&] { return SqliteLedger::open(file, m_bed.clock, u"operator-1"_s); });
                return endOf(opened.has_value(), true);
            },
            [&](End end) {
                if (const auto raw = SqlSession::openFile(file, false)) {
                    const auto tables = (*raw)->query(
                        u"SELECT count(*) FROM sqlite_master WHERE name IN ('ledger_meta', 'ledger_event', 'ledger_head', 'ledger_lease')"_s);
                    VERIFY_OK(tables);
                    QVERIFY2(tables->scalar() == 4 || (tables->scalar() == 0 && end != End::Done),
                        qPrintable(tables->scalar().toString()));
                }
                if (end == End::Done || ++made % 8 == 0) {
                    const auto ledger = SqliteLedger::open(file, m_bed.clock, u"operator-1"_s);
                    VERIFY_OK(ledger);
                    const LedgerReport report = MUST((*ledger)->verify());
                    QVERIFY2(report.ok, qPrintable(report.problem));
                    QCOMPARE(report.verified, 1); // made once, whoever did it
                }
                for (const auto &part : { u""_s, u"-wal"_s, u"-shm"_s })
                    QFile::remove(file + part);
            });
    }

    void appendsToALedger()
    {
        qint64 before = MUST(m_bed.open()->head()).seq;
        untilClean(
            [&] {
                const auto ledger = m_bed.open();
                const auto appended = armed([&] { return ledger->append({ note(u"out of memory"_s) }); });
                return endOf(
                    appended.has_value(), appended && appended->size() == 1 && appended->first().seq == before + 1);
            },
            [&](End end) {
                checkLedger(before, end);
                before = MUST(m_bed.open()->head()).seq;
            });
    }

    void storesAPlan()
    {
        untilClean(
            [&] {
                const auto ledger = m_bed.open();
                const auto stored = armed(
                    [&] { return ledger->storePlan(m_bundle.digest, m_bundle.canonical, m_bundle.runbookText); });
                return endOf(stored.has_value(), true);
            },
            [&](End end) {
                const auto ledger = m_bed.open();
                const auto stored = ledger->plan(m_bundle.digest); // content-addressed, and verified when it is read
                QVERIFY(stored || end != End::Done);
                if (stored) {
                    QCOMPARE(stored->first, m_bundle.canonical);
                    const auto raw = m_bed.openRaw();
                    VERIFY_OK(raw->execute(u"DROP TRIGGER IF EXISTS ledger_plan_no_delete"_s));
                    VERIFY_OK(raw->execute(
                        u"DELETE FROM ledger_plan"_s)); // stored twice is stored once: the next one shall write
                }
            });
    }

    void readsAndFoldsARun()
    {
        const RunState wanted = MUST(foldAll(MUST(m_bed.open()->readRun(u"run-1"_s))));
        untilClean([&] {
            const auto ledger = m_bed.open();
            const auto folded = armed([&]() -> Result<RunState> {
                SLUICE_TRY(const QList<Event> events, ledger->readRun(u"run-1"_s));
                return foldAll(events);
            });
            return endOf(folded.has_value(),
                folded && folded->lastSeq == wanted.lastSeq && folded->stages.size() == wanted.stages.size());
        });
    }

    void verifiesALedger()
    {
        const auto fresh = [this] { // few entries: each is read the same way
            const auto ledger = SqliteLedger::open(path(u"short.db"_s), m_bed.clock, u"operator-1"_s);
            return MUST((*ledger)->append({ note(u"one"_s), note(u"two"_s) })).size() == 2;
        };
        QVERIFY(fresh());
        untilClean([&] {
            const auto ledger = SqliteLedger::open(path(u"short.db"_s), m_bed.clock, u"operator-1"_s);
            const auto report = armed([&] { return (*ledger)->verify(); });
            return endOf(report.has_value(), report && report->ok && report->verified == 3);
        });
    }

    void writesARunsCopy()
    {
        const NewEvent intent { EventType::StepIntent, u"run-1"_s, QJsonObject { { u"step"_s, u"a"_s } } };
        const QString folder = path(u"runs"_s);
        untilClean(
            [&] {
                auto copy = RunCopy::open(folder, u"run-1"_s);
                const auto written = armed([&] { return copy->writeIntent(intent); });
                return endOf(written.has_value(), true);
            },
            [&](End end) {
                const auto copy = RunCopy::open(folder, u"run-1"_s);
                VERIFY_OK(copy);
                const auto content = copy->read();
                VERIFY_OK(content);
                QVERIFY(content->intent || end != End::Done);
                QVERIFY(!content->intent || content->intent->payload == intent.payload);
                QFile::remove(folder + u"/run-1.intents"_s);
            });
    }

    void writesAFile()
    {
        VERIFY_OK(writeWholeFile(path(u"file"_s), "old"));
        untilClean(
            [&] {
                const auto written = armed([&] { return writeWholeFile(path(u"file"_s), "new"); });
                return endOf(written.has_value(), contentOf(path(u"file"_s)) == "new");
            },
            [&](End end) {
                const QByteArray content = contentOf(path(u"file"_s));
                QVERIFY2(content == "new" || (content == "old" && end != End::Done), content.constData());
                VERIFY_OK(writeWholeFile(path(u"file"_s), "old"));
            });
    }

    void takesAFingerprint()
    {
        const QList<RelationName> scope { m_warehouse->names().relation(m_warehouse->names().orders) };
        const auto whole = takeFingerprint(m_warehouse->control(), scope);
        VERIFY_OK(whole);
        untilClean([&] {
            const auto session = m_warehouse->database().open();
            const auto taken = armed([&] { return takeFingerprint(*session, scope); });
            return endOf(taken.has_value(), taken && taken->total == whole->total);
        });
    }

    void commitsAReceipt()
    {
        Receipt receipt;
        receipt.run = u"run-1"_s;
        receipt.step = u"a"_s;
        const auto isThere = [&] {
            const auto found
                = findReceipt(m_warehouse->control(), receipt.run, receipt.step, receipt.direction, receipt.generation);
            return found && found->has_value();
        };
        untilClean(
            [&] {
                const auto session = m_warehouse->database().open(SessionRole::Steps);
                const auto committed = armed([&]() -> Result<void> {
                    SLUICE_CHECK(session->begin());
                    SLUICE_CHECK(insertReceipt(*session, receipt));
                    return session->commit();
                });
                return endOf(committed.has_value(), true);
            },
            [&](End end) {
                QVERIFY(isThere() || end != End::Done);
                if (isThere())
                    m_warehouse->run(u"DELETE FROM sluice_receipt"_s);
            });
    }
};

QTEST_GUILESS_MAIN(TestOutOfMemory)
#include "tst_out_of_memory.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_bed.h"

#include <QJsonArray>

#include <atomic>
#include <map>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

NewEvent created(const QString &run, const QString &plan, const QString &dataset)
{
    return { EventType::RunCreated, run,
        QJsonObject { { u"plan"_s, plan }, { u"objects"_s, QJsonArray { dataset } },
            { u"title"_s, u"Währung für Bestellungen"_s } } };
}

QList<qint64> numbers(const QList<Event> &events)
{
    QList<qint64> list;
    for (const Event &event : events)
        list += event.seq;
    return list;
}

/// Entries 2 to 7: two runs, feedback, details.
void fill(const LedgerBed &bed)
{
    const auto operator_a = bed.open(u"operator_a"_s);
    const auto operator_b = bed.open(u"operator_b"_s);
    MUST(operator_a->append({ created(u"run-1"_s, u"orders-currency"_s, u"mart.orders"_s) }));
    MUST(operator_a->append({ { EventType::StepIntent, u"run-1"_s, { { u"step"_s, u"fill"_s } } } }));
    MUST(operator_b->append({ { EventType::StagePassed, u"run-1"_s, { { u"stage"_s, u"additive"_s } } } }));
    MUST(operator_b->append({ created(u"run-2"_s, u"payments"_s, u"mart.payments"_s) }));
    MUST(operator_b->append({ { EventType::FeedbackGiven, {},
        { { u"dataset"_s, u"mart.orders"_s }, { u"text"_s, u"Totals look WRONG"_s } } } }));
    MUST(operator_a->append({ { EventType::StagePassed, u"run-2"_s, { { u"stage"_s, u"additive"_s } } } }));
}

} // namespace

/// What a ledger finds, and what is found when somebody changed it behind its back.
class LedgerEvidenceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void searches_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<LogQuery>("query");
        QTest::addColumn<QList<qint64>>("found");
        for (const auto &[name, engine] :
            { std::pair("sqlite", Engine::Sqlite), std::pair("postgresql", Engine::Postgresql) }) {
            LogQuery all;
            QTest::addRow("%s readable", name) << engine << all << QList<qint64> { 7, 6, 5, 4, 2, 1 };
            LogQuery words = all;
            words.text = u"wahrung BEST"_s;
            QTest::addRow("%s words", name) << engine << words << QList<qint64> { 5, 2 };
            LogQuery nothing = all;
            nothing.text = u"wahrung nowhere"_s;
            QTest::addRow("%s no such words", name) << engine << nothing << QList<qint64>();
            LogQuery marks = all;
            marks.text = u"!?"_s;
            QTest::addRow("%s no words", name) << engine << marks << QList<qint64>();
            LogQuery dataset = all;
            dataset.dataset = u"mart.orders"_s;
            QTest::addRow("%s dataset", name) << engine << dataset << QList<qint64> { 6, 4, 2 };
            LogQuery actor = all;
            actor.actor = u"operator_b"_s;
            QTest::addRow("%s actor", name) << engine << actor << QList<qint64> { 6, 5, 4 };
            LogQuery run = all;
            run.run = u"run-1"_s;
            QTest::addRow("%s run", name) << engine << run << QList<qint64> { 4, 2 };
            LogQuery plan = all;
            plan.plan = u"payments"_s;
            QTest::addRow("%s plan", name) << engine << plan << QList<qint64> { 7, 5 };
            LogQuery types = all;
            types.types = { EventType::StepIntent, EventType::StagePassed };
            QTest::addRow("%s types", name) << engine << types << QList<qint64> { 7, 4, 3 };
            LogQuery page = all;
            page.beforeSeq = 6;
            page.limit = 2;
            QTest::addRow("%s page", name) << engine << page << QList<qint64> { 5, 4 };
            LogQuery past = all;
            past.until = QDateTime({ 2001, 1, 1 }, { 0, 0 }, Qt::UTC);
            QTest::addRow("%s long ago", name) << engine << past << QList<qint64>();
        }
    }
    void searches()
    {
        QFETCH(const Engine, engine);
        QFETCH(const LogQuery, query);
        QFETCH(const QList<qint64>, found);
        // Nobody writes here: one for all rows.
        std::unique_ptr<LedgerBed> &bed = m_filled[engine];
        if (!bed) {
            bed = std::make_unique<LedgerBed>(engine);
            fill(*bed);
        }
        const auto ledger = bed->open(u"rita"_s, u"reader"_s);
        QCOMPARE(numbers(MUST(ledger->search(query))), found);
        LogQuery whole = query;
        whole.beforeSeq = 0;
        whole.limit = 1'000;
        QCOMPARE(MUST(ledger->count(whole)), qint64 { MUST(ledger->search(whole)).size() });
    }

    void theWorldAtAMoment_data() { eachEngine(); }
    void theWorldAtAMoment()
    {
        QFETCH(const Engine, engine);
        LedgerBed bed(engine);
        const auto ledger = bed.open();
        const Event before = MUST(ledger->append({ note(u"before"_s) }))[0];
        bed.letPass();
        const Event after = MUST(ledger->append({ note(u"after"_s) }))[0];
        LogQuery query;
        query.until = before.at;
        QCOMPARE(MUST(ledger->search(query)).first().seq, before.seq);
        query.until = {};
        query.since = after.at;
        QCOMPARE(numbers(MUST(ledger->search(query))), QList<qint64> { after.seq });
        QCOMPARE(MUST(ledger->count(query)), 1);
    }

    void everyColumnCounts_data() { eachEngine(); }
    void everyColumnCounts()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        fill(bed);
        const auto ledger = bed.open();
        bed.dropSeatBelts();
        const auto raw = bed.openRaw();
        const QString event = bed.table(u"event"_s);
        MUST(raw->execute(u"CREATE TABLE kept AS SELECT * FROM %1 WHERE seq = 4"_s.arg(event)));
        const QStringList changes { u"type = 'run_sealed'"_s, u"at_ms = at_ms + 1"_s, u"actor = 'intruder'"_s,
            u"run = 'run-2'"_s, bed.isPostgres() ? u"payload = '{}'::bytea"_s : u"payload = CAST('{}' AS BLOB)"_s,
            u"previous_hash = hash"_s, u"hash = previous_hash"_s, u"seq = 40"_s };
        for (const QString &change : changes) {
            MUST(raw->execute(u"UPDATE %1 SET %2 WHERE seq = 4"_s.arg(event, change)));
            const LedgerReport report = MUST(ledger->verify());
            QVERIFY2(!report.ok, qPrintable(change));
            QCOMPARE(report.firstBad, 4);
            QCOMPARE(report.verified, 3);
            COMPARE_ERROR(ledger->read(3), ErrorCode::LedgerCorrupt); // no reader is given it either
            MUST(raw->execute(u"DELETE FROM %1 WHERE seq IN (4, 40)"_s.arg(event)));
            MUST(raw->execute(u"INSERT INTO %1 SELECT * FROM kept"_s.arg(event)));
            QVERIFY(MUST(ledger->verify()).ok);
        }
    }

    void headIsChecked_data() { eachEngine(); }
    void headIsChecked()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        fill(bed);
        const auto ledger = bed.open();
        bed.dropSeatBelts();
        const auto raw = bed.openRaw();
        const QString head = bed.table(u"head"_s);
        MUST(raw->execute(u"CREATE TABLE kept AS SELECT * FROM %1"_s.arg(head)));
        const QStringList changes { u"UPDATE %1 SET seq = 9"_s.arg(head), u"UPDATE %1 SET seq = 2"_s.arg(head),
            u"UPDATE %1 SET hash = (SELECT previous_hash FROM %2 WHERE seq = 3)"_s.arg(head, bed.table(u"event"_s)),
            u"DELETE FROM %1"_s.arg(head) };
        for (const QString &change : changes) {
            MUST(raw->execute(change));
            QVERIFY2(!MUST(ledger->verify()).ok, qPrintable(change));
            COMPARE_ERROR(ledger->append({ note(u"on top"_s) }), ErrorCode::LedgerCorrupt);
            COMPARE_ERROR(bed.open()->append({ note(u"on top"_s) }), ErrorCode::LedgerCorrupt);
            MUST(raw->execute(u"DELETE FROM %1"_s.arg(head)));
            MUST(raw->execute(u"INSERT INTO %1 SELECT * FROM kept"_s.arg(head)));
        }
        MUST(ledger->append({ note(u"on top"_s) }));
    }

    /// A careful cut makes the ledger whole again, and only an anchor outside tells.
    void aCutTailIsFoundByAnchors_data() { eachEngine(); }
    void aCutTailIsFoundByAnchors()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        fill(bed);
        const auto ledger = bed.open();
        const LedgerHead seen = MUST(ledger->head());
        const LedgerAnchor anchor { u"this machine"_s, seen.seq, seen.hash };
        QVERIFY(MUST(ledger->verify({ anchor })).ok);
        bed.dropSeatBelts();
        const auto raw = bed.openRaw();
        MUST(raw->execute(u"DELETE FROM %1 WHERE seq > 5"_s.arg(bed.table(u"event"_s))));
        const LedgerReport clumsy = MUST(ledger->verify());
        QVERIFY2(!clumsy.ok && clumsy.problem.contains(u"tail cut"_s), qPrintable(clumsy.problem));
        MUST(raw->execute(u"UPDATE %1 SET seq = 5, hash = (SELECT hash FROM %2 WHERE seq = 5)"_s.arg(
            bed.table(u"head"_s), bed.table(u"event"_s))));
        QVERIFY(MUST(ledger->verify()).ok);
        const LedgerReport careful = MUST(ledger->verify({ anchor }));
        QVERIFY(!careful.ok);
        QCOMPARE(careful.firstBad, 6);
        // Grown beyond it again: the number is there, the entry is another.
        const auto other = bed.open();
        MUST(other->append({ note(u"not what was there"_s), note(u"nor this"_s), note(u"nor that"_s) }));
        QCOMPARE(MUST(other->verify({ anchor })).firstBad, seen.seq);
    }

    void whoSawMoreDoesNotBuildOnLess_data() { eachEngine(); }
    void whoSawMoreDoesNotBuildOnLess()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        const auto ledger = bed.open();
        MUST(ledger->append({ note(u"one"_s), note(u"two"_s) }));
        bed.dropSeatBelts();
        const auto raw = bed.openRaw();
        MUST(raw->execute(u"DELETE FROM %1 WHERE seq = 3"_s.arg(bed.table(u"event"_s))));
        MUST(raw->execute(u"UPDATE %1 SET seq = 2, hash = (SELECT hash FROM %2 WHERE seq = 2)"_s.arg(
            bed.table(u"head"_s), bed.table(u"event"_s))));
        COMPARE_ERROR(ledger->append({ note(u"more"_s) }), ErrorCode::LedgerCorrupt);
    }

    /// What others append while the chain is walked is no damage.
    void othersMayAppendMeanwhile_data() { eachEngine(); }
    void othersMayAppendMeanwhile()
    {
        QFETCH(const Engine, engine);
        const LedgerBed bed(engine);
        bed.open();
        std::atomic<bool> isOver = false;
        std::thread writer([&] {
            const auto ledger = MUST(bed.tryOpen(u"operator_1"_s));
            while (!isOver)
                MUST(ledger->append({ note(u"x"_s, u"run-1"_s) }));
        });
        const auto ledger = bed.open();
        QString problem;
        for (int i = 0; i < 50 && problem.isEmpty(); ++i)
            problem = MUST(ledger->verify()).problem;
        isOver = true;
        writer.join();
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
        QVERIFY(MUST(ledger->verify()).ok);
    }

private:
    std::map<Engine, std::unique_ptr<LedgerBed>> m_filled;
};

QTEST_GUILESS_MAIN(LedgerEvidenceTest)
#include "tst_ledger_evidence.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/certificate_book.h"
#include "engine/certificate_entry.h"
#include "engine/rehearsal_scale.h"
#include "plan/service_reader.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QDateTime kNow(QDate(2026, 3, 1), QTime(12, 0), Qt::UTC);

Fingerprint schema(const QStringList &columns, const QStringList &more = {})
{
    Fingerprint fingerprint;
    QStringList lines = more;
    for (const QString &column : columns)
        lines += u"column "_s + column;
    fingerprint.records.insert(u"table mart.orders"_s, lines);
    return portableForm(fingerprint);
}

Certificate made(RollbackResult result = RollbackResult::Exact)
{
    Certificate certificate;
    certificate.id = u"c1"_s;
    certificate.plan = u"p"_s;
    certificate.digest = u"d1"_s;
    certificate.madeOn = u"copy"_s;
    certificate.result = result;
    certificate.stages = { RehearsedStage { u"additive"_s, schema({ u"id bigint"_s }) },
        RehearsedStage { u"forward"_s, schema({ u"id bigint"_s, u"currency text"_s }) } };
    RehearsedStep step { u"additive"_s, u"fill"_s, u"backfill"_s, u"Fill"_s, u"Empty"_s, Reversibility::R1, u"s1"_s, {},
        {}, {} };
    step.forward = RehearsedEffect { Duration(200), 1000,
        { TakenLock { u"mart.orders"_s, u"ROW EXCLUSIVE"_s, Duration(40), 3 } }, true };
    step.undo = RehearsedEffect { Duration(100), 1000,
        { TakenLock { u"mart.orders"_s, u"ACCESS EXCLUSIVE"_s, Duration(90), 1 } }, true };
    certificate.steps = { step };
    RehearsedReturn back;
    back.proof.result = result;
    back.proof.fingerprintBefore = back.proof.fingerprintAfter = u"f"_s;
    back.took = Duration(150);
    certificate.returns = { back };
    certificate.routes = { RoutedQuery { u"f"_s, u"mart.shop"_s, u"max(id)"_s, 1, 90, 1, 90, { u"reads all rows of orders through the route"_s }, {} } };
    certificate.forwardTime = Duration(200);
    certificate.backTime = Duration(150);
    certificate.at = kNow.addDays(-1);
    certificate.validUntil = kNow.addDays(6);
    if (result == RollbackResult::Failed)
        certificate.reasons = { u"back to the start: the schema is not as it was"_s };
    return certificate;
}

Event entry(qint64 seq, const Certificate &certificate)
{
    Event event;
    event.seq = seq;
    event.type = EventType::RehearsalEnded;
    event.actor = u"analyst"_s;
    event.payload = QJsonDocument(toJson(certificate)).toJson(QJsonDocument::Compact);
    return event;
}

/// Where the plan's connection leads.
ConnectionProfile target(bool isOverOdbc = false)
{
    ConnectionProfile profile;
    profile.engine = isOverOdbc ? Engine::Odbc : Engine::Postgresql;
    if (isOverOdbc)
        profile.service = serviceNamed(u"postgresql"_s);
    return profile;
}

} // namespace

/// What lets a stage begin, and what does not.
class CertificateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesTheLedger()
    {
        const Certificate certificate = made();
        const auto read = certificateFromJson(toJson(certificate));
        QVERIFY(read);
        QCOMPARE(toJson(*read), toJson(certificate));
        QCOMPARE(read->steps, certificate.steps);
        QCOMPARE(read->routes, certificate.routes);
        QVERIFY(read->stages.last().base == certificate.stages.last().base);
        QCOMPARE(read->longestLock()->longest, Duration(90));
        QJsonObject damaged = toJson(certificate);
        damaged.remove(u"valid_until"_s);
        QCOMPARE(certificateFromJson(damaged).error().code, ErrorCode::LedgerCorrupt);
        damaged = toJson(certificate);
        damaged[u"result"_s] = u"UNKNOWN"_s; // anything but a proof is none
        QCOMPARE(certificateFromJson(damaged)->result, RollbackResult::Failed);
    }

    /// Whatever it describes, the ledger takes it, and the verdict stays.
    void aHugeOneLosesItsDetailsAlone()
    {
        Certificate certificate = made();
        const QJsonObject small = certificateEntry(certificate, 100'000);
        QCOMPARE(small, toJson(certificate));
        QStringList columns;
        for (int i = 0; i < 5'000; ++i)
            columns += u"column_%1 text"_s.arg(i);
        certificate.stages[0].base = schema(columns);
        const auto read = certificateFromJson(certificateEntry(certificate, 100'000));
        QVERIFY(read);
        QVERIFY(read->stages[0].base.records.isEmpty());
        QCOMPARE(read->stages[0].base.total, certificate.stages[0].base.total);
        const Fingerprint same = schema(columns);
        QCOMPARE(certificateProblem(&*read, u"p"_s, u"additive"_s, target(), &same, kNow), QString());
        const Fingerprint other = schema({});
        QVERIFY(!certificateProblem(&*read, u"p"_s, u"additive"_s, target(), &other, kNow).isEmpty());
    }

    void whatIsMissingIsSaid_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<QString>("stage");
        QTest::addColumn<QString>("said");
        QTest::newRow("fits") << 0 << u"additive"_s << QString();
        QTest::newRow("fits a later stage by its own base") << 1 << u"forward"_s << QString();
        QTest::newRow("none")
            << 2 << u"additive"_s
            << u"there is no certificate for this version of the plan; rehearse it with 'sluice rehearse p'"_s;
        QTest::newRow("failed") << 3 << u"additive"_s
                                << u"its rehearsal failed: back to the start: the schema is not as it was"_s;
        QTest::newRow("expired") << 4 << u"additive"_s << u"its certificate expired at 2026-03-01 12:00 UTC"_s;
        QTest::newRow("another stage") << 0 << u"contract"_s << u"does not cover stage 'contract'"_s;
        QTest::newRow("drift of the base") << 5 << u"additive"_s << u"+ table mart.orders: column extra text"_s;
        QTest::newRow("the schema of another stage")
            << 0 << u"forward"_s << u"- table mart.orders: column currency text"_s;
        QTest::newRow("nobody looked at the target") << 6 << u"additive"_s << QString();
        QTest::newRow("made over another driver") << 7 << u"additive"_s
                                                  << u"made over postgresql, and the connection goes over odbc postgresql (PostgreSQL Unicode) now"_s;
        QTest::newRow("made over its driver") << 8 << u"additive"_s << QString();
    }
    void whatIsMissingIsSaid()
    {
        QFETCH(const int, change);
        QFETCH(const QString, stage);
        QFETCH(const QString, said);
        Certificate certificate = made(change == 3 ? RollbackResult::Failed : RollbackResult::ExactExcept);
        if (change == 4)
            certificate.validUntil = kNow;
        if (change == 8)
            certificate.driver = u"odbc postgresql (PostgreSQL Unicode)"_s;
        Fingerprint base = schema({ u"id bigint"_s });
        if (change == 1)
            base = schema({ u"id bigint"_s, u"currency text"_s });
        if (change == 5)
            base = schema({ u"id bigint"_s, u"extra text"_s });
        const QString problem = certificateProblem(
            change == 2 ? nullptr : &certificate, u"p"_s, stage, target(change >= 7), change == 6 ? nullptr : &base, kNow);
        QVERIFY2(said.isEmpty() ? problem.isEmpty() : problem.contains(said), qPrintable(problem));
    }

    /// Time makes partitions; they are listed and change no total.
    void newPartitionsAreNoDifference()
    {
        Fingerprint before = schema({ u"id bigint"_s });
        Fingerprint now = before;
        QCOMPARE(newPartitions(before, now), QStringList());
        now.partitions = QStringList { u"mart.orders: mart.orders_1"_s, u"mart.orders: mart.orders_2"_s };
        QCOMPARE(newPartitions(before, now), QStringList()); // nobody looked before
        before.partitions = QStringList { u"mart.orders: mart.orders_1"_s };
        QCOMPARE(newPartitions(before, now), QStringList { u"mart.orders: mart.orders_2"_s });
        QCOMPARE(newPartitions(now, before), QStringList());
        QVERIFY(before == now);
        QCOMPARE(fingerprintDifferences(before, now), QStringList());
        QCOMPARE(portableForm(now).partitions, now.partitions);
        QCOMPARE(fingerprintFromJson(toJson(now)).partitions, now.partitions);
        QVERIFY(!fingerprintFromJson(toJson(schema({}))).partitions);
        Certificate certificate = made();
        certificate.newPartitions = { u"mart.orders: mart.orders_2"_s };
        QCOMPARE(certificateFromJson(toJson(certificate))->newPartitions, certificate.newPartitions);
        certificate.stages[0].base = before;
        QCOMPARE(certificateProblem(&certificate, u"p"_s, u"additive"_s, target(), &now, kNow), QString());
    }

    void theNewestDecides()
    {
        CertificateBook book;
        QVERIFY(!book.newest(u"d1"_s));
        QVERIFY(book.fold(entry(1, made())));
        QCOMPARE(book.newest(u"d1"_s, u"forward"_s)->actor, u"analyst"_s);
        Certificate onlyFirst = made(RollbackResult::Failed);
        onlyFirst.stages.removeLast();
        QVERIFY(book.fold(entry(2, onlyFirst)));
        QCOMPARE(book.newest(u"d1"_s, u"additive"_s)->result, RollbackResult::Failed);
        QCOMPARE(book.newest(u"d1"_s, u"forward"_s)->result, RollbackResult::Exact); // the newer one did not look there
        Certificate other = made();
        other.digest = u"d2"_s;
        QVERIFY(book.fold(entry(3, other)));
        QCOMPARE(book.newest(u"d1"_s)->seq, 2);
        QCOMPARE(book.newestOfPlan(u"p"_s)->seq, 3);
        Event damaged = entry(4, made());
        damaged.payload = "{}";
        QVERIFY(!book.fold(damaged));
        damaged.type = EventType::FeedbackGiven;
        QVERIFY(book.fold(damaged));
    }

    void prodAlwaysNeedsOne()
    {
        Plan plan;
        ConnectionProfile profile;
        profile.environment = Environment::Staging;
        QVERIFY(!needsCertificate(plan, profile));
        profile.rehearsal.isRequired = true;
        QVERIFY(needsCertificate(plan, profile));
        profile.rehearsal.isRequired = false;
        profile.environment = Environment::Prod;
        QVERIFY(needsCertificate(plan, profile));
        profile.environment = Environment::Dev;
        plan.needsCertificate = true;
        QVERIFY(needsCertificate(plan, profile));
    }

    /// Another server has other roles, and a clone other run marks; everything else counts.
    void portableFormLeavesOutWhatServersDifferIn()
    {
        const auto portable = [](const QString &line) { return schema({}, { line }).total; };
        const QString none = schema({}).total;
        QCOMPARE(portable(u"owner analyst"_s), none);
        QCOMPARE(portable(u"grant SELECT to bi by analyst"_s), none);
        QCOMPARE(portable(u"default privileges of analyst for r: SELECT to bi"_s), none);
        QVERIFY(portable(u"column owner text"_s) != none);
        QCOMPARE(portable(u"statistics CREATE STATISTICS s ON a, b FROM t owner analyst"_s),
            portable(u"statistics CREATE STATISTICS s ON a, b FROM t owner bob"_s));
        QCOMPARE(portable(u"column sluice_q_0123abcd_currency text"_s),
            portable(u"column sluice_q_ffff0000_currency text"_s));
        QVERIFY(portable(u"column sluice_q_0123abcd_currency text"_s)
            != portable(u"column sluice_q_0123abcd_country text"_s));
    }

    /// A copy with a tenth of the rows says so, and times of steps that read rows grow.
    void timesGrowWithTheTarget()
    {
        Certificate certificate = made();
        QCOMPARE(certificate.expectedForward(), Duration(200));
        certificate.scale = 10;
        QCOMPARE(certificate.expectedForward(), Duration(200)); // the step is not said to depend on rows
        certificate.steps[0].forwardScale = 5;
        certificate.steps[0].undoScale = 2;
        QCOMPARE(certificate.expectedForward(), Duration(1000));
        QCOMPARE(expectedUndo(certificate.steps[0]), Duration(200));
        QCOMPARE(*certificate.expectedBack(), Duration(1500));
        certificate.backTime = Duration(-1);
        QVERIFY(!certificate.expectedBack());
    }

    /// Entries from before scales were kept by step.
    void anEarlierCertificateGrowsAsItDid()
    {
        Certificate certificate = made();
        certificate.scale = 10;
        QJsonObject json = toJson(certificate);
        QJsonArray steps = json[u"steps"_s].toArray();
        QJsonObject step = steps[0].toObject();
        for (const QString &key : { u"forward_scale"_s, u"undo_scale"_s, u"forward_times"_s, u"undo_times"_s })
            step.remove(key);
        steps[0] = step;
        json[u"steps"_s] = steps;
        QCOMPARE(certificateFromJson(json)->expectedForward(), Duration(2000));
        QCOMPARE(certificateFromJson(json)->steps[0].undoTimes, (RehearsedTimes { 0, Duration(-1) }));
        step[u"op"_s] = u"add_column"_s;
        steps[0] = step;
        json[u"steps"_s] = steps;
        QCOMPARE(certificateFromJson(json)->expectedForward(), Duration(200));
    }

    void aPercentileIsOfFiveAtLeast()
    {
        CertificateBook book;
        const auto took = [](qint64 ms) {
            Certificate certificate = made();
            certificate.connection = u"warehouse"_s;
            certificate.steps[0].forward.took = Duration(ms);
            certificate.steps[0].undoScale = 2;
            certificate.backTime = Duration(ms / 2);
            return certificate;
        };
        for (int i = 1; i <= 3; ++i)
            QVERIFY(book.fold(entry(i, took(100 * i))));
        Certificate other = took(9'000); // other SQL, another connection, a whole that broke off
        other.steps[0].digest = u"s2"_s;
        other.result = RollbackResult::Failed;
        QVERIFY(book.fold(entry(4, other)));
        other = took(9'000);
        other.connection = u"elsewhere"_s;
        QVERIFY(book.fold(entry(5, other)));
        Certificate fresh = took(50);
        book.times().describe(fresh);
        QCOMPARE(fresh.steps[0].forwardTimes, (RehearsedTimes { 4, Duration(-1) }));
        QCOMPARE(fresh.forwardTimes.n, 4);
        QCOMPARE(fresh.expectedForward(), Duration(50)); // no number is made up
        QCOMPARE(timesText(fresh.backTimes), u"as this rehearsal took: a p95 is told from 5 on, there are 4"_s);
        QVERIFY(book.fold(entry(6, fresh)));
        fresh = took(60);
        book.times().describe(fresh);
        QCOMPARE(fresh.steps[0].forwardTimes, (RehearsedTimes { 5, Duration(300) }));
        QCOMPARE(fresh.steps[0].undoTimes, (RehearsedTimes { 5, Duration(200) })); // grown to the target's rows
        QCOMPARE(fresh.backTimes, (RehearsedTimes { 5, Duration(150) }));
        QCOMPARE(fresh.expectedForward(), Duration(300));
        QCOMPARE(*fresh.expectedBack(), Duration(150));
        QCOMPARE(timesText(fresh.backTimes), u"p95 of 5 rehearsals"_s);
        const auto read = certificateFromJson(toJson(fresh));
        QCOMPARE(read->steps, fresh.steps);
        QCOMPARE(read->backTimes, fresh.backTimes);
        fresh.stages.removeLast(); // fewer stages are another whole
        book.times().describe(fresh);
        QCOMPARE(fresh.backTimes.n, 1);
    }

    void aPercentileIsByNearestRank_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("rank");
        QTest::newRow("one") << 1 << 1;
        QTest::newRow("nineteen") << 19 << 19;
        QTest::newRow("twenty") << 20 << 19;
        QTest::newRow("hundred") << 100 << 95;
    }
    void aPercentileIsByNearestRank()
    {
        QFETCH(const int, count);
        QFETCH(const int, rank);
        QList<Duration> times;
        for (int i = count; i > 0; --i)
            times += Duration(i);
        QCOMPARE(percentile95(times), Duration(rank));
    }

    /// Of the tables that the step touches; what only changes the catalogue takes as long with more rows.
    void scalesAreThoseOfTheTable()
    {
        RowScale rows;
        rows.copy = { { u"mart.orders"_s, 10 }, { u"customers"_s, 100 }, { u"unknown"_s, -1 } };
        rows.target = { { u"mart.orders"_s, 1000 }, { u"customers"_s, 200 }, { u"unknown"_s, 7 } };
        QCOMPARE(rows.largest(), 100.0);
        CompiledStep step;
        step.op = u"add_column"_s;
        step.touches = { { u"mart"_s, u"orders"_s } };
        QCOMPARE(rows.forward(step), 1.0);
        QCOMPARE(rows.undo(step), 1.0);
        step.guard = u"SELECT 0"_s; // it counts rows
        QCOMPARE(rows.undo(step), 100.0);
        step.op = u"create_index"_s;
        step.touches = { { u"clone"_s, u"customers"_s } }; // the plan's names have no database
        QCOMPARE(rows.forward(step), 2.0);
        step.touches = { { {}, u"unknown"_s } };
        QCOMPARE(rows.forward(step), 100.0);
        step.op = u"alter_type"_s;
        step.guard.clear();
        step.touches = { { u"other"_s, u"orders"_s } };
        QCOMPARE(rows.forward(step), 1.0);
        step.writesRows = true;
        QCOMPARE(rows.forward(step), 100.0);
        rows.target.clear();
        QCOMPARE(rows.forward(step), 1.0);
    }
};

QTEST_APPLESS_MAIN(CertificateTest)
#include "tst_certificate.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include "base/error.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Event entry(EventType type, const QJsonObject &payload = {})
{
    Event made;
    made.seq = 18204;
    made.type = type;
    made.at = QDateTime({ 2026, 11, 22 }, { 12, 58, 1 }, Qt::UTC);
    made.actor = u"operator-2"_s;
    made.run = u"run-1"_s;
    made.payload = QJsonDocument(payload).toJson(QJsonDocument::Compact);
    made.previousHash = QByteArray(32, '\0');
    made.hash = eventHash(made);
    return made;
}

const QSet<QString> kKinds { u"passed"_s, u"breach"_s, u"rolled_back"_s, u"flag"_s, u"hold"_s, u"approval"_s, u"step"_s, u"feedback"_s,
    u"note"_s, u"unknown"_s };

} // namespace

class TestLogView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyTypeHasASentence()
    {
        for (int i = 0; i < kEventTypeCount; ++i) {
            const auto type = static_cast<EventType>(i);
            const LogLine bare = readEvent(entry(type), {});
            QVERIFY2(bare.what.size() >= 4, qPrintable(eventTypeName(type)));
            QVERIFY2(!bare.what.contains(u'%') && !bare.what.endsWith(u'.') && !bare.what.contains(u'!'), qPrintable(bare.what));
            QVERIFY2(kKinds.contains(bare.kind), qPrintable(bare.kind));
            QCOMPARE(bare.isDetail, isDetailEvent(type));
            QVERIFY(eventDetails(entry(type)).size() >= 5);
        }
    }

    void sentences_data()
    {
        QTest::addColumn<EventType>("type");
        QTest::addColumn<QJsonObject>("payload");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("kind");
        const auto row = [](const char *name, EventType type, const QJsonObject &payload, const QString &what, const char *kind) {
            QTest::newRow(name) << type << payload << what << QString::fromLatin1(kind);
        };
        row("connection changed", EventType::ConnectionChanged, { { u"connection"_s, u"warehouse"_s }, { u"changed"_s, QJsonArray { u"host"_s, u"user"_s } } },
            u"Connection warehouse changed: host, user"_s, "note");
        row("connection added", EventType::ConnectionAdded, { { u"connection"_s, u"warehouse"_s }, { u"engine"_s, u"postgresql"_s }, { u"environment"_s, u"prod"_s } },
            u"Connection warehouse added, postgresql, prod"_s, "note");
        row("enrolled", EventType::TargetEnrolled, { { u"connection"_s, u"warehouse"_s } }, u"Target of connection warehouse enrolled"_s, "note");
        row("run created", EventType::RunCreated, { { u"title"_s, u"Add currency"_s } }, u"Rollout prepared: Add currency"_s, "note");
        row("run started", EventType::RunStarted, {}, u"Rollout started"_s, "note");
        row("cancelled", EventType::RunCancelled, {}, u"Rollout cancelled, nothing was done"_s, "note");
        row("runner", EventType::RunnerTook, { { u"runner"_s, u"agent on ops-2"_s } }, u"Run by agent on ops-2"_s, "note");
        const auto outlook = [](const char *state) { return QJsonObject { { u"state"_s, QLatin1String(state) }, { u"why"_s, u"its column is gone"_s } }; };
        const QJsonObject kept { { u"relation"_s, u"mart.daily"_s }, { u"gate"_s, u"same-totals"_s }, { u"rows"_s, 100 } };
        row("baseline kept", EventType::BaselineTaken, kept, u"Baseline of mart.daily kept for Same totals, 100 rows"_s, "note");
        row("baseline gone", EventType::BaselineDropped, kept, u"Baseline of mart.daily for Same totals is gone, it was kept long enough"_s, "note");
        row("no way back", EventType::UndoOutlookChanged, outlook("impossible"), u"Cannot be rolled back any more as recorded"_s, "breach");
        row("way back costs rows", EventType::UndoOutlookChanged, outlook("loses_rows"), u"A rollback would lose rows and needs two people"_s, "hold");
        row("way back unknown", EventType::UndoOutlookChanged, outlook("unknown"), u"Not known whether it can be rolled back"_s, "unknown");
        row("way back again", EventType::UndoOutlookChanged, outlook("possible"), u"Can be rolled back again"_s, "passed");
        row("stage started", EventType::StageStarted, { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 1 } }, u"Stage Additive started"_s, "step");
        row("stage again", EventType::StageStarted, { { u"stage"_s, u"additive"_s }, { u"attempt"_s, 2 } }, u"Stage Additive started, attempt 2"_s, "step");
        row("step intent", EventType::StepIntent,
            { { u"step"_s, u"v2"_s }, { u"compiled"_s, QJsonObject { { u"summary"_s, u"Create view mart.v2"_s } } } },
            u"Step v2 begins: Create view mart.v2"_s, "step");
        row("step done", EventType::StepDone, { { u"step"_s, u"fill"_s }, { u"rows"_s, 200000 }, { u"took_ms"_s, 1900 } },
            u"Step fill done, 200\u202F000 rows, 1.9 s"_s, "step");
        row("step adopted", EventType::StepDone, { { u"step"_s, u"v2"_s }, { u"adopted"_s, true }, { u"rows"_s, 0 } }, u"Step v2 was found done"_s, "step");
        const auto failed = [&row](const char *name, QJsonObject payload, const QString &what) {
            payload[u"step"_s] = u"fill"_s;
            row(name, EventType::StepFailed, payload, what, "hold");
        };
        const QString error = errorCodeName(ErrorCode::SqlFailed);
        const QString cancelled = errorCodeName(ErrorCode::Cancelled);
        failed("step failed", { { u"applied"_s, false }, { u"error"_s, error } }, u"Step fill failed, nothing was applied: "_s + error);
        failed("failed, an older entry", { { u"error"_s, error } }, u"Step fill failed, what it wrote is unknown: "_s + error);
        failed("failed after batches", { { u"kept_rows"_s, 20000 }, { u"kept_batches"_s, 4 }, { u"error"_s, error } },
            u"Step fill failed, 20\u202F000 rows written in 4 batches, kept until undone: "_s + error);
        failed("failed after one batch", { { u"kept_rows"_s, 1 }, { u"kept_batches"_s, 1 } },
            u"Step fill failed, 1 row written in 1 batch, kept until undone"_s);
        failed("failed before a batch", { { u"kept_rows"_s, 0 }, { u"kept_batches"_s, 0 } }, u"Step fill failed, no row was written"_s);
        failed("stopped", { { u"applied"_s, false }, { u"error"_s, cancelled } }, u"Step fill was stopped, nothing was applied"_s);
        failed("stopped after batches", { { u"kept_rows"_s, 300 }, { u"kept_batches"_s, 3 }, { u"error"_s, cancelled } },
            u"Step fill was stopped, 300 rows written in 3 batches, kept until undone"_s);
        failed("stopped, count lost", { { u"error"_s, cancelled } }, u"Step fill was stopped, what it wrote is unknown"_s);
        row("step unknown", EventType::StepUnknown, { { u"step"_s, u"v2"_s } }, u"Step v2: outcome unknown, a person is needed"_s, "unknown");
        row("backfill", EventType::BackfillProgress, { { u"step"_s, u"fill"_s }, { u"rows"_s, 20000 }, { u"estimate"_s, 200000 } },
            u"Step fill: 20\u202F000 of about 200\u202F000 rows"_s, "step");
        row("flag on", EventType::Exposed, { { u"flag"_s, u"orders_currency"_s }, { u"cohort"_s, u"pilot_analysts"_s }, { u"on"_s, true } },
            u"Flag on for pilot_analysts"_s, "flag");
        row("flag off", EventType::Exposed, { { u"cohort"_s, u"all"_s }, { u"on"_s, false } }, u"Flag off for all"_s, "flag");
        row("verdict", EventType::GateVerdict,
            { { u"gate"_s, u"latency"_s }, { u"title"_s, u"Latency p95"_s }, { u"verdict"_s, u"healthy"_s }, { u"value_text"_s, u"1.04×"_s },
                { u"limit_text"_s, u"limit 1.2× baseline"_s }, { u"n"_s, 118 } },
            u"Latency p95: healthy · 1.04× · limit 1.2× baseline · n 118"_s, "passed");
        row("verdict without data", EventType::GateVerdict, { { u"gate"_s, u"no-nulls"_s }, { u"verdict"_s, u"no_data"_s } }, u"No nulls: no data"_s, "note");
        row("verdict breach", EventType::GateVerdict,
            { { u"gate"_s, u"latency"_s }, { u"verdict"_s, u"breach"_s }, { u"limit_text"_s, u"limit 1.2× baseline"_s } },
            u"Latency breached 1.2× baseline"_s, "breach");
        row("passed", EventType::StagePassed, { { u"stage"_s, u"additive"_s }, { u"baked_ms"_s, 90000 } }, u"Stage Additive passed, 1 m 30 s bake"_s, "passed");
        row("passed, bake not told", EventType::StagePassed, { { u"stage"_s, u"additive"_s } }, u"Stage Additive passed"_s, "passed");
        row("breached", EventType::StageBreached, { { u"stage"_s, u"forward"_s }, { u"gate"_s, u"latency"_s } }, u"Latency breached its limit"_s, "breach");
        row("breached, no gate", EventType::StageBreached, { { u"stage"_s, u"forward"_s } }, u"Stage Forward breached"_s, "breach");
        row("held", EventType::HoldAdded, { { u"reason"_s, u"no_data"_s } }, u"Held: a gate has no data"_s, "hold");
        row("not held", EventType::HoldRemoved, { { u"reason"_s, u"operator"_s } }, u"No longer held: by a person"_s, "note");
        row("command", EventType::CommandRequested, { { u"command"_s, u"rollback"_s }, { u"to"_s, u"additive"_s } }, u"Rollback to Additive requested"_s, "note");
        row("intent by a gate", EventType::RollbackIntent, { { u"to"_s, u"additive"_s }, { u"trigger"_s, u"gate"_s }, { u"gate"_s, u"latency"_s } },
            u"Rolling back to Additive, tripped by Latency"_s, "rolled_back");
        row("intent to the start", EventType::RollbackIntent, { { u"to"_s, QString() }, { u"trigger"_s, u"person"_s } }, u"Rolling back to the start"_s, "rolled_back");
        row("flags off", EventType::FlagsOff, { { u"took_ms"_s, 80 } }, u"Flags off, readers are back on the old path, 80 ms"_s, "flag");
        row("undo with remnant", EventType::UndoDone, { { u"step"_s, u"c"_s }, { u"remnant"_s, u"column sluice_q_1_c"_s } },
            u"Step c undone, kept: column sluice_q_1_c"_s, "step");
        row("exact", EventType::RollbackVerified, { { u"to"_s, u"additive"_s }, { u"result"_s, u"EXACT"_s } }, u"Rolled back to Additive: EXACT"_s, "rolled_back");
        row("except", EventType::RollbackVerified, { { u"to"_s, QString() }, { u"result"_s, u"EXACT_EXCEPT"_s } }, u"Rolled back to the start: EXACT_EXCEPT"_s, "rolled_back");
        row("not proven", EventType::RollbackVerified, { { u"to"_s, u"additive"_s }, { u"result"_s, u"FAILED"_s } }, u"Rollback to Additive not proven: FAILED"_s, "breach");
        row("proof missing", EventType::RollbackVerified, { { u"to"_s, u"additive"_s } }, u"Rollback to Additive not proven: UNKNOWN"_s, "unknown");
        row("stuck", EventType::RollbackStuck, { { u"blocker"_s, u"pid 42"_s } }, u"Rollback stuck: pid 42"_s, "breach");
        row("healthy", EventType::RollbackHealth, { { u"answer"_s, u"healthy"_s } }, u"Healthy after the rollback"_s,
            "passed");
        row("unhealthy", EventType::RollbackHealth, { { u"answer"_s, u"unhealthy"_s } },
            u"Not healthy after the rollback"_s, "hold");
        row("nothing measures", EventType::RollbackHealth, { { u"answer"_s, u"unmeasured"_s } },
            u"Nothing measures health after the rollback"_s, "note");
        row("health unknown", EventType::RollbackHealth,
            { { u"answer"_s, u"unknown"_s }, { u"why"_s, u"the runner left"_s } },
            u"Health after the rollback is unknown: the runner left"_s, "hold");
        row("health not told", EventType::RollbackHealth, {}, u"Health after the rollback is unknown"_s, "hold");
        row("window closed", EventType::RunSealed, {}, u"Rollback window closed"_s, "passed");
        row("contract done", EventType::RunSealed, { { u"done"_s, true } }, u"Rollout finished"_s, "passed");
        row("contract next", EventType::RunSealed, { { u"stage"_s, u"contract"_s } }, u"Rollback window closed, Contract is next"_s, "passed");
        row("observing", EventType::RunObserving, { { u"window_closes"_s, u"2026-11-25T12:00:00.000Z"_s } },
            u"Every stage passed, rollback possible until 2026-11-25 12:00 UTC"_s, "passed");
        const auto check = [](const QString &verdict) { return QJsonObject { { u"domain"_s, u"finance"_s }, { u"title"_s, u"Fresh orders"_s }, { u"verdict"_s, verdict } }; };
        row("check breached", EventType::CheckRaised, check(u"breach"_s), u"Standing check breached: Fresh orders, finance"_s, "breach");
        row("check without data", EventType::CheckRaised, check(u"no_data"_s), u"Standing check has no data: Fresh orders, finance"_s, "unknown");
        row("check fails", EventType::CheckRaised, check(u"error"_s), u"Standing check cannot be measured: Fresh orders, finance"_s, "unknown");
        row("check is over", EventType::CheckCleared, check({}), u"Standing check is healthy again: Fresh orders, finance"_s, "passed");
        row("check is gone", EventType::CheckCleared, { { u"domain"_s, u"finance"_s }, { u"gate"_s, u"fresh-orders"_s }, { u"ended"_s, true } },
            u"Standing check ended: Fresh orders, finance"_s, "note");
        row("feedback", EventType::FeedbackGiven, { { u"text"_s, u"totals off by a day in EMEA"_s } }, u"Feedback: totals off by a day in EMEA"_s, "feedback");
    }

    void sentences()
    {
        QFETCH(const EventType, type);
        QFETCH(const QJsonObject, payload);
        const LogLine line = readEvent(entry(type, payload), { u"orders-currency"_s, {}, {} });
        QTEST(line.what, "what");
        QTEST(line.kind, "kind");
        QCOMPARE(line.plan, u"orders-currency"_s);
        QCOMPARE(line.actor, u"operator-2"_s);
        QCOMPARE(line.seq, 18204);
    }

    void whyComesFromTheEntry()
    {
        QCOMPARE(readEvent(entry(EventType::HoldAdded, { { u"why"_s, u"Latency p95 1.31×"_s } }), {}).why, u"Latency p95 1.31×"_s);
        QCOMPARE(readEvent(entry(EventType::RunCreated, { { u"reason"_s, u"Three currencies"_s } }), {}).why, u"Three currencies"_s);
        QCOMPARE(readEvent(entry(EventType::StepUnknown, { { u"evidence"_s, u"no receipt"_s } }), {}).why, u"no receipt"_s);
        QCOMPARE(readEvent(entry(EventType::RunCreated, { { u"plan"_s, u"p"_s } }), {}).plan, u"p"_s);
    }

    void hostilePayloadsStayText_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("not json") << QByteArray("}{");
        QTest::newRow("array") << QByteArray("[1]");
        QTest::newRow("wrong types") << QByteArray(R"({"stage":[1],"step":{"a":1},"rows":"many","on":"yes","took_ms":[],"to":7,"result":false})");
        QTest::newRow("huge numbers") << QByteArray(R"({"rows":1e300,"took_ms":-1e300,"baked_ms":1e18,"attempt":1e300,"n":1e300,"gap_ms":9e18})");
        QTest::newRow("controls") << QByteArray("{\"text\":\"a\\u0000\\u001b[31m\\nb\\u202e\",\"why\":\"x\\ny\",\"step\":\"%1 %2\",\"gate\":\"\\u2066\"}");
        QTest::newRow("long") << QByteArray("{\"text\":\"" + QByteArray(100000, 'x') + "\",\"cohort\":\"" + QByteArray(100000, 'y') + "\"}");
        QTest::newRow("deep") << QByteArray("{\"text\":" + QByteArray(600, '[') + QByteArray(600, ']') + "}");
    }

    void hostilePayloadsStayText()
    {
        QFETCH(const QByteArray, payload);
        for (int i = 0; i < kEventTypeCount; ++i) {
            Event hostile = entry(static_cast<EventType>(i));
            hostile.payload = payload;
            hostile.actor = u"a\u202E\n\0b"_s;
            const LogLine line = readEvent(hostile, { u"p\nq"_s, {}, {} });
            QVERIFY(!line.what.isEmpty());
            for (const QString &text : { line.what, line.why, line.actor, line.plan }) {
                QVERIFY(text.size() < 3000);
                for (const QChar c : text)
                    QVERIFY2(c.unicode() >= 0x20 && c.unicode() != 0x202E && c.unicode() != 0x2066, qPrintable(text));
            }
            for (const auto &[label, value] : eventDetails(hostile)) {
                QVERIFY(!label.isEmpty());
                QVERIFY(value.size() < 200000);
                QVERIFY(!value.contains(QChar(0)) && !value.contains(QChar(0x202E)));
            }
        }
    }

    void tablesOfAProofAreReadable()
    {
        const QString sum = u"1d8438a76b48dfdeec726f79cc445a1a"_s;
        const auto table
            = [&](const QString &name, int before, int now, int arrived, const QString &after, bool isEqual) {
                  return QJsonObject { { u"table"_s, name }, { u"rows_before"_s, before }, { u"rows_now"_s, now },
                      { u"arrived"_s, arrived }, { u"sum_before"_s, sum }, { u"sum_now"_s, after },
                      { u"equal"_s, isEqual }, { u"note"_s, QString() } };
              };
        QMap<QString, QString> values;
        for (const auto &[label, value] : eventDetails(entry(EventType::RollbackVerified,
                 { { u"tables"_s,
                     QJsonArray { table(u"orders"_s, 218082, 218082, 68, sum, true),
                         table(u"payments"_s, 10, 9, 0, u"77"_s, false), table(u"refunds"_s, 10, 10, 0, sum, false),
                         QJsonObject { { u"table"_s, u"bare"_s } } } } })))
            values.insert(label, value);
        QCOMPARE(values.value(u"Table orders"_s),
            u"218\u202F082 rows before and now · 68 arrived meanwhile · checksum 1d8438a7… equal"_s);
        QCOMPARE(values.value(u"Table payments"_s), u"10 rows before, 9 now · checksum 1d8438a7… before, 77 now"_s);
        QCOMPARE(values.value(u"Table refunds"_s),
            u"10 rows before and now · checksum 1d8438a7… equal · not proven equal"_s);
        QCOMPARE(values.value(u"Table bare"_s), u"checksum not recorded"_s);
        for (const QString &value : std::as_const(values))
            QVERIFY2(!value.contains(u'{'), qPrintable(value));
    }

    void detailsHaveAnOrder()
    {
        const auto rows = eventDetails(entry(EventType::RollbackVerified,
            { { u"why"_s, u"Latency"_s }, { u"to"_s, QString() }, { u"result"_s, u"EXACT"_s }, { u"fingerprint_before"_s, u"aa"_s },
                { u"fingerprint_after"_s, u"aa"_s }, { u"took_ms"_s, 1900 }, { u"differences"_s, QJsonArray() }, { u"zzz_new"_s, 5 },
                { u"tables"_s, QJsonArray { QJsonObject { { u"table"_s, u"mart.orders"_s } } } }, { u"exceptions"_s, QJsonArray { u"one"_s, u"two"_s } } }));
        QMap<QString, QString> values;
        QStringList labels;
        for (const auto &[label, value] : rows) {
            labels += label;
            values.insert(label, value);
        }
        QCOMPARE(values.value(u"Schema"_s), u"fingerprint equal to the one recorded"_s);
        QCOMPARE(values.value(u"Data"_s), u"1 table compared"_s);
        QCOMPARE(values.value(u"Back to"_s), u"the start"_s);
        QCOMPARE(values.value(u"Took"_s), u"1.9 s"_s);
        QCOMPARE(values.value(u"Except"_s), u"one\ntwo"_s);
        QCOMPARE(values.value(u"Zzz new"_s), u"5"_s);
        QVERIFY(!values.contains(u"Schema differs"_s)); // an empty list is no row
        QVERIFY(labels.indexOf(u"Why"_s) < labels.indexOf(u"Took"_s));
        QVERIFY(labels.indexOf(u"Took"_s) < labels.indexOf(u"Zzz new"_s));
        QCOMPARE(labels.last(), u"Previous hash"_s);
        QCOMPARE(values.value(u"Entry"_s), u"18\u202F204"_s);
    }

    void healthIsToldGateByGate()
    {
        const QJsonObject good { { u"gate"_s, u"rows"_s }, { u"answer"_s, u"healthy"_s },
            { u"why"_s, u"Rows healthy: 7"_s } };
        const QJsonObject silent { { u"gate"_s, u"feed"_s }, { u"title"_s, u"Feed"_s }, { u"answer"_s, u"unknown"_s } };
        QMap<QString, QString> values;
        const auto rows = eventDetails(entry(EventType::RollbackHealth,
            { { u"answer"_s, u"unknown"_s }, { u"freshness"_s, u"unmeasured"_s }, { u"why"_s, u"the runner left"_s },
                { u"at"_s, u"2026-01-05T09:00:00.000Z"_s }, { u"gates"_s, QJsonArray { good, silent } } }));
        for (const auto &[label, value] : rows)
            values.insert(label, value);
        QCOMPARE(values.value(u"Health"_s), u"unknown"_s);
        QCOMPARE(values.value(u"Downstream sources"_s), u"not measured"_s);
        QCOMPARE(values.value(u"Gates"_s), u"Rows healthy: 7\nFeed: unknown"_s);
        QCOMPARE(values.value(u"Why"_s), u"the runner left"_s);
        QVERIFY(!values.contains(u"At"_s)); // the entry says when
    }

    void namesWhatTheEntryLeavesUnsaid()
    {
        RunNames names { u"p"_s, { { u"fwd"_s, u"Forward"_s } }, { { u"fwd/errors"_s, u"Loader errors"_s }, { u"errors"_s, u"Loader errors"_s } } };
        const Event breach = entry(EventType::StageBreached, { { u"stage"_s, u"fwd"_s }, { u"gate"_s, u"errors"_s } });
        QCOMPARE(readEvent(breach, names).what, u"Loader errors breached its limit"_s);
        QCOMPARE(readEvent(breach, {}).what, u"Errors breached its limit"_s);
        QCOMPARE(readEvent(entry(EventType::RollbackIntent, { { u"to"_s, u"fwd"_s }, { u"trigger"_s, u"gate"_s }, { u"gate"_s, u"errors"_s } }), names).what,
            u"Rolling back to Forward, tripped by Loader errors"_s);
        QMap<QString, QString> values;
        for (const auto &[label, value] : eventDetails(breach, names))
            values.insert(label, value);
        QCOMPARE(values.value(u"Gate"_s), u"Loader errors"_s);
        QCOMPARE(values.value(u"Stage"_s), u"Forward"_s);
        // What an entry says itself is what was true then.
        const Event told = entry(EventType::StageBreached, { { u"stage"_s, u"fwd"_s }, { u"gate"_s, u"errors"_s }, { u"title"_s, u"Load errors"_s } });
        QCOMPARE(readEvent(told, names).what, u"Load errors breached its limit"_s);
    }

    void numbersAreShort()
    {
        QMap<QString, QString> values;
        for (const auto &[label, value] : eventDetails(entry(EventType::GateVerdict, { { u"value"_s, 1.26675432e-7 }, { u"limit"_s, 0.13492063492 } })))
            values.insert(label, value);
        QCOMPARE(values.value(u"Measured"_s), u"1.27e-7"_s);
        QCOMPARE(values.value(u"Limit value"_s), u"0.135"_s);
    }

    void unknownNumbersAreNotZero()
    {
        QMap<QString, QString> values;
        for (const auto &[label, value] : eventDetails(entry(EventType::StepDone, { { u"rows"_s, -1 }, { u"took_ms"_s, -1 } })))
            values.insert(label, value);
        QCOMPARE(values.value(u"Rows"_s), u"unknown"_s);
        QCOMPARE(values.value(u"Took"_s), u"unknown"_s);
    }
};

QTEST_GUILESS_MAIN(TestLogView)
#include "tst_log_view.moc"

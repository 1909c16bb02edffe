// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include "base/digest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestSqliteLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void firstOpeningWritesTheFirstEntry()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        const QList<Event> events = MUST(ledger->read(0));
        QCOMPARE(events.size(), 1);
        QCOMPARE(events[0].type, EventType::LedgerCreated);
        QCOMPARE(events[0].seq, 1);
        QCOMPARE(events[0].actor, u"operator-1"_s);
        QCOMPARE(events[0].at, fixture.clock.nowUtc());
        QCOMPARE(events[0].previousHash, QByteArray(32, '\0'));
        QCOMPARE(events[0].hash, eventHash(events[0]));
        // Only its owner may read it.
        QVERIFY((QFile::permissions(fixture.file()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther)) == 0);
    }

    /// What this machine remembers of a ledger hangs on its first entry: a demo made anew in the same folder, with the
    /// same moment as its beginning, is another ledger.
    void noTwoLedgersBeginAlike()
    {
        const LedgerFixture one;
        const LedgerFixture other;
        const Event first = MUST(one.open()->read(0)).first();
        const Event second = MUST(other.open()->read(0)).first();
        QCOMPARE(first.at, second.at);
        QVERIFY(first.hash != second.hash);
    }

    void openingAgainAddsNothing()
    {
        const LedgerFixture fixture;
        const LedgerHead first = MUST(fixture.open()->head());
        const LedgerHead second = MUST(fixture.open()->head());
        QCOMPARE(second.seq, 1);
        QCOMPARE(second.hash, first.hash);
    }

    void appendsAreChainedAndKept()
    {
        LedgerFixture fixture;
        QList<Event> appended;
        {
            const auto ledger = fixture.open();
            appended = MUST(ledger->append({ note(u"one"_s, u"run-1"_s), note(u"two"_s, u"run-2"_s) }));
            fixture.clock.advance(std::chrono::milliseconds(1234));
            appended += MUST(ledger->append({ note(u"three"_s, u"run-1"_s) }));
        }
        QCOMPARE(appended.size(), 3);
        const auto ledger = fixture.open();
        const QList<Event> read = MUST(ledger->read(1));
        QCOMPARE(read.size(), 3);
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(read[i].seq, i + 2);
            QCOMPARE(read[i].payload, appended[i].payload);
            QCOMPARE(read[i].hash, appended[i].hash);
            QCOMPARE(read[i].at, appended[i].at);
            QCOMPARE(read[i].hash, eventHash(read[i]));
            if (i > 0)
                QCOMPARE(read[i].previousHash, read[i - 1].hash);
        }
        QCOMPARE(read[0].at.msecsTo(read[2].at), 1234);
        QCOMPARE(MUST(ledger->head()).hash, read[2].hash);
        QCOMPARE(MUST(ledger->read(2, 1)).size(), 1);
        QCOMPARE(MUST(ledger->readRun(u"run-1"_s)).size(), 2);
        QVERIFY(MUST(ledger->readRun(u"run-3"_s)).isEmpty());
        QVERIFY(MUST(ledger->readRun(QString())).isEmpty());
        QVERIFY(MUST(ledger->verify()).ok);
    }

    void nothingToAppendIsNothing()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        QVERIFY(MUST(ledger->append({})).isEmpty());
        QCOMPARE(MUST(ledger->head()).seq, 1);
    }

    void twoInstancesTakeTurns()
    {
        const LedgerFixture fixture;
        const auto a = fixture.open();
        const auto b = fixture.open();
        for (int i = 0; i < 10; ++i) {
            MUST(a->append({ note(u"a"_s) }));
            MUST(b->append({ note(u"b"_s), note(u"b"_s) }));
        }
        QCOMPARE(MUST(a->head()).seq, 31);
        QVERIFY(MUST(b->verify()).ok);
    }

    void hostileTextComesBack_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("NUL") << u"a\0b"_s;
        QTest::newRow("quotes") << u"'; DROP TABLE ledger_event; --\""_s;
        QTest::newRow("format") << u"%1 %n %s {}"_s;
        QTest::newRow("markup") << u"<img src=file:///etc/passwd> &amp;"_s;
        QTest::newRow("right to left") << u"\u202Egpj.exe"_s;
        QTest::newRow("control") << u"\u001b[31m\a\r\n\t"_s;
        QTest::newRow("beyond the plane") << u"😀𝔘"_s;
        QTest::newRow("half a pair") << QString(QChar(0xD800)) + u"x"_s;
        QTest::newRow("not composed") << u"e\u0301"_s;
        QTest::newRow("long") << QString(100'000, u'ä');
    }

    void hostileTextComesBack()
    {
        QFETCH(const QString, text);
        const LedgerFixture fixture;
        auto ledger = MUST(SqliteLedger::open(fixture.file(), fixture.clock, text));
        const Event appended = MUST(ledger->append({ note(text, text) }))[0];
        ledger = fixture.open();
        const Event read = MUST(ledger->read(1))[0];
        QCOMPARE(read.json().value(u"text"_s).toString(), text);
        QCOMPARE(read.actor, appended.actor);
        QCOMPARE(read.run, appended.run);
        QCOMPARE(MUST(ledger->readRun(read.run)).size(), 1);
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
    }

    void payloadKeepsItsNumbers()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        const QJsonObject payload { { u"whole"_s, qint64 { 9'007'199'254'740'993 } }, { u"part"_s, 0.1 }, { u"no"_s, QJsonValue::Null },
            { u"list"_s, QJsonArray { 1, true, u"x"_s } } };
        MUST(ledger->append({ { EventType::FeedbackGiven, {}, payload } }));
        const Event read = MUST(ledger->read(1))[0];
        QCOMPARE(read.json(), payload);
        QCOMPARE(read.json().value(u"whole"_s).toInteger(), qint64 { 9'007'199'254'740'993 });
    }

    void anEntryThatIsTooLargeIsRefused()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        COMPARE_ERROR(ledger->append({ note(u"small"_s), note(QString(9 * 1024 * 1024, u'x')) }), ErrorCode::Refused);
        QCOMPARE(MUST(ledger->head()).seq, 1);
        MUST(ledger->append({ note(u"small"_s) }));
    }

    void nobodyEditsByAccident_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("update") << u"UPDATE ledger_event SET actor = 'intruder' WHERE seq = 2"_s;
        QTest::newRow("delete") << u"DELETE FROM ledger_event WHERE seq = 3"_s;
        QTest::newRow("replace") << u"INSERT OR REPLACE INTO ledger_event SELECT seq, type, at_ms, 'intruder', run, payload, previous_hash,"
                                    " hash FROM ledger_event WHERE seq = 2"_s;
        QTest::newRow("gap") << u"INSERT INTO ledger_event SELECT 10, type, at_ms, actor, run, payload, previous_hash, hash"
                                " FROM ledger_event WHERE seq = 2"_s;
        QTest::newRow("head back") << u"UPDATE ledger_head SET seq = 1"_s;
        QTest::newRow("head gone") << u"DELETE FROM ledger_head"_s;
        QTest::newRow("second head") << u"INSERT OR REPLACE INTO ledger_head VALUES(1, 9, zeroblob(32), 0, 0)"_s;
        QTest::newRow("plan changed") << u"UPDATE ledger_plan SET runbook = x'00'"_s;
        QTest::newRow("plan replaced") << u"INSERT OR REPLACE INTO ledger_plan SELECT digest, x'00', runbook, runbook_digest FROM ledger_plan"_s;
        QTest::newRow("plan gone") << u"DELETE FROM ledger_plan"_s;
    }

    void nobodyEditsByAccident()
    {
        QFETCH(const QString, sql);
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->append({ note(u"one"_s), note(u"two"_s) }));
        MUST(ledger->storePlan(sha256Hex("{}"), "{}", u"# Runbook"_s));
        COMPARE_ERROR(fixture.openRaw()->execute(sql), ErrorCode::SqlFailed);
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY2(report.ok, qPrintable(report.problem));
        QCOMPARE(report.verified, 3);
    }

    void plansAreKeptByTheirDigest()
    {
        const LedgerFixture fixture;
        const QByteArray canonical = R"({"id":"orders-currency"})";
        const QString digest = sha256Hex(canonical);
        {
            const auto ledger = fixture.open();
            COMPARE_ERROR(ledger->plan(digest), ErrorCode::NotFound);
            COMPARE_ERROR(ledger->storePlan(u"ab"_s, canonical, {}), ErrorCode::Refused);
            MUST(ledger->storePlan(digest, canonical, u"# Zurück\n"_s));
            MUST(ledger->storePlan(digest, canonical, u"# Zurück\n"_s));
            COMPARE_ERROR(ledger->storePlan(digest, canonical, u"# Another"_s), ErrorCode::Refused);
        }
        const auto [bytes, runbook] = MUST(fixture.open()->plan(digest));
        QCOMPARE(bytes, canonical);
        QCOMPARE(runbook, u"# Zurück\n"_s);
    }

    void aDamagedPlanIsNotHandedOut()
    {
        const LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->storePlan(sha256Hex("{}"), "{}", {}));
        const auto raw = fixture.openRaw();
        MUST(raw->execute(u"DROP TRIGGER ledger_plan_no_update"_s));
        MUST(raw->execute(u"UPDATE ledger_plan SET canonical = x'5b5d'"_s));
        COMPARE_ERROR(ledger->plan(sha256Hex("{}")), ErrorCode::LedgerCorrupt);
        QVERIFY(!MUST(ledger->verify()).ok);
    }

    void aNewerFormatIsReadButNotWritten()
    {
        const LedgerFixture fixture;
        MUST(fixture.open()->append({ note(u"old"_s) }));
        MUST(fixture.openRaw()->execute(u"UPDATE ledger_meta SET value = '2' WHERE key = 'format'"_s));
        const auto ledger = fixture.open();
        QCOMPARE(MUST(ledger->read(0)).size(), 2);
        QVERIFY(MUST(ledger->verify()).ok);
        LogQuery query;
        query.text = u"old"_s;
        QCOMPARE(MUST(ledger->search(query)).size(), 1);
        COMPARE_ERROR(ledger->append({ note(u"new"_s) }), ErrorCode::NotSupported);
        COMPARE_ERROR(ledger->acquireLease(u"t"_s, u"r"_s, Duration(1000)), ErrorCode::NotSupported);
        COMPARE_ERROR(ledger->storePlan(sha256Hex("{}"), "{}", {}), ErrorCode::NotSupported);
        QCOMPARE(MUST(ledger->head()).seq, 2);
    }

    void aFormatThatCannotBeReadIsRefused()
    {
        const LedgerFixture fixture;
        fixture.open();
        MUST(fixture.openRaw()->execute(u"UPDATE ledger_meta SET value = '3'"_s));
        COMPARE_ERROR(SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s), ErrorCode::NotSupported);
    }

    void anotherDatabaseIsLeftAlone()
    {
        const LedgerFixture fixture;
        {
            const auto session = MUST(SqlSession::openFile(fixture.file(), true));
            MUST(session->execute(u"CREATE TABLE orders(id INTEGER)"_s));
        }
        COMPARE_ERROR(SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s), ErrorCode::NotSupported);
        const SqlRows tables = MUST(fixture.openRaw()->query(u"SELECT name FROM sqlite_master"_s));
        QCOMPARE(tables.rows.size(), 1);
        QCOMPARE(tables.scalar().toString(), u"orders"_s);
    }

    void aFileThatIsNoDatabaseIsLeftAlone()
    {
        const LedgerFixture fixture;
        const QByteArray content("this is a letter, not a ledger\n", 31);
        QFile file(fixture.file());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content.repeated(200));
        file.close();
        QVERIFY(!SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content.repeated(200));
    }

    void anotherWriterIsWaitedForThenNamedBusy()
    {
        const LedgerFixture fixture;
        SqliteLedgerOptions options;
        options.busyWait = Duration(300);
        const auto ledger = fixture.open(options);
        const auto raw = fixture.openRaw();
        MUST(raw->begin());
        const auto blocked = ledger->append({ note(u"blocked"_s) });
        COMPARE_ERROR(blocked, ErrorCode::Busy);
        QVERIFY(blocked.error().where.endsWith(u"ledger.db"_s));
        QCOMPARE(MUST(ledger->head()).seq, 1); // readers are never blocked
        raw->rollback();
        QCOMPARE(MUST(ledger->append({ note(u"free"_s) }))[0].seq, 2);
    }
};

QTEST_GUILESS_MAIN(TestSqliteLedger)
#include "tst_sqlite_ledger.moc"

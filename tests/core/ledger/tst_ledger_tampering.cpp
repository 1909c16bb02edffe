// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include "base/digest.h"

#include <QRandomGenerator>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void dropSeatBelts(SqlSession &raw)
{
    const SqlRows triggers = MUST(raw.query(u"SELECT name FROM sqlite_master WHERE type = 'trigger'"_s));
    for (const QVariantList &row : triggers.rows)
        MUST(raw.execute(u"DROP TRIGGER "_s + row[0].toString()));
}

LedgerFixture *filled(int events)
{
    auto *fixture = new LedgerFixture;
    const auto ledger = fixture->open();
    for (int i = 0; i < events; ++i) {
        fixture->clock.advance(std::chrono::milliseconds(17));
        MUST(ledger->append({ note(u"entry "_s + QString::number(i), i % 2 == 0 ? u"run-1"_s : QString()) }));
    }
    return fixture;
}

} // namespace

/// Somebody with write access to the file changes it behind the ledger's back.
class TestLedgerTampering : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyByteOfEveryColumnCounts_data()
    {
        QTest::addColumn<QString>("column");
        for (const char *column : { "seq", "type", "at_ms", "actor", "run", "payload", "previous_hash", "hash" })
            QTest::newRow(column) << QString::fromLatin1(column);
    }

    void everyByteOfEveryColumnCounts()
    {
        QFETCH(const QString, column);
        const std::unique_ptr<LedgerFixture> fixture(filled(5));
        const auto ledger = fixture->open();
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        const bool isNumber = column == u"seq"_s || column == u"at_ms"_s;
        const bool isText = column == u"type"_s || column == u"actor"_s || column == u"run"_s;
        int flips = 0;
        for (qint64 seq = 1; seq <= 6; ++seq) {
            const QVariant value = MUST(raw->query(u"SELECT "_s + column + u" FROM ledger_event WHERE seq = "_s + QString::number(seq))).scalar();
            const QByteArray bytes = isText ? value.toString().toUtf8() : value.toByteArray();
            const qsizetype count = isNumber ? 8 : bytes.size();
            for (qsizetype i = 0; i < count; ++i) {
                qint64 now = seq;
                QVariant changed;
                if (isNumber) {
                    changed = static_cast<qint64>(value.toULongLong() ^ (quint64 { 0x40 } << (8 * i)));
                    now = column == u"seq"_s ? changed.toLongLong() : seq;
                } else {
                    QByteArray flipped = bytes;
                    flipped[i] = static_cast<char>(flipped[i] ^ 0x01);
                    changed = flipped;
                }
                const QString update = u"UPDATE ledger_event SET "_s + column + (isText ? u" = CAST(? AS TEXT)"_s : u" = ?"_s) + u" WHERE seq = ?"_s;
                MUST(raw->executeBound(update, { changed, seq }));
                const LedgerReport report = MUST(ledger->verify());
                QVERIFY2(!report.ok, qPrintable(column + u" of "_s + QString::number(seq) + u", byte "_s + QString::number(i)));
                QVERIFY(!report.problem.isEmpty());
                QVERIFY2(report.firstBad <= seq && report.firstBad != 0, qPrintable(report.problem));
                QVERIFY(report.verified < seq);
                MUST(raw->executeBound(update, { isText ? QVariant(bytes) : value, now }));
                ++flips;
            }
        }
        QVERIFY(flips >= 15);
        QVERIFY(MUST(ledger->verify()).ok); // all put back
    }

    void readersRefuseAChangedEntry()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(3));
        const auto ledger = fixture->open();
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        MUST(raw->execute(u"UPDATE ledger_event SET actor = 'intruder' WHERE seq = 3"_s));
        const auto read = ledger->read(0);
        COMPARE_ERROR(read, ErrorCode::LedgerCorrupt);
        QVERIFY(read.error().what.contains(u"entry 3"_s));
        MUST(raw->execute(u"UPDATE ledger_event SET actor = 'operator-1', type = 'unheard_of' WHERE seq = 3"_s));
        COMPARE_ERROR(ledger->read(0), ErrorCode::LedgerCorrupt);
    }

    void headIsChecked_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::newRow("ahead") << u"UPDATE ledger_head SET seq = 9"_s;
        QTest::newRow("behind") << u"UPDATE ledger_head SET seq = 2"_s;
        QTest::newRow("other hash") << u"UPDATE ledger_head SET hash = zeroblob(32)"_s;
        QTest::newRow("gone") << u"DELETE FROM ledger_head"_s;
    }

    void headIsChecked()
    {
        QFETCH(const QString, sql);
        const std::unique_ptr<LedgerFixture> fixture(filled(5));
        const auto ledger = fixture->open();
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        MUST(raw->execute(sql));
        QVERIFY(!MUST(ledger->verify()).ok);
        COMPARE_ERROR(ledger->append({ note(u"on top"_s) }), ErrorCode::LedgerCorrupt);
        COMPARE_ERROR(fixture->open()->append({ note(u"on top"_s) }), ErrorCode::LedgerCorrupt);
    }

    void everyCutTailIsFound()
    {
        for (qint64 keep = 0; keep < 8; ++keep) {
            const std::unique_ptr<LedgerFixture> fixture(filled(7));
            const LedgerHead seen = MUST(fixture->open()->head());
            const auto raw = fixture->openRaw();
            dropSeatBelts(*raw);
            MUST(raw->executeBound(u"DELETE FROM ledger_event WHERE seq > ?"_s, { keep }));
            const auto ledger = fixture->open();
            // A clumsy cut leaves the head behind …
            const LedgerReport clumsy = MUST(ledger->verify());
            QVERIFY(!clumsy.ok);
            QVERIFY2(clumsy.problem.contains(u"tail cut"_s), qPrintable(clumsy.problem));
            QCOMPARE(clumsy.firstBad, keep + 1);
            // … a careful one makes the file whole again, and only an anchor outside tells.
            MUST(raw->execute(u"DELETE FROM ledger_head"_s));
            MUST(raw->executeBound(u"INSERT INTO ledger_head SELECT 1, ?, coalesce((SELECT hash FROM ledger_event WHERE seq = ?), zeroblob(32)), 0, 0"_s,
                { keep, keep }));
            QVERIFY(MUST(ledger->verify()).ok);
            const LedgerReport careful = MUST(ledger->verify({ { u"this machine"_s, seen.seq, seen.hash } }));
            QVERIFY(!careful.ok);
            QCOMPARE(careful.verified, keep);
            QCOMPARE(careful.firstBad, keep + 1);
            QVERIFY2(careful.problem.contains(u"this machine saw entry 8"_s), qPrintable(careful.problem));
        }
    }

    void anOlderCopyIsFound()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(4));
        MUST(fixture->openRaw()->query(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        QVERIFY(QFile::copy(fixture->file(), fixture->file(u"old.db"_s)));
        MUST(fixture->open()->append({ note(u"later"_s) }));
        const LedgerHead seen = MUST(fixture->open()->head());
        for (const char *suffix : { "", "-wal", "-shm" })
            QFile::remove(fixture->file() + QLatin1String(suffix));
        QVERIFY(QFile::copy(fixture->file(u"old.db"_s), fixture->file()));

        auto ledger = fixture->open();
        QVERIFY(MUST(ledger->verify()).ok);
        const LedgerAnchor anchor { u"target warehouse"_s, seen.seq, seen.hash };
        QVERIFY(!MUST(ledger->verify({ anchor })).ok);
        // Grown beyond the anchor again: the number is there, the entry is another.
        MUST(ledger->append({ note(u"not what was there"_s), note(u"and one more"_s) }));
        const LedgerReport report = MUST(ledger->verify({ { u"x"_s, 3, MUST(ledger->read(2, 1))[0].hash }, anchor }));
        QVERIFY(!report.ok);
        QCOMPARE(report.firstBad, seen.seq);
        QVERIFY(report.problem.contains(u"target warehouse"_s));
    }

    void aFileSwappedUnderAnOpenLedgerIsNotContinued()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(4));
        const auto ledger = fixture->open();
        MUST(ledger->append({ note(u"known"_s) }));
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        MUST(raw->execute(u"DELETE FROM ledger_event WHERE seq = 6"_s));
        MUST(raw->execute(u"UPDATE ledger_head SET seq = 5, hash = (SELECT hash FROM ledger_event WHERE seq = 5)"_s));
        COMPARE_ERROR(ledger->append({ note(u"more"_s) }), ErrorCode::LedgerCorrupt);
    }

    void aRewrittenMiddleIsFound()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(5));
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        // Somebody who knows the hash rewrites one entry with it; the next one no longer follows.
        const auto ledger = fixture->open();
        Event event = MUST(ledger->read(2, 1))[0];
        event.payload = R"({"text":"harmless"})";
        MUST(raw->executeBound(u"UPDATE ledger_event SET payload = ?, hash = ? WHERE seq = 3"_s, { event.payload, eventHash(event) }));
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY(!report.ok);
        QCOMPARE(report.firstBad, 4);
        QCOMPARE(report.verified, 3);
    }

    void swappedAndMissingEntriesAreFound()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(5));
        const auto ledger = fixture->open();
        const auto raw = fixture->openRaw();
        dropSeatBelts(*raw);
        MUST(raw->execute(u"UPDATE ledger_event SET seq = CASE seq WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE seq IN (3, 4)"_s));
        MUST(raw->execute(u"UPDATE ledger_event SET seq = -seq WHERE seq < 0"_s));
        QCOMPARE(MUST(ledger->verify()).firstBad, 3);
        MUST(raw->execute(u"DELETE FROM ledger_event WHERE seq = 2"_s));
        const LedgerReport report = MUST(ledger->verify());
        QCOMPARE(report.firstBad, 2);
        QVERIFY(report.problem.contains(u"missing"_s));
        MUST(raw->execute(u"UPDATE ledger_event SET seq = -7 WHERE seq = 6"_s));
        QCOMPARE(MUST(ledger->verify()).firstBad, -7);
    }

    /// Damage below SQL: either the byte does not matter to any entry, or it is found; never a crash, never a wrong entry.
    void flippedBytesOfTheFileNeverPassForContent()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(40));
        const QList<Event> before = MUST(fixture->open()->read(0));
        MUST(fixture->openRaw()->query(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        for (const char *suffix : { "-wal", "-shm" })
            QFile::remove(fixture->file() + QLatin1String(suffix));
        QFile file(fixture->file());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        file.close();
        QRandomGenerator random(20261122);
        int found = 0;
        for (int round = 0; round < 300; ++round) {
            const auto at = static_cast<qsizetype>(random.bounded(static_cast<quint32>(bytes.size())));
            QByteArray damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.bounded(8)));
            LedgerFixture copy;
            QFile target(copy.file());
            QVERIFY(target.open(QIODevice::WriteOnly));
            target.write(damaged);
            target.close();
            auto ledger = SqliteLedger::open(copy.file(), copy.clock, u"operator-1"_s);
            const Result<LedgerReport> report = ledger ? (*ledger)->verify() : Result<LedgerReport>(fail(ledger.error()));
            if (!report || !report->ok) {
                ++found;
                continue;
            }
            const QList<Event> after = MUST((*ledger)->read(0));
            QVERIFY2(after.size() >= before.size(), qPrintable(u"byte "_s + QString::number(at)));
            for (qsizetype i = 0; i < before.size(); ++i)
                QCOMPARE(after[i].hash, before[i].hash);
        }
        QVERIFY2(found > 20, qPrintable(QString::number(found)));
    }

    /// The index of runs decides what the state of a run is made from.
    void anIndexThatHidesEntriesIsFound()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(9));
        QCOMPARE(MUST(fixture->open()->readRun(u"run-1"_s)).size(), 5);
        MUST(fixture->openRaw()->query(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
        QFile file(fixture->file());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QByteArray bytes = file.readAll();
        constexpr qsizetype kPage = 4096;
        constexpr char kIndexLeaf = 0x0A; // first byte of such a page in SQLite's file format
        int changed = 0;
        for (qsizetype page = kPage; page < bytes.size(); page += kPage) {
            // Records lie from the end of the page to its middle: the last one is the first in order.
            const qsizetype at = bytes.lastIndexOf("run-1", page + kPage - 1);
            if (bytes[page] == kIndexLeaf && at >= page) {
                bytes[at + 4] = '0';
                ++changed;
            }
        }
        QCOMPARE(changed, 1);
        file.seek(0);
        file.write(bytes);
        file.close();
        const auto ledger = fixture->open();
        QCOMPARE(MUST(ledger->readRun(u"run-1"_s)).size(), 4);
        const LedgerReport report = MUST(ledger->verify());
        QVERIFY(!report.ok);
        QVERIFY2(report.problem.contains(u"index of runs"_s), qPrintable(report.problem));
        QCOMPARE(report.verified, 10);
        MUST(ledger->rebuildIndexes());
        QVERIFY(MUST(ledger->verify()).ok);
        QCOMPARE(MUST(ledger->readRun(u"run-1"_s)).size(), 5);
    }

    void aTableThatIsGoneIsAFinding()
    {
        const std::unique_ptr<LedgerFixture> fixture(filled(2));
        const auto ledger = fixture->open();
        MUST(fixture->openRaw()->execute(u"DROP TABLE ledger_plan"_s));
        QVERIFY(!MUST(ledger->verify()).ok);
    }
};

QTEST_GUILESS_MAIN(TestLedgerTampering)
#include "tst_ledger_tampering.moc"

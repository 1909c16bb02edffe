// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/compare_tables.h"
#include "support/shared_data.h"
#include "support/test_database.h"
#include "support/verify.h"
#include "warehouse/catalogue.h"

#include <QRegularExpression>

using namespace sluice;
using namespace Qt::StringLiterals;

/// A published data set in its makers' three scripts, loaded into three engines: what differs is only what the scripts
/// themselves make different.
class TestDifferenceChinook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyPairIsTheSame_data();
    void everyPairIsTheSame();
    void oneChangedValueIsFound_data();
    void oneChangedValueIsFound();

private:
    void load(Engine engine, const QString &script);
    Result<TableDifference> compare(Engine legacy, Engine candidate, const QString &table, const QStringList &key);
    std::map<Engine, std::unique_ptr<TestDatabase>> m_databases;
};

namespace {

const QMap<QString, QStringList> kTables { { u"Album"_s, { u"AlbumId"_s } }, { u"Artist"_s, { u"ArtistId"_s } },
    { u"Customer"_s, { u"CustomerId"_s } }, { u"Employee"_s, { u"EmployeeId"_s } }, { u"Genre"_s, { u"GenreId"_s } },
    { u"Invoice"_s, { u"InvoiceId"_s } }, { u"InvoiceLine"_s, { u"InvoiceLineId"_s } },
    { u"MediaType"_s, { u"MediaTypeId"_s } }, { u"Playlist"_s, { u"PlaylistId"_s } },
    { u"PlaylistTrack"_s, { u"PlaylistId"_s, u"TrackId"_s } }, { u"Track"_s, { u"TrackId"_s } } };

/// "InvoiceLine" as PostgreSQL's script calls it.
QString snakeCase(const QString &name)
{
    static const QRegularExpression inner(u"(?<=[a-z])(?=[A-Z])"_s);
    return QString(name).replace(inner, u"_"_s).toLower();
}

DifferenceSides::Opener openerOf(const TestDatabase &database)
{
    return [&database] { return database.tryOpen(SessionRole::Probe); };
}

void addPairs()
{
    QTest::addColumn<Engine>("legacy");
    QTest::addColumn<Engine>("candidate");
    QTest::newRow("sqlite to postgresql") << Engine::Sqlite << Engine::Postgresql;
    QTest::newRow("sqlite to mariadb") << Engine::Sqlite << Engine::Mariadb;
    QTest::newRow("postgresql to mariadb") << Engine::Postgresql << Engine::Mariadb;
}

} // namespace

void TestDifferenceChinook::load(Engine engine, const QString &script)
{
    auto database = std::make_unique<TestDatabase>(engine);
    QString text = QString::fromUtf8(test::readUnpacked(test::sharedData(u"sampledb"_s) + u'/' + script));
    QVERIFY(!text.isEmpty());
    static const QRegularExpression whole(
        u"^(DROP DATABASE|CREATE DATABASE|USE|\\\\c)\\b.*$"_s, QRegularExpression::MultilineOption);
    database->run(text.remove(whole));
    m_databases[engine] = std::move(database);
}

void TestDifferenceChinook::initTestCase()
{
    SLUICE_NEEDS_SHARED_DATA(u"sampledb"_s);
    load(Engine::Sqlite, u"Chinook_Sqlite.sql"_s);
    load(Engine::Postgresql, u"Chinook_PostgreSql.sql"_s);
    load(Engine::Mariadb, u"Chinook_MySql.sql"_s);
    // The same names everywhere: what is compared here are values.
    for (auto table = kTables.cbegin(); table != kTables.cend(); ++table) {
        const auto facts
            = describeRelation(*m_databases[Engine::Sqlite]->open(SessionRole::Catalogue), { {}, table.key() });
        VERIFY_OK(facts);
        QStringList columns;
        for (const ColumnFacts &column : facts->columns)
            columns += u"%1 AS \"%2\""_s.arg(snakeCase(column.name), column.name);
        m_databases[Engine::Postgresql]->run(u"CREATE VIEW \"%1\" AS SELECT %2 FROM %3"_s.arg(
            table.key(), columns.join(u", "_s), snakeCase(table.key())));
    }
}

Result<TableDifference> TestDifferenceChinook::compare(
    Engine legacy, Engine candidate, const QString &table, const QStringList &key)
{
    DifferenceRequest request;
    request.legacy = request.candidate = { {}, table };
    request.key = key;
    request.settling = Duration(1);
    return compareTables({ openerOf(*m_databases[legacy]), openerOf(*m_databases[candidate]) }, request, {}, {});
}

void TestDifferenceChinook::everyPairIsTheSame_data() { addPairs(); }

void TestDifferenceChinook::everyPairIsTheSame()
{
    SLUICE_NEEDS_SHARED_DATA(u"sampledb"_s);
    QFETCH(Engine, legacy);
    QFETCH(Engine, candidate);
    // N'…' is character(n) to PostgreSQL, which cuts the blank behind 'Edinburgh ': a difference that is really there.
    const QMap<QString, qint64> cut = legacy == Engine::Postgresql || candidate == Engine::Postgresql
        ? QMap<QString, qint64> { { u"Customer"_s, 1 }, { u"Invoice"_s, 7 } }
        : QMap<QString, qint64>();
    qint64 rows = 0;
    for (auto table = kTables.cbegin(); table != kTables.cend(); ++table) {
        const auto difference = compare(legacy, candidate, table.key(), table.value());
        VERIFY_OK(difference);
        QString told = table.key();
        for (const DifferenceSample &sample : difference->samples) {
            for (const auto &value : sample.values)
                told += u" %1: '%2' -> '%3'"_s.arg(
                    value.column, value.legacy.value_or(u"NULL"_s), value.candidate.value_or(u"NULL"_s));
        }
        QVERIFY2(difference->changed == cut.value(table.key()), qPrintable(told));
        QCOMPARE(told.count(u"'Edinburgh '"_s), cut.value(table.key()));
        QCOMPARE(difference->added + difference->removed, 0);
        QCOMPARE(difference->isSame(), !cut.contains(table.key()));
        rows += difference->equal + difference->changed;
    }
    QCOMPARE(rows, 15'607); // as the scripts' INSERTs count
}

void TestDifferenceChinook::oneChangedValueIsFound_data() { addPairs(); }

void TestDifferenceChinook::oneChangedValueIsFound()
{
    SLUICE_NEEDS_SHARED_DATA(u"sampledb"_s);
    QFETCH(Engine, legacy);
    QFETCH(Engine, candidate);
    const TestDatabase &database = *m_databases[candidate];
    const bool isPostgres = candidate == Engine::Postgresql;
    const auto setMilliseconds = [&](const QString &value) {
        database.run(isPostgres ? u"UPDATE track SET milliseconds = %1 WHERE track_id = 3503"_s.arg(value)
                                : u"UPDATE Track SET Milliseconds = %1 WHERE TrackId = 3503"_s.arg(value));
    };
    const QString before = database
                               .value(isPostgres ? u"SELECT milliseconds FROM track WHERE track_id = 3503"_s
                                                 : u"SELECT Milliseconds FROM Track WHERE TrackId = 3503"_s)
                               .toString();
    setMilliseconds(u"1"_s);
    const auto difference = compare(legacy, candidate, u"Track"_s, { u"TrackId"_s });
    setMilliseconds(before);
    VERIFY_OK(difference);
    QCOMPARE(difference->changed, 1);
    QCOMPARE(difference->samples.size(), 1);
    QCOMPARE(difference->samples[0].key[0].value_or(QString()), u"3503"_s);
    QCOMPARE(difference->samples[0].values[0].legacy.value_or(QString()), before);
}

QTEST_GUILESS_MAIN(TestDifferenceChinook)
#include "tst_difference_chinook.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "bench_table.h"
#include "quality/difference/compare_tables.h"
#include "support/mariadb_server.h"
#include "support/postgres_cluster.h"
#include "support/test_database.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFile>
#include <QSet>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 4: the difference of two tables of eight columns, in one database, on two and between engines. The floor is a
/// count(*) of both.
namespace {

/// Autovacuum may be at a table that was just filled, and has to be waited for.
const QString kUpkeep = u"; SET lock_timeout = 0; VACUUM ANALYZE"_s;

template <class T> T must(Result<T> result)
{
    if (!result)
        qFatal("%s (%s)", qPrintable(result.error().what), qPrintable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

QByteArray inSeconds(double seconds) { return QByteArray::number(seconds, 'f', 2) + " s"; }

/// Most memory that this process has had, in MB.
double peakMemory()
{
    QFile file(u"/proc/self/status"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).trimmed().split(' ').first().toDouble() / 1024;
    }
    return 0;
}

/// The same rows on every engine.
QString fillSql(Engine engine, const QString &table, qint64 rows)
{
    const QString count = QString::number(rows);
    switch (engine) {
    case Engine::Postgresql:
        return u"CREATE TABLE %1 (id bigint PRIMARY KEY, customer integer, amount numeric(12,2), note text, code text, "
               u"at timestamp, paid boolean, ratio double precision);"
               "INSERT INTO %1 SELECT n, n % 90000, (n::bigint * 7919 % 100000) / 100.0, 'customer ' || n, 'code-' || "
               "(n % 7777), timestamp '2020-01-01' + (n % 2000) *"
               " interval '1 minute', n % 3 = 0, n * 0.5 FROM generate_series(1, %2) n"_s.arg(table, count);
    case Engine::Mariadb:
        return u"CREATE TABLE %1 (id BIGINT PRIMARY KEY, customer INT, amount DECIMAL(12,2), note VARCHAR(40), code "
               u"VARCHAR(40), at DATETIME, paid BOOLEAN, ratio DOUBLE);"
               "INSERT INTO %1 SELECT seq, seq % 90000, (seq * 7919 % 100000) / 100, CONCAT('customer ', seq), "
               "CONCAT('code-', seq % 7777),"
               " '2020-01-01' + INTERVAL (seq % 2000) MINUTE, seq % 3 = 0, seq * 0.5e0 FROM seq_1_to_%2"_s.arg(
                   table, count);
    case Engine::Sqlite:
    case Engine::Odbc:
        break;
    }
    return u"CREATE TABLE %1 (id INTEGER PRIMARY KEY, customer INTEGER, amount DECIMAL(12,2), note TEXT, code TEXT, at "
           u"DATETIME, paid BOOLEAN, ratio DOUBLE);"
           "INSERT INTO %1 WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < %2) SELECT n, n % "
           "90000, (n * 7919 % 100000) / 100.0,"
           " 'customer ' || n, 'code-' || (n % 7777), datetime('2020-01-01', (n % 2000) || ' minutes'), n % 3 = 0, n * 0.5 FROM s"_s
               .arg(table, count);
}

struct Side
{
    const TestDatabase &database;
    QString table;
};

DifferenceSides sidesOf(const Side &legacy, const Side &candidate)
{
    const auto openerOf = [](const TestDatabase &database) {
        return [&database] {
            SessionOptions options;
            options.statementTimeout = Duration(0);
            return database.tryOpen(SessionRole::Probe, options);
        };
    };
    DifferenceSides sides { openerOf(legacy.database) };
    if (&legacy.database != &candidate.database)
        sides.candidate = openerOf(candidate.database);
    return sides;
}

DifferenceRequest requestOf(const Side &legacy, const Side &candidate)
{
    DifferenceRequest request;
    request.legacy.name = legacy.table;
    request.candidate.name = candidate.table;
    request.key = QStringList { u"id"_s };
    request.settling = Duration(0); // waiting is no work
    return request;
}

double countSeconds(const Side &side)
{
    const auto session = side.database.open(SessionRole::Probe);
    const QString sql = u"SELECT count(*) FROM "_s + side.table;
    static_cast<void>(must(session->query(sql))); // warm
    const bench::Stopwatch time;
    static_cast<void>(must(session->query(sql)));
    return time.seconds();
}

void benchPair(const QByteArray &what, const Side &legacy, const Side &candidate, double bar, qint64 expected)
{
    const double floor = countSeconds(legacy) + countSeconds(candidate);
    const bench::Stopwatch time;
    const TableDifference difference
        = must(compareTables(sidesOf(legacy, candidate), requestOf(legacy, candidate), {}, {}));
    const double took = time.seconds();
    if (difference.changed != expected)
        qFatal("%s: %lld rows changed, not %lld", what.constData(), static_cast<long long>(difference.changed),
            static_cast<long long>(expected));
    bench::print({ "4", what + ", " + QByteArray::number(expected) + " differ", inSeconds(took),
        inSeconds(floor) + " two counts", took / floor, "<= " + QByteArray::number(bar, 'f', 0) + " x",
        took <= bar * floor });
}

QString changeSql(const QString &table, qint64 rows, int changes)
{
    return u"UPDATE %1 SET note = 'changed' WHERE id % %2 = 0 AND id <= %2 * %3"_s.arg(
        table, QString::number(rows / changes), QString::number(changes));
}

/// Keys of rows that show a difference, by its kind.
using Planted = QMap<DifferenceKind, QSet<QString>>;

/// 53 of them, far apart: 21 rows changed, each in another way, 16 gone and 16 that nobody has on the other side. The
/// text is the same for each engine.
Planted plant(const Side &side, qint64 rows)
{
    const qint64 step = rows / 54;
    const QString note = u"'customer %1'"_s;
    const auto assignments = [&](qint64 id) {
        return QStringList { u"customer = customer + 1"_s, u"customer = -customer - 1"_s, u"customer = NULL"_s,
            u"amount = amount + 0.01"_s, u"amount = -amount - 0.01"_s, u"amount = NULL"_s,
            u"note = "_s + note.arg(id).toUpper(), u"note = "_s + note.arg(u"%1 "_s.arg(id)), u"note = ''"_s,
            u"note = NULL"_s, u"note = "_s + note.arg(id + 1), u"code = 'code-'"_s, u"code = NULL"_s,
            u"at = '2020-01-01 00:00:01'"_s, u"at = '1999-12-31 23:59:59'"_s, u"at = NULL"_s, u"paid = NOT paid"_s,
            u"paid = NULL"_s, u"ratio = ratio + 0.25"_s, u"ratio = NULL"_s,
            u"customer = customer + 7, ratio = ratio - 7"_s };
    };
    Planted planted;
    qint64 id = 0;
    const auto next = [&](DifferenceKind kind) {
        id += step;
        planted[kind].insert(QString::number(kind == DifferenceKind::Added ? -id : id));
    };
    for (int i = 0; i < assignments(0).size(); ++i) {
        next(DifferenceKind::Changed);
        side.database.run(u"UPDATE %1 SET %2 WHERE id = %3"_s.arg(side.table, assignments(id)[i]).arg(id));
    }
    for (int i = 0; i < 16; ++i) {
        next(DifferenceKind::Removed);
        side.database.run(u"DELETE FROM %1 WHERE id = %2"_s.arg(side.table).arg(id));
        next(DifferenceKind::Added);
        side.database.run(u"INSERT INTO %1 SELECT -id, customer, amount, note, code, at, paid, ratio FROM %1 WHERE id = %2"_s
                              .arg(side.table)
                              .arg(id));
    }
    return planted;
}

/// All that was planted is found, each row by its key, and nothing else is called different.
void findPlanted(const QByteArray &what, const Side &legacy, const Side &candidate, qint64 rows)
{
    const Planted planted = plant(candidate, rows);
    DifferenceRequest request = requestOf(legacy, candidate);
    request.samples = 100;
    const bench::Stopwatch time;
    const TableDifference difference = must(compareTables(sidesOf(legacy, candidate), request, {}, {}));
    const double took = time.seconds();
    Planted found;
    for (const DifferenceSample &sample : difference.samples)
        found[sample.kind].insert(sample.key.value(0).value_or(u"NULL"_s));
    qsizetype right = 0;
    for (const DifferenceKind kind : { DifferenceKind::Changed, DifferenceKind::Removed, DifferenceKind::Added })
        right += (found[kind] & planted[kind]).size();
    const qint64 told = difference.changed + difference.removed + difference.added;
    bench::print({ "4", what + ", 53 planted", inSeconds(took), "-", -1, "53 found, none invented",
        right == 53 && told == 53,
        QByteArray::number(right) + " of the planted were found, " + QByteArray::number(told) + " were told" });
}

void benchOneDatabase(const TestDatabase &postgres, qint64 rows)
{
    postgres.run(
        u"CREATE TABLE shuffled (LIKE legacy INCLUDING ALL); INSERT INTO shuffled SELECT * FROM legacy ORDER BY "
        u"md5(id::text);"
        "CREATE TABLE candidate (LIKE legacy INCLUDING ALL); INSERT INTO candidate SELECT * FROM legacy"_s
        + kUpkeep);
    const Side legacy { postgres, u"legacy"_s };
    const Side candidate { postgres, u"candidate"_s };
    benchPair("one PostgreSQL", legacy, candidate, 4, 0);
    benchPair("one PostgreSQL, another physical order", legacy, { postgres, u"shuffled"_s }, 4, 0);
    postgres.run(changeSql(u"candidate"_s, rows, 10));
    benchPair("one PostgreSQL", legacy, candidate, 4, 10);
    postgres.run(changeSql(u"candidate"_s, rows, 1000) + kUpkeep);
    benchPair("one PostgreSQL", legacy, candidate, 4, 1000);
    findPlanted("one PostgreSQL", legacy, { postgres, u"shuffled"_s }, rows);
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({ u"rows"_s, u"Rows of each table."_s, u"N"_s, u"5000000"_s });
    options.addHelpOption();
    options.process(application);
    const qint64 rows = options.value(u"rows"_s).toLongLong();
    if (rows < 1000)
        qFatal("--rows needs at least 1000");

    const TestDatabase postgres(Engine::Postgresql);
    postgres.run(fillSql(Engine::Postgresql, u"legacy"_s, rows));
    const double before = peakMemory();
    benchOneDatabase(postgres, rows);
    {
        const TestDatabase other(Engine::Postgresql);
        other.run(fillSql(Engine::Postgresql, u"legacy"_s, rows) + kUpkeep);
        benchPair("two PostgreSQL databases", { postgres, u"legacy"_s }, { other, u"legacy"_s }, 6, 0);
        findPlanted("two PostgreSQL databases", { postgres, u"legacy"_s }, { other, u"legacy"_s }, rows);
    }
    for (const auto &[engine, name] : { std::pair(Engine::Sqlite, "SQLite"), { Engine::Mariadb, "MariaDB" } }) {
        const TestDatabase other(engine);
        other.run(fillSql(engine, u"legacy"_s, rows));
        benchPair(QByteArray("PostgreSQL and ") + name, { postgres, u"legacy"_s }, { other, u"legacy"_s }, 25, 0);
        findPlanted(QByteArray("PostgreSQL and ") + name, { postgres, u"legacy"_s }, { other, u"legacy"_s }, rows);
    }
    const double more = peakMemory() - before;
    bench::print({ "4", "client memory for it all", QByteArray::number(more, 'f', 0) + " MB", "-", -1,
        "flat: <= 128 MB", more <= 128 });
    return 0;
}

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "bench_table.h"
#include "ledger/sqlite_ledger.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <sqlite3.h>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Bar 10: append durably, verify a million entries, search them. Floors use the SQLite library alone.
namespace {

template <class T>
T must(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().what));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void mustBeOk(int code)
{
    if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
        qFatal("SQLite: %s", sqlite3_errstr(code));
}

/// An entry as a running rollout writes it, some 300 bytes.
NewEvent entry(int number)
{
    static const QStringList gates { u"latency"_s, u"errors"_s, u"fresh"_s, u"no-nulls"_s, u"control-total"_s };
    static const QStringList reasons { u"data arrived late from the loader"_s, u"within its limit"_s, u"close to its limit"_s,
        u"a replica fell behind"_s };
    const QString run = u"run-"_s + QString::number(number / 2'000);
    if (number % 2'000 == 0) {
        return { EventType::RunCreated, run,
            { { u"plan"_s, u"plan-"_s + QString::number(number / 2'000 % 50) }, { u"title"_s, u"Add currency to orders"_s },
                { u"objects"_s, QJsonArray { u"mart.orders"_s, u"mart.t"_s + QString::number(number / 2'000 % 20) } } } };
    }
    const EventType type = number % 10 == 0 ? EventType::HoldAdded : number % 7 == 0 ? EventType::BakeProgress : EventType::GateVerdict;
    return { type, run,
        { { u"stage"_s, u"forward"_s }, { u"gate"_s, gates[number % gates.size()] }, { u"reason"_s, u"no_data"_s },
            { u"value"_s, number % 1'000 / 7.0 }, { u"n"_s, 100 + number % 50 }, { u"limit"_s, 1.2 }, { u"tick"_s, number % 2'000 },
            { u"why"_s, gates[number % gates.size()] + u" is "_s + reasons[number % reasons.size()] + u", ticket FIN-"_s + QString::number(number) },
            { u"query_digest"_s, u"5f2b0d6a9c417e338d21"_s }, { u"rule"_s, u"3 of 3 ticks"_s } } };
}

/// One prepared INSERT a commit, nothing else: what durability itself costs on this disk.
class CommitFloor
{
public:
    explicit CommitFloor(const QByteArray &file)
    {
        mustBeOk(sqlite3_open(file.constData(), &m_handle));
        mustBeOk(sqlite3_exec(m_handle, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t(id INTEGER PRIMARY KEY, b BLOB)",
            nullptr, nullptr, nullptr));
        mustBeOk(sqlite3_prepare_v2(m_handle, "INSERT INTO t(b) VALUES(?)", -1, &m_insert, nullptr));
    }
    ~CommitFloor()
    {
        sqlite3_finalize(m_insert);
        sqlite3_close(m_handle);
    }
    CommitFloor(const CommitFloor &) = delete;
    CommitFloor &operator=(const CommitFloor &) = delete;

    void commit(const QByteArray &bytes)
    {
        mustBeOk(sqlite3_bind_blob(m_insert, 1, bytes.constData(), static_cast<int>(bytes.size()), SQLITE_STATIC));
        mustBeOk(sqlite3_step(m_insert));
        mustBeOk(sqlite3_reset(m_insert));
    }

private:
    sqlite3 *m_handle = nullptr;
    sqlite3_stmt *m_insert = nullptr;
};

void benchAppend(const QTemporaryDir &folder)
{
    constexpr int kRounds = 12;
    constexpr int kCommits = 500;
    const SystemClock clock;
    const auto ledger = must(SqliteLedger::open(folder.filePath(u"append.db"_s), clock, u"bench"_s));
    CommitFloor floor(folder.filePath(u"floor.db"_s).toUtf8());
    std::vector<double> subjectRates;
    std::vector<double> floorRates;
    std::vector<double> ratios;
    // In turns, so that a slow moment of the disk meets both.
    for (int round = 0; round < kRounds; ++round) {
        QList<NewEvent> entries;
        QList<QByteArray> bytes;
        for (int i = 0; i < kCommits; ++i) {
            entries += entry(round * kCommits + i);
            bytes += QJsonDocument(entries.last().payload).toJson(QJsonDocument::Compact);
        }
        const bench::Stopwatch floorTime;
        for (const QByteArray &one : bytes)
            floor.commit(one);
        floorRates.push_back(kCommits / floorTime.seconds());
        const bench::Stopwatch subjectTime;
        for (const NewEvent &one : entries)
            must(ledger->append({ one }));
        subjectRates.push_back(kCommits / subjectTime.seconds());
        ratios.push_back(subjectRates.back() / floorRates.back());
    }
    const double ratio = bench::quantile(ratios, 0.5);
    bench::print({ "10", "append, durable, one entry a commit", QByteArray::number(bench::quantile(subjectRates, 0.5), 'f', 0) + " /s",
        QByteArray::number(bench::quantile(floorRates, 0.5), 'f', 0) + " /s", ratio, ">= 0.80 of the commit rate", ratio >= 0.8 });
}

struct HashFloor {
    double withReading = 0;
    double alone = 0;
};

/// The same bytes read by the SQLite library and hashed entry by entry; then hashed again from memory.
HashFloor hashFloor(const QByteArray &file)
{
    sqlite3 *handle = nullptr;
    sqlite3_stmt *select = nullptr;
    mustBeOk(sqlite3_open_v2(file.constData(), &handle, SQLITE_OPEN_READONLY, nullptr));
    mustBeOk(sqlite3_prepare_v2(
        handle, "SELECT seq, type, at_ms, actor, run, payload, previous_hash, hash FROM ledger_event ORDER BY seq", -1, &select, nullptr));
    HashFloor floor;
    // Sixteen bytes of tag, seven lengths, and the texts of number and time beside what the columns hold.
    constexpr int kFraming = 16 + 7 * 8 + 7 + 24;
    std::vector<int> sizes;
    QByteArray buffer(1024 * 1024, 'x');
    quint64 guard = 0;
    {
        const bench::Stopwatch time;
        while (sqlite3_step(select) == SQLITE_ROW) {
            int size = kFraming;
            for (int column : { 1, 3, 4, 5, 6 }) {
                const void *data = sqlite3_column_blob(select, column);
                const int length = sqlite3_column_bytes(select, column);
                std::copy_n(static_cast<const char *>(data), length, buffer.data() + size);
                size += length;
            }
            const QByteArray hash = QCryptographicHash::hash(QByteArrayView(buffer.constData(), size), QCryptographicHash::Sha256);
            guard += static_cast<unsigned char>(hash[0]);
            sizes.push_back(size);
        }
        floor.withReading = time.seconds();
    }
    sqlite3_finalize(select);
    sqlite3_close(handle);
    const bench::Stopwatch time;
    for (const int size : sizes)
        guard += static_cast<unsigned char>(QCryptographicHash::hash(QByteArrayView(buffer.constData(), size), QCryptographicHash::Sha256)[0]);
    floor.alone = time.seconds();
    if (guard == 0)
        qFatal("nothing was hashed");
    return floor;
}

void benchVerify(SqliteLedger &ledger, const QByteArray &file, int count)
{
    std::vector<double> times;
    std::vector<double> withReading;
    std::vector<double> alone;
    for (int round = 0; round < 3; ++round) {
        const HashFloor floor = hashFloor(file);
        withReading.push_back(floor.withReading);
        alone.push_back(floor.alone);
        const bench::Stopwatch time;
        const LedgerReport report = must(ledger.verify());
        times.push_back(time.seconds());
        if (!report.ok || report.verified <= count)
            qFatal("the ledger does not verify: %s", qPrintable(report.problem));
    }
    const double time = bench::quantile(times, 0.5);
    const auto row = [&](const QByteArray &what, double floor) {
        bench::print({ "10", "verify " + QByteArray::number(count) + " entries, against " + what, QByteArray::number(time, 'f', 2) + " s",
            QByteArray::number(floor, 'f', 2) + " s", time / floor, "<= 2 x the hashing", time / floor <= 2 });
    };
    row("reading and hashing", bench::quantile(withReading, 0.5));
    row("hashing alone", bench::quantile(alone, 0.5));
}

QByteArray described(const LogQuery &query)
{
    const QString of = query.plan.isEmpty() ? query.dataset : query.plan;
    return (u"of '%1', text '%2', %3 types"_s.arg(of, query.text).arg(query.types.size())
        + (query.until.isValid() ? u", until a moment"_s : QString()) + (query.beforeSeq > 0 ? u", before an entry"_s : QString()))
        .toUtf8();
}

void benchSearch(SqliteLedger &ledger, const Clock &clock, int count)
{
    QList<LogQuery> queries;
    for (int i = 0; i < 40; ++i) {
        for (const QString &text : { u"latency"_s, u"late loader"_s, u"fin "_s + QString::number(i * count / 41), u"lat"_s, u"replica behind"_s, u"nowhere"_s }) {
            LogQuery query;
            query.text = text;
            queries += query;
        }
        LogQuery byPlan;
        byPlan.plan = u"plan-"_s + QString::number(i % 50);
        LogQuery byDataset;
        byDataset.dataset = i % 2 == 0 ? u"mart.orders"_s : u"mart.t"_s + QString::number(i % 20);
        byDataset.text = u"data"_s;
        LogQuery deep; // far behind the head
        deep.text = u"errors"_s;
        deep.beforeSeq = count / 2;
        LogQuery past; // the world at a moment
        past.until = clock.nowUtc().addSecs(-1 - i);
        LogQuery everything;
        everything.types = { EventType::GateVerdict, EventType::BakeProgress };
        queries += { byPlan, byDataset, deep, past, everything, LogQuery {} };
    }
    std::vector<double> times;
    double worst = 0;
    QByteArray slowest;
    for (const LogQuery &query : queries) {
        const bench::Stopwatch time;
        must(ledger.search(query));
        times.push_back(time.seconds() * 1'000);
        if (times.back() > worst) {
            worst = times.back();
            slowest = described(query);
        }
    }
    const double p95 = bench::quantile(times, 0.95);
    bench::print({ "10", "search " + QByteArray::number(count) + " entries, first page, p95 of " + QByteArray::number(queries.size()),
        QByteArray::number(p95, 'f', 1) + " ms", "worst " + QByteArray::number(worst, 'f', 1) + " ms", -1, "<= 100 ms", p95 <= 100, "slowest " + slowest });
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser options;
    options.addOption({ u"rows"_s, u"Entries of the large ledger."_s, u"N"_s, u"1000000"_s });
    options.addHelpOption();
    options.process(application);
    const int count = options.value(u"rows"_s).toInt();
    const QTemporaryDir folder;
    const SystemClock clock;
    benchAppend(folder);
    const QString file = folder.filePath(u"large.db"_s);
    const auto ledger = must(SqliteLedger::open(file, clock, u"bench"_s));
    const bench::Stopwatch time;
    QList<NewEvent> batch;
    for (int i = 0; i < count; ++i) {
        batch += entry(i);
        if (batch.size() == 1'000 || i + 1 == count)
            must(ledger->append(std::exchange(batch, {})));
    }
    std::fprintf(stderr, "%d entries appended in batches within %.1f s\n", count, time.seconds());
    benchVerify(*ledger, file.toUtf8(), count);
    benchSearch(*ledger, clock, count);
    return 0;
}

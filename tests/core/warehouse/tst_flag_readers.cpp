// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "core/warehouse/warehouse_fixture.h"
#include "support/verify.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kSwitches = 200;
constexpr int kReaders = 3;

/// Reads through the serving view without a pause until it is destroyed, and remembers every answer that differs.
class Reader
{
public:
    Reader(const TestDatabase &database, const QString &sql)
        : m_thread([this, &database, sql](const std::stop_token &stop) { read(database, sql, stop); })
    {
    }
    QMap<QString, int> end()
    {
        m_thread.request_stop();
        m_thread.join();
        return m_answers;
    }
    int count() const { return m_count.load(); }

private:
    void read(const TestDatabase &database, const QString &sql, const std::stop_token &stop)
    {
        const auto session = database.open(SessionRole::Catalogue);
        while (!stop.stop_requested()) {
            const auto rows = session->query(sql);
            QStringList answer;
            for (const QVariant &value : rows ? rows->rows.value(0) : QList<QVariant>())
                answer += value.toString();
            ++m_answers[rows ? answer.join(u'|') : u"error: "_s + rows.error().what];
            ++m_count;
        }
    }
    QMap<QString, int> m_answers;
    std::atomic<int> m_count { 0 };
    std::jthread m_thread;
};

} // namespace

/// Whoever reads across a switch sees the legacy or the candidate: never neither, never both, never a mixture.
class TestFlagReaders : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAnswerIsOneBranch_data()
    {
        QTest::addColumn<Engine>("engine");
        QTest::addColumn<bool>("isReplaced");
        QTest::newRow("sqlite") << Engine::Sqlite << false;
        QTest::newRow("postgresql") << Engine::Postgresql << false;
        QTest::newRow("postgresql, view replaced") << Engine::Postgresql << true;
        QTest::newRow("mariadb") << Engine::Mariadb << false;
    }
    void everyAnswerIsOneBranch()
    {
        QFETCH(Engine, engine);
        QFETCH(bool, isReplaced);
        WarehouseFixture f(engine);
        if (isReplaced)
            f.plan().flags[0].route = FlagRoute::Replace;
        const QString flag = f.plan().flags[0].name;
        const QString day = engine == Engine::Mariadb ? u"DATE_ADD('2025-03-01', INTERVAL ({id} % 9) DAY)"_s
            : engine == Engine::Postgresql            ? u"date '2025-03-01' + ({id} % 9)::int"_s
                                                      : u"date('2025-03-01', '+' || ({id} % 9) || ' days')"_s;
        f.run(u"INSERT INTO {orders} ({id}, {day}, {status}, {amount}) SELECT {id} + 5000, "_s + day + u", 'paid', 7 FROM {orders}"_s);
        const auto install = f.compile(u"install"_s, InstallFlag { flag });
        VERIFY_OK(install);
        VERIFY_OK(f.apply(*install));

        // On PostgreSQL every query is stretched over several switches: its snapshot decides, not the moment of a row.
        const QString stretch = engine == Engine::Postgresql ? u" WHERE length(pg_sleep(0.0005)::text) >= 0"_s : QString();
        const QString sql = f.fill(u"SELECT count(*), sum({amount}) FROM {revenue}"_s + stretch);
        const auto answer = [&](const QString &relation) {
            const auto rows = f.control().query(u"SELECT count(*), sum(%1) FROM %2"_s.arg(f.q(f.names().amount), relation));
            return rows ? rows->rows[0][0].toString() + u'|' + rows->rows[0][1].toString() : rows.error().what;
        };
        const QString legacy = answer(f.rel(f.names().legacy));
        const QString candidate = answer(f.rel(f.names().candidate));
        QVERIFY2(legacy != candidate, qPrintable(legacy));

        std::vector<std::unique_ptr<Reader>> readers;
        for (int i = 0; i < kReaders; ++i)
            readers.push_back(std::make_unique<Reader>(f.database(), sql));
        // Each switch on MariaDB tries three views first and waits for a moment without readers.
        const bool isDdl = engine == Engine::Mariadb || isReplaced;
        const int switches = isDdl ? kSwitches / 5 : kSwitches;
        for (int i = 0; i < switches; ++i) {
            const auto flip = f.compile(u"flip"_s, SwitchFlag { flag, u"all"_s, i % 2 == 0 });
            VERIFY_OK(flip);
            Result<void> done = f.apply(*flip);
            // What the step protocol does for a busy file, and for a view that is being read where waiting for it is
            // not allowed.
            const auto isBusy = [&] {
                return !done && (done.error().code == ErrorCode::Busy || done.error().code == ErrorCode::LockTimeout);
            };
            for (int retry = 0; isBusy() && retry < (isDdl ? 20'000 : 20); ++retry)
                done = f.apply(*flip);
            VERIFY_OK(done);
            // Each position of the flag is read at least once by somebody.
            const int before = readers[0]->count();
            QTRY_VERIFY(readers[0]->count() > before);
        }
        QMap<QString, int> seen;
        for (const auto &reader : readers) {
            const QMap<QString, int> answers = reader->end();
            for (auto it = answers.cbegin(); it != answers.cend(); ++it)
                seen[it.key()] += it.value();
        }
        qInfo() << engineName(engine) << switches << "switches, answers:" << seen;
        QVERIFY(seen.value(legacy) > 0);
        QVERIFY(seen.value(candidate) > 0);
        QCOMPARE(seen.keys(), QStringList({ std::min(legacy, candidate), std::max(legacy, candidate) }));
    }
};

QTEST_GUILESS_MAIN(TestFlagReaders)
#include "tst_flag_readers.moc"

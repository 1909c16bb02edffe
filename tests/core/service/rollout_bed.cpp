// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "rollout_bed.h"

#include "sql/sql_classifier.h"
#include "support/mariadb_server.h"
#include "support/postgres_cluster.h"

#include <QDir>
#include <QFile>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const char *const kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: totals, title: Totals with currency, reason: finance asks, owner: finance-data}
target: {connection: warehouse, objects: [@orders, @totals]}
flags:
  - {name: totals, serves: @totals, legacy: @totals_v1, candidate: @totals_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: currency, op: add_column, table: @orders, column: {name: currency, type: text}}
      - {id: v2, op: create_view, view: @totals_v2, sql: "SELECT count(*) AS n, 'candidate' AS source FROM @orders"}
      - {id: route, op: install_flag, flag: totals}
    gates:
      - {id: rows, probe: row_count, table: @orders, min: 3, max: 100, interval: %1, warmup: 1, min_samples: 2}
    bake: 200ms
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 1s}]
    gates:
      - {id: rows-live, probe: row_count, table: @orders, min: 3, interval: 100ms, warmup: 1, min_samples: 2}
  - id: resilience
    kind: resilience
    gates:
      - {id: rows-after, probe: row_count, table: @orders, min: 3, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 400ms
rollback: {window: 1h, owner: "@finance-oncall", budget: {max_lock: 1s, max_duration: 1m}}
)";

template <class T> T valueOf(const QFuture<Result<T>> &future, const char *what)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30'000) || !future.result())
        qFatal("%s: %s", what, future.isFinished() ? qPrintable(future.result().error().what) : "no answer");
    if constexpr (!std::is_void_v<T>)
        return *future.result();
}

} // namespace

RolloutBed::RolloutBed(const TestTarget &target, const QString &gateInterval)
    : m_database(target.engine, target.behindOdbc)
    , m_prefix(engine() == Engine::Postgresql ? u"public."_s : QString())
{
    m_script = u"CREATE TABLE %1orders (id integer PRIMARY KEY, amount integer);"
                   "INSERT INTO %1orders VALUES (1, 10), (2, 20), (3, 30);"
                   "CREATE VIEW %1totals AS SELECT count(*) AS n, 'legacy' AS source FROM %1orders"_s.arg(m_prefix);
    m_database.run(m_script);
    if (!createWorkspace(m_folder.path(), u"bed"_s))
        qFatal("no workspace in %s", qPrintable(m_folder.path()));
    writePlan(plan(gateInterval));
}

RolloutBed::~RolloutBed()
{
    m_service.reset();
    if (!m_copy.isEmpty() && engine() == Engine::Mariadb)
        static_cast<void>(MariadbServer::shared().dropDatabase(m_copy));
    else if (!m_copy.isEmpty())
        static_cast<void>(PostgresCluster::shared().dropDatabase(m_copy));
}

/// An idle copy of the warehouse as it is made, as a restored dump would be.
void RolloutBed::makeCopy()
{
    const ConnectionProfile &profile = m_database.profile();
    m_copy = profile.database + u"_copy"_s;
    Result<void> made = engine() == Engine::Mariadb
        ? MariadbServer::shared().createDatabase(m_copy)
        : PostgresCluster::shared().createDatabase(m_copy, profile.database);
    if (made && engine() == Engine::Mariadb) {
        const auto session = MariadbServer::shared().open(m_copy);
        const QStringList statements = splitStatements(Engine::Mariadb, m_script);
        for (const QString &statement : statements) {
            if (const auto done = (*session)->execute(statement); !done)
                made = fail(done.error());
        }
    }
    if (!made)
        qFatal("%s", qPrintable(made.error().what));
}

void RolloutBed::writePlan(const QString &text, const QString &id) const
{
    QFile file(m_folder.filePath(u"plans/%1.yaml"_s.arg(id)));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qFatal("%s", qPrintable(file.errorString()));
}

void RolloutBed::addPlan(const QString &id, QString text) { writePlan(text.replace(u'@', m_prefix), id); }

void RolloutBed::usePlan(QString text) { writePlan(text.replace(u'@', m_prefix)); }

QString RolloutBed::plan(const QString &gateInterval) const
{
    QString text = QString::fromLatin1(kPlan).replace(u"\"@finance-oncall\""_s, u"finance-oncall"_s);
    return text.replace(u'@', m_prefix).arg(gateInterval);
}

std::unique_ptr<LocalService> RolloutBed::newService(const QString &program) const
{
    const auto opened = openWorkspace(m_folder.path());
    if (!opened)
        qFatal("%s", qPrintable(opened.error().what));
    ServiceDependencies dependencies { &m_clock, nullptr, program };
    dependencies.askLedgerEvery = m_askLedgerEvery.value_or(dependencies.askLedgerEvery);
    dependencies.lookAtUndoEvery = m_lookAtUndoEvery.value_or(dependencies.lookAtUndoEvery);
    auto service = std::make_unique<LocalService>(*opened, dependencies);
    service->start();
    return service;
}

void RolloutBed::keepLedgerIn(ConnectionProfile profile, Duration askEvery)
{
    m_askLedgerEvery = askEvery;
    profile.name = u"team"_s;
    const auto workspace = openWorkspace(m_folder.path());
    const auto changed
        = workspace ? addConnection(*workspace, profile) : Result<Workspace>(tl::make_unexpected(workspace.error()));
    QFile file(m_folder.filePath(u"sluice.yaml"_s));
    if (!changed || !file.open(QIODevice::ReadOnly))
        qFatal("no connection for the ledger: %s", changed ? "" : qPrintable(changed.error().what));
    QByteArray text = file.readAll();
    file.close();
    const QByteArray before = "ledger: {file: .sluice/ledger.db}";
    if (!text.contains(before) || !file.open(QIODevice::WriteOnly)
        || file.write(text.replace(before, "ledger: {connection: team}")) < 0)
        qFatal("sluice.yaml: %s", qPrintable(file.errorString()));
}

void RolloutBed::connect()
{
    m_service = newService();
    ConnectionProfile profile = m_database.profile();
    profile.name = u"warehouse"_s;
    if (engine() == Engine::Sqlite)
        profile.database = m_database.filePath();
    if (m_isProduction) {
        if (engine() != Engine::Sqlite) {
            makeCopy();
            ConnectionProfile copy = profile;
            copy.name = u"copy"_s;
            copy.database = m_copy;
            copy.environment = Environment::Staging;
            valueOf(m_service->addConnection(copy, Secret()), "add the copy");
            profile.rehearsal.connection = copy.name;
        }
        profile.environment = Environment::Prod;
    }
    valueOf(m_service->addConnection(profile, Secret()), "add");
    static_cast<void>(valueOf(m_service->enrolConnection(u"warehouse"_s), "enrol"));
}

QString RolloutBed::start()
{
    return startUntil({});
}

QString RolloutBed::startUntil(const QString &stage)
{
    connect();
    m_service->setUntil(stage);
    m_run = valueOf(m_service->startRollout(u"totals"_s, u"test"_s), "start");
    return m_run;
}

QString RolloutBed::startHeld(const QString &why)
{
    connect();
    m_run = valueOf(m_service->recordStart(u"totals"_s, u"test"_s), "start");
    valueOf(m_service->holdRollout(m_run, why), "hold");
    return m_run;
}

std::unique_ptr<Ledger> RolloutBed::ledgerAs(const QString &actor) const
{
    auto ledger = openSqliteLedger(m_folder.filePath(u".sluice/ledger.db"_s), m_clock, actor);
    if (!ledger)
        qFatal("%s", qPrintable(ledger.error().what));
    return *std::move(ledger);
}

std::unique_ptr<SqlSession> RolloutBed::keepLedgerBusy() const
{
    auto session = SqlSession::openFile(m_folder.filePath(u".sluice/ledger.db"_s), false, {});
    if (!session || !(*session)->begin())
        qFatal("the ledger is not there to be kept busy");
    return *std::move(session);
}

void RolloutBed::acceptAs(const QString &actor, std::optional<qint64> rows) const
{
    const RollbackWait waiting = state().waiting.value_or(RollbackWait {});
    QList<StepLoss> losses = waiting.losses;
    for (StepLoss &loss : losses) {
        if (loss.rows >= 0 && rows)
            loss.rows = *rows;
    }
    const auto done = ledgerAs(actor)->append({ NewEvent { EventType::CommandRequested, state().run,
        QJsonObject { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"yes-%1"_s.arg(waiting.seq) }, { u"request"_s, waiting.id },
            { u"accepts"_s, static_cast<double>(waiting.seq) }, { u"to"_s, waiting.to }, { u"why"_s, u"seen"_s }, { u"losses"_s, toJson(losses) } } } });
    if (!done)
        qFatal("%s", qPrintable(done.error().what));
}

void RolloutBed::open()
{
    m_service = newService();
    if (!QTest::qWaitFor([this] { return m_service->snapshot() != nullptr; }, 30'000))
        qFatal("no snapshot");
}

void RolloutBed::restart(const QString &run)
{
    close();
    open();
    m_service->attach(run);
}

void RolloutBed::replaceInPlan(const QString &from, const QString &to)
{
    QFile file(m_folder.filePath(u"plans/totals.yaml"_s));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(file.errorString()));
    QString text = QString::fromUtf8(file.readAll());
    file.close();
    if (!text.contains(from))
        qFatal("the plan does not say %s", qPrintable(from));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.replace(from, to).toUtf8()) < 0)
        qFatal("%s", qPrintable(file.errorString()));
}

RunState RolloutBed::state() const
{
    const SnapshotPtr snapshot = m_service ? m_service->snapshot() : nullptr;
    const RolloutView *view = snapshot ? snapshot->rollout(u"totals"_s) : nullptr;
    return view ? view->state : RunState {};
}

QByteArray RolloutBed::why() const
{
    const RunState now = state();
    QString text = runPhaseName(now.phase) + u' ' + now.currentStage;
    for (const Hold &hold : now.holds)
        text += u"; held: "_s + hold.why;
    if (now.rollback)
        text += u"; rollback: "_s + rollbackResultName(now.rollback->result) + u' ' + now.rollback->stuckWhy;
    if (const RolloutView *view = m_service->snapshot() ? m_service->snapshot()->rollout(u"totals"_s) : nullptr)
        text += u"; next: "_s + view->nextAction + u" ("_s + view->advanceBlockers.join(u", "_s) + u')';
    if (!m_service->isRunning(m_run))
        text += u"; nobody runs it"_s;
    if (const auto error = m_service->runnerError(m_run))
        text += u"; runner: "_s + error->what;
    return text.toUtf8();
}

} // namespace sluice

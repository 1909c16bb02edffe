// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "scenario_run.h"

#include "engine/next_action.h"
#include "engine/rollback_proof.h"
#include "plan/workspace.h"
#include "policy/lint.h"
#include "sql/sql_classifier.h"
#include "support/postgres_cluster.h"

#include <QDir>
#include <QRegularExpression>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPatience = 60'000; // milliseconds for a rollout that takes about four seconds

template <class T> T orDie(Result<T> result, const QString &what)
{
    if (!result)
        qFatal("%s: %s (%s)", qPrintable(what), qPrintable(result.error().what), qPrintable(result.error().where));
    if constexpr (!std::is_void_v<T>)
        return *std::move(result);
}

void copyFile(const QString &from, const QString &to)
{
    QDir().mkpath(QFileInfo(to).path());
    QFile::remove(to);
    if (!QFile::copy(from, to))
        qFatal("cannot copy %s to %s", qPrintable(from), qPrintable(to));
}

void shortenWindow(const QString &plan, const QString &window)
{
    QFile file(plan);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s", qPrintable(plan));
    QString text = QString::fromUtf8(file.readAll());
    file.close();
    static const QRegularExpression stated(u"rollback: \\{window: \\w+"_s);
    if (!text.contains(stated) || !file.open(QIODevice::WriteOnly)
        || file.write(text.replace(stated, u"rollback: {window: "_s + window).toUtf8()) < 0)
        qFatal("the window of %s stays", qPrintable(plan));
}

} // namespace

ScenarioRun::ScenarioRun(const Scenario &scenario, Engine engine, const Clock &clock, const PostgresCluster *cluster)
    : m_scenario(scenario)
    , m_engine(engine)
    , m_clock(clock)
    , m_cluster(cluster || engine != Engine::Postgresql ? cluster : &PostgresCluster::shared())
    , m_promise(scenario.promise(engine).value_or(ScenarioPromise {}))
{
}

ScenarioRun::~ScenarioRun() = default;

void ScenarioRun::start()
{
    m_watch.start();
    m_phase = Phase::Forward;
    createWarehouses();
    askReaders(m_twin, false);
    createWorkspaceFiles();
    startService();
    if (m_phase == Phase::Forward)
        startRollout();
}

void ScenarioRun::createWarehouses()
{
    const QString setup = m_scenario.text(u"setup"_s, m_engine);
    if (m_engine == Engine::Sqlite) {
        m_twin = m_folder.filePath(u"twin.db"_s);
        m_database = m_folder.filePath(u"warehouse.db"_s);
        QFile file(m_twin);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot create %s", qPrintable(m_twin));
        file.close();
        run(m_twin, setup);
        copyFile(m_twin, m_database);
        return;
    }
    static int counter = 0;
    m_twin = u"twin_%1"_s.arg(++counter);
    m_database = u"scenario_%1"_s.arg(counter);
    orDie(m_cluster->createDatabase(m_twin), m_scenario.name());
    run(m_twin, setup);
    orDie(m_cluster->createDatabase(m_database, m_twin), m_scenario.name());
}

void ScenarioRun::createWorkspaceFiles()
{
    orDie(createWorkspace(m_folder.path(), u"scenario"_s), u"workspace"_s);
    const QString plan = m_folder.filePath(u"plans/%1.yaml"_s.arg(m_scenario.planId()));
    copyFile(m_scenario.planFile(m_engine), plan);
    if (!m_promise.window.isEmpty())
        shortenWindow(plan, m_promise.window);
    const QDir sql(m_scenario.path(u"sql"_s));
    for (const QString &file : sql.entryList(QDir::Files))
        copyFile(sql.filePath(file), m_folder.filePath(u"sql/"_s + file));
}

void ScenarioRun::startService()
{
    m_service = std::make_unique<LocalService>(
        orDie(openWorkspace(m_folder.path()), u"workspace"_s), ServiceDependencies { &m_clock, nullptr, u"test"_s });
    m_service->start();
    m_service->setUntil(m_promise.until);
    if (isAnswered(m_service->addConnection(profile(m_database), Secret()), u"connection"_s))
        isAnswered(m_service->enrolConnection(u"warehouse"_s), u"enrolment"_s);
}

/// No finding of severity error: these plans are read as examples.
void ScenarioRun::startRollout()
{
    const Workspace workspace = orDie(openWorkspace(m_folder.path()), u"workspace"_s);
    const auto bundle = readPlanOf(workspace, m_scenario.planId());
    if (!bundle)
        return fail(u"plan: "_s + bundle.error().what);
    for (const Finding &finding : lintPlan(*bundle, workspace).findings) {
        if (finding.severity == Severity::Error)
            m_problems += u"lint: %1 %2: %3"_s.arg(finding.rule, finding.step, finding.text);
    }
    const auto started = m_service->startRollout(m_scenario.planId(), u"the scenario"_s);
    if (isAnswered(started, u"start"_s))
        m_run = *started.result();
}

template <class T> bool ScenarioRun::isAnswered(const QFuture<Result<T>> &future, const QString &what)
{
    const bool isFinished = QTest::qWaitFor([&] { return future.isFinished(); }, kPatience);
    if (isFinished && future.result())
        return true;
    fail(what + u": "_s + (isFinished ? future.result().error().what : u"no answer"_s));
    return false;
}

void ScenarioRun::fail(const QString &problem)
{
    m_problems += problem;
    m_took = m_watch.elapsed();
    m_phase = Phase::Over;
}

void ScenarioRun::advance()
{
    if (m_phase == Phase::Waiting || m_phase == Phase::Over)
        return;
    if (m_watch.elapsed() > kPatience)
        return fail(u"not over after %1 s: "_s.arg(kPatience / 1000) + why());
    if (m_phase == Phase::Forward)
        whenForward();
    else if (m_phase == Phase::AskedBack)
        whenAskedBack();
    else if (m_phase == Phase::Back)
        whenBack();
}

bool ScenarioRun::hasPassed() const
{
    const RunState now = state();
    // Behind the point of no return, where what waited for it is done; before it, as far as everything can be taken back.
    const SnapshotPtr snapshot = m_service->snapshot();
    const RolloutView *view = snapshot ? snapshot->rollout(m_scenario.planId()) : nullptr;
    const bool waits = view && view->bundle && waitingContract(view->bundle->plan, now);
    if (m_promise.until.isEmpty())
        return now.phase == RunPhase::Sealed || (now.phase == RunPhase::Observing && !(waits && !m_promise.noReturn.isEmpty()));
    const StageState *stage = now.stage(m_promise.until);
    return stage && stage->phase == StagePhase::Passed && !m_service->isRunning(m_run);
}

void ScenarioRun::whenForward()
{
    if (state().isHeldBy(HoldReason::Approval) && state().holds.size() == 1) { // a person's word, once
        if (!m_isGivenWord)
            m_rollback = m_service->resumeRollout(m_run, u"the window closed, remove it"_s);
        m_isGivenWord = true;
        return;
    }
    if (!state().holds.isEmpty())
        return fail(u"held: "_s + why());
    if (!hasPassed())
        return;
    for (const UndoItem &item : orDie(undoItems(state(), {}), m_scenario.name()))
        m_worstStep = std::max(m_worstStep, item.step.reversibility);
    askReaders(m_database, true);
    const QString control = m_scenario.text(u"control"_s, m_engine);
    const QString meanwhile = m_scenario.text(u"meanwhile"_s, m_engine);
    run(m_database, meanwhile);
    run(m_twin, control.isEmpty() ? meanwhile : control);
    m_rollback = m_service->rollBack(m_run, {}, u"all the way back"_s);
    m_phase = Phase::AskedBack;
}

void ScenarioRun::whenAskedBack()
{
    if (!m_rollback.isFinished())
        return;
    const Result<void> answer = m_rollback.result();
    if (!m_promise.noReturn.isEmpty()) {
        m_result = answer ? u"accepted"_s : u"refused"_s;
        if (answer || !answer.error().what.contains(m_promise.noReturn))
            return fail(u"the rollback past the point of no return was not refused with '%1': %2"_s.arg(
                m_promise.noReturn, answer ? u"accepted"_s : answer.error().what));
        m_exceptions = { answer.error().what };
        m_took = m_watch.elapsed();
        m_phase = Phase::Over;
        return;
    }
    if (!answer)
        return fail(u"rollback: "_s + answer.error().what);
    m_phase = Phase::Back;
}

/// The second person, who is another user of this machine.
void ScenarioRun::acceptLoss(const RollbackWait &waiting)
{
    m_accepted = waiting.seq;
    const auto ledger = orDie(openSqliteLedger(m_folder.filePath(u".sluice/ledger.db"_s), m_clock, u"second"_s), u"ledger"_s);
    static_cast<void>(orDie(ledger->append({ NewEvent { EventType::CommandRequested, m_run,
                                QJsonObject { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"accepted-%1"_s.arg(waiting.seq) },
                                    { u"request"_s, waiting.id }, { u"accepts"_s, static_cast<double>(waiting.seq) }, { u"to"_s, waiting.to },
                                    { u"why"_s, u"seen"_s }, { u"losses"_s, toJson(waiting.losses) } } } }),
        u"acceptance"_s));
}

void ScenarioRun::whenBack()
{
    const RunState now = state();
    if (now.waiting && now.waiting->seq > m_accepted)
        return acceptLoss(*now.waiting);
    if (now.phase == RunPhase::RollbackStuck)
        return fail(u"stuck: "_s + why());
    if (now.phase != RunPhase::RolledBack || !now.rollback || !now.rollback->ended.isValid())
        return;
    // A gate may have taken the forward stage back before we asked for all of it.
    if (!now.rollback->to.isEmpty()) {
        if (m_rollback.isFinished())
            m_rollback = m_service->rollBack(m_run, {}, u"all the way back"_s);
        return;
    }
    const RollbackProof proof = rollbackProofFromJson(now.rollback->proof);
    m_result = rollbackResultName(proof.result);
    m_exceptions = proof.exceptions;
    if (m_result != m_promise.result)
        m_problems += u"%1 instead of %2: %3; %4"_s.arg(
            m_result, m_promise.result, proof.exceptions.join(u"; "_s), proof.differences.join(u"; "_s));
    if (proof.result == RollbackResult::Exact
        && (proof.fingerprintBefore.isEmpty() || proof.fingerprintBefore != proof.fingerprintAfter))
        m_problems += u"EXACT with another fingerprint"_s;
    matchPatterns(u"exception"_s, m_promise.exceptions, proof.exceptions);
    m_service.reset();
    compareWithTwin();
    m_took = m_watch.elapsed();
    m_phase = Phase::Over;
}

void ScenarioRun::compareWithTwin()
{
    const WarehouseDump twin = m_cluster ? dumpPostgres(*m_cluster, m_twin) : dumpSqlite(m_twin);
    const WarehouseDump now = m_cluster ? dumpPostgres(*m_cluster, m_database) : dumpSqlite(m_database);
    matchPatterns(u"difference of schema"_s, m_promise.differences, schemaDifferences(twin, now));
    matchPatterns(u"difference of rows"_s, m_promise.keptRows, rowDifferences(twin, now));
}

/// One line for each pattern, one pattern for each line.
void ScenarioRun::matchPatterns(const QString &what, const QStringList &patterns, const QStringList &lines)
{
    QStringList left = lines;
    for (const QString &pattern : patterns) {
        const QRegularExpression expression(QRegularExpression::anchoredPattern(pattern));
        const auto it = std::find_if(
            left.cbegin(), left.cend(), [&](const QString &line) { return expression.match(line).hasMatch(); });
        if (it == left.cend())
            m_problems += u"no %1 like '%2'"_s.arg(what, pattern);
        else
            left.erase(it);
    }
    for (const QString &line : left.mid(0, 12))
        m_problems += u"unexpected %1: %2"_s.arg(what, line);
}

void ScenarioRun::askReaders(const QString &database, bool isAfter)
{
    for (const ReadersQuestion &question : m_promise.readers) {
        const auto session = open(database);
        if (!question.as.isEmpty())
            orDie(session->execute(u"SET ROLE "_s + question.as), question.as);
        const auto rows = session->query(question.sql);
        const QString answer = !rows ? u"error: "_s + rows.error().what
            : rows->rows.isEmpty()   ? u"nothing"_s
                                     : rows->scalar().toString();
        const QString expected = isAfter ? question.after : question.before;
        if (answer != expected)
            m_problems += u"%1 the rollout, %2 answers '%3' instead of '%4'"_s.arg(
                isAfter ? u"after"_s : u"before"_s, question.sql, answer, expected);
    }
}

ConnectionProfile ScenarioRun::profile(const QString &database) const
{
    ConnectionProfile profile = m_cluster ? m_cluster->profile(database) : ConnectionProfile {};
    profile.engine = m_engine;
    profile.database = database;
    profile.name = u"warehouse"_s;
    return profile;
}

std::unique_ptr<SqlSession> ScenarioRun::open(const QString &database) const
{
    return orDie(SqlSession::open(profile(database), m_folder.path(), SessionRole::Control, {}), database);
}

void ScenarioRun::run(const QString &database, const QString &script)
{
    const auto session = open(database);
    for (const QString &statement : splitStatements(m_engine, script))
        orDie(session->execute(statement), m_scenario.name() + u": "_s + statement);
}

RunState ScenarioRun::state() const
{
    const SnapshotPtr snapshot = m_service ? m_service->snapshot() : nullptr;
    const RolloutView *view = snapshot ? snapshot->rollout(m_scenario.planId()) : nullptr;
    return view ? view->state : RunState {};
}

QString ScenarioRun::why() const
{
    const RunState now = state();
    QString text = runPhaseName(now.phase) + u' ' + now.currentStage;
    for (const Hold &hold : now.holds)
        text += u"; held: "_s + hold.why;
    if (now.rollback)
        text += u"; rollback: "_s + now.rollback->stuckWhy;
    if (const auto error = m_service ? m_service->runnerError(m_run) : std::nullopt)
        text += u"; runner: "_s + error->what;
    const RolloutView *view
        = m_service && m_service->snapshot() ? m_service->snapshot()->rollout(m_scenario.planId()) : nullptr;
    return view ? text + u"; next: "_s + view->nextAction + u" ("_s + view->advanceBlockers.join(u", "_s) + u')' : text;
}

} // namespace sluice

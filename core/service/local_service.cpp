// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"

#include "base/logging.h"
#include "sql/sql_drivers.h"

#include <QCoreApplication>
#include <QSysInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::milliseconds kLookEvery { 300 };
constexpr std::chrono::milliseconds kReadCommandsEvery { 200 };
constexpr std::chrono::milliseconds kListenAfter { 1'000 }; ///< a command that asks once and ends needs no listener
constexpr std::chrono::milliseconds kCheckConnectionsEvery { 20'000 };

QString runnerName(const QString &program)
{
    return u"%1-%2@%3"_s.arg(program).arg(QCoreApplication::applicationPid()).arg(QSysInfo::machineHostName());
}

} // namespace

void LocalService::Private::look(bool force)
{
    const bool news = isDirty.exchange(false);
    const bool isHintedNow = isHinted.exchange(false);
    const Duration now = deps.clock->monotonic();
    const bool asksLedger = force || news || isHintedNow || !isHearing.load() || now >= nextAsk;
    if (asksLedger)
        nextAsk = now + deps.askLedgerEvery;
    SnapshotPtr next = room->look(force || news, asksLedger);
    toService([this, next = std::move(next), news] {
        if (next) {
            const qint64 before = snapshot ? snapshot->ledgerHead.seq : -1;
            snapshot = next;
            Q_EMIT q->snapshotChanged();
            if (snapshot->ledgerHead.seq != before)
                Q_EMIT q->eventArrived(snapshot->ledgerHead.seq);
        }
        if (news) {
            const QStringList runs = std::exchange(sampled, {});
            for (const QString &run : runs)
                Q_EMIT q->samplesArrived(run);
        }
    });
}

SqlWorker &LocalService::Private::catalogue(const ConnectionProfile &profile)
{
    auto &worker = catalogues[profile.name];
    if (!worker) {
        worker = std::make_unique<SqlWorker>([sessions = sessions, profile] { return sessions->open(profile, SessionRole::Catalogue); },
            u"sluice-catalogue"_s);
    }
    return *worker;
}

void LocalService::Private::appendEvent(EventType type, const QJsonObject &payload)
{
    ledgerThread.post([this, type, payload] {
        const auto open = room->ledger();
        const auto appended = open ? (*open)->append({ NewEvent { type, {}, payload } }) : Result<QList<Event>>(tl::make_unexpected(open.error()));
        if (!appended)
            qCWarning(lcLedger) << eventTypeName(type) << "not recorded:" << appended.error().what;
        look(true);
    });
}

QFuture<Result<void>> LocalService::Private::command(const QString &run, const LedgerRoom::Wanted &wanted)
{
    return onLedger<void>([this, run, wanted](LedgerRoom &ledgerRoom) -> Result<void> {
        SLUICE_TRY(const LedgerRoom::Prepared prepared, ledgerRoom.command(run, wanted));
        toService([this, prepared] {
            if (!prepared.joined.isEmpty())
                Q_EMIT q->progress(prepared.run, prepared.joined);
            runners->takeUp(prepared);
        });
        look(true);
        return {};
    });
}

LocalService::LocalService(Workspace workspace, ServiceDependencies dependencies, QObject *parent)
    : Service(parent)
    , d(std::make_unique<Private>())
{
    loadSqlDrivers();
    d->q = this;
    d->deps = dependencies;
    d->workspace = std::move(workspace);
    d->me = runnerName(dependencies.program);
    d->sessions = std::make_shared<SessionFactory>(d->workspace.root);
    d->room = std::make_unique<LedgerRoom>(d->workspace, d->sessions, *dependencies.clock, d->me);
    d->ledgerThread.setLast([self = d.get()] { self->room.reset(); });
    for (const ConnectionProfile &profile : d->workspace.connections) {
        ConnectionView view;
        view.profile = profile;
        d->connections.append(view);
    }
    // Called from runner threads: marks and posts, nothing else.
    const auto changed = [self = d.get()](const QString &run) {
        if (!self->isDirty.exchange(true))
            self->ledgerThread.post([self] { self->look(false); });
        self->toService([self, run] {
            if (!self->sampled.contains(run))
                self->sampled.append(run);
        });
    };
    const auto progressLine = [self = d.get()](const QString &run, const QString &line) {
        self->toService([self, run, line] { Q_EMIT self->q->progress(run, line); });
    };
    d->runners = std::make_unique<RunnerPool>(d->sessions, *dependencies.clock, d->me, changed, progressLine);
    d->runners->setWorkspace(d->workspace);
    d->runners->setUndoLookEvery(d->deps.lookAtUndoEvery);
    d->runners->setLookEvery([self = d.get()] { return self->isHearing.load() ? self->deps.askLedgerEvery / 2 : kReadCommandsEvery; });
    d->desk = std::make_unique<RehearsalDesk>(d->sessions, *dependencies.clock, d->me);
    d->differences = std::make_unique<DifferenceDesk>(d->sessions);
    d->replays = std::make_unique<ReplayDesk>(d->sessions, *dependencies.clock);
    d->calibrations = std::make_unique<CalibrationDesk>();
}

LocalService::~LocalService()
{
    d->standing.reset();
    d->calibrations.reset();
    d->replays.reset();
    d->differences.reset();
    d->desk.reset(); // its copy is removed and its sessions are closed
    d->runners.reset(); // their last events are recorded while the ledger thread still lives
    d->listener.reset(); // it calls back
    d->catalogues.clear();
}

void LocalService::start()
{
    d->loadSecrets();
    d->beginLooking();
    d->ready([this] { d->checkConnections(); });
    connect(&d->connectionTimer, &QTimer::timeout, this, [this] { d->checkConnections(); });
    d->connectionTimer.start(kCheckConnectionsEvery);
}

void LocalService::startReading()
{
    if (!d->workspace.ledgerConnection.isEmpty())
        d->loadSecrets(d->workspace.ledgerConnection);
    d->beginLooking();
}

void LocalService::Private::beginLooking()
{
    ledgerReady([this] {
        ledgerThread.post([this] { look(true); });
        ledgerThread.setTick([this] { look(false); }, kLookEvery);
        QTimer::singleShot(kListenAfter, q, [this] { listenToLedger(); });
    });
}

/// A hint that comes at once, so that the ledger can be asked less often. Asking is the truth: whatever happens to the
/// listener, nothing is seen later than askLedgerEvery.
void LocalService::Private::listenToLedger()
{
    const ConnectionProfile *profile = workspace.connection(workspace.ledgerConnection);
    if (!profile || listener)
        return;
    listener = std::make_unique<LedgerListener>(
        [sessions = sessions, profile = *profile](const SessionOptions &options) { return sessions->open(profile, SessionRole::Catalogue, options); },
        [this](bool isListening) {
            isHearing.store(isListening);
            if (!isHinted.exchange(true))
                ledgerThread.post([this] { look(false); });
            toService([this] { runners->wakeAll(); });
        });
}

void LocalService::setWorkspace(const Workspace &workspace)
{
    d->changeWorkspace(workspace);
    d->loadSecrets();
}

bool LocalService::isRunning(const QString &run) const
{
    return d->runners->isRunning(run);
}

bool LocalService::wasTakenUp(const QString &run) const
{
    return d->runners->wasTakenUp(run);
}

std::optional<Error> LocalService::runnerError(const QString &run) const
{
    return d->runners->error(run);
}

QFuture<Result<void>> LocalService::attach(const QString &run)
{
    return d->onLedger<void>([this, run](LedgerRoom &room) -> Result<void> {
        SLUICE_TRY(const LedgerRoom::Prepared prepared, room.prepare(run));
        d->toService([this, prepared] { d->runners->takeUp(prepared); });
        return {};
    });
}

SnapshotPtr LocalService::snapshot() const
{
    return d->snapshot;
}

QFuture<Result<QString>> LocalService::recordStart(const QString &planId, const QString &why)
{
    return d->onLedger<QString>([this, planId, why](LedgerRoom &room) -> Result<QString> {
        SLUICE_TRY(const LedgerRoom::Prepared prepared, room.start(*d->sessions, planId, why));
        d->look(true);
        return prepared.run;
    });
}

void LocalService::setUntil(const QString &stage)
{
    d->runners->setUntil(stage);
}

QFuture<Result<QString>> LocalService::startRollout(const QString &planId, const QString &why)
{
    return d->onLedger<QString>([this, planId, why](LedgerRoom &room) -> Result<QString> {
        const Result<LedgerRoom::Prepared> started = room.start(*d->sessions, planId, why);
        if (started)
            d->toService([this, prepared = *started] { d->runners->takeUp(prepared); });
        d->look(true); // also when it was refused: whoever asks sees why
        return started.map([](const LedgerRoom::Prepared &prepared) { return prepared.run; });
    });
}

QFuture<Result<void>> LocalService::holdRollout(const QString &run, const QString &why)
{
    return d->command(run, { u"hold"_s, {}, why, false, {} });
}

QFuture<Result<void>> LocalService::resumeRollout(const QString &run, const QString &why)
{
    return d->command(run, { u"resume"_s, {}, why, false, {} });
}

QFuture<Result<void>> LocalService::rollBack(const QString &run, const QString &toStage, const QString &why)
{
    return d->command(run, { u"rollback"_s, toStage, why, false, {} });
}

QFuture<Result<void>> LocalService::rollBackLate(const QString &run, const QString &toStage, const QString &why)
{
    return d->command(run, { u"rollback"_s, toStage, why, true, {} });
}

QFuture<Result<void>> LocalService::acceptLoss(const QString &run, const LossAcceptance &acceptance, const QString &why)
{
    return d->command(run, { u"accept_loss"_s, acceptance.to, why, false, acceptance });
}

QFuture<Result<void>> LocalService::flagsOff(const QString &run, const QString &why)
{
    return d->command(run, { u"flags_off"_s, {}, why, false, {} });
}

QFuture<Result<void>> LocalService::cancelRollout(const QString &run, const QString &why)
{
    return d->command(run, { u"cancel"_s, {}, why, false, {} });
}

QFuture<Result<void>> LocalService::judgeGate(const QString &run, const QString &gate, bool passes, const QString &why)
{
    return d->command(run, { u"judge"_s, {}, why, false, {}, gate, passes });
}

QFuture<Result<void>> LocalService::waiveGate(
    const QString &run, const QString &gate, const QString &why, const QString &evidence, const QDateTime &until)
{
    return d->command(run, { u"waive"_s, {}, why, false, {}, gate, false, evidence, until });
}

QFuture<Result<RollbackPreview>> LocalService::previewRollback(const QString &run, const QString &toStage)
{
    return d->askTarget<RollbackPreview>(run, toStage,
        [](SqlSession &session, const PreviewInput &input) { return Result<RollbackPreview>(sluice::previewRollback(session, input)); },
        [](const PreviewInput &input, const Error &error) { return Result<RollbackPreview>(previewWithoutTarget(input, error)); });
}

QFuture<Result<QList<UndoScript>>> LocalService::undoScripts(const QString &run, const QString &toStage)
{
    return d->askTarget<QList<UndoScript>>(run, toStage,
        [](SqlSession &session, const PreviewInput &input) {
            return sluice::undoScripts(session, *input.bundle, input.state, input.to, input.now);
        },
        [](const PreviewInput &, const Error &error) { return Result<QList<UndoScript>>(tl::make_unexpected(error)); });
}

QFuture<Result<QList<RowsAtRisk>>> LocalService::rowsAtRisk(const QString &run, const QString &toStage)
{
    return d->askTarget<QList<RowsAtRisk>>(run, toStage,
        [](SqlSession &session, const PreviewInput &input) -> Result<QList<RowsAtRisk>> {
            SLUICE_TRY(const QList<UndoItem> items, undoItems(input.state, input.to));
            QList<RowsAtRisk> risks;
            for (const UndoItem &item : items) {
                SLUICE_TRY(RowsAtRisk risk, readRowsAtRisk(session, item.step, ReadLimits { 1'000'000, 256LL * 1024 * 1024 }));
                if (!risk.rows.isEmpty())
                    risks.append(std::move(risk));
            }
            return risks;
        },
        [](const PreviewInput &, const Error &error) { return Result<QList<RowsAtRisk>>(tl::make_unexpected(error)); });
}

QFuture<Result<QList<Sample>>> LocalService::samples(const SampleQuery &query)
{
    return d->onLedger<QList<Sample>>([query](LedgerRoom &room) -> Result<QList<Sample>> {
        SLUICE_TRY(const SampleStore *const store, room.samples());
        return store->read(query);
    });
}

QFuture<Result<QList<Event>>> LocalService::searchLog(const LogQuery &query)
{
    return d->onLedger<QList<Event>>([query](LedgerRoom &room) -> Result<QList<Event>> {
        SLUICE_TRY(Ledger *const ledger, room.ledger());
        return ledger->search(query);
    });
}

QFuture<Result<qint64>> LocalService::countLog(const LogQuery &query)
{
    return d->onLedger<qint64>([query](LedgerRoom &room) -> Result<qint64> {
        SLUICE_TRY(Ledger *const ledger, room.ledger());
        return ledger->count(query);
    });
}

QFuture<Result<LedgerReport>> LocalService::verifyLog()
{
    return d->onLedger<LedgerReport>([this](LedgerRoom &room) {
        auto report = room.verify();
        d->look(true);
        return report;
    });
}

QFuture<Result<LineageReading>> LocalService::lineageReading()
{
    auto promise = promised<LineageReading>();
    auto future = promise->future();
    d->ready([this, promise] {
        d->readerThread.post([promise, workspace = d->workspace, sessions = d->sessions, clock = d->deps.clock] {
            answer<LineageReading>(promise, readLineage(workspace, *sessions, clock->nowUtc()));
        });
    });
    return future;
}

QFuture<Result<std::shared_ptr<const LineageGraph>>> LocalService::lineage()
{
    using Graph = std::shared_ptr<const LineageGraph>;
    auto promise = promised<Graph>();
    auto future = promise->future();
    onFinished<LineageReading>(lineageReading(), this, [promise](const Result<LineageReading> &reading) {
        answer<Graph>(promise, reading ? Result<Graph>(reading->graph) : Result<Graph>(tl::make_unexpected(reading.error())));
    });
    onFinished<Graph>(future, this, [this](const Result<Graph> &read) {
        if (read)
            d->graph = *read;
    });
    return future;
}

QFuture<Result<Certificate>> LocalService::rehearse(const QString &planId, const QString &until)
{
    auto promise = promised<Certificate>();
    auto future = promise->future();
    const auto say = [this, planId](const QString &line) { d->toService([this, planId, line] { Q_EMIT rehearsalProgress(planId, line); }); };
    d->ready([this, promise, planId, until, say] { d->desk->rehearse(d->workspace, planId, until, say, promise); });
    return future;
}

void LocalService::stopRehearsal()
{
    d->desk->stop();
}

QFuture<Result<TableDifference>> LocalService::findDifference(const DifferenceOrder &order, const DifferenceWatcher &watcher)
{
    auto promise = promised<TableDifference>();
    auto future = promise->future();
    for (const QString &name : { order.legacyConnection, order.candidateConnection }) {
        if (!d->workspace.connection(name)) {
            answer<TableDifference>(promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(name)));
            return future;
        }
        d->loadSecrets(name);
    }
    const ConnectionProfile legacy = *d->workspace.connection(order.legacyConnection);
    const ConnectionProfile candidate = *d->workspace.connection(order.candidateConnection);
    d->ready([this, promise, legacy, candidate, request = order.request, watcher] {
        d->differences->compare(legacy, candidate, request, watcher, promise);
    });
    return future;
}

void LocalService::stopDifference()
{
    d->differences->stop();
}

QFuture<Result<void>> LocalService::giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq)
{
    return d->onLedger<void>([this, dataset, text, aboutSeq](LedgerRoom &room) -> Result<void> {
        SLUICE_TRY(Ledger *const ledger, room.ledger());
        SLUICE_CHECK(ledger->append({ NewEvent { EventType::FeedbackGiven, {},
            QJsonObject { { u"dataset"_s, dataset }, { u"text"_s, text }, { u"about"_s, static_cast<double>(aboutSeq) } } } }));
        d->look(true);
        return {};
    });
}

} // namespace sluice

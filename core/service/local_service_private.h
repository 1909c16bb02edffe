// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/async.h"
#include "ledger/ledger_listener.h"
#include "service/calibration_desk.h"
#include "service/local_service.h"
#include "service/rehearsal_desk.h"
#include "service/replay_desk.h"
#include "service/runner_pool.h"
#include "service/standing_watch.h"
#include "sql/sql_worker.h"

#include <QTimer>

namespace sluice {

template <class T>
std::shared_ptr<QPromise<Result<T>>> promised()
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    promise->start();
    return promise;
}

template <class T>
void answer(const std::shared_ptr<QPromise<Result<T>>> &promise, Result<T> result)
{
    promise->addResult(std::move(result));
    promise->finish();
}

/// What the files of LocalService share; nobody else includes it. Lives on the service's thread.
struct LocalService::Private {
    LocalService *q = nullptr;
    ServiceDependencies deps;
    Workspace workspace;
    QString me;
    std::shared_ptr<SessionFactory> sessions;
    SnapshotPtr snapshot;
    std::shared_ptr<const LineageGraph> graph; ///< as read last; null until somebody asked for it
    QList<ConnectionView> connections;
    QHash<QString, Error> keptPasswords; ///< of removed connections, with the reason
    int secretsAwaited = 0;
    QList<std::function<void()>> whenReady;
    std::atomic<bool> isDirty { false };
    std::atomic<bool> isHearing { false }; ///< a ledger in a database tells of its entries now
    std::atomic<bool> isHinted { false }; ///< it told of some
    Duration nextAsk { 0 }; ///< of the ledger, on ledgerThread only
    QStringList sampled; ///< runs with new samples, told once a tick
    QTimer connectionTimer;
    std::unique_ptr<LedgerRoom> room; ///< on ledgerThread only
    std::unique_ptr<LedgerListener> listener; ///< of a ledger in a database
    std::unique_ptr<RunnerPool> runners;
    std::unique_ptr<RehearsalDesk> desk;
    std::unique_ptr<DifferenceDesk> differences;
    std::unique_ptr<ReplayDesk> replays;
    std::unique_ptr<CalibrationDesk> calibrations;
    std::unique_ptr<StandingWatch> standing; ///< once this process carries the checks
    std::map<QString, std::unique_ptr<SqlWorker>> catalogues;
    WorkThread readerThread; ///< lineage: slow reads that need no ledger
    WorkThread ledgerThread; ///< last: ends first

    /// Runs fn on the service's thread, unless the service is gone by then.
    void toService(std::function<void()> fn)
    {
        QMetaObject::invokeMethod(q, std::move(fn), Qt::QueuedConnection);
    }
    void ready(std::function<void()> fn)
    {
        if (secretsAwaited == 0)
            fn();
        else
            whenReady.append(std::move(fn));
    }
    template <class T>
    QFuture<Result<T>> onLedger(std::function<Result<T>(LedgerRoom &)> job)
    {
        auto promise = promised<T>();
        auto future = promise->future();
        ready([this, promise, job = std::move(job)] { ledgerThread.post([this, promise, job] { answer<T>(promise, job(*room)); }); });
        return future;
    }
    /// job on the run's target, with what the ledger says of the run; otherwise where the target cannot be asked.
    template <class T>
    QFuture<Result<T>> askTarget(const QString &run, const QString &toStage, std::function<Result<T>(SqlSession &, const PreviewInput &)> job,
        std::function<Result<T>(const PreviewInput &, const Error &)> otherwise)
    {
        auto promise = promised<T>();
        auto future = promise->future();
        onFinished<PreviewInput>(onLedger<PreviewInput>([run, toStage](LedgerRoom &ledgerRoom) { return ledgerRoom.previewInput(run, toStage); }), q,
            [this, promise, job, otherwise](const Result<PreviewInput> &input) {
                if (!input)
                    return answer<T>(promise, tl::make_unexpected(input.error()));
                const ConnectionProfile *profile = workspace.connection(input->state.connection);
                if (!profile)
                    return answer<T>(promise, fail(ErrorCode::InvalidConnection, QStringLiteral("connection '%1' is not in sluice.yaml").arg(input->state.connection)));
                PreviewInput complete = *input;
                complete.lineage = graph;
                // What the job says itself, even an error, is an answer of the target.
                auto asked = catalogue(*profile).submit<Result<T>>({}, [job, complete](SqlSession &session) { return Result<Result<T>>(job(session, complete)); });
                onFinished<Result<T>>(asked, q, [promise, otherwise, complete](const Result<Result<T>> &said) {
                    answer<T>(promise, said ? *said : otherwise(complete, said.error()));
                });
            });
        return future;
    }
    QFuture<Result<void>> command(const QString &run, const LedgerRoom::Wanted &wanted);
    /// fn needs the ledger: one in a database may ask for a password, which is looked up first.
    void ledgerReady(std::function<void()> fn)
    {
        if (workspace.ledgerConnection.isEmpty())
            fn();
        else
            ready(std::move(fn));
    }
    void beginLooking();
    void listenToLedger();
    void look(bool force);
    void loadSecrets(const QString &only = {});
    void checkConnections();
    SqlWorker &catalogue(const ConnectionProfile &profile);
    void publishConnections();
    void changeWorkspace(const Workspace &changed);
    void appendEvent(EventType type, const QJsonObject &payload);
    Result<void> storeChange(const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password);
};

} // namespace sluice

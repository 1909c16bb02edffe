// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/local_service_private.h"

#include "service/connection_look.h"

#include <QJsonArray>
#include <QPointer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Told when the login is refused: the server may ask for none.
Error noPasswordFor(const ConnectionProfile &profile)
{
    return { ErrorCode::NotFound, u"the keychain holds none for this driver, host, port, database and user"_s, u"connection "_s + profile.name,
        u"give it on the Connections page, or remove the connection and add it again; one that was given for another address is never sent"_s, {} };
}

bool hasKeychainEntry(const ConnectionProfile &profile)
{
    return sqlEngine(profile) != Engine::Sqlite && profile.login == Login::Keychain; // a file has no login
}

} // namespace

void LocalService::Private::loadSecrets(const QString &only)
{
    for (const ConnectionProfile &profile : workspace.connections) {
        if (!hasKeychainEntry(profile) || !deps.secrets || (!only.isEmpty() && profile.name != only))
            continue;
        ++secretsAwaited;
        deps.secrets->read(secretKey(workspace.id, profile), [self = QPointer(q), this, profile](Result<Secret> secret) {
            if (!self)
                return;
            if (secret)
                sessions->setPassword(profile, *secret);
            else if (!sessions->password(profile))
                sessions->setSecretProblem(profile, secret.error().code == ErrorCode::NotFound ? noPasswordFor(profile) : secret.error());
            if (--secretsAwaited > 0)
                return;
            const auto waiting = std::exchange(whenReady, {});
            for (const auto &fn : waiting)
                fn();
        });
    }
}

void LocalService::Private::checkConnections()
{
    for (const ConnectionProfile &profile : workspace.connections) {
        // A worker of its own thread and connection: a dead host delays nobody.
        auto promise = promised<ConnectionView>();
        auto future = promise->future();
        auto worker = std::make_shared<WorkThread>();
        worker->post([promise, sessions = sessions, profile, now = deps.clock->nowUtc(), holdsLedger = profile.name == workspace.ledgerConnection] {
            answer<ConnectionView>(promise, lookAt(profile, sessions->open(profile, SessionRole::Catalogue), now, holdsLedger));
        });
        onFinished<ConnectionView>(future, q, [this, worker](const Result<ConnectionView> &view) {
            if (!view)
                return;
            for (ConnectionView &known : connections) {
                if (known.profile == view->profile)
                    known = *view;
            }
            publishConnections();
        });
    }
}

void LocalService::Private::publishConnections()
{
    ledgerThread.post([this, list = connections] {
        room->setConnections(list);
        look(true);
    });
}

void LocalService::Private::changeWorkspace(const Workspace &changed)
{
    workspace = changed;
    QList<ConnectionView> views;
    for (const ConnectionProfile &profile : workspace.connections) {
        const auto known = std::find_if(connections.cbegin(), connections.cend(), [&](const ConnectionView &view) { return view.profile == profile; });
        ConnectionView fresh;
        fresh.profile = profile;
        views.append(known == connections.cend() ? fresh : *known);
    }
    connections = views;
    catalogues.clear();
    runners->setWorkspace(workspace);
    if (standing)
        standing->setWorkspace(workspace);
    ledgerThread.post([this, changed] { room->setWorkspace(changed); });
    publishConnections();
    checkConnections();
}

QFuture<Result<void>> LocalService::addConnection(const ConnectionProfile &profile, const Secret &password)
{
    auto promise = promised<void>();
    auto future = promise->future();
    const auto add = [self = QPointer(this), this, promise, profile, password](Result<> written) {
        if (!self) // closed while the keychain was asked
            return;
        if (!written)
            return answer<void>(promise, tl::make_unexpected(written.error()));
        auto changed = sluice::addConnection(d->workspace, profile);
        if (!changed)
            return answer<void>(promise, tl::make_unexpected(changed.error()));
        if (!password.isEmpty())
            d->sessions->setPassword(profile, password);
        d->changeWorkspace(*changed);
        d->appendEvent(EventType::ConnectionAdded,
            QJsonObject { { u"connection"_s, profile.name }, { u"engine"_s, engineName(profile.engine) },
                { u"environment"_s, environmentName(profile.environment) } });
        answer<void>(promise, {});
    };
    if (password.isEmpty() || !d->deps.secrets)
        add({});
    else
        d->deps.secrets->write(secretKey(d->workspace.id, profile), password, add);
    return future;
}

namespace {

/// What differs, by the file's keys; values stay in the file and its history.
QJsonArray changedKeys(const ConnectionProfile &before, const ConnectionProfile &after)
{
    QJsonArray keys;
    const auto note = [&](bool differs, const QString &key) {
        if (differs)
            keys.append(key);
    };
    note(before.name != after.name, u"name"_s);
    note(before.engine != after.engine, u"driver"_s);
    note(before.service != after.service, u"service"_s);
    note(before.odbcDriver != after.odbcDriver, u"odbc_driver"_s);
    note(before.host != after.host, u"host"_s);
    note(before.port != after.port, u"port"_s);
    note(before.database != after.database, u"database"_s);
    note(before.user != after.user, u"user"_s);
    note(before.sslMode != after.sslMode, u"ssl_mode"_s);
    note(before.probeRole != after.probeRole, u"probe_role"_s);
    note(before.login != after.login, u"login"_s);
    note(before.environment != after.environment, u"environment"_s);
    note(before.rehearsal != after.rehearsal, u"rehearsal"_s);
    return keys;
}

} // namespace

/// The secret is where it belongs by now; the file comes last, because it is what counts.
Result<void> LocalService::Private::storeChange(const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password)
{
    Result<Workspace> changed = sluice::changeConnection(workspace, before, after);
    if (!changed) { // it may be written all the same, and only not be certain to outlive a loss of power
        const Result<Workspace> now = openWorkspace(workspace.root);
        const ConnectionProfile *there = now ? now->connection(after.name) : nullptr;
        if (!there || *there != after || after == before)
            return tl::make_unexpected(changed.error());
        changed = *now;
    }
    if (!password.isEmpty())
        sessions->setPassword(after, password);
    const QString oldKey = secretKey(workspace.id, before);
    const bool leavesSecret = hasKeychainEntry(before) && (!hasKeychainEntry(after) || oldKey != secretKey(workspace.id, after));
    if (leavesSecret && deps.secrets) {
        deps.secrets->remove(oldKey, [self = QPointer(q), this, name = before.name](const Result<> &done) {
            if (self && !done && done.error().code != ErrorCode::NotFound)
                keptPasswords.insert(name, done.error());
        });
    }
    changeWorkspace(*changed);
    appendEvent(EventType::ConnectionChanged,
        QJsonObject { { u"connection"_s, after.name }, { u"was"_s, before.name }, { u"changed"_s, changedKeys(before, after) },
            { u"engine"_s, engineName(after.engine) }, { u"environment"_s, environmentName(after.environment) } });
    return {};
}

QFuture<Result<void>> LocalService::changeConnection(
    const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword)
{
    auto promise = promised<void>();
    auto future = promise->future();
    if (const auto possible = checkConnectionChange(d->workspace, before, after); !possible) {
        answer<void>(promise, possible); // before the keychain is touched
        return future;
    }
    const QString key = secretKey(d->workspace.id, after);
    const QString oldKey = secretKey(d->workspace.id, before);
    const auto store = [self = QPointer(this), this, promise, before, after, key, oldKey](const Secret &secret, const Result<> &written) {
        if (!self) // closed while the keychain was asked
            return;
        if (!written)
            return answer<void>(promise, written);
        const std::optional<Secret> previous = key == oldKey ? d->sessions->password(before) : std::nullopt;
        const Result<void> stored = d->storeChange(before, after, secret);
        if (!stored && !secret.isEmpty() && d->deps.secrets) {
            if (previous) // it was written over
                d->deps.secrets->write(key, *previous, [](const Result<> &) {});
            else if (key != oldKey)
                d->deps.secrets->remove(key, [](const Result<> &) {}); // nobody would find it there again
        }
        answer<void>(promise, stored);
    };
    const auto write = [this, after, key, store](const Secret &secret) {
        if (secret.isEmpty() || !d->deps.secrets || !hasKeychainEntry(after))
            return store(secret, {});
        d->deps.secrets->write(key, secret, [store, secret](const Result<> &written) { store(secret, written); });
    };
    const bool isMoved = hasKeychainEntry(before) && hasKeychainEntry(after) && key != oldKey;
    if (!password.isEmpty() || !isMoved || !(takesPassword || isSameLogin(before, after))) {
        write(password);
        return future;
    }
    d->ready([this, promise, before, oldKey, write] {
        const std::optional<Secret> known = d->sessions->password(before);
        if (known || !d->deps.secrets)
            return write(known.value_or(Secret()));
        // Locked when this program began, or added by another one since: what is moved without being known is lost.
        d->deps.secrets->read(oldKey, [self = QPointer(this), promise, write](const Result<Secret> &read) {
            if (!self)
                return;
            if (!read && read.error().code != ErrorCode::NotFound)
                return answer<void>(promise, tl::make_unexpected(read.error()));
            write(read ? *read : Secret());
        });
    });
    return future;
}

QFuture<Result<void>> LocalService::removeConnection(const QString &name)
{
    auto promise = promised<void>();
    auto future = promise->future();
    auto changed = sluice::removeConnection(d->workspace, name);
    if (!changed) {
        answer<void>(promise, tl::make_unexpected(changed.error()));
        return future;
    }
    const ConnectionProfile *known = d->workspace.connection(name);
    const ConnectionProfile profile = known ? *known : ConnectionProfile {};
    const bool hasSecret = known && hasKeychainEntry(profile) && d->deps.secrets;
    d->changeWorkspace(*changed);
    d->appendEvent(EventType::ConnectionRemoved, QJsonObject { { u"connection"_s, name } });
    // The connection is gone by now, whatever became of its password.
    const auto removed = [self = QPointer(this), this, promise, name](const Result<> &done) {
        if (!self)
            return;
        d->keptPasswords.remove(name);
        if (!done && done.error().code != ErrorCode::NotFound)
            d->keptPasswords.insert(name, done.error());
        answer<void>(promise, {});
    };
    if (hasSecret)
        d->deps.secrets->remove(secretKey(d->workspace.id, profile), removed);
    else
        removed({});
    return future;
}

std::optional<Error> LocalService::keptPassword(const QString &connection) const
{
    const auto kept = d->keptPasswords.constFind(connection);
    return kept == d->keptPasswords.cend() ? std::nullopt : std::optional(*kept);
}

QFuture<Result<ConnectionView>> LocalService::testConnection(const ConnectionProfile &profile, const Secret &password)
{
    auto promise = promised<ConnectionView>();
    auto future = promise->future();
    auto worker = std::make_shared<WorkThread>();
    d->ready([this, promise, profile, password, worker] {
        const bool holdsLedger = profile.name == d->workspace.ledgerConnection;
        worker->post([promise, profile, password, holdsLedger, sessions = d->sessions, root = d->workspace.root, now = d->deps.clock->nowUtc()] {
            auto session = password.isEmpty() ? sessions->open(profile, SessionRole::Catalogue) : SqlSession::open(profile, root, SessionRole::Catalogue, password);
            answer<ConnectionView>(promise, lookAt(profile, std::move(session), now, holdsLedger));
        });
    });
    onFinished<ConnectionView>(future, this, [worker](const Result<ConnectionView> &) {}); // keeps the thread until it is done
    return future;
}

QFuture<Result<TargetIdentity>> LocalService::enrolConnection(const QString &name)
{
    return enrolConnection(name, {});
}

QFuture<Result<TargetIdentity>> LocalService::enrolConnection(const QString &name, const QString &runtimeRole)
{
    auto promise = promised<TargetIdentity>();
    auto future = promise->future();
    const ConnectionProfile *profile = d->workspace.connection(name);
    if (!profile) {
        answer<TargetIdentity>(promise, fail(ErrorCode::NotFound, u"connection '%1' is not in sluice.yaml"_s.arg(name)));
        return future;
    }
    auto worker = std::make_shared<WorkThread>();
    d->ready([promise, worker, profile = *profile, sessions = d->sessions, runtimeRole] {
        worker->post([promise, profile, sessions, runtimeRole] {
            auto session = sessions->open(profile, SessionRole::Control);
            answer<TargetIdentity>(promise, session ? enrolTarget(**session, profile.environment, runtimeRole) : Result<TargetIdentity>(tl::make_unexpected(session.error())));
        });
    });
    onFinished<TargetIdentity>(future, this, [this, worker, name](const Result<TargetIdentity> &identity) {
        if (identity)
            d->appendEvent(EventType::TargetEnrolled, QJsonObject { { u"connection"_s, name }, { u"identity"_s, toJson(*identity) } });
        d->checkConnections();
    });
    return future;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/keychain_store.h"

#include "secrets/keyring_state.h"

#include <QAbstractEventDispatcher>
#include <QTimer>

#include <qt6keychain/keychain.h>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kStateLimit = 2s;

QString serviceName()
{
    return u"Sluice"_s;
}

/// A dialog needs a display. Without GLib's event loop (QT_NO_GLIB=1) a Secret Service job never ends at all, so there
/// is nothing to wait for.
bool mayShowPrompt()
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    const bool hasGlib = dispatcher && QByteArray(dispatcher->metaObject()->className()).contains("Glib");
    return hasGlib && (qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY"));
}

Error unavailable(const QString &what, const QString &key)
{
    return Error { ErrorCode::SecretUnavailable, what, key, u"unlock the desktop's keyring; without one, PostgreSQL passwords can be kept in ~/.pgpass (login: passfile in sluice.yaml)"_s, {} };
}

Error tooLate(const QString &key)
{
    return unavailable(u"the keychain did not answer in time"_s, key);
}

/// QtKeychain reports an unreachable backend as OtherError, so everything but "not found" means unavailable.
Error errorOf(const QKeychain::Job &job, const QString &key)
{
    switch (job.error()) {
    case QKeychain::EntryNotFound:
        return Error { ErrorCode::NotFound, u"no password is stored"_s, key, {}, {} };
    case QKeychain::AccessDeniedByUser:
        return unavailable(u"access to the keychain was refused in its dialog"_s, key);
    case QKeychain::AccessDenied:
        return unavailable(u"the keychain denies access"_s, key);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return unavailable(u"there is no keychain in this session"_s, key);
    case QKeychain::NoError:
    case QKeychain::CouldNotDeleteEntry:
    case QKeychain::OtherError:
        break;
    }
    return unavailable(job.errorString().isEmpty() ? u"the keychain failed"_s : u"the keychain failed: "_s + job.errorString(), key);
}

} // namespace

KeychainStore::KeychainStore(const Deadlines &deadlines)
    : m_deadlines(deadlines)
{
}

void KeychainStore::start(QKeychain::Job *job, const QString &key, Finished finished)
{
    job->setInsecureFallback(false);
    job->setAutoDelete(true);
    job->setKey(key);
    SLUICE_INVARIANT(!job->insecureFallback()); // true would write the secret into a readable file
    // One watch a call: the timer, the answer and the state question live in it and die with it or with the store.
    auto *watch = new QObject(&m_context);
    const auto once = [watch, finished = std::move(finished), given = std::make_shared<bool>(false)](QKeychain::Job *ended) {
        if (std::exchange(*given, true))
            return;
        watch->deleteLater();
        finished(ended);
    };
    QObject::connect(job, &QKeychain::Job::finished, watch, once);
    QTimer::singleShot(mayShowPrompt() ? m_deadlines.prompt : m_deadlines.answer, watch, [once] { once(nullptr); });
    job->start();
}

/// A keyring that is locked and cannot prompt says "not found": a lie that would make people type a password again.
void KeychainStore::confirmMissing(const Error &missing, std::function<void(Error)> done)
{
    askKeyringState(&m_context, kStateLimit, [missing, done = std::move(done)](KeyringState state) {
        switch (state) {
        case KeyringState::Locked:
            done(unavailable(u"the keyring is locked"_s, missing.where));
            return;
        case KeyringState::Silent:
            done(tooLate(missing.where));
            return;
        case KeyringState::Unlocked:
        case KeyringState::Absent:
            done(missing);
            return;
        }
    });
}

void KeychainStore::read(const QString &key, std::function<void(Result<Secret>)> done)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName());
    start(job, key, [this, key, done = std::move(done)](QKeychain::Job *ended) {
        if (!ended) {
            done(fail(tooLate(key)));
            return;
        }
        if (ended->error() == QKeychain::EntryNotFound) {
            confirmMissing(errorOf(*ended, key), [done](const Error &error) { done(fail(error)); });
            return;
        }
        if (ended->error() != QKeychain::NoError) {
            done(fail(errorOf(*ended, key)));
            return;
        }
        Secret secret(static_cast<QKeychain::ReadPasswordJob *>(ended)->binaryData());
        if (secret.isEmpty())
            done(fail(unavailable(u"the keychain returned an empty password"_s, key)));
        else
            done(std::move(secret));
    });
}

void KeychainStore::write(const QString &key, const Secret &secret, std::function<void(Result<>)> done)
{
    if (key.isEmpty() || secret.isEmpty()) {
        QMetaObject::invokeMethod(
            &m_context, [done = std::move(done), key] { done(fail(ErrorCode::Usage, u"an empty password or key is not stored"_s, key)); },
            Qt::QueuedConnection);
        return;
    }
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    job->setBinaryData(secret.reveal());
    start(job, key, [key, done = std::move(done)](QKeychain::Job *ended) {
        if (!ended)
            done(fail(tooLate(key)));
        else if (ended->error() != QKeychain::NoError)
            done(fail(errorOf(*ended, key)));
        else
            done({});
    });
}

/// Deleting says "done" for an entry that never was, and for one behind a lock: so it is looked up before and after.
void KeychainStore::remove(const QString &key, std::function<void(Result<>)> done)
{
    read(key, [this, key, done = std::move(done)](const Result<Secret> &before) {
        if (before)
            removePresent(key, done);
        else
            done(fail(before.error()));
    });
}

void KeychainStore::removePresent(const QString &key, const std::function<void(Result<>)> &done)
{
    start(new QKeychain::DeletePasswordJob(serviceName()), key, [this, key, done](QKeychain::Job *ended) {
        if (!ended) {
            done(fail(tooLate(key)));
            return;
        }
        if (ended->error() != QKeychain::NoError) {
            done(fail(errorOf(*ended, key)));
            return;
        }
        read(key, [key, done](const Result<Secret> &after) {
            if (after)
                done(fail(unavailable(u"the keychain kept the password although it said that it was deleted"_s, key)));
            else if (after.error().code == ErrorCode::NotFound)
                done({});
            else
                done(fail(after.error()));
        });
    });
}

} // namespace sluice

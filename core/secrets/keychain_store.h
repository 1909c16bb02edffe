// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"
#include "secrets/secret_store.h"

#include <QObject>

namespace QKeychain {
class Job;
}

namespace sluice {

/// The keychain of the desktop session through QtKeychain: Secret Service or KWallet, never a file of our own. Jobs are
/// never deleted while they run; one that misses its deadline is left to end by itself and its late answer is dropped.
/// QtKeychain runs the jobs of a process one after another, so after a hanging prompt the next calls time out too.
class KeychainStore final : public SecretStore
{
public:
    struct Deadlines {
        Duration answer { std::chrono::seconds(5) };
        Duration prompt { std::chrono::seconds(60) }; ///< used instead where a dialog can be on screen
    };

    KeychainStore()
        : KeychainStore(Deadlines {})
    {
    }
    explicit KeychainStore(const Deadlines &deadlines);
    void read(const QString &key, std::function<void(Result<Secret>)> done) override;
    void write(const QString &key, const Secret &secret, std::function<void(Result<>)> done) override;
    void remove(const QString &key, std::function<void(Result<>)> done) override;

private:
    /// Called once with the job when it finished, or with nullptr at the deadline.
    using Finished = std::function<void(QKeychain::Job *)>;
    void start(QKeychain::Job *job, const QString &key, Finished finished);
    void removePresent(const QString &key, const std::function<void(Result<>)> &done);
    void confirmMissing(const Error &missing, std::function<void(Error)> done);

    const Deadlines m_deadlines;
    QObject m_context; ///< timers and answers die with the store
};

} // namespace sluice

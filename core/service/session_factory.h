// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/secret.h"
#include "plan/workspace.h"
#include "sql/sql_session.h"

#include <QHash>

#include <memory>
#include <mutex>

namespace sluice {

/// Opens sessions for any thread with the password that was looked up beforehand. Passwords stay in this process's
/// memory and nowhere else, each for the login that it was given for: a profile that says another host finds none. Thread-safe.
class SessionFactory
{
public:
    explicit SessionFactory(QString workspaceRoot);
    void setPassword(const ConnectionProfile &profile, const Secret &password);
    std::optional<Secret> password(const ConnectionProfile &profile) const;
    /// Why the password could not be looked up: told when a login is refused, because many servers ask for none.
    void setSecretProblem(const ConnectionProfile &profile, const Error &error);
    Result<std::unique_ptr<SqlSession>> open(const ConnectionProfile &profile, SessionRole role, const SessionOptions &options = {}) const;
    /// The same with the password of another login, of which the caller knows that it is meant for this one too.
    Result<std::unique_ptr<SqlSession>> open(
        const ConnectionProfile &profile, SessionRole role, const SessionOptions &options, const ConnectionProfile &passwordOf) const;

private:
    const QString m_root;
    mutable std::mutex m_mutex;
    QHash<QString, std::shared_ptr<const Secret>> m_passwords; ///< by secretKey(), as are the problems
    QHash<QString, Error> m_problems;
};

} // namespace sluice

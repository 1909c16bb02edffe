// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/session_factory.h"

#include "secrets/secret_store.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString keyOf(const ConnectionProfile &profile)
{
    return secretKey({}, profile);
}

} // namespace

SessionFactory::SessionFactory(QString workspaceRoot)
    : m_root(std::move(workspaceRoot))
{
}

void SessionFactory::setPassword(const ConnectionProfile &profile, const Secret &password)
{
    const std::lock_guard lock(m_mutex);
    m_passwords.insert(keyOf(profile), std::make_shared<const Secret>(password));
    m_problems.remove(keyOf(profile));
}

std::optional<Secret> SessionFactory::password(const ConnectionProfile &profile) const
{
    const std::lock_guard lock(m_mutex);
    const auto known = m_passwords.value(keyOf(profile));
    return known ? std::optional(*known) : std::nullopt;
}

void SessionFactory::setSecretProblem(const ConnectionProfile &profile, const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_problems.insert(keyOf(profile), error);
}

Result<std::unique_ptr<SqlSession>> SessionFactory::open(const ConnectionProfile &profile, SessionRole role, const SessionOptions &options) const
{
    return open(profile, role, options, profile);
}

Result<std::unique_ptr<SqlSession>> SessionFactory::open(
    const ConnectionProfile &profile, SessionRole role, const SessionOptions &options, const ConnectionProfile &passwordOf) const
{
    std::shared_ptr<const Secret> password;
    std::optional<Error> problem;
    {
        const std::lock_guard lock(m_mutex);
        password = m_passwords.value(keyOf(passwordOf));
        if (const auto known = m_problems.constFind(keyOf(passwordOf)); known != m_problems.cend())
            problem = *known;
    }
    auto session = SqlSession::open(profile, m_root, role, password ? *password : Secret(), options);
    if (!session) {
        Error error = session.error();
        if (error.code == ErrorCode::NotFound) // the database is named well enough; it cannot be reached
            error.code = ErrorCode::CannotConnect;
        if (error.code == ErrorCode::LoginRefused && problem) {
            error.what += u"; no stored password could be read: "_s + problem->what;
            error.next = problem->next;
        }
        if (error.where.isEmpty())
            error.where = profile.name;
        return tl::make_unexpected(std::move(error));
    }
    return session;
}

} // namespace sluice

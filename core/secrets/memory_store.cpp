// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/memory_store.h"

#include <QMetaObject>

namespace sluice {

using namespace Qt::StringLiterals;

void MemoryStore::read(const QString &key, std::function<void(Result<Secret>)> done)
{
    const auto found = m_secrets.find(key);
    Result<Secret> answer = found != m_secrets.end() ? Result<Secret>(found->second)
                                                     : Result<Secret>(fail(ErrorCode::NotFound, u"no password is stored"_s, key));
    QMetaObject::invokeMethod(
        &m_context, [done = std::move(done), answer = std::move(answer)] { done(answer); }, Qt::QueuedConnection);
}

void MemoryStore::write(const QString &key, const Secret &secret, std::function<void(Result<>)> done)
{
    Result<> answer;
    if (key.isEmpty() || secret.isEmpty())
        answer = fail(ErrorCode::Usage, u"an empty password or key is not stored"_s, key);
    else
        m_secrets.insert_or_assign(key, secret);
    QMetaObject::invokeMethod(
        &m_context, [done = std::move(done), answer = std::move(answer)] { done(answer); }, Qt::QueuedConnection);
}

void MemoryStore::remove(const QString &key, std::function<void(Result<>)> done)
{
    Result<> answer;
    if (m_secrets.erase(key) == 0)
        answer = fail(ErrorCode::NotFound, u"no password is stored"_s, key);
    QMetaObject::invokeMethod(
        &m_context, [done = std::move(done), answer = std::move(answer)] { done(answer); }, Qt::QueuedConnection);
}

} // namespace sluice

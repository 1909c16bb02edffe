// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "secrets/secret_store.h"

#include <QObject>

#include <map>

namespace sluice {

/// Keeps secrets for as long as the process lives: for demos, for tests, and where a person declined the keychain.
class MemoryStore final : public SecretStore
{
public:
    void read(const QString &key, std::function<void(Result<Secret>)> done) override;
    void write(const QString &key, const Secret &secret, std::function<void(Result<>)> done) override;
    void remove(const QString &key, std::function<void(Result<>)> done) override;

private:
    std::map<QString, Secret> m_secrets;
    QObject m_context; ///< answers die with the store
};

} // namespace sluice

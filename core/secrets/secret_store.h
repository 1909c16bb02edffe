// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "base/result.h"
#include "base/secret.h"

#include <functional>

namespace sluice {

/// Where passwords live. All calls are asynchronous on the thread that made the store, which needs an event loop; done
/// is called exactly once and never from inside the call, also when the backend hangs (own deadline, 5 s unless a
/// prompt may be on screen: then 60 s). Only a store that is destroyed first stays silent.
/// A missing entry is NotFound, an empty secret or key is Usage, every other failure SecretUnavailable.
/// Contract-tested on the keychain and on memory.
class SecretStore
{
public:
    virtual ~SecretStore() = default;
    virtual void read(const QString &key, std::function<void(Result<Secret>)> done) = 0;
    /// Replaces an older value.
    virtual void write(const QString &key, const Secret &secret, std::function<void(Result<>)> done) = 0;
    virtual void remove(const QString &key, std::function<void(Result<>)> done) = 0;
};

/// "sluice/<workspace id>/<connection>/<digest>": one entry a connection and login. The digest is of all that isSameLogin
/// compares: a password is found only for the place that it was given for, whatever sluice.yaml says since.
QString secretKey(const QString &workspaceId, const ConnectionProfile &profile);

} // namespace sluice

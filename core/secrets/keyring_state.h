// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QObject>

#include <functional>

namespace sluice {

enum class KeyringState {
    Unlocked,
    Locked,
    Absent, ///< the Secret Service is not there (KWallet may be), or has no default keyring
    Silent, ///< no answer in time
};

/// Asks the Secret Service whether its default keyring is locked, without ever starting the service. Answers once on
/// context's thread within limit, unless context dies first. Only for a session bus that answered a moment ago:
/// connecting to a dead one would block.
void askKeyringState(QObject *context, Duration limit, std::function<void(KeyringState)> answer);

} // namespace sluice

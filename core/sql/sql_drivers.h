// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sluice {

/// Loads Qt's SQL driver. Called before any thread that could load a plugin or a library of its own: until 6.4 Qt
/// registers the logging categories of its loaders in a map without a lock, so the first plugin on one thread and the
/// first library on another (a session, and the keychain) crash each other. Cheap when repeated.
void loadSqlDrivers();

} // namespace sluice

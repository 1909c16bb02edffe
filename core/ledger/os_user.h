// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// The user whose rights this process has, as the operating system names it, or "uid 1234" for one without a name.
/// Never from the environment, where anybody can write any name. Any thread.
QString osUser();

} // namespace sluice

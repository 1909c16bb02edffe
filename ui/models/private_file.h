// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QFuture>

#include <functional>

namespace sluice {

/// Makes the bytes and writes them on a pool thread, readable by the owner alone; a failed write leaves the file that
/// was there. IoFailed says which file and why.
QFuture<Result<void>> writePrivately(const QString &path, std::function<QByteArray()> make);

} // namespace sluice

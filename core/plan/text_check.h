// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace sluice {

/// Decodes bytes that must be UTF-8 without byte order mark, NUL or CR, in normal form NFC. The error's where is
/// "name:line:column" of the first character that is not. code says whose mistake it is.
Result<QString> checkedText(const QByteArray &bytes, const QString &name, ErrorCode code);

} // namespace sluice

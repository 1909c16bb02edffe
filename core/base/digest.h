// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <initializer_list>

namespace sluice {

/// SHA-256 as 64 lower-case hex digits.
QString sha256Hex(const QByteArray &bytes);

/// SHA-256 over "tag" and fields, each preceded by its length as eight big-endian bytes, so that no two different
/// lists of fields hash alike. Used by the ledger's chain and by fingerprints.
QByteArray sha256Fields(const char *tag, std::initializer_list<QByteArray> fields);

/// Canonical JSON of RFC 8785. Strings must be valid Unicode, numbers finite, integers such that a double holds them
/// exactly; else InvalidPlan.
Result<QByteArray> canonicalJson(const QJsonValue &value);

} // namespace sluice

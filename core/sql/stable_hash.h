// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

namespace sluice {

/// 128 bits as two halves; addition wraps, so a sum over rows is independent of their order and never overflows.
struct Hash128 {
    quint64 high = 0;
    quint64 low = 0;

    Hash128 &operator+=(const Hash128 &other);
    QByteArray hex() const; ///< 32 lower-case digits
    friend bool operator==(const Hash128 &, const Hash128 &) = default;
};

/// SipHash-2-4 with 128-bit output under a fixed key (Aumasson and Bernstein, 2012): the same bytes give the same value
/// in every version of Sluice. Not a proof against someone who chooses rows to collide.
Hash128 stableHash(QByteArrayView bytes);

/// What is hashed of one value: its type, and for text and bytes the length. The same for every way to reach it.
void appendNull(QByteArray &into);
void appendInteger(QByteArray &into, qint64 value);
void appendReal(QByteArray &into, double value);
void appendText(QByteArray &into, QByteArrayView utf8);
void appendBlob(QByteArray &into, QByteArrayView bytes);

/// The same with a key of one's own, for the published test vectors.
Hash128 sipHash128(QByteArrayView bytes, quint64 key0, quint64 key1);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/stable_hash.h"

#include <QtEndian>

#include <array>
#include <bit>

namespace sluice {

namespace {

struct SipState {
    quint64 v0;
    quint64 v1;
    quint64 v2;
    quint64 v3;

    void round()
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }

    void absorb(quint64 word)
    {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    quint64 squeeze()
    {
        for (int i = 0; i < 4; ++i)
            round();
        return v0 ^ v1 ^ v2 ^ v3;
    }
};

/// The last, partial word: the remaining bytes and the length in the top byte.
quint64 tailWord(QByteArrayView rest, qsizetype size)
{
    quint64 word = static_cast<quint64>(size) << 56;
    for (qsizetype i = 0; i < rest.size(); ++i)
        word |= static_cast<quint64>(static_cast<uchar>(rest[i])) << (8 * i);
    return word;
}

void appendNumber(QByteArray &into, quint64 number)
{
    std::array<char, 8> bytes {};
    qToBigEndian(number, bytes.data());
    into.append(bytes.data(), bytes.size());
}

} // namespace

Hash128 &Hash128::operator+=(const Hash128 &other)
{
    low += other.low;
    high += other.high + (low < other.low ? 1 : 0);
    return *this;
}

QByteArray Hash128::hex() const
{
    return QByteArray::number(high, 16).rightJustified(16, '0') + QByteArray::number(low, 16).rightJustified(16, '0');
}

Hash128 sipHash128(QByteArrayView bytes, quint64 key0, quint64 key1)
{
    SipState state { key0 ^ 0x736f6d6570736575U, key1 ^ 0x646f72616e646f6dU ^ 0xeeU, key0 ^ 0x6c7967656e657261U, key1 ^ 0x7465646279746573U };
    qsizetype at = 0;
    for (; at + 8 <= bytes.size(); at += 8)
        state.absorb(qFromLittleEndian<quint64>(bytes.data() + at));
    state.absorb(tailWord(bytes.sliced(at), bytes.size()));
    state.v2 ^= 0xeeU;
    Hash128 hash;
    hash.low = state.squeeze();
    state.v1 ^= 0xddU;
    hash.high = state.squeeze();
    return hash;
}

void appendNull(QByteArray &into)
{
    into.append('n');
}

void appendInteger(QByteArray &into, qint64 value)
{
    into.append('i');
    appendNumber(into, static_cast<quint64>(value));
}

void appendReal(QByteArray &into, double value)
{
    into.append('r');
    appendNumber(into, std::bit_cast<quint64>(value));
}

void appendText(QByteArray &into, QByteArrayView utf8)
{
    into.append('t');
    appendNumber(into, static_cast<quint64>(utf8.size()));
    into.append(utf8);
}

void appendBlob(QByteArray &into, QByteArrayView bytes)
{
    into.append('b');
    appendNumber(into, static_cast<quint64>(bytes.size()));
    into.append(bytes);
}

Hash128 stableHash(QByteArrayView bytes)
{
    return sipHash128(bytes, 0x536c756963652073U, 0x746f6e6520323031U);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/decimal_distance.h"

#include <QByteArray>

#include <algorithm>
#include <array>

namespace sluice {

namespace {

struct Parts
{
    bool isNegative = false;
    QByteArray whole;
    QByteArray fraction;
};

bool areDigits(const QByteArray &text)
{
    return std::all_of(text.cbegin(), text.cend(), [](char c) { return c >= '0' && c <= '9'; });
}

bool split(QByteArrayView text, Parts &parts)
{
    parts.isNegative = text.startsWith('-');
    const QByteArray digits = text.sliced(parts.isNegative ? 1 : 0).toByteArray();
    const qsizetype point = digits.indexOf('.');
    parts.whole = point < 0 ? digits : digits.left(point);
    parts.fraction = point < 0 ? QByteArray() : digits.mid(point + 1);
    return !parts.whole.isEmpty() && areDigits(parts.whole) && areDigits(parts.fraction);
}

/// All digits, as many before and behind the point as the widest of the three has: they compare like numbers.
QByteArray aligned(const Parts &parts, qsizetype whole, qsizetype fraction)
{
    return parts.whole.rightJustified(whole, '0') + parts.fraction.leftJustified(fraction, '0');
}

QByteArray sum(const QByteArray &a, const QByteArray &b)
{
    QByteArray result(a.size(), '0');
    int carry = 0;
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        const int digit = a[i] - '0' + b[i] - '0' + carry;
        result[i] = static_cast<char>('0' + digit % 10);
        carry = digit / 10;
    }
    return result; // the caller leaves room for the last carry
}

/// a is no smaller.
QByteArray difference(const QByteArray &a, const QByteArray &b)
{
    QByteArray result(a.size(), '0');
    int borrow = 0;
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        const int digit = a[i] - b[i] - borrow;
        borrow = digit < 0 ? 1 : 0;
        result[i] = static_cast<char>('0' + digit + 10 * borrow);
    }
    return result;
}

} // namespace

bool isWithin(QByteArrayView a, QByteArrayView b, QByteArrayView tolerance)
{
    std::array<Parts, 3> parts;
    if (!split(a, parts[0]) || !split(b, parts[1]) || !split(tolerance, parts[2]) || parts[2].isNegative)
        return false;
    qsizetype whole = 0;
    qsizetype fraction = 0;
    for (const Parts &part : parts) {
        whole = std::max(whole, part.whole.size() + 1);
        fraction = std::max(fraction, part.fraction.size());
    }
    const QByteArray first = aligned(parts[0], whole, fraction);
    const QByteArray second = aligned(parts[1], whole, fraction);
    const QByteArray distance = parts[0].isNegative != parts[1].isNegative ? sum(first, second)
        : first >= second                                                  ? difference(first, second)
                                                                           : difference(second, first);
    return distance <= aligned(parts[2], whole, fraction);
}

int compareNumbers(QByteArrayView a, QByteArrayView b)
{
    Parts first;
    Parts second;
    const bool isFirst = split(a, first);
    const bool isSecond = split(b, second);
    if (!isFirst || !isSecond)
        return isFirst ? -1 : isSecond ? 1 : a.compare(b);
    if (first.isNegative != second.isNegative)
        return first.isNegative ? -1 : 1;
    const qsizetype whole = std::max(first.whole.size(), second.whole.size());
    const qsizetype fraction = std::max(first.fraction.size(), second.fraction.size());
    const int order = aligned(first, whole, fraction).compare(aligned(second, whole, fraction));
    return first.isNegative ? -order : order;
}

} // namespace sluice

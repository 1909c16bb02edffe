// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/value_text.h"

#include <QDateTime>

#include <array>
#include <charconv>
#include <cmath>

namespace sluice {

namespace {

constexpr int kMostDigits = 400;

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes digits off the front.
QByteArrayView takeDigits(QByteArrayView &text)
{
    qsizetype count = 0;
    while (count < text.size() && isDigit(text[count]))
        ++count;
    const QByteArrayView digits = text.first(count);
    text = text.sliced(count);
    return digits;
}

bool takeSign(QByteArrayView &text)
{
    const bool isNegative = text.startsWith('-');
    if (isNegative || text.startsWith('+'))
        text = text.sliced(1);
    return isNegative;
}

/// digits × 10^exponent.
std::optional<QByteArray> plainOf(bool isNegative, QByteArray digits, qsizetype exponent)
{
    while (digits.endsWith('0')) {
        digits.chop(1);
        ++exponent;
    }
    while (digits.startsWith('0'))
        digits.remove(0, 1);
    if (digits.isEmpty())
        return QByteArray("0");
    if (exponent > kMostDigits || exponent < -kMostDigits || digits.size() > 2 * kMostDigits)
        return std::nullopt;
    if (exponent >= 0)
        digits.append(exponent, '0');
    else if (digits.size() > -exponent)
        digits.insert(digits.size() + exponent, '.');
    else
        digits.prepend(QByteArray("0.") + QByteArray(-exponent - digits.size(), '0'));
    return isNegative ? '-' + digits : digits;
}

/// Two digits below limit and the separator before them.
std::optional<int> takeTwo(QByteArrayView &text, char separator, int limit)
{
    if (separator != 0) {
        if (!text.startsWith(separator))
            return std::nullopt;
        text = text.sliced(1);
    }
    if (text.size() < 2 || !isDigit(text[0]) || !isDigit(text[1]))
        return std::nullopt;
    const int number = (text[0] - '0') * 10 + (text[1] - '0');
    text = text.sliced(2);
    return number < limit ? std::optional(number) : std::nullopt;
}

struct Clock24
{
    QTime time;
    QByteArray fraction; ///< ".25" or nothing
};

std::optional<Clock24> takeTime(QByteArrayView &text)
{
    const auto hour = takeTwo(text, 0, 24);
    const auto minute = hour ? takeTwo(text, ':', 60) : std::nullopt;
    if (!minute)
        return std::nullopt;
    Clock24 clock;
    int second = 0;
    if (text.startsWith(':')) {
        const auto read = takeTwo(text, ':', 60);
        if (!read)
            return std::nullopt;
        second = *read;
        if (text.startsWith('.')) {
            text = text.sliced(1);
            QByteArray fraction = takeDigits(text).toByteArray();
            while (fraction.endsWith('0'))
                fraction.chop(1);
            if (!fraction.isEmpty())
                clock.fraction = '.' + fraction;
        }
    }
    clock.time = QTime(*hour, *minute, second);
    return clock;
}

/// "Z", "+02", "+0230", "-02:30" or nothing, in seconds; nothing at all for other words.
std::optional<int> takeOffset(QByteArrayView &text)
{
    if (text.isEmpty())
        return 0;
    if (text == "Z" || text == "z") {
        text = {};
        return 0;
    }
    if (!text.startsWith('+') && !text.startsWith('-'))
        return std::nullopt;
    const bool isNegative = takeSign(text);
    const auto hours = takeTwo(text, 0, 24);
    if (!hours)
        return std::nullopt;
    int minutes = 0;
    if (!text.isEmpty()) {
        const auto read = takeTwo(text, text.startsWith(':') ? ':' : '\0', 60);
        if (!read)
            return std::nullopt;
        minutes = *read;
    }
    const int seconds = (*hours * 60 + minutes) * 60;
    return isNegative ? -seconds : seconds;
}

std::optional<QDate> takeDate(QByteArrayView &text)
{
    const QByteArrayView year = takeDigits(text);
    if (year.size() != 4)
        return std::nullopt;
    const auto month = takeTwo(text, '-', 13);
    const auto day = month ? takeTwo(text, '-', 32) : std::nullopt;
    const QDate date = day ? QDate(year.toByteArray().toInt(), *month, *day) : QDate();
    return date.isValid() ? std::optional(date) : std::nullopt;
}

std::optional<QByteArray> timeText(QByteArrayView text)
{
    const auto clock = takeTime(text);
    if (!clock || !text.isEmpty())
        return std::nullopt;
    return clock->time.toString(Qt::ISODate).toLatin1() + clock->fraction;
}

} // namespace

std::optional<QByteArray> plainNumber(QByteArrayView text)
{
    const bool isNegative = takeSign(text);
    QByteArray digits = takeDigits(text).toByteArray();
    qsizetype exponent = 0;
    if (text.startsWith('.')) {
        text = text.sliced(1);
        const QByteArrayView fraction = takeDigits(text);
        digits.append(fraction);
        exponent = -fraction.size();
    }
    if (digits.isEmpty())
        return std::nullopt;
    if (text.startsWith('e') || text.startsWith('E')) {
        text = text.sliced(1);
        const bool isSmall = takeSign(text);
        const QByteArrayView power = takeDigits(text);
        if (power.isEmpty() || power.size() > 6)
            return std::nullopt;
        exponent += isSmall ? -power.toByteArray().toInt() : power.toByteArray().toInt();
    }
    return text.isEmpty() ? plainOf(isNegative, digits, exponent) : std::nullopt;
}

QByteArray plainNumber(double value)
{
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "Infinity" : "-Infinity";
    std::array<char, 40> text {};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific);
    return plainNumber(QByteArrayView(text.data(), end.ptr - text.data())).value_or(QByteArray());
}

std::optional<QByteArray> momentText(QByteArrayView text, MomentForm form)
{
    if (form == MomentForm::Time)
        return timeText(text);
    const auto date = takeDate(text);
    if (!date)
        return std::nullopt;
    Clock24 clock { QTime(0, 0), {} };
    int offset = 0;
    if (text.startsWith(' ') || text.startsWith('T')) {
        text = text.sliced(1);
        const auto time = takeTime(text);
        const auto shift = time ? takeOffset(text) : std::nullopt;
        if (!shift)
            return std::nullopt;
        clock = *time;
        offset = *shift;
    }
    if (!text.isEmpty())
        return std::nullopt;
    const QDateTime moment = QDateTime(*date, clock.time, Qt::UTC).addSecs(-offset);
    const QByteArray day = moment.date().toString(Qt::ISODate).toLatin1();
    if (form == MomentForm::Date && moment.time() == QTime(0, 0) && clock.fraction.isEmpty())
        return day;
    return day + ' ' + moment.time().toString(Qt::ISODate).toLatin1() + clock.fraction;
}

void appendNullFrame(QByteArray &into) { into.append("n|"); }

void appendFrame(QByteArray &into, QByteArrayView text)
{
    into.append('v');
    for (const char c : text) {
        if (c == '\\')
            into.append("\\b");
        else if (c == '|')
            into.append("\\p");
        else
            into.append(c);
    }
    into.append('|');
}

std::optional<QByteArray> framedText(QByteArrayView field)
{
    if (!field.startsWith('v'))
        return std::nullopt;
    return field.sliced(1).toByteArray().replace("\\p", "|").replace("\\b", "\\");
}

} // namespace sluice

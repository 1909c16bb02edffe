// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>

#include <optional>

namespace sluice {

/// One text for one value, whatever engine holds it: the form that SQLite's values are brought to here and that other
/// engines write by SQL (quality/difference). Pure.

/// Plain digits without an exponent, leading or trailing zeros or a negative zero: "-0.5", "100", "0". Nothing for what
/// is no decimal number or has more than 400 digits before or behind its point.
std::optional<QByteArray> plainNumber(QByteArrayView text);
/// The shortest digits that read back as this value, plain; "NaN", "Infinity", "-Infinity".
QByteArray plainNumber(double value);

enum class MomentForm { Date, Time, Timestamp };
/// "2026-11-28", "07:05:00.25", "2026-11-28 07:05:00": UTC where the text names an offset, a fraction without trailing
/// zeros. A date is the moment it begins; a timestamp that is midnight is a date. Nothing for any other text.
std::optional<QByteArray> momentText(QByteArrayView text, MomentForm form);

/// A frame of several values, of which no two different lists give the same: "n|" for NULL, else "v", the text with
/// "\\" as "\\b" and "|" as "\\p", and "|".
void appendNullFrame(QByteArray &into);
void appendFrame(QByteArray &into, QByteArrayView text);
/// What appendFrame() was given; nothing for NULL.
std::optional<QByteArray> framedText(QByteArrayView field);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <QDateTime>
#include <QString>

/// Text that came from outside (plans, warehouses, other people) made safe to show, and times made readable.
namespace sluice {

/// One line: line ends and control characters become blanks, bidirectional overrides are dropped, and the result stays
/// within maximum characters (with an ellipsis).
QString singleLine(const QString &text, qsizetype maximum = 500);
/// singleLine between a first-strong isolate and its end: right-to-left names do not turn the sentence around them.
QString isolated(const QString &text);
/// As a tooltip that can never be read as rich text.
QString plainToolTip(const QString &text);

/// "2 s ago", "in 4 h", "just now"; beyond a week the date.
QString relativeTime(const QDateTime &when, const QDateTime &now);
/// "2026-11-22 12:58:03 UTC+01:00" in the zone given by offset of local time.
QString absoluteTime(const QDateTime &when);
/// "2 s old"; empty for negative (unknown) ages.
QString ageText(Duration age);
/// 18204 -> "18 204" with narrow no-break spaces, the same in every language.
QString groupedNumber(qint64 number);
/// "3f9c…a1" of a long hex id; short ones stay.
QString shortId(const QString &id);

} // namespace sluice

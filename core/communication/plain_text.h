// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// Text of others (ledger entries, servers, plans) made safe to show as one line: control characters become spaces,
/// characters that reorder or hide text become U+FFFD, longer than `most` ends in an ellipsis.
QString plainLine(const QString &text, qsizetype most = 1'000);
/// The reason on record, as everybody is told it: charts, banner, change log and notifications show these very words.
QString whyLine(const QString &recorded);
/// As plainLine, but line feeds stay.
QString plainLines(const QString &text, qsizetype most = 20'000);

/// "orders-currency" -> "Orders currency"; ids of stages, gates and steps as words.
QString readableId(const QString &id);
/// 18204 -> "18 204", with narrow no-break spaces.
QString groupedDigits(qint64 number);
/// First letter large when the text begins with an ordinary word; names, paths and quotes stay as they are.
QString sentenceCase(const QString &text);

} // namespace sluice

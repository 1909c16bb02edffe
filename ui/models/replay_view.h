// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/replay_values.h"

#include <QStringList>

namespace sluice {

/// What a replay says of one query, in words.
struct ReplayRow
{
    enum class Tone { Same, Slower, Broken, Unknown, Left };
    Tone tone = Tone::Same;
    QString name;
    QString sql; ///< as it was run
    QString legacy; ///< "12.4 ms", the median; "failed"
    QString candidate;
    QString factor; ///< of the medians, "1.31×"; empty without both
    QString verdict; ///< "slower", "not replayed"
    QString losses; ///< what its plan loses on the candidate, in one line
    QStringList details; ///< p95 and runs of each branch, peak, losses with hints, why not
    friend bool operator==(const ReplayRow &, const ReplayRow &) = default;
};

/// Findings first, then what is fine, then what was not run.
QList<ReplayRow> replayRows(const Replay &replay);
/// "2 of 14 queries slower than 1.2× the legacy, 1 that the candidate does not answer, 3 not replayable".
QString replaySummary(const Replay &replay, double limit);
/// How it was measured, what was left out, and what else there is to say: a sentence each.
QStringList replayNotes(const Replay &replay);
QString replayProgressText(const ReplayProgress &progress, Duration elapsed);
/// One line a query, with every number; what a spreadsheet would take for a formula is defused. Pure.
QByteArray replayCsv(const Replay &replay);

} // namespace sluice

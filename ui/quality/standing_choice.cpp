// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/standing_choice.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Nothing is recorded of a check while it is well.
VerdictRecord overRecord(const Gate &gate)
{
    VerdictRecord record;
    record.gate = gate.id;
    record.title = gateTitle(gate);
    record.probe = probeName(gate.probe);
    record.verdict = Verdict::Collecting;
    record.detail = u"its alarm is over"_s;
    return record;
}

} // namespace

const StandingChecks *standingChoice(const WorkspaceSnapshot &snapshot, const QString &choice)
{
    const auto found = std::find_if(snapshot.checks.cbegin(), snapshot.checks.cend(),
        [&](const StandingChecks &checks) { return checksRun(checks.domain) == choice; });
    return found == snapshot.checks.cend() ? nullptr : &*found;
}

QMap<QString, VerdictRecord> standingVerdicts(
    const WorkspaceSnapshot &snapshot, const StandingChecks &checks, const MetricSeriesModel &shown)
{
    QMap<QString, VerdictRecord> verdicts;
    for (const Gate &gate : checks.gates) {
        const auto alarm = snapshot.checkAlarms.constFind(checkKey(checks.domain, gate.id));
        const int row = shown.rowOf(gate.id);
        if (alarm != snapshot.checkAlarms.cend())
            verdicts.insert(gate.id, alarm->record);
        else if (row >= 0 && shown.card(row).record)
            verdicts.insert(gate.id, overRecord(gate));
    }
    return verdicts;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"
#include "plan/standing_checks.h"
#include "quality/verdict_record.h"

namespace sluice {

/// As what the samples of a domain's standing checks are stored.
QString checksRun(const QString &domain); ///< "checks/finance"; no run and no plan has a '/' in its id
bool isChecksRun(const QString &id);
QString checksStage(); ///< "standing"

/// An alarm of a standing check that is not over.
struct CheckAlarm
{
    QString domain;
    QString title;
    QString connection;
    VerdictRecord record;
    QDateTime since;
};
/// By checkKey().
using CheckAlarms = QHash<QString, CheckAlarm>;
QString checkKey(const QString &domain, const QString &gate);

/// How the last alarm of a check ended, until it has another one.
struct CheckEnd
{
    QString domain;
    QString why;
    bool isWell = false; ///< else nobody asks for the check any more
};
/// By checkKey().
using CheckEnds = QHash<QString, CheckEnd>;

/// What one more entry says of them; others say nothing. An entry comes after those that were folded before.
void foldCheckAlarm(CheckAlarms &alarms, const Event &event);
void foldCheckEnd(CheckEnds &ends, const Event &event);

/// Breaches first, then the oldest.
QList<CheckAlarm> byUrgency(const CheckAlarms &alarms);

/// What the ledger's entries say, the newest of each check. Fails as the ledger does.
Result<CheckAlarms> readCheckAlarms(Ledger &ledger);

/// The entry for a check that is not well, or not well in another way than before.
NewEvent raisedEvent(const StandingChecks &checks, const VerdictRecord &record, const QString &was);
/// The entry for one that is over: healthy again, or no longer asked for.
NewEvent clearedEvent(const CheckAlarm &alarm, const QString &why, bool isEnded);

} // namespace sluice

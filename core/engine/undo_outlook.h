// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace sluice {

/// From good to bad. Unknown: it could not be looked at, which is never taken for possible. Impossible: something that
/// the undo takes back or relies on is not there as it was recorded.
enum class WayBack { Possible, LosesRows, Unknown, Impossible };
QString wayBackName(WayBack way); ///< "loses_rows"
std::optional<WayBack> wayBackFromName(const QString &name);

/// What a rollback to the start would meet in the target, as a runner found it last. A value.
struct UndoOutlook
{
    WayBack way = WayBack::Possible;
    QString why; ///< every reason, one sentence; empty when it is possible
    qint64 rowsLost = 0; ///< that no quarantine keeps, as far as they could be counted
    QStringList steps; ///< that stand in the way, in the order in which they are undone
    QDateTime since; ///< of the record

    /// Adds a finding; the worst of all decides.
    void add(WayBack found, const QString &step, const QString &reason);
    friend bool operator==(const UndoOutlook &, const UndoOutlook &) = default;
};

/// Whether a person must learn of it: another state, other steps, or rows of another order of magnitude. A busy table
/// changes its count all the time, and texts of errors differ from look to look; neither is an alarm of its own.
bool isNews(const UndoOutlook &known, const UndoOutlook &now);

/// One sentence for alarms and the change log: "Cannot be rolled back as recorded: …".
QString outlookText(const UndoOutlook &outlook);

QJsonObject toJson(const UndoOutlook &outlook);
UndoOutlook undoOutlookFromJson(const QJsonObject &json); ///< a state that is not known here is Unknown

} // namespace sluice

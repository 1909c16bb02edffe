// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/mapping_reader.h"
#include "plan/plan.h"

#include <QSet>

#include <functional>

namespace sluice {

/// Private to core/plan: what all parts of the plan reader share during one reading.
struct ReadContext {
    PlanFindings &findings;
    /// Loads a file below the workspace. Empty when a canonical form is read: there texts stand beside their file names.
    std::function<Result<QString>(const QString &)> loadText;
    PlanDefaults defaults;
    qsizetype inlinedBytes = 0; ///< of all files so far; bounded
    /// Ids of gates, and paths of stages, of which something could not be read: the validator must not call a reference
    /// to them dangling, or a stage empty, for that.
    QSet<QString> unreadGates;
    QSet<QString> thinnedStages;

    bool isCanonical() const { return !loadText; }
};

/// SQL under textKey, or in the file that fileKey names; exactly one of them (in a canonical form both).
SqlText readSql(MappingReader &reader, QLatin1String textKey, QLatin1String fileKey, Need need, ReadContext &context);

/// One statement an entry: a text, a list of texts and {sql: …} or {sql_file: …} entries, or fileKey with one file or a list.
QList<SqlText> readSqlList(MappingReader &reader, QLatin1String textKey, QLatin1String fileKey, Need need, ReadContext &context);

/// The text of a file named at path; a finding and an empty text when it cannot be had.
QString loadReferencedText(const QString &file, const QString &path, ReadContext &context);

/// One step of stages[i].steps; nullopt when its op is unknown or not built (then said in findings).
std::optional<Step> readStep(const YamlNode &node, const QString &path, ReadContext &context);

/// One gate; nullopt likewise for its probe. onBreach is the stage's.
std::optional<Gate> readGate(const YamlNode &node, const QString &path, BreachAction onBreach, ReadContext &context);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace sluice {

/// What a query that readers ask answers before the rollout, and when it has run to its end.
struct ReadersQuestion
{
    QString sql;
    QString as; ///< role; empty: whoever connects
    QString before;
    QString after;
};

/// What a scenario promises on one engine.
struct ScenarioPromise
{
    QString result; ///< "EXACT"
    QStringList exceptions; ///< one pattern for each line of the proof, in any order
    QStringList
        differences; ///< one pattern for each line in which the schema then differs from one that was never touched
    QStringList keptRows; ///< relations beside those before, by pattern
    QString until; ///< stage after which the rollout goes back; empty: the last
    QString noReturn; ///< what a rollback answers once every stage has run; empty: that is not tried
    QString window; ///< instead of the plan's rollback window, for what waits until it closed; empty: the plan's
    QList<ReadersQuestion> readers;
};

/// One folder of tests/data/scenarios. expect.json says what it promises; the engine's files lie beside it:
/// setup.<engine>.sql, and where rows come between forward and back meanwhile.<engine>.sql, with control.<engine>.sql
/// for what the same writers write to a warehouse without the rollout, when that is another statement.
class Scenario
{
public:
    /// Ends the process when the folder cannot be read.
    explicit Scenario(const QString &folder);
    /// Every folder, sorted.
    static QList<Scenario> all();

    QString name() const { return m_name; } ///< "01-rename-column"
    int number() const; ///< of the list that the scenarios come from
    QString missing() const; ///< part of the change that no op expresses; empty: none
    bool hasPlan(Engine engine) const;
    std::optional<ScenarioPromise> promise(Engine engine) const;
    /// Why the engine is left out; empty: it is not.
    QString leftOut(Engine engine) const;

    QString planId() const;
    QString planFile(Engine engine) const;
    QString text(const QString &kind, Engine engine) const; ///< "setup": the file's text, empty when there is none
    QString path(const QString &file) const;

private:
    QString m_folder;
    QString m_name;
    QJsonObject m_expect;
};

QString engineWord(Engine engine); ///< "postgresql", "sqlite"

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"
#include "plan/plan.h"

/// Private to core/quality: the spellings that probes' SQL is made of.
namespace sluice {

/// What differs between the engines; everything else is the same SQL.
struct ProbeDialect {
    Engine engine;

    bool isPostgres() const { return engine == Engine::Postgresql; }
    bool isMariadb() const { return engine == Engine::Mariadb; }
    /// Qualified, so that it can only ever be that table's column.
    QString column(const RelationName &table, const QString &name) const;
    QString relation(const RelationName &table) const;
    QString real(const QString &expression) const;
    QString countIf(const QString &condition) const;
    /// A sum of counts as a whole number; MariaDB's is a decimal otherwise.
    QString wholeSum(const QString &column) const;
    /// To group by in place of a column: never puts together what the engine's collation calls equal.
    QString bytesOf(const QString &column) const;
    /// The target's clock, epoch seconds.
    QString clock() const;
    /// Epoch seconds of a time. SQLite keeps times as ISO text or as epoch seconds; other text is no time, so NULL.
    QString epoch(const QString &expression) const;
    QString newest(const QString &column) const; ///< epoch seconds of the newest of them
    /// Rows not older than the window. The date on the left side alone spares SQLite the conversion of old rows.
    QString isWithin(const QString &column, Duration window) const;
};

/// Plan text goes on lines of its own, so that a trailing comment cannot swallow what follows.
QString probeCondition(const QString &sql);
QString probeWhere(const QString &where); ///< " WHERE (…)", or nothing

} // namespace sluice

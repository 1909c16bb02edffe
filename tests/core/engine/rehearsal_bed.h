// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/rehearsal.h"
#include "support/test_database.h"

namespace sluice {

/// Production on one engine with orders, a view over them and a candidate, and what a plan on it is rehearsed on: its
/// own file, or an idle copy beside it.
class RehearsalBed
{
public:
    explicit RehearsalBed(const TestTarget &target);
    ~RehearsalBed();

    /// The stages of the plan; @ before a relation stands for the schema.
    void usePlan(const QString &stages);
    RehearsalOrder order();
    Result<Certificate> rehearse() { return sluice::rehearse(order()); }
    /// Schema, rows and Sluice's own tables of production, as text.
    QString production() const;
    QString source() const; ///< the same of what is copied
    /// Copies that are there now, with whatever belongs to them.
    QStringList copies() const;
    const TestDatabase &database() const { return m_database; }
    const ConnectionProfile &sourceProfile() const { return m_source; }
    QString q(QString text) const { return text.replace(u'@', m_prefix); }
    Engine engine() const { return m_database.engine(); }

    QStringList said; ///< lines for people

private:
    void makeMariadbCopy(const QString &script) const;
    QString contentOf(const ConnectionProfile &profile) const;

    TestDatabase m_database;
    const QString m_prefix;
    ConnectionProfile m_source;
    SystemClock m_clock;
    PlanBundle m_bundle;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger_fixture.h"
#include "support/postgres_cluster.h"

namespace sluice {

/// One fresh ledger on one engine, opened by several people. In PostgreSQL each has an own login with a group role; in
/// a file the name is all there is. Failures end the test process.
class LedgerBed
{
public:
    explicit LedgerBed(Engine engine);
    ~LedgerBed();

    /// role: the group role of the login, without "sluice_".
    std::unique_ptr<Ledger> open(
        const QString &who = QStringLiteral("operator_1"), const QString &role = QStringLiteral("operator")) const;
    Result<std::unique_ptr<Ledger>> tryOpen(const QString &who) const;
    /// Somebody who does not go through the ledger: whoever has the file, or the server's superuser.
    std::unique_ptr<SqlSession> openRaw() const;
    /// The table's name: "event", "head", "plan" or "lease".
    QString table(const QString &name) const
    {
        return (isPostgres() ? QStringLiteral("sluice_ledger.") : QStringLiteral("ledger_")) + name;
    }
    bool isPostgres() const { return m_engine == Engine::Postgresql; }
    const ConnectionProfile &profile() const { return m_profile; }

    /// PostgreSQL; empty role: one that has nothing to do with the ledger.
    void makeLogin(const QString &who, const QString &role) const;
    void dropSeatBelts() const;
    /// The lease on target has run out.
    void letExpire(const QString &target);
    /// The process that holds the lease on target is gone.
    void killHolder(const QString &target) const;
    /// A moment passes on the ledger's clock.
    void letPass();

private:
    const Engine m_engine;
    LedgerFixture m_fixture;
    ConnectionProfile m_profile;
};

/// Rows "sqlite" and "postgresql" of column "engine".
void eachEngine();

} // namespace sluice

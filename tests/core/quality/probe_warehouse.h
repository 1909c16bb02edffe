// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe.h"
#include "support/test_database.h"

namespace sluice {

/// An empty warehouse that probes are run against, on one engine or over ODBC, and its spellings of what differs.
class ProbeWarehouse
{
public:
    explicit ProbeWarehouse(const TestTarget &target)
        : m_database(target.engine, target.behindOdbc)
    {
    }

    static QList<std::pair<QByteArray, TestTarget>> targets();
    static void addTargetRows(); ///< one row a target with one column "target"

    Engine engine() const { return m_database.engine(); } ///< whose SQL it speaks
    const TestDatabase &database() const { return m_database; }
    QString q(const QString &name) const; ///< quoted
    QString timeType() const; ///< an exact timestamp in UTC
    QString ago(int seconds) const; ///< the moment that many seconds ago; below zero in the future
    /// Runs statements in which {time} is timeType() and [name] a quoted name.
    void run(const QString &script) const;

    Result<ProbeQuery> compile(const Gate &gate) const { return compileProbe(m_database.profile(), gate); }
    /// On a fresh probe session; a refused gate is a sample of class Error.
    Sample sample(const Gate &gate, const QDateTime &now) const;

private:
    TestDatabase m_database;
};

Gate probeGate(const ProbeSpec &probe);

} // namespace sluice

Q_DECLARE_METATYPE(sluice::TestTarget)

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "probe_warehouse.h"

#include "sql/sql_quoting.h"

#include <QRegularExpression>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

QList<std::pair<QByteArray, TestTarget>> ProbeWarehouse::targets()
{
    return { { "sqlite", Engine::Sqlite }, { "postgresql", Engine::Postgresql }, { "mariadb", Engine::Mariadb },
        { "odbc sqlite", { Engine::Odbc, SqlKin::Sqlite } },
        { "odbc postgresql", { Engine::Odbc, SqlKin::Postgresql } } };
}

void ProbeWarehouse::addTargetRows()
{
    QTest::addColumn<TestTarget>("target");
    for (const auto &[name, target] : targets())
        QTest::newRow(name.constData()) << target;
}

QString ProbeWarehouse::q(const QString &name) const { return quoteIdentifier(engine(), name); }

QString ProbeWarehouse::timeType() const
{
    return engine() == Engine::Postgresql ? u"timestamptz"_s
        : engine() == Engine::Mariadb     ? u"datetime(6)"_s
                                          : u"text"_s;
}

QString ProbeWarehouse::ago(int seconds) const
{
    switch (engine()) {
    case Engine::Postgresql:
        return u"now() - interval '%1 seconds'"_s.arg(seconds);
    case Engine::Mariadb:
        return u"UTC_TIMESTAMP(6) - INTERVAL %1 SECOND"_s.arg(seconds);
    default:
        return u"datetime('now', '%1 seconds')"_s.arg(-seconds);
    }
}

void ProbeWarehouse::run(const QString &script) const
{
    static const QRegularExpression name(u"\\[([^\\]]+)\\]"_s);
    QString text = script;
    text.replace(u"{time}"_s, timeType());
    qsizetype from = 0;
    for (QRegularExpressionMatch match = name.match(text); match.hasMatch(); match = name.match(text, from)) {
        const QString quoted = q(match.captured(1));
        text.replace(match.capturedStart(), match.capturedLength(), quoted);
        from = match.capturedStart() + quoted.size();
    }
    m_database.run(text);
}

Sample ProbeWarehouse::sample(const Gate &gate, const QDateTime &now) const
{
    const auto query = compile(gate);
    if (!query) {
        Sample refused;
        refused.sampleClass = SampleClass::Error;
        refused.detail = query.error().what;
        return refused;
    }
    auto session = m_database.open(SessionRole::Probe);
    return runProbe(*session, gate, *query, Branch::Live, now);
}

Gate probeGate(const ProbeSpec &probe)
{
    Gate gate;
    gate.id = u"gate"_s;
    gate.probe = probe;
    gate.timeout = 10s;
    return gate;
}

} // namespace sluice

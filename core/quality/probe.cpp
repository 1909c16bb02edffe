// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe.h"

#include "base/digest.h"
#include "quality/probe_sql.h"
#include "quality/tests_probe.h"
#include "sql/sql_classifier.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Plan text must read and nothing else; where says whose it is when the parser knows no better.
Result<void> checkReading(Engine engine, const QString &sql, const QString &where)
{
    auto check = checkReadOnlyStatement(engine, sql);
    if (check)
        return {};
    Error error = check.error();
    error.where = error.where.isEmpty() ? where : where + u", "_s + error.where;
    return fail(error);
}

Result<void> checkTests(Engine engine, const TestsProbe &probe, const QStringList &statements, const QString &gate)
{
    for (qsizetype i = 0; i < probe.tests.size(); ++i) {
        const QString where = u"%1, test %2"_s.arg(gate, probe.tests[i].name);
        SLUICE_CHECK(checkReading(engine, probe.tests[i].query.text, where));
        SLUICE_CHECK(checkReading(engine, statements[i], where));
    }
    return {};
}

} // namespace

Result<ProbeQuery> compileProbe(const ConnectionProfile &profile, const Gate &gate)
{
    if (profile.engine == Engine::Odbc && std::holds_alternative<FidelityProbe>(gate.probe))
        return fail(ErrorCode::NotSupported, u"fidelity is not measured over ODBC by this version of Sluice"_s,
            u"gate %1, connection %2"_s.arg(gate.id, profile.name), u"use a connection of the engine's own driver"_s);
    const std::optional<Error> refused = unsupportedTarget(profile);
    if (!refused || !profile.service)
        return compileProbe(sqlEngine(profile), gate);
    return fail(refused->code, u"probes on %1 are not supported by this version of Sluice: its profile is unproven"_s.arg(profile.service->title),
        u"gate %1, connection %2"_s.arg(gate.id, profile.name), refused->next);
}

Result<ProbeQuery> compileProbe(Engine engine, const Gate &gate)
{
    if (engine == Engine::Odbc)
        return fail(ErrorCode::NotSupported, u"probes know no SQL for what stands behind this ODBC connection"_s, u"gate "_s + gate.id,
            u"use postgresql, mariadb or sqlite, or ODBC to one of the first and last"_s);
    if (readsFile(gate.probe))
        return fail(ErrorCode::NotSupported, u"%1 reads a file, and no engine's SQL"_s.arg(probeName(gate.probe)), u"gate "_s + gate.id);
    const ProbeDialect dialect { engine };
    ProbeQuery query;
    query.sql = std::visit([&](const auto &probe) { return probeSql(dialect, probe, gate); }, gate.probe);
    if (query.sql.isEmpty())
        return fail(ErrorCode::NotSupported, u"%1 has no statistics for %2"_s.arg(engineName(engine), probeName(gate.probe)), u"gate "_s + gate.id,
            u"measure it with a probe 'sql', or leave the gate out"_s);
    const auto *timed = std::get_if<QueryLatencyProbe>(&gate.probe);
    query.isTimed = timed != nullptr;
    if (const auto *tests = std::get_if<TestsProbe>(&gate.probe)) {
        query.tests = testStatements(dialect, *tests);
        SLUICE_CHECK(checkTests(engine, *tests, query.tests, u"gate "_s + gate.id));
    } else if (!std::holds_alternative<FidelityProbe>(gate.probe)) { // Execution really happens in both cases: what is timed must read and nothing else.
        SLUICE_CHECK(checkReading(engine, timed ? timed->query.text : query.sql, u"gate "_s + gate.id));
    }
    query.digest = sha256Hex(query.sql.toUtf8());
    return query;
}

} // namespace sluice

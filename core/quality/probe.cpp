// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe.h"

#include "base/digest.h"
#include "quality/probe_sql.h"
#include "sql/sql_classifier.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<ProbeQuery> compileProbe(const ConnectionProfile &profile, const Gate &gate)
{
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
    const ProbeDialect dialect { engine };
    ProbeQuery query;
    query.sql = std::visit([&](const auto &probe) { return probeSql(dialect, probe, gate); }, gate.probe);
    if (query.sql.isEmpty())
        return fail(ErrorCode::NotSupported, u"%1 has no statistics for %2"_s.arg(engineName(engine), probeName(gate.probe)), u"gate "_s + gate.id,
            u"measure it with a probe 'sql', or leave the gate out"_s);
    const auto *timed = std::get_if<QueryLatencyProbe>(&gate.probe);
    query.isTimed = timed != nullptr;
    // Execution really happens in both cases: what is timed must read and nothing else.
    if (auto check = checkReadOnlyStatement(engine, timed ? timed->query.text : query.sql); !check) {
        Error error = check.error();
        error.where = error.where.isEmpty() ? u"gate "_s + gate.id : u"gate %1, %2"_s.arg(gate.id, error.where);
        return fail(error);
    }
    query.digest = sha256Hex(query.sql.toUtf8());
    return query;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_classifier.h"

#include "sql/postgres_parser.h"

#include <QHash>
#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Functions that act outside the transaction or change the session under our feet.
const QSet<QString> &actingFunctions()
{
    static const QSet<QString> names { u"set_config"_s, u"dblink"_s, u"dblink_exec"_s, u"dblink_connect"_s, u"dblink_connect_u"_s,
        u"dblink_send_query"_s, u"dblink_open"_s, u"pg_advisory_lock"_s, u"pg_advisory_lock_shared"_s, u"pg_advisory_unlock"_s,
        u"pg_advisory_unlock_all"_s, u"pg_advisory_unlock_shared"_s, u"pg_try_advisory_lock"_s, u"pg_try_advisory_lock_shared"_s,
        u"pg_cancel_backend"_s, u"pg_terminate_backend"_s, u"pg_reload_conf"_s, u"pg_rotate_logfile"_s, u"pg_promote"_s, u"pg_switch_wal"_s,
        u"pg_create_restore_point"_s, u"pg_create_physical_replication_slot"_s, u"pg_create_logical_replication_slot"_s,
        u"pg_drop_replication_slot"_s, u"pg_read_file"_s, u"pg_read_binary_file"_s, u"pg_ls_dir"_s, u"pg_file_write"_s, u"pg_file_unlink"_s,
        u"pg_file_rename"_s, u"lo_import"_s, u"lo_export"_s, u"query_to_xml"_s, u"query_to_xml_and_xmlschema"_s, u"cursor_to_xml"_s };
    return names;
}

/// Functions that write inside the transaction: harmless in a step, not in a probe.
const QSet<QString> &writingFunctions()
{
    static const QSet<QString> names { u"nextval"_s, u"setval"_s, u"pg_notify"_s, u"lo_create"_s, u"lo_creat"_s, u"lo_unlink"_s, u"lo_put"_s,
        u"lo_from_bytea"_s, u"lowrite"_s, u"lo_truncate"_s, u"pg_advisory_xact_lock"_s, u"pg_advisory_xact_lock_shared"_s,
        u"pg_try_advisory_xact_lock"_s, u"pg_logical_emit_message"_s, u"pg_stat_reset"_s, u"pg_stat_statements_reset"_s,
        u"pg_replication_origin_advance"_s, u"pg_import_system_collations"_s };
    return names;
}

const QHash<QString, QString> &refusedStatements()
{
    static const QString owned = u"the transaction belongs to Sluice"_s;
    static const QString outside = u"it cannot run inside a transaction"_s;
    static const QString session = u"it would change the session for later steps"_s;
    static const QHash<QString, QString> reasons { { u"TransactionStmt"_s, u"transaction control: "_s + owned },
        { u"DiscardStmt"_s, u"DISCARD: "_s + session }, { u"PrepareStmt"_s, u"PREPARE: "_s + session },
        { u"ExecuteStmt"_s, u"EXECUTE: what it runs cannot be checked"_s }, { u"DeallocateStmt"_s, u"DEALLOCATE: "_s + session },
        { u"DeclareCursorStmt"_s, u"DECLARE CURSOR: "_s + session }, { u"FetchStmt"_s, u"FETCH: "_s + session },
        { u"ClosePortalStmt"_s, u"CLOSE: "_s + session }, { u"ListenStmt"_s, u"LISTEN: "_s + session },
        { u"UnlistenStmt"_s, u"UNLISTEN: "_s + session }, { u"LoadStmt"_s, u"LOAD: "_s + session },
        { u"ConstraintsSetStmt"_s, u"SET CONSTRAINTS: "_s + session }, { u"CheckPointStmt"_s, u"CHECKPOINT acts on the whole server"_s },
        { u"CreatedbStmt"_s, u"CREATE DATABASE: "_s + outside }, { u"DropdbStmt"_s, u"DROP DATABASE: "_s + outside },
        { u"AlterSystemStmt"_s, u"ALTER SYSTEM: "_s + outside }, { u"CreateTableSpaceStmt"_s, u"CREATE TABLESPACE: "_s + outside },
        { u"DropTableSpaceStmt"_s, u"DROP TABLESPACE: "_s + outside }, { u"CreateSubscriptionStmt"_s, u"CREATE SUBSCRIPTION: "_s + outside },
        { u"AlterSubscriptionStmt"_s, u"ALTER SUBSCRIPTION: "_s + outside }, { u"DropSubscriptionStmt"_s, u"DROP SUBSCRIPTION: "_s + outside },
        { u"ExplainStmt"_s, u"EXPLAIN has no effect that a step could prove"_s } };
    return reasons;
}

QString optionText(const QJsonObject &node, const QString &name)
{
    const QJsonArray options = node[node.contains(u"options"_s) ? u"options"_s : u"args"_s].toArray();
    for (const QJsonValue &option : options) {
        const QJsonValue element = option[u"DefElem"_s];
        if (element[u"defname"_s].toString() != name)
            continue;
        const QJsonValue argument = element[u"arg"_s];
        const QStringList parts = parseTreeNames(argument);
        return parts.isEmpty() ? argument[u"String"_s][u"sval"_s].toString() : parts.first();
    }
    return {};
}

bool hasOption(const QJsonValue &list, const QString &name)
{
    const QJsonArray array = list.toArray();
    return std::ranges::any_of(array, [&](const QJsonValue &item) { return item[u"DefElem"_s][u"defname"_s].toString() == name; });
}

/// Only settings that end with the transaction and change speed alone.
bool isHarmlessSetting(const QJsonObject &node)
{
    static const QSet<QString> tuning { u"work_mem"_s, u"maintenance_work_mem"_s, u"temp_buffers"_s, u"max_parallel_workers_per_gather"_s,
        u"max_parallel_maintenance_workers"_s, u"jit"_s, u"effective_io_concurrency"_s, u"maintenance_io_concurrency"_s };
    const QString name = node[u"name"_s].toString().toLower();
    return node[u"is_local"_s].toBool() && (tuning.contains(name) || name.startsWith(u"enable_"_s));
}

QString refusedSetting(const QJsonObject &node)
{
    if (isHarmlessSetting(node))
        return {};
    const QString name = node[u"name"_s].toString().toUpper();
    return node[u"kind"_s].toString().startsWith(u"VAR_RESET") ? u"RESET %1: session settings belong to Sluice"_s.arg(name)
                                                             : u"SET %1: session settings belong to Sluice"_s.arg(name);
}

/// A password in clear text would stay in the server's log and in the ledger.
QString refusedRole(const QJsonObject &node)
{
    const QString password = optionText(node, u"password"_s);
    const bool isHashed = password.isEmpty() || password.startsWith(u"SCRAM-SHA-256$") || password.startsWith(u"md5");
    return isHashed ? QString() : u"a password in clear text: only a hashed verifier may be stated"_s;
}

QString refusedBody(const QString &key, const QJsonObject &node)
{
    QString language = optionText(node, u"language"_s).toLower();
    if (language.isEmpty() && key == u"DoStmt")
        language = u"plpgsql"_s;
    if (key == u"DoStmt" && language != u"plpgsql" && language != u"sql")
        return u"a DO block in %1, which cannot be checked"_s.arg(language);
    return forbiddenInBody(language, optionText(node, u"as"_s));
}

/// Why this statement may not be a step, looking at its own node alone.
QString refusedStatement(const QString &key, const QJsonObject &node)
{
    if (const auto known = refusedStatements().constFind(key); known != refusedStatements().constEnd())
        return *known;
    if (key == u"VariableSetStmt")
        return refusedSetting(node);
    if (key == u"VacuumStmt" && node[u"is_vacuumcmd"_s].toBool())
        return u"VACUUM: it cannot run inside a transaction"_s;
    if (key == u"IndexStmt" && node[u"concurrent"_s].toBool())
        return u"CREATE INDEX CONCURRENTLY: it cannot run inside a transaction; use the create_index op"_s;
    if (key == u"DropStmt" && node[u"concurrent"_s].toBool())
        return u"DROP INDEX CONCURRENTLY: it cannot run inside a transaction"_s;
    if (key == u"ReindexStmt" && (hasOption(node[u"params"_s], u"concurrently"_s) || !node.contains(u"relation"_s)))
        return u"REINDEX of this kind cannot run inside a transaction"_s;
    if (key == u"ClusterStmt" && !node.contains(u"relation"_s))
        return u"CLUSTER of all tables cannot run inside a transaction"_s;
    if (key == u"PartitionCmd" && node[u"concurrent"_s].toBool())
        return u"DETACH PARTITION CONCURRENTLY: it cannot run inside a transaction"_s;
    if (key == u"AlterDatabaseStmt" && hasOption(node[u"options"_s], u"tablespace"_s))
        return u"ALTER DATABASE SET TABLESPACE: it cannot run inside a transaction"_s;
    if (key == u"CopyStmt") {
        return node[u"is_program"_s].toBool() ? u"COPY PROGRAM runs a program on the server"_s
            : !node.contains(u"filename"_s)   ? u"COPY from or to the client has no data here"_s
            : !node[u"is_from"_s].toBool()    ? u"COPY TO writes a file on the server"_s
                                              : QString();
    }
    if (key == u"CreateRoleStmt" || key == u"AlterRoleStmt")
        return refusedRole(node);
    if (key == u"DoStmt" || key == u"CreateFunctionStmt")
        return refusedBody(key, node);
    return {};
}

QString refusedCall(const QJsonObject &call, bool readOnly)
{
    const QStringList names = parseTreeNames(call[u"funcname"_s]);
    const QString name = names.isEmpty() ? QString() : names.last().toLower();
    if (actingFunctions().contains(name))
        return u"%1() acts outside the transaction or changes the session"_s.arg(name);
    if (readOnly && writingFunctions().contains(name))
        return u"%1() writes"_s.arg(name);
    return {};
}

QString refusedInRead(const QString &key, const QJsonObject &node)
{
    static const QHash<QString, QString> writers { { u"InsertStmt"_s, u"INSERT writes"_s }, { u"UpdateStmt"_s, u"UPDATE writes"_s },
        { u"DeleteStmt"_s, u"DELETE writes"_s }, { u"MergeStmt"_s, u"MERGE writes"_s }, { u"intoClause"_s, u"SELECT INTO creates a table"_s },
        { u"LockingClause"_s, u"FOR UPDATE or FOR SHARE locks rows"_s } };
    if (const auto known = writers.constFind(key); known != writers.constEnd())
        return *known;
    return key == u"FuncCall" ? refusedCall(node, true) : QString();
}

template <class Judge>
QString firstReason(const QJsonValue &tree, Judge judge)
{
    QString reason;
    visitParseTree(tree, [&](const QString &key, const QJsonObject &node) {
        if (reason.isEmpty())
            reason = judge(key, node);
    });
    return reason;
}

/// SET clauses of CREATE FUNCTION are part of the function, unless they hand out another identity.
QString refusedInStep(const QString &key, const QJsonObject &node, bool isFunction)
{
    if (key == u"FuncCall")
        return refusedCall(node, false);
    if (isFunction && key == u"VariableSetStmt") {
        const QString name = node[u"name"_s].toString().toLower();
        return name == u"role" || name == u"session_authorization" ? u"a function that sets %1"_s.arg(name) : QString();
    }
    return refusedStatement(key, node);
}

QString refusedTree(const QJsonValue &statement)
{
    const bool isFunction = statement.toObject().contains(u"CreateFunctionStmt"_s) || statement.toObject().contains(u"AlterFunctionStmt"_s)
        || statement.toObject().contains(u"AlterRoleSetStmt"_s) || statement.toObject().contains(u"AlterDatabaseSetStmt"_s);
    return firstReason(statement, [&](const QString &key, const QJsonObject &node) { return refusedInStep(key, node, isFunction); });
}

Result<QJsonValue> onlyStatement(const QString &sql)
{
    SLUICE_TRY(const QJsonArray statements, parsePostgres(sql));
    if (statements.isEmpty())
        return fail(ErrorCode::InvalidPlan, u"there is no statement in the SQL text"_s);
    if (statements.size() > 1)
        return fail(ErrorCode::InvalidPlan, u"%1 statements where one is expected"_s.arg(statements.size()));
    return statements[0][u"stmt"_s];
}

} // namespace

QString refusedSqlBody(const QString &body)
{
    const Result<QJsonArray> statements = parsePostgres(body);
    if (!statements)
        return u"a function body that cannot be parsed: "_s + statements.error().what;
    for (const QJsonValue &statement : *statements) {
        if (const QString reason = refusedTree(statement[u"stmt"_s]); !reason.isEmpty())
            return reason;
    }
    return {};
}

Result<void> checkPostgresStep(const QString &sql)
{
    SLUICE_TRY(const QJsonValue statement, onlyStatement(sql));
    if (const QString reason = refusedTree(statement); !reason.isEmpty())
        return fail(ErrorCode::Refused, u"a step may not hold "_s + reason);
    return {};
}

Result<void> checkPostgresReadOnly(const QString &sql)
{
    SLUICE_TRY(const QJsonValue statement, onlyStatement(sql));
    if (!statement.toObject().contains(u"SelectStmt"_s))
        return fail(ErrorCode::Refused, u"only a SELECT, VALUES or WITH … SELECT may stand here"_s);
    if (const QString reason = firstReason(statement, refusedInRead); !reason.isEmpty())
        return fail(ErrorCode::Refused, u"a reading statement may not write: "_s + reason);
    return {};
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/odbc_services.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

OdbcService postgresService()
{
    OdbcService service;
    service.name = u"postgresql"_s;
    service.title = u"PostgreSQL"_s;
    service.driver = u"PostgreSQL Unicode"_s;
    service.keywords = { { u"Server"_s, u"{host}"_s }, { u"Port"_s, u"{port}"_s }, { u"Database"_s, u"{database}"_s },
        { u"UID"_s, u"{user}"_s }, { u"PWD"_s, u"{password}"_s }, { u"SSLmode"_s, u"{tls}"_s },
        { u"Protocol"_s, u"7.4-0"_s }, { u"BoolsAsChar"_s, u"0"_s }, { u"ByteaAsLongVarBinary"_s, u"1"_s },
        { u"UseDeclareFetch"_s, u"0"_s }, { u"Debug"_s, u"0"_s }, { u"CommLog"_s, u"0"_s },
        { u"KeepaliveTime"_s, u"10"_s }, { u"KeepaliveInterval"_s, u"5"_s },
        { u"pqopt"_s, u"{passfile=/dev/null/none gssencmode=disable tcp_user_timeout=20000}"_s } };
    service.pins = { u"SET application_name = {application}"_s, u"SET search_path = public, pg_temp"_s,
        u"SET TimeZone = 'UTC'"_s, u"SET DateStyle = 'ISO, YMD'"_s, u"SET standard_conforming_strings = on"_s,
        u"SET extra_float_digits = 1"_s };
    service.readOnlyPins = { u"SET default_transaction_read_only = on"_s };
    service.statementTimeout = u"SET statement_timeout = {ms}"_s;
    service.lockTimeout = u"SET lock_timeout = {ms}"_s;
    service.begin = u"BEGIN"_s;
    service.beginReadOnly = u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s;
    service.kin = SqlKin::Postgresql;
    service.bytesLiteral = u"'\\x{hex}'::bytea"_s;
    service.trueLiteral = u"TRUE"_s;
    service.falseLiteral = u"FALSE"_s;
    service.exactTime = u"CAST({value} AS text)"_s;
    return service;
}

OdbcService sqliteService()
{
    OdbcService service;
    service.name = u"sqlite"_s;
    service.title = u"SQLite"_s;
    service.driver = u"SQLite3"_s;
    service.keywords = { { u"Database"_s, u"{database}"_s }, { u"NoCreat"_s, u"1"_s }, { u"StepAPI"_s, u"1"_s },
        { u"FKSupport"_s, u"1"_s }, { u"Timeout"_s, u"1"_s } };
    service.isFile = true;
    service.isWide = false;
    service.pins = { u"PRAGMA foreign_keys = ON"_s, u"PRAGMA cell_size_check = ON"_s };
    service.readOnlyPins = { u"PRAGMA query_only = ON"_s };
    service.retriesLocks = true;
    service.begin = u"BEGIN IMMEDIATE"_s;
    service.beginReadOnly = u"BEGIN DEFERRED"_s;
    service.kin = SqlKin::Sqlite;
    service.bytesLiteral = u"X'{hex}'"_s;
    service.trueLiteral = u"1"_s;
    service.falseLiteral = u"0"_s;
    service.exactLiteral = u"quote({value})"_s;
    return service;
}

} // namespace

std::shared_ptr<const OdbcService> testService(SqlKin kin)
{
    static const auto postgresql = std::make_shared<const OdbcService>(postgresService());
    static const auto sqlite = std::make_shared<const OdbcService>(sqliteService());
    return kin == SqlKin::Postgresql ? postgresql : sqlite;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/odbc_statement.h"

#include "sql/sql_classifier.h"

#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The settings of a SQLite file that enrolment and fingerprint look at; the log is the file's own, not the session's.
bool isOwnPragma(const QString &sql)
{
    static const QSet<QString> known { u"database_list"_s, u"journal_mode"_s, u"journal_mode = WAL"_s,
        u"user_version"_s, u"application_id"_s, u"encoding"_s, u"page_count"_s, u"page_size"_s };
    return sql.startsWith(u"PRAGMA ") && known.contains(sql.sliced(7));
}

/// What SQLite's driver takes without an error and does not do, or does without giving the rows.
QString whyLost(const QString &sql, const QString &word)
{
    if (word == u"WITH" && !checkReadOnlyStatement(Engine::Sqlite, sql))
        return u"SQLite's ODBC driver does not run WITH before a writing statement: write INSERT INTO … WITH …"_s;
    static const QSet<QString> writing { u"INSERT"_s, u"REPLACE"_s, u"UPDATE"_s, u"DELETE"_s };
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(Engine::Sqlite));
    const bool returns = writing.contains(word) && std::ranges::any_of(tokens, [&sql](const SqlToken &token) {
        return token.kind == SqlTokenKind::Word && token.in(sql).compare(u"RETURNING", Qt::CaseInsensitive) == 0;
    });
    return returns ? u"SQLite's ODBC driver gives no rows of RETURNING: read them with a SELECT"_s : QString();
}

} // namespace

Engine kinEngine(SqlKin kin)
{
    switch (kin) {
    case SqlKin::Unchecked:
        return Engine::Odbc;
    case SqlKin::Postgresql:
        return Engine::Postgresql;
    case SqlKin::Sqlite:
        return Engine::Sqlite;
    }
    Q_UNREACHABLE();
}

SqlLexis odbcLexis(const OdbcService &service) { return SqlLexis::of(kinEngine(service.kin)); }

QString firstWord(const OdbcService &service, const QString &sql)
{
    const QList<SqlToken> tokens = tokenizeSql(sql, odbcLexis(service));
    for (const SqlToken &token : tokens) {
        if (token.kind == SqlTokenKind::Word)
            return token.in(sql).toString().toUpper();
        if (token.isSolid() && sql[token.at] != u'(' && sql[token.at] != u';')
            break;
    }
    return {};
}

Result<void> refuseQuestionMark(const OdbcService &service, const QString &sql, const QString &place)
{
    const QList<SqlToken> tokens = tokenizeSql(sql, odbcLexis(service));
    if (std::ranges::none_of(tokens,
            [&sql](const SqlToken &token) { return token.kind == SqlTokenKind::Symbol && sql[token.at] == u'?'; }))
        return {};
    return fail(ErrorCode::NotSupported, u"an ODBC driver takes ? for a placeholder"_s, place,
        u"write the function behind the operator, jsonb_exists() for ?"_s);
}

Result<void> checkOdbcStatement(const OdbcService &service, const QString &sql, bool readsOnly, const QString &place)
{
    static const QSet<QString> ours { u"BEGIN"_s, u"START"_s, u"COMMIT"_s, u"END"_s, u"ROLLBACK"_s, u"ABORT"_s,
        u"SAVEPOINT"_s, u"RELEASE"_s, u"PREPARE"_s, u"SET"_s, u"RESET"_s, u"DISCARD"_s, u"PRAGMA"_s, u"ATTACH"_s,
        u"DETACH"_s, u"USE"_s };
    static const QSet<QString> reading { u"SELECT"_s, u"WITH"_s, u"VALUES"_s, u"TABLE"_s, u"SHOW"_s, u"EXPLAIN"_s,
        u"DESCRIBE"_s };
    if (service.kin == SqlKin::Unchecked)
        return fail(ErrorCode::NotSupported,
            u"Sluice cannot tell where a statement of %1 ends, so it runs none"_s.arg(service.title), place,
            u"the connection can be tested, and no more, until this service is proven"_s);
    const QStringList statements = splitStatements(kinEngine(service.kin), sql);
    if (statements.size() != 1)
        return fail(ErrorCode::Usage,
            statements.isEmpty() ? u"there is no statement in the SQL text"_s
                                 : u"the SQL text holds more than one statement"_s,
            place);
    const QString word = firstWord(service, sql);
    if (word == u"PRAGMA" && isOwnPragma(sql) && !(readsOnly && sql.contains(u'=')))
        return {};
    if (ours.contains(word))
        return fail(ErrorCode::Refused,
            u"%1 is not for a statement: transaction and settings belong to the session"_s.arg(word), place);
    if (const QString why = service.kin == SqlKin::Sqlite ? whyLost(sql, word) : QString(); !why.isEmpty())
        return fail(ErrorCode::NotSupported, why, place);
    if (readsOnly && !reading.contains(word))
        return fail(ErrorCode::ReadOnly,
            u"a session that only reads does not run %1"_s.arg(word.isEmpty() ? u"this"_s : word), place);
    return {};
}

Result<void> checkOdbcStep(const OdbcService &service, const QString &sql, const QString &place)
{
    SLUICE_CHECK(checkOdbcStatement(service, sql, false, place));
    SLUICE_CHECK(refuseQuestionMark(service, sql, place));
    const QList<SqlToken> tokens = tokenizeSql(sql, odbcLexis(service));
    const bool isKept = service.kin == SqlKin::Sqlite && std::ranges::any_of(tokens, [&sql](const SqlToken &token) {
        return token.kind == SqlTokenKind::Comment && token.in(sql).contains(u'?');
    });
    if (isKept) // SQLite keeps a definition as it was written
        return fail(ErrorCode::NotSupported, u"an ODBC driver takes ? in a comment for a placeholder"_s, place,
            u"leave the question mark out, or use a connection with 'driver: sqlite'"_s);
    return {};
}

} // namespace sluice

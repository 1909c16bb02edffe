// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sqlite/sqlite_schema.h"

#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_pieces.h"
#include "warehouse/trial.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Sqlite;

QString id(const QString &name)
{
    return quoteIdentifier(kEngine, name);
}

/// Where the name and the query of a CREATE VIEW statement stand; -1 when the text is none.
struct ViewParts {
    qsizetype nameEnd = -1;
    qsizetype queryBegin = -1;
    qsizetype queryEnd = -1;
};

ViewParts viewParts(const QString &sql)
{
    const QList<SqlPiece> pieces = sqlPieces(kEngine, sql);
    qsizetype at = 0;
    const auto accept = [&](QLatin1String word) {
        const bool isThere = at < pieces.size() && pieces[at].isWord(word);
        at += isThere ? 1 : 0;
        return isThere;
    };
    if (!accept("create"_L1))
        return {};
    if (!accept("temp"_L1))
        accept("temporary"_L1);
    if (!accept("view"_L1))
        return {};
    if (accept("if"_L1) && !(accept("not"_L1) && accept("exists"_L1)))
        return {};
    if (at + 2 < pieces.size() && pieces[at + 1].isSymbol(u'.'))
        at += 2;
    ViewParts parts;
    if (at >= pieces.size())
        return {};
    parts.nameEnd = pieces[at++].end;
    int depth = 0;
    for (; at < pieces.size(); ++at) {
        depth += pieces[at].isSymbol(u'(') ? 1 : pieces[at].isSymbol(u')') ? -1 : 0;
        if (depth == 0 && pieces[at].isWord("as"_L1))
            break;
    }
    if (at + 1 >= pieces.size())
        return {};
    parts.queryBegin = pieces[at + 1].begin;
    parts.queryEnd = pieces.constLast().isSymbol(u';') ? pieces[pieces.size() - 2].end : pieces.constLast().end;
    return parts;
}

Error refusedTrial(Error error)
{
    if (error.code == ErrorCode::SqlFailed || error.code == ErrorCode::NotFound) {
        error.code = ErrorCode::Refused;
        error.what = u"SQLite refuses the definition: "_s + error.what;
    }
    return error;
}

Result<QStringList> columnsOf(SqlSession &session, const QString &name)
{
    SLUICE_TRY(const SqlRows rows, queryAll(session, u"SELECT name FROM pragma_table_xinfo("_s + quoteLiteral(name) + u") ORDER BY cid"_s));
    QStringList columns;
    for (const QVariantList &row : rows.rows)
        columns.append(row[0].toString());
    return columns;
}

} // namespace

bool isMainSchema(const RelationName &relation)
{
    return relation.schema.isEmpty() || relation.schema.compare(u"main"_s, Qt::CaseInsensitive) == 0;
}

QString sqliteViewQuery(const QString &createView)
{
    const ViewParts parts = viewParts(createView);
    return parts.queryBegin < 0 ? QString() : createView.mid(parts.queryBegin, parts.queryEnd - parts.queryBegin);
}

QString renamedSqliteView(const QString &createView, const QString &newName)
{
    const ViewParts parts = viewParts(createView);
    if (parts.queryBegin < 0)
        return {};
    return u"CREATE VIEW "_s + id(newName) + createView.mid(parts.nameEnd, parts.queryEnd - parts.nameEnd);
}

QStringList sqliteSources(const QString &query)
{
    const QList<SqlPiece> pieces = sqlPieces(kEngine, query);
    QStringList names;
    QList<bool> inFrom { false }; // by bracket depth: a comma there names another source
    bool expects = false;
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        const SqlPiece &piece = pieces[i];
        if (piece.isSymbol(u'(')) {
            inFrom.append(expects); // FROM (a, b) names sources inside the bracket
        } else if (piece.isSymbol(u')')) {
            if (inFrom.size() > 1)
                inFrom.removeLast();
            expects = false;
        } else if (piece.isSymbol(u',')) {
            expects = inFrom.constLast();
        } else if (piece.isWord("from"_L1) || piece.isWord("join"_L1)) {
            inFrom.last() = expects = true;
        } else if (piece.isWord("in"_L1)) {
            expects = true;
        } else if (expects && (piece.isWord("select"_L1) || piece.isWord("values"_L1) || piece.isWord("with"_L1))) {
            inFrom.last() = expects = false;
        } else if (expects && !piece.name.isEmpty()) {
            const bool hasSchema = i + 2 < pieces.size() && pieces[i + 1].isSymbol(u'.');
            i += hasSchema ? 2 : 0;
            names.append(pieces[i].name);
            expects = false;
        } else if (piece.isWord("where"_L1) || piece.isWord("group"_L1) || piece.isWord("order"_L1) || piece.isWord("having"_L1)
            || piece.isWord("limit"_L1) || piece.isWord("window"_L1) || piece.isWord("union"_L1) || piece.isWord("intersect"_L1)
            || piece.isWord("except"_L1)) {
            inFrom.last() = expects = false;
        }
    }
    names.removeDuplicates();
    return names;
}

Result<SqliteView> readSqliteView(SqlSession &session, const RelationName &name)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT type, name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name = "_s + quoteLiteral(name.name)
            + u" COLLATE NOCASE"_s));
    if (!isMainSchema(name) || rows.rows.isEmpty() || rows.rows[0][0].toString() != u"view") {
        const QString what = rows.rows.isEmpty() ? u"there is no view %1"_s : u"%1 is not a view"_s;
        return fail(ErrorCode::Refused, what.arg(name.text()), session.profile().name);
    }
    SqliteView view;
    view.name = { {}, rows.rows[0][1].toString() };
    view.sql = rows.rows[0][2].toString();
    view.query = sqliteViewQuery(view.sql);
    SLUICE_TRY(view.columns, columnsOf(session, view.name.name));
    SLUICE_TRY(const SqlRows triggers,
        queryAll(session,
            u"SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = "_s + quoteLiteral(view.name.name)
                + u" COLLATE NOCASE ORDER BY rowid"_s));
    for (const QVariantList &row : triggers.rows)
        view.triggers.append({ row[0].toString(), row[1].toString() });
    return view;
}

QString createSqliteView(const QString &name, const QString &query)
{
    return u"CREATE VIEW "_s + id(name) + u" AS "_s + query;
}

QStringList replaceSqliteView(const SqliteView &view, const QString &createView)
{
    QStringList statements { u"DROP VIEW "_s + id(view.name.name), createView };
    for (const SqliteObject &trigger : view.triggers)
        statements.append(trigger.sql);
    return statements;
}

Result<QStringList> trySqliteView(SqlSession &session, const QString &name, const QStringList &statements)
{
    if (session.isInTransaction())
        return fail(ErrorCode::Usage, u"a step is compiled outside a transaction"_s, session.profile().name);
    SLUICE_CHECK(session.begin());
    const Trial trial(session);
    for (const QString &statement : statements) {
        if (auto done = session.execute(statement); !done)
            return fail(refusedTrial(std::move(done).error()));
    }
    // Reading it finds circles and missing names, which CREATE VIEW does not look for.
    if (auto read = session.query(u"SELECT * FROM "_s + id(name) + u" LIMIT 0"_s); !read)
        return fail(refusedTrial(std::move(read).error()));
    return columnsOf(session, name);
}

QString sqliteHasText(const QString &name, const QString &sql)
{
    return u"EXISTS (SELECT 1 FROM sqlite_schema WHERE name = "_s + quoteLiteral(name) + u" COLLATE NOCASE AND sql = "_s + quoteLiteral(sql) + u')';
}

QString sqliteNameIsFree(const QString &name)
{
    return u"NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = "_s + quoteLiteral(name) + u" COLLATE NOCASE)"_s;
}

} // namespace sluice

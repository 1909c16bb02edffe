// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/row_writes.h"

#include "sql/postgres_parser.h"
#include "warehouse/sql_pieces.h"

#include <QSet>

#include <algorithm>
#include <memory>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Judges statement by statement; tables that were created on the way are the step's own.
class Judge
{
public:
    virtual ~Judge() = default;
    virtual void judge(const QString &sql) = 0;
    RowWrites writes;

protected:
    void write() { writes.mayWrite = true; }
    void write(const RelationName &table)
    {
        if (m_created.contains(key(table)))
            return;
        writes.mayWrite = true;
        if (!table.name.isEmpty() && !writes.tables.contains(table))
            writes.tables.append(table);
    }
    void create(const RelationName &table) { m_created.insert(key(table)); }
    virtual QString key(const RelationName &table) const = 0;

private:
    QSet<QString> m_created;
};

class PostgresJudge final : public Judge
{
public:
    void judge(const QString &sql) override
    {
        const Result<QJsonArray> statements = parsePostgres(sql);
        if (!statements)
            return write();
        for (const QJsonValue &statement : *statements) {
            const QJsonObject node = statement[u"stmt"_s].toObject();
            if (node.isEmpty())
                return write();
            judgeNode(node.begin().key(), node.begin().value().toObject());
        }
    }

protected:
    QString key(const RelationName &table) const override
    {
        return (table.schema.isEmpty() ? u"public"_s : table.schema) + u'/' + table.name;
    }

private:
    static RelationName relation(const QJsonValue &range)
    {
        const QJsonValue var = range.toObject().contains(u"RangeVar"_s) ? range[u"RangeVar"_s] : range;
        return RelationName { var[u"schemaname"_s].toString(), var[u"relname"_s].toString() };
    }

    /// A function may do anything; these are known not to.
    static bool callsUnknown(const QJsonObject &query)
    {
        static const QSet<QString> reading { u"count"_s, u"sum"_s, u"min"_s, u"max"_s, u"avg"_s, u"lower"_s, u"upper"_s,
            u"abs"_s, u"round"_s, u"length"_s, u"date_trunc"_s, u"now"_s, u"row_number"_s, u"rank"_s,
            u"generate_series"_s, u"string_agg"_s, u"array_agg"_s, u"md5"_s };
        bool unknown = false;
        visitParseTree(query, [&](const QString &key, const QJsonObject &node) {
            const QStringList names
                = key == u"FuncCall" ? parseTreeNames(node[u"funcname"_s]) : QStringList { u"count"_s };
            unknown = unknown || names.isEmpty() || !reading.contains(names.last());
        });
        return unknown;
    }

    void judgeNode(const QString &kind, const QJsonObject &node)
    {
        static const QSet<QString> harmless { u"IndexStmt"_s, u"ViewStmt"_s, u"CreateSchemaStmt"_s, u"CommentStmt"_s,
            u"GrantStmt"_s, u"GrantRoleStmt"_s, u"CreateFunctionStmt"_s, u"CreateEnumStmt"_s, u"AlterEnumStmt"_s,
            u"CreateSeqStmt"_s, u"CreateStatsStmt"_s, u"CreateDomainStmt"_s, u"CreateRoleStmt"_s, u"VariableSetStmt"_s,
            u"VacuumStmt"_s, u"ReindexStmt"_s, u"AlterOwnerStmt"_s, u"CompositeTypeStmt"_s, u"RefreshMatViewStmt"_s };
        if (harmless.contains(kind))
            return;
        if (kind == u"CreateStmt") {
            // IF NOT EXISTS may find somebody else's table, and then creates nothing.
            if (!node[u"if_not_exists"_s].toBool())
                create(relation(node[u"relation"_s]));
        } else if (kind == u"InsertStmt" || kind == u"UpdateStmt" || kind == u"DeleteStmt" || kind == u"MergeStmt") {
            write(relation(node[u"relation"_s]));
            judgeInner(node);
        } else if (kind == u"CreateTableAsStmt") {
            if (!node[u"if_not_exists"_s].toBool())
                create(relation(node[u"into"_s][u"rel"_s]));
            judgeInner(node);
            if (callsUnknown(node))
                write();
        } else if (kind == u"TruncateStmt") {
            for (const QJsonValue &table : node[u"relations"_s].toArray())
                write(relation(table));
        } else if (kind == u"DropStmt") {
            judgeDrop(node);
        } else if (kind == u"AlterTableStmt") {
            judgeAlter(node);
        } else {
            write(); // calls, blocks, copies, renames, and whatever comes with a later version
        }
    }

    /// WITH … AS (UPDATE … RETURNING …), wherever a query may stand.
    void judgeInner(const QJsonObject &node)
    {
        visitParseTree(node, [this](const QString &inner, const QJsonObject &statement) {
            if (inner == u"InsertStmt" || inner == u"UpdateStmt" || inner == u"DeleteStmt" || inner == u"MergeStmt")
                write(relation(statement[u"relation"_s]));
        });
    }

    void judgeDrop(const QJsonObject &node)
    {
        static const QSet<QString> harmless { u"OBJECT_INDEX"_s, u"OBJECT_VIEW"_s, u"OBJECT_MATVIEW"_s,
            u"OBJECT_FUNCTION"_s, u"OBJECT_SEQUENCE"_s, u"OBJECT_STATISTIC_EXT"_s };
        if (node[u"behavior"_s].toString() == u"DROP_CASCADE")
            return write();
        const QString type = node[u"removeType"_s].toString();
        if (harmless.contains(type))
            return;
        if (type != u"OBJECT_TABLE")
            return write();
        for (const QJsonValue &object : node[u"objects"_s].toArray()) {
            const QStringList names = parseTreeNames(object[u"List"_s][u"items"_s]);
            write(names.isEmpty()
                    ? RelationName {}
                    : RelationName { names.size() > 1 ? names[names.size() - 2] : QString(), names.last() });
        }
    }

    void judgeAlter(const QJsonObject &node)
    {
        static const QSet<QString> harmless { u"AT_AddColumn"_s, u"AT_ColumnDefault"_s, u"AT_DropNotNull"_s,
            u"AT_SetNotNull"_s, u"AT_AddConstraint"_s, u"AT_ValidateConstraint"_s, u"AT_DropConstraint"_s,
            u"AT_SetStatistics"_s, u"AT_SetOptions"_s, u"AT_ChangeOwner"_s };
        for (const QJsonValue &command : node[u"cmds"_s].toArray()) {
            if (!harmless.contains(command[u"AlterTableCmd"_s][u"subtype"_s].toString()))
                return write(relation(node[u"relation"_s])); // another type, or a column that goes with its values
        }
    }
};

class SqliteJudge final : public Judge
{
public:
    void judge(const QString &sql) override
    {
        const QList<SqlPiece> pieces = sqlPieces(Engine::Sqlite, sql);
        const auto is = [&](qsizetype at, QLatin1String word) { return at < pieces.size() && pieces[at].isWord(word); };
        const auto nameAt = [&](qsizetype at) {
            if (at + 2 < pieces.size() && pieces[at + 1].isSymbol(u'.'))
                at += 2;
            return RelationName { {}, at < pieces.size() ? pieces[at].name : QString() };
        };
        if (is(0, "select"_L1) || is(0, "values"_L1) || is(0, "analyze"_L1) || is(0, "reindex"_L1))
            return; // no function of SQLite writes rows
        if (is(0, "create"_L1)) {
            if (is(1, "table"_L1)) {
                if (!is(2, "if"_L1))
                    create(nameAt(2));
                return;
            }
            if (!is(1, "view"_L1) && !is(1, "index"_L1) && !(is(1, "unique"_L1) && is(2, "index"_L1)))
                write(); // a trigger writes whatever comes later
            return;
        }
        if (is(0, "drop"_L1)) {
            if (is(1, "table"_L1))
                write(nameAt(is(2, "if"_L1) ? 4 : 2));
            else if (!is(1, "view"_L1) && !is(1, "index"_L1))
                write();
            return;
        }
        if (is(0, "alter"_L1)) {
            const bool isQualified = pieces.size() > 3 && pieces[3].isSymbol(u'.');
            if (!is(isQualified ? 5 : 3, "add"_L1))
                write(nameAt(2));
            return;
        }
        judgeChange(pieces, nameAt);
    }

protected:
    QString key(const RelationName &table) const override { return table.name.toLower(); }

private:
    template <class NameAt> void judgeChange(const QList<SqlPiece> &pieces, const NameAt &nameAt)
    {
        for (qsizetype i = 0; i < pieces.size(); ++i) {
            if (pieces[i].isWord("into"_L1)
                || (i > 0 && pieces[i].isWord("from"_L1) && pieces[i - 1].isWord("delete"_L1)))
                return write(nameAt(i + 1));
            if (pieces[i].isWord("update"_L1)) // UPDATE OR IGNORE t
                return write(nameAt(i + 1 < pieces.size() && pieces[i + 1].isWord("or"_L1) ? i + 3 : i + 1));
        }
        write();
    }
};

class MariadbJudge final : public Judge
{
public:
    void judge(const QString &sql) override
    {
        const QList<SqlPiece> pieces = sqlPieces(Engine::Mariadb, sql);
        const auto is = [&](qsizetype at, QLatin1String word) { return at < pieces.size() && pieces[at].isWord(word); };
        if (is(0, "create"_L1) && is(1, "table"_L1) && !is(2, "if"_L1))
            return create(nameAt(pieces, 2));
        const bool isUnique = is(1, "unique"_L1) && is(2, "index"_L1);
        if ((is(0, "create"_L1) && (is(1, "view"_L1) || is(1, "index"_L1) || isUnique))
            || (is(0, "drop"_L1) && (is(1, "view"_L1) || is(1, "index"_L1))))
            return;
        if (is(0, "drop"_L1) && is(1, "table"_L1))
            return write(nameAt(pieces, is(2, "if"_L1) ? 4 : 2));
        if (is(0, "alter"_L1) && is(1, "table"_L1)) {
            const qsizetype behind = pieces.size() > 3 && pieces[3].isSymbol(u'.') ? 5 : 3;
            if (!is(behind, "add"_L1) || changesMore(pieces))
                write(nameAt(pieces, 2));
            return;
        }
        if ((is(0, "insert"_L1) || is(0, "replace"_L1)) && is(1, "into"_L1))
            return write(nameAt(pieces, 2));
        if (is(0, "truncate"_L1))
            return write(nameAt(pieces, is(1, "table"_L1) ? 2 : 1));
        const qsizetype target = is(0, "update"_L1) ? 1 : is(0, "delete"_L1) && is(1, "from"_L1) ? 2 : -1;
        const qsizetype behind
            = target < 0 ? -1 : target + (target + 1 < pieces.size() && pieces[target + 1].isSymbol(u'.') ? 3 : 1);
        if (target >= 0 && (behind >= pieces.size() || is(behind, "set"_L1) || is(behind, "where"_L1)))
            return write(nameAt(pieces, target));
        write(); // several tables, calls, a SELECT whose functions may write, whatever comes with a later version
    }

protected:
    QString key(const RelationName &table) const override { return table.schema + u'.' + table.name; }

private:
    static RelationName nameAt(const QList<SqlPiece> &pieces, qsizetype at)
    {
        if (at >= pieces.size())
            return {};
        if (at + 2 < pieces.size() && pieces[at + 1].isSymbol(u'.'))
            return { pieces[at].name, pieces[at + 2].name };
        return { {}, pieces[at].name };
    }

    static bool changesMore(const QList<SqlPiece> &pieces)
    {
        return std::any_of(pieces.cbegin(), pieces.cend(), [](const SqlPiece &piece) {
            return piece.isWord("drop"_L1) || piece.isWord("modify"_L1) || piece.isWord("change"_L1)
                || piece.isWord("convert"_L1) || piece.isWord("rename"_L1);
        });
    }
};

std::unique_ptr<Judge> judgeOf(Engine engine)
{
    switch (engine) {
    case Engine::Postgresql:
        return std::make_unique<PostgresJudge>();
    case Engine::Sqlite:
        return std::make_unique<SqliteJudge>();
    case Engine::Mariadb:
    case Engine::Odbc:
        break;
    }
    return std::make_unique<MariadbJudge>();
}

} // namespace

RowWrites rowWritesOf(Engine engine, const QStringList &forward, const QStringList &rollback)
{
    const std::unique_ptr<Judge> judge = judgeOf(engine);
    for (const QString &sql : forward + rollback)
        judge->judge(sql);
    return judge->writes;
}

} // namespace sluice

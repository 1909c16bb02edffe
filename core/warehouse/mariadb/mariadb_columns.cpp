// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_columns.h"

#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_pieces.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// By bytes: the catalogue's own collation knows no case.
QString isExactly(const QString &column, const QVariant &value)
{
    const QString wanted = value.isNull() ? u"NULL"_s : quoteLiteral(value.toString());
    return u"BINARY "_s + column + u" <=> BINARY "_s + wanted;
}

/// What is behind the type, when the text begins with it.
std::optional<QString> behindType(const QString &columnText, const QString &type)
{
    const QString standard = standardMariadbText(type);
    if (!columnText.startsWith(standard))
        return std::nullopt;
    const QString rest = columnText.mid(standard.size());
    return rest.isEmpty() || rest.startsWith(u' ') ? std::optional(rest) : std::nullopt;
}

} // namespace

Result<std::optional<MariadbColumnState>> readMariadbColumn(
    SqlSession &session, const RelationName &table, const QString &column)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(u"SELECT COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, EXTRA, COLUMN_COMMENT, COLUMN_DEFAULT, "
                      u"COLLATION_NAME, GENERATION_EXPRESSION, CHARACTER_OCTET_LENGTH FROM information_schema.COLUMNS WHERE "_s
            + isMariadbRelation(table) + u" AND COLUMN_NAME = "_s + quoteLiteral(column)));
    if (rows.rows.isEmpty())
        return std::optional<MariadbColumnState>();
    const QVariantList &row = rows.rows[0];
    return std::optional(MariadbColumnState { row[0].toString(), row[1].toString(), row[2].toString(),
        row[3].toString(), row[4].toString(), row[5], row[6], row[7], row[8] });
}

QString mariadbColumnIs(const RelationName &table, const MariadbColumnState &state)
{
    const QStringList conditions { isMariadbRelation(table), u"COLUMN_NAME = "_s + quoteLiteral(state.name),
        isExactly(u"COLUMN_TYPE"_s, state.type), isExactly(u"IS_NULLABLE"_s, state.nullable),
        isExactly(u"EXTRA"_s, state.extra), isExactly(u"COLUMN_COMMENT"_s, state.comment),
        isExactly(u"COLUMN_DEFAULT"_s, state.standard), isExactly(u"COLLATION_NAME"_s, state.collation),
        isExactly(u"GENERATION_EXPRESSION"_s, state.generation) };
    return u"EXISTS (SELECT 1 FROM information_schema.COLUMNS WHERE "_s + conditions.join(u" AND "_s) + u')';
}

Result<QString> mariadbTableText(SqlSession &session, const RelationName &table)
{
    SLUICE_TRY(const SqlRows rows, session.query(u"SHOW CREATE TABLE "_s + quoteRelation(Engine::Mariadb, table)));
    if (rows.rows.isEmpty() || rows.rows[0].size() < 2)
        return fail(ErrorCode::Internal, u"MariaDB prints no definition of %1"_s.arg(table.text()));
    static const QRegularExpression counter(u" AUTO_INCREMENT=[0-9]+(?=[^\n]*$)"_s);
    QString text = rows.rows[0][1].toString();
    text.remove(counter);
    return text.section(u'\n', 1); // the first line holds the name and nothing else
}

Result<QString> mariadbColumnText(SqlSession &session, const RelationName &table, const QString &column)
{
    SLUICE_TRY(const QString text, mariadbTableText(session, table));
    const QStringList lines = text.split(u'\n'); // in a quoted text the server prints a line's end as \n
    for (const QString &line : lines) {
        const QList<SqlPiece> pieces = sqlPieces(Engine::Mariadb, line.trimmed());
        const bool isColumn = !pieces.isEmpty() && pieces[0].kind == SqlTokenKind::Quoted && line.startsWith(u"  `"_s);
        if (!isColumn || pieces[0].name.compare(column, Qt::CaseInsensitive) != 0)
            continue;
        QString behind = line.trimmed().mid(pieces[0].end).trimmed();
        if (behind.endsWith(u','))
            behind.chop(1);
        return standardMariadbText(behind);
    }
    return fail(ErrorCode::Internal, u"MariaDB prints no column %1 of %2"_s.arg(column, table.text()));
}

std::optional<QString> mariadbWithType(const QString &columnText, const QString &type, const QString &newType)
{
    const auto behind = behindType(columnText, type);
    return behind ? std::optional(newType + *behind) : std::nullopt;
}

std::optional<QString> mariadbWithNotNull(const QString &columnText, const QString &type)
{
    const auto behind = behindType(columnText, type);
    if (!behind)
        return std::nullopt;
    static const QRegularExpression charset(u"^( CHARACTER SET \\w+)?( COLLATE \\w+)?"_s);
    static const QRegularExpression nothing(u"^( NULL)?( DEFAULT NULL)?(?= |$)"_s);
    const qsizetype at = charset.match(*behind).capturedLength();
    QString rest = behind->mid(at);
    rest.remove(nothing);
    return standardMariadbText(type) + behind->left(at) + u" NOT NULL"_s + rest;
}

QString mariadbWithComment(const QString &columnText, const QString &comment)
{
    const QList<SqlPiece> pieces = sqlPieces(Engine::Mariadb, columnText);
    const QString clause = comment.isEmpty() ? QString() : u" COMMENT "_s + quoteLiteral(comment);
    int depth = 0;
    qsizetype end = columnText.size();
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        depth += pieces[i].isSymbol(u'(') ? 1 : pieces[i].isSymbol(u')') ? -1 : 0;
        if (depth != 0)
            continue;
        if (pieces[i].isWord("comment"_L1) && i + 1 < pieces.size() && pieces[i + 1].kind == SqlTokenKind::Text)
            return columnText.left(pieces[i].begin).trimmed() + clause + columnText.mid(pieces[i + 1].end);
        if (pieces[i].isWord("check"_L1))
            end = std::min(end, pieces[i].begin);
    }
    return (columnText.left(end).trimmed() + clause + u' ' + columnText.mid(end)).trimmed();
}

} // namespace sluice

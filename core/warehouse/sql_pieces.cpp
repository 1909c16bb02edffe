// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sql_pieces.h"

namespace sluice {

namespace {

QString unquoted(const QString &text)
{
    const QChar close = text.back();
    QString name = text.mid(1, text.size() - 2);
    if (close != u']')
        name.replace(QString(2, close), QString(close));
    return name;
}

} // namespace

QList<SqlPiece> sqlPieces(Engine engine, const QString &sql)
{
    QList<SqlPiece> pieces;
    for (const SqlToken &token : tokenizeSql(sql, SqlLexis::of(engine))) {
        // SQLite ends an open comment at the end of the text; text pasted behind it would vanish all the same.
        if (!token.isSolid() && token.isClosed)
            continue;
        SqlPiece piece { token.kind, token.at, token.at + token.length, token.in(sql).toString(), {}, token.isClosed };
        if (token.kind == SqlTokenKind::Quoted && token.isClosed)
            piece.name = unquoted(piece.text);
        else if (token.kind == SqlTokenKind::Word && !piece.text[0].isDigit())
            piece.name = piece.text;
        pieces.append(piece);
    }
    return pieces;
}

} // namespace sluice

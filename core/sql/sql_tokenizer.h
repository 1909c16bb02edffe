// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QList>
#include <QString>

namespace sluice {

enum class SqlTokenKind {
    Space, ///< white space
    Comment,
    Word, ///< keyword, identifier or number, unquoted
    Quoted, ///< quoted identifier
    Text, ///< string literal of any form, also dollar-quoted
    Symbol, ///< one other character
};

/// A piece of SQL text: position and length in UTF-16 units. The tokens of a text cover it without gap or overlap.
struct SqlToken {
    SqlTokenKind kind = SqlTokenKind::Symbol;
    qsizetype at = 0;
    qsizetype length = 0;
    bool isClosed = true; ///< false: the text ended inside it

    QStringView in(const QString &sql) const { return QStringView(sql).mid(at, length); }
    /// Carries meaning: neither space nor comment.
    bool isSolid() const { return kind != SqlTokenKind::Space && kind != SqlTokenKind::Comment; }
};

/// What differs between engines when text is cut into tokens.
struct SqlLexis {
    bool dollarQuotes = false; ///< $tag$ … $tag$
    bool escapeStrings = false; ///< E'…' with backslashes
    bool spacedDashes = false; ///< -- begins a comment before a space alone: 5--3 is 8
    bool backticks = false; ///< `name`
    bool brackets = false; ///< [name]
    bool hashComments = false; ///< # to the end of the line
    bool nestedComments = false;
    bool backslashes = false; ///< one before it keeps a quote from ending a text
    bool doubleTexts = false; ///< "…" is a text, not a name
    bool dollarNames = false; ///< $ is a letter, at the beginning too

    static SqlLexis of(Engine engine);
};

/// Never fails, linear time.
QList<SqlToken> tokenizeSql(const QString &sql, const SqlLexis &lexis);

struct NumberedSql {
    QString sql; ///< "?" became $1, $2 …
    int count = 0;
};

/// Numbers the placeholders outside strings, names and comments, for PostgreSQL.
NumberedSql numberPlaceholders(const QString &sql);

} // namespace sluice

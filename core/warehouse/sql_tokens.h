// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QList>
#include <QString>

namespace sluice {

enum class SqlTokenKind {
    Word, ///< keyword or bare identifier
    QuotedWord, ///< "x", and `x` or [x] where the engine knows them
    String, ///< 'x', E'x', $$x$$, x'00'
    Number,
    Mark, ///< one punctuation character, or a run of operator characters
    Broken, ///< a quote or comment that never ends; always the last token
};

/// A token of SQL text, without spaces and comments. A value.
struct SqlToken {
    SqlTokenKind kind = SqlTokenKind::Mark;
    qsizetype begin = 0; ///< place in the text
    qsizetype end = 0; ///< one past its last character
    QString text; ///< as written
    QString name; ///< words: the identifier without its quotes

    bool isWord(QLatin1String keyword) const { return kind == SqlTokenKind::Word && name.compare(keyword, Qt::CaseInsensitive) == 0; }
    bool isMark(QChar mark) const { return kind == SqlTokenKind::Mark && text.size() == 1 && text[0] == mark; }
};

/// Cuts SQL into tokens; linear time, never fails: what cannot be closed becomes one Broken token.
QList<SqlToken> sqlTokens(Engine engine, const QString &sql);

} // namespace sluice

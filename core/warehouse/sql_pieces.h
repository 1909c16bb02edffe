// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_tokenizer.h"

namespace sluice {

/// A solid token of SQL text with what it names. A value.
struct SqlPiece {
    SqlTokenKind kind = SqlTokenKind::Symbol;
    qsizetype begin = 0;
    qsizetype end = 0; ///< one past its last character
    QString text; ///< as written
    QString name; ///< words and quoted names: the identifier without its quotes; empty for numbers
    bool isClosed = true;

    bool isWord(QLatin1String keyword) const { return kind == SqlTokenKind::Word && name.compare(keyword, Qt::CaseInsensitive) == 0; }
    bool isSymbol(QChar symbol) const { return kind == SqlTokenKind::Symbol && text[0] == symbol; }
};

/// The tokens that carry meaning. An open comment counts as a piece, so that nobody pastes text behind it.
QList<SqlPiece> sqlPieces(Engine engine, const QString &sql);

} // namespace sluice

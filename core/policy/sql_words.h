// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QStringList>

#include <initializer_list>

namespace sluice {

/// One SQL statement as its meaningful words: keywords and names in lower case, quoted names with their quotes, every
/// string literal as '', symbols one by one. Enough to see what a statement does to a table, without a grammar; the
/// parser's verdict on what may run at all is core/sql's.
struct SqlWords {
    QStringList words;

    bool begins(std::initializer_list<const char *> sequence) const;
    bool has(std::initializer_list<const char *> sequence) const { return find(sequence) >= 0; }
    bool hasAny(std::initializer_list<const char *> candidates) const;
    /// Index of the first word of the sequence, searched from; -1 when absent.
    qsizetype find(std::initializer_list<const char *> sequence, qsizetype from = 0) const;
    /// The possibly qualified name whose first part stands at index, "mart.orders"; skips IF [NOT] EXISTS and ONLY.
    QString nameAt(qsizetype index) const;
    /// What ALTER TABLE, DROP …, TRUNCATE, UPDATE, DELETE FROM, CREATE INDEX … ON and their like work on; may be empty.
    QString object() const;
};

/// Statements of a text, split at semicolons outside of literals; empty ones left out.
QList<SqlWords> sqlStatements(Engine engine, const QString &sql);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/ops/backfill_sql.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

/// A copy of no rows takes types and collations along; behind an outer join every column may be NULL, because the
/// default that MariaDB would give a NOT NULL date is one that it refuses.
QStringList BackfillSql::createSavedOnMariadb(const QStringList &selected) const
{
    return { u"CREATE TABLE IF NOT EXISTS "_s + savedName() + u" (UNIQUE KEY sluice_key ("_s + savedKeys().join(u", "_s)
        + u")) ENGINE=InnoDB AS SELECT "_s + selected.join(u", "_s) + u" FROM (SELECT 1) AS sluice_one LEFT JOIN "_s
        + tableName() + u" ON FALSE WHERE FALSE"_s };
}

/// A literal that compares the way the key's index is ordered: numbers as they are, bytes as bytes, everything else as
/// text of the session, which takes on the column's collation. In hexadecimal, so that nothing in it needs quoting.
QString BackfillSql::keyLiteralOnMariadb(const QString &name, const QString &type)
{
    if (type.contains(u"int"_s) || type.startsWith(u"decimal"_s))
        return u"CAST("_s + name + u" AS CHAR)"_s;
    if (type.contains(u"binary"_s) || type.contains(u"blob"_s))
        return u"CONCAT('X''', HEX("_s + name + u"), '''')"_s;
    return u"CONCAT('_utf8mb4 X''', HEX(CONVERT("_s + name + u" USING utf8mb4)), '''')"_s;
}

/// Rows are locked when their old value is taken, and only rows whose old value was taken are written: one that arrives
/// in between is left alone, as one that arrives behind the batch is.
QStringList BackfillSql::batchOnMariadb(const QString &range) const
{
    QStringList into = savedKeys();
    QStringList values;
    QStringList isSaved;
    QStringList taken;
    for (qsizetype i = 0; i < key.size(); ++i) {
        values.append(id(key[i].name));
        isSaved.append(u"sluice_there."_s + keyName(i) + u" = "_s + id(table.name) + u'.' + id(key[i].name));
    }
    for (qsizetype i = 0; i < columns.size(); ++i) {
        into << oldName(i) << newName(i);
        values << id(columns[i].name) << id(columns[i].name);
        taken.append(u"sluice_saved."_s + newName(i) + u" = "_s + id(table.name) + u'.' + id(columns[i].name));
    }
    const QString joined
        = tableName() + u" JOIN "_s + savedName() + u" AS sluice_saved ON "_s + joinOnKey(u"sluice_saved"_s);
    return { u"INSERT INTO "_s + savedName() + u" ("_s + into.join(u", "_s) + u") SELECT "_s + values.join(u", "_s)
            + u" FROM "_s + tableName() + u" WHERE "_s + todo(range) + u" AND NOT EXISTS (SELECT 1 FROM "_s
            + savedName() + u" AS sluice_there WHERE "_s + isSaved.join(u" AND "_s) + u") FOR UPDATE"_s,
        u"UPDATE "_s + joined + u" SET "_s + assignments().join(u", "_s) + u" WHERE "_s + todo(range),
        u"UPDATE "_s + joined + u" SET "_s + taken.join(u", "_s) + u" WHERE "_s + range };
}

} // namespace sluice

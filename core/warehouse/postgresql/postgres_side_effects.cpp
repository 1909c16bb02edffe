// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/side_effects.h"

namespace sluice {

using namespace Qt::StringLiterals;

/// By the row of its type, which is written when a relation is made and never for those that the statement only touches
/// (a referenced table's own row changes too).
Result<QStringList> relationsMadeBesides(SqlSession &session, const QList<RelationName> &known)
{
    if (session.engine() != Engine::Postgresql || !session.isInTransaction())
        return QStringList();
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'f' THEN 'foreign "
            u"table' ELSE 'table' END,"
            " n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
            " JOIN pg_catalog.pg_type t ON t.oid = c.reltype WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND t.xmin::text = (pg_current_xact_id()::text::numeric % 4294967296)::text"
            " AND n.nspname NOT IN ('sluice', 'pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'"
            " AND c.relname !~ '^sluice_' ORDER BY 2, 3"_s));
    QStringList made;
    for (const QVariantList &row : rows.rows) {
        const RelationName name { row[1].toString(), row[2].toString() };
        const bool isKnown = std::any_of(known.cbegin(), known.cend(), [&](const RelationName &one) {
            return one.name == name.name && (one.schema.isEmpty() || one.schema == name.schema);
        });
        if (!isKnown)
            made.append(row[0].toString() + u' ' + name.text());
    }
    return made;
}

} // namespace sluice

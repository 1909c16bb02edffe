// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_prepared.h"

#include "base/digest.h"
#include "sql/sql_quoting.h"
#include "warehouse/own_tables.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<SqlRows> queryPrepared(SqlSession &session, const PreparedRead &read, const QString &argument)
{
    if (session.profile().engine == Engine::Odbc) {
        QString sql = read.sql;
        return queryAll(session, sql.replace(u"$1"_s, argument + u"::"_s + read.type));
    }
    const QString name = u"sluice_"_s + sha256Hex(read.sql.toUtf8()).left(16);
    const QString prepare = u"PREPARE "_s + name + (read.type.isEmpty() ? QString() : u'(' + read.type + u')') + u" AS "_s + read.sql;
    // By its text: a step's own SQL may have prepared anything under any name, or have let all of it go.
    SLUICE_TRY(const SqlRows known,
        session.query(u"SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(statement, 'UTF8')), 'hex')"
                      " FROM pg_catalog.pg_prepared_statements WHERE name = "_s
            + quoteLiteral(name)));
    if (known.scalar().toString() != sha256Hex(prepare.toUtf8())) {
        if (!known.rows.isEmpty())
            SLUICE_CHECK(session.execute(u"DEALLOCATE "_s + name));
        SLUICE_CHECK(session.execute(prepare));
    }
    return queryAll(session, u"EXECUTE "_s + name + (read.type.isEmpty() ? QString() : u'(' + argument + u')'));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/mariadb/mariadb_definitions.h"

namespace sluice {

/// What a clone of a database is made of. A value.
struct MariadbSurvey
{
    QString from;
    QString to;
    QString charset;
    QString collation;
    QList<MariadbDefinition> source; ///< as they stand
    QList<MariadbDefinition> clone; ///< the same in the clone, where everything is the session's own
    QStringList others; ///< whose programs and views those are in the source: "shop@%"
};

/// Reads the connection's database and refuses, before anything is made, what cannot be copied: it names each. The
/// session is read only and sees one snapshot from here on; it must stay until the copy is proven.
Result<MariadbSurvey> surveyMariadb(SqlSession &session, const QString &to);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QSet>

namespace sluice {

/// What a session may do on whole databases, itself or by its role. A value. Grants on single tables are no rights on a
/// database, but they may be enough to do harm in it.
class MariadbRights
{
public:
    static Result<MariadbRights> read(SqlSession &session);
    /// lines: of SHOW GRANTS. Pure.
    static MariadbRights parse(const QStringList &lines);

    /// right: "CREATE VIEW". database: "" asks for all of them.
    bool has(const QString &right, const QString &database) const;
    /// Those of the rights that are missing there.
    QStringList missing(const QStringList &rights, const QString &database) const;
    /// Rows there, be it of a single table or column.
    bool mayWrite(const QString &database) const;

private:
    struct Grant
    {
        QString pattern; ///< as LIKE reads it; "%" where it is for all
        QSet<QString> rights;
    };
    QList<Grant> m_grants;
    QList<Grant> m_tableGrants;
};

} // namespace sluice

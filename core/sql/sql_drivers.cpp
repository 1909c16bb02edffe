// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_drivers.h"

#include <QSqlDatabase>

namespace sluice {

using namespace Qt::StringLiterals;

void loadSqlDrivers()
{
    const QString name = u"sluice-loading"_s;
    {
        // Looking for plugins is not enough: loading one registers the last of the categories. A driver that is missing
        // is reported by whoever opens a session.
        if (!QSqlDatabase::isDriverAvailable(u"QSQLITE"_s))
            return;
        const QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, name);
    }
    QSqlDatabase::removeDatabase(name);
}

} // namespace sluice

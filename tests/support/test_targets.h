// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/test_database.h"

#include <QTest>

namespace sluice {

/// The rows of what holds on every target, however it is reached.
inline void addTargetRows()
{
    QTest::addColumn<TestTarget>("target");
    QTest::newRow("sqlite") << TestTarget { Engine::Sqlite };
    QTest::newRow("postgresql") << TestTarget { Engine::Postgresql };
    QTest::newRow("mariadb") << TestTarget { Engine::Mariadb };
    QTest::newRow("odbc to sqlite") << TestTarget { Engine::Odbc, SqlKin::Sqlite };
    QTest::newRow("odbc to postgresql") << TestTarget { Engine::Odbc, SqlKin::Postgresql };
}

/// That of the row.
inline TestTarget fetchTarget()
{
    QFETCH(TestTarget, target);
    return target;
}

} // namespace sluice

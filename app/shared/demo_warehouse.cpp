// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_warehouse.h"

#include "app/shared/demo_sql.h"
#include "sql/sql_classifier.h"
#include "sql/sql_session.h"

#include <QFile>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

Result<void> runScripts(SqlSession &session, const QDateTime &now)
{
    const QString moment = now.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s);
    for (const QString &script : { u"schema"_s, u"data"_s, u"indexes"_s, u"views"_s }) {
        const QString text = demoText(u"warehouse/%1.sql"_s.arg(script)).replace(u"{now}"_s, moment);
        for (const QString &statement : splitStatements(Engine::Sqlite, text))
            SLUICE_CHECK(session.execute(statement));
    }
    return {};
}

Result<void> build(const QString &file, const QDateTime &now)
{
    SessionOptions options;
    options.fullSync = false;
    SLUICE_TRY(const auto session, SqlSession::openFile(file, true, options));
    SLUICE_CHECK(session->begin());
    SLUICE_CHECK(runScripts(*session, now));
    SLUICE_CHECK(session->commit());
    // Everything into the one file that is renamed.
    return session->query(u"PRAGMA wal_checkpoint(TRUNCATE)"_s).map([](const SqlRows &) {});
}

void removeAttempt(const QString &file)
{
    for (const QString &suffix : { QString(), u"-wal"_s, u"-shm"_s })
        QFile::remove(file + suffix);
}

} // namespace

Result<void> buildDemoWarehouse(const QString &file, const QDateTime &now)
{
    if (QFile::exists(file))
        return fail(ErrorCode::AlreadyExists, u"there is a warehouse file already"_s, file, u"choose another folder"_s);
    const QString attempt = file + u".part"_s;
    removeAttempt(attempt);
    const Result<void> built = build(attempt, now);
    if (built && QFile::rename(attempt, file))
        return {};
    removeAttempt(attempt);
    if (!built)
        return built;
    return fail(ErrorCode::IoFailed, u"the warehouse file cannot be put in place"_s, file, u"check the folder and its permissions"_s);
}

} // namespace sluice

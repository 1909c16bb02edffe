// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_workspace.h"

#include "app/shared/demo_history.h"
#include "app/shared/demo_sql.h"
#include "app/shared/demo_warehouse.h"
#include "base/whole_file.h"
#include "warehouse/target_identity.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kConnection = "warehouse"_L1;
constexpr auto kMarker = ".sluice/demo"_L1;

QStringList templateFiles()
{
    static_cast<void>(demoText(u"workspace/plans/orders-currency.yaml"_s)); // makes the resources known
    QStringList files;
    QDirIterator it(u":/demo/workspace"_s, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext())
        files << it.next().mid(QStringView(u":/demo/workspace/").size());
    files.sort();
    return files;
}

Result<void> refuseToOverwrite(const QDir &folder)
{
    for (const QString &name : QStringList { u"sluice.yaml"_s, u"warehouse.db"_s } + templateFiles()) {
        const QFileInfo file(folder.filePath(name));
        if (file.exists() || file.isSymLink())
            return fail(ErrorCode::AlreadyExists, u"a demo needs a folder without its files"_s, file.absoluteFilePath(),
                u"choose an empty folder"_s);
    }
    return {};
}

Result<void> write(const QString &path, const QByteArray &bytes)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::IoFailed, u"the folder cannot be made"_s, folder, u"check its permissions"_s);
    return writeWholeFile(path, bytes);
}

Result<void> append(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::IoFailed, u"the file cannot be read"_s, path);
    const QByteArray before = file.readAll();
    file.close();
    return write(path, before + bytes);
}

/// The first day of the month after next: a date that people plan towards.
QDate nextMilestone(const QDate &today)
{
    return QDate(today.year(), today.month(), 1).addMonths(2);
}

Result<void> writeTemplates(const QDir &folder, const QDateTime &now)
{
    for (const QString &name : templateFiles()) {
        const QString text = demoText(u"workspace/"_s + name)
                                 .replace(u"{milestone}"_s, nextMilestone(now.date()).toString(Qt::ISODate))
                                 .replace(u"{generated}"_s, now.toString(Qt::ISODate));
        SLUICE_CHECK(write(folder.filePath(name), text.toUtf8()));
    }
    return {};
}

ConnectionProfile profileOfDemo()
{
    ConnectionProfile profile;
    profile.name = kConnection;
    profile.engine = Engine::Sqlite;
    profile.database = u"warehouse.db"_s;
    profile.environment = Environment::Dev;
    return profile;
}

Result<Workspace> writeWorkspaceFile(const QDir &folder)
{
    SLUICE_TRY(const Workspace bare, createWorkspace(folder.path(), u"demo shop"_s));
    SLUICE_CHECK(addConnection(bare, profileOfDemo()));
    SLUICE_CHECK(append(folder.filePath(u"sluice.yaml"_s),
        "\n# Who reads what: the transformation project, and what the warehouse itself knows.\nlineage:\n"
        "  - {kind: dbt_manifest, path: target/manifest.json}\n  - {kind: warehouse, connection: warehouse}\n"));
    SLUICE_CHECK(append(folder.filePath(u".gitignore"_s), "warehouse.db*\n"));
    SLUICE_CHECK(write(folder.filePath(kMarker), "made by sluice init --demo\n"));
    return openWorkspace(folder.path());
}

Result<Workspace> make(const QDir &folder, const Clock &clock, const DemoProgress &progress, const std::stop_token &stop)
{
    const auto next = [&](const QString &what) -> Result<void> {
        if (stop.stop_requested())
            return fail(ErrorCode::Cancelled, u"interrupted before the demo workspace was complete"_s, folder.path());
        if (progress)
            progress(what);
        return {};
    };
    const QDateTime now = clock.nowUtc();
    SLUICE_CHECK(next(u"Building two years of orders"_s));
    SLUICE_CHECK(buildDemoWarehouse(folder.filePath(u"warehouse.db"_s), now));
    SLUICE_CHECK(next(u"Writing plans, SQL and runbooks"_s));
    SLUICE_CHECK(writeTemplates(folder, now));
    SLUICE_TRY(const Workspace workspace, writeWorkspaceFile(folder));
    SLUICE_CHECK(next(u"Enrolling the warehouse"_s));
    SLUICE_TRY(const auto session, SqlSession::open(*workspace.connection(kConnection), workspace.root, SessionRole::Control, {}));
    SLUICE_TRY(const TargetIdentity identity, enrolTarget(*session, Environment::Dev));
    SLUICE_CHECK(next(u"Recording past rollouts"_s));
    SLUICE_CHECK(writeDemoHistory(workspace, *session, identity, now));
    return workspace;
}

} // namespace

Result<Workspace> createDemoWorkspace(const QString &dir, const Clock &clock, const DemoProgress &progress, const std::stop_token &stop)
{
    const QDir folder(QDir(dir).absolutePath());
    const bool wasThere = folder.exists();
    SLUICE_CHECK(refuseToOverwrite(folder));
    if (!QDir().mkpath(folder.path()))
        return fail(ErrorCode::IoFailed, u"the folder cannot be created"_s, folder.path(), u"check that its parent exists and may be written"_s);
    Result<Workspace> made = make(folder, clock, progress, stop);
    if (!made && !wasThere)
        QDir(folder.path()).removeRecursively(); // all of it is ours
    return made;
}

bool isDemoWorkspace(const Workspace &workspace)
{
    return QFileInfo::exists(QDir(workspace.root).filePath(kMarker)) && workspace.connection(kConnection);
}

QString demoPlanId()
{
    return u"orders-currency"_s;
}

std::unique_ptr<Simulator> demoSimulator(const Workspace &workspace, Duration interval)
{
    const ConnectionProfile *known = workspace.connection(kConnection);
    const ConnectionProfile profile = known ? *known : profileOfDemo();
    return std::make_unique<Simulator>(
        [profile, root = workspace.root]() -> Result<std::unique_ptr<SqlSession>> {
            SessionOptions options;
            options.applicationName = u"shop loader"_s;
            options.lockTimeout = Duration(500);
            SLUICE_TRY(auto session, SqlSession::open(profile, root, SessionRole::Control, {}, options));
            // Losing the last orders of a demo with the power is fine; holding the write lock through a slow disk's
            // sync is not.
            SLUICE_CHECK(session->execute(demoSql(u"simulator/settings.sql"_s)));
            return session;
        },
        interval);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/standing_checks.h"
#include "plan/workspace.h"
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QByteArray sampleWorkspace()
{
    return R"(# mine
apiVersion: sluice/v1
kind: Workspace
name: shop
id: 0f4c6a52-2d0b-4b54-9d2e-6b2a7d8f1c11
connections:
  - name: warehouse
    driver: postgresql
    host: db.example.org
    port: 5433
    database: shop
    user: deploy
    ssl_mode: verify-full
    probe_role: sluice_probe
    environment: prod
  - {name: local, driver: sqlite, database: data/shop.db, environment: dev}
ledger: {file: state/ledger.db}
lineage:
  - {kind: dbt_manifest, path: target/manifest.json}
  - {kind: warehouse, connection: warehouse}
)";
}

QByteArray sampleWith(const QByteArray &before, const QByteArray &after)
{
    QByteArray text = sampleWorkspace();
    Q_ASSERT(text.contains(before));
    return text.replace(text.indexOf(before), before.size(), after);
}

} // namespace

/// sluice.yaml: what is read, and what is refused with its place.
class WorkspaceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void readsWhereToRehearse();
    void isFoundFromBelow();
    void keepsItsLedgerInADatabase();
    void isMissing();
    void isLinked();
    void refuses_data();
    void refuses();
    void secretIsNeverRepeated_data();
    void secretIsNeverRepeated();
    void creates();
    void createsAnExampleOfChecks();
    void createsOnlyOnce();
    void listsPlans();
};

void WorkspaceTest::reads()
{
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWorkspace()));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    QCOMPARE(workspace->root, folder.path());
    QCOMPARE(workspace->name, u"shop"_s);
    QCOMPARE(workspace->id, u"0f4c6a52-2d0b-4b54-9d2e-6b2a7d8f1c11"_s);
    QCOMPARE(workspace->ledgerFile, folder.filePath(u"state/ledger.db"_s));
    QVERIFY(workspace->ledgerConnection.isEmpty());
    QCOMPARE(workspace->connections.size(), 2);
    ConnectionProfile expected { u"warehouse"_s, Engine::Postgresql, u"db.example.org"_s, 5433, u"shop"_s, u"deploy"_s, u"verify-full"_s, u"sluice_probe"_s, Environment::Prod };
    QVERIFY(workspace->connections[0] == expected);
    QVERIFY(workspace->connection(u"local"_s) == &workspace->connections[1]);
    QVERIFY(!workspace->connection(u"other"_s));
    QCOMPARE(workspace->lineage.size(), 2);
    QCOMPARE(workspace->lineage[1].path, u"warehouse"_s);
    QCOMPARE(workspace->planFile(u"p"_s), folder.filePath(u"plans/p.yaml"_s));
}

void WorkspaceTest::readsWhereToRehearse()
{
    PlanFolder folder;
    const QByteArray copy = "environment: prod\n    rehearsal: {connection: copy, valid: 2d, sample_above: 50000}\n  - {name: copy, driver: postgresql, host: db2.example.org, database: shop, environment: staging, rehearsal: {certificate: required}}";
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWith("environment: prod", copy)));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    const RehearsalSetting &setting = workspace->connection(u"warehouse"_s)->rehearsal;
    QCOMPARE(setting.connection, u"copy"_s);
    QCOMPARE(setting.valid, Duration(std::chrono::hours(48)));
    QCOMPARE(setting.sampleAbove, 50'000);
    QCOMPARE(workspace->connection(u"copy"_s)->rehearsal.sampleAbove, 2'000'000);
    QVERIFY(workspace->connection(u"copy"_s)->rehearsal.isRequired);
    QVERIFY(workspace->connection(u"local"_s)->rehearsal == RehearsalSetting {});
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWith("environment: prod", QByteArray(copy).replace("{connection: copy, valid: 2d, sample_above: 50000}", "copy"))));
    QCOMPARE(openWorkspace(folder.path())->connection(u"warehouse"_s)->rehearsal.connection, u"copy"_s);
}

void WorkspaceTest::isFoundFromBelow()
{
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWorkspace()));
    QVERIFY(folder.write(u"plans/deep/x"_s, ""));
    const auto workspace = openWorkspace(folder.filePath(u"plans/deep"_s));
    QVERIFY(workspace);
    QCOMPARE(workspace->root, folder.path());
}

void WorkspaceTest::keepsItsLedgerInADatabase()
{
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWorkspace().replace("{file: state/ledger.db}", "{connection: warehouse}")));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    QCOMPARE(workspace->ledgerConnection, u"warehouse"_s);
    QCOMPARE(workspace->ledgerFile, folder.filePath(u".sluice/ledger.db"_s)); // this machine's own files lie there
    const auto removed = removeConnection(*workspace, u"warehouse"_s);
    QVERIFY(!removed);
    QVERIFY2(removed.error().what.contains(u"would not be valid"), qPrintable(removed.error().what));
}

void WorkspaceTest::isMissing()
{
    PlanFolder folder;
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(!workspace);
    QCOMPARE(workspace.error().code, ErrorCode::NotFound);
    QVERIFY(workspace.error().next.contains(u"sluice init"));
    QCOMPARE(openWorkspace(folder.filePath(u"none"_s)).error().code, ErrorCode::NotFound);
}

void WorkspaceTest::isLinked()
{
    PlanFolder folder;
    QVERIFY(folder.write(u"other.yaml"_s, sampleWorkspace()));
    QVERIFY(QFile::link(folder.filePath(u"other.yaml"_s), folder.filePath(u"sluice.yaml"_s)));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(!workspace);
    QCOMPARE(workspace.error().code, ErrorCode::InvalidWorkspace);
    QVERIFY(workspace.error().what.contains(u"symbolic link"));
}

void WorkspaceTest::refuses_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("code");
    const auto row = [](const char *name, const QByteArray &before, const QByteArray &after, const QString &what, ErrorCode code = ErrorCode::InvalidWorkspace) {
        QTest::newRow(name) << before << after << what << static_cast<int>(code);
    };
    row("unknown key", "ledger:", "§ledgr:", u"unknown key 'ledgr' in the workspace; did you mean 'ledger'?"_s);
    row("other kind", "Workspace", "§RolloutPlan", u"'kind' of the workspace: expected 'Workspace'"_s);
    row("no id", "id: 0f4c6a52-2d0b-4b54-9d2e-6b2a7d8f1c11\n", "", u"the workspace needs the key 'id'"_s);
    row("driver", "driver: postgresql", "driver: §postgres", u"'postgres' is not a value of 'driver' of connection 'warehouse'; did you mean 'postgresql'?"_s);
    row("environment", "environment: prod", "environment: §production", u"'production' is not a value of 'environment' of connection 'warehouse'; did you mean 'prod'?"_s);
    row("no environment", "    environment: prod\n", "", u"connection 'warehouse' needs the key 'environment'"_s);
    row("port", "port: 5433", "port: §70000", u"'port' of connection 'warehouse': expected a whole number from 1 to 65535"_s);
    row("twice", "name: local", "name: §warehouse", u"two connections are named 'warehouse'"_s);
    row("login", "environment: prod", "environment: prod\n    login: §file", u"'file' is not a value of 'login' of connection 'warehouse'"_s);
    row("rehearsal", "environment: prod", "environment: prod\n    rehearsal: §shop_copy", u"connection 'warehouse' rehearses on a connection that this file does not define"_s);
    row("rehearsal on another engine", "environment: prod", "environment: prod\n    rehearsal: §local", u"connection 'warehouse' rehearses on 'local', which is another engine"_s);
    row("rehearsal on production", "environment: prod", "environment: prod\n    rehearsal: §warehouse", u"which is prod: production is never a template"_s);
    row("rehearsal of a file", "environment: dev", "environment: dev, rehearsal: §warehouse", u"connection 'local' is a file, which is copied as it is"_s);
    row("no certificate in prod", "environment: prod", "environment: prod\n    rehearsal: {certificate: §advisory}", u"is prod, where a certificate is always required"_s);
    row("unknown in rehearsal", "environment: prod", "environment: prod\n    rehearsal: {§clone: x}", u"unknown key 'clone' in 'rehearsal' of connection 'warehouse'"_s);
    row("sqlite with a login", "database: data/shop.db", "login: passfile, database: data/shop.db", u"connection 'local': 'login: passfile' applies to postgresql only"_s);
    row("probe role of mariadb", "driver: postgresql", "driver: mariadb", u"connection 'warehouse': probe_role applies to postgresql only"_s);
    row("ssl mode of mariadb", "driver: sqlite, database: data/shop.db", "driver: mariadb, host: db, ssl_mode: verify-ca, database: shop",
        u"connection 'local': on mariadb, ssl_mode is disable, require or verify-full"_s);
    row("odbc without a service", "driver: postgresql", "driver: odbc", u"connection 'warehouse' needs the key 'service'"_s);
    row("odbc to the unknown", "driver: postgresql", "driver: odbc\n    service: §snowflakes", u"did you mean 'snowflake'?"_s);
    row("a service without odbc", "driver: postgresql", "driver: postgresql\n    service: postgresql", u"service and odbc_driver apply to odbc only"_s);
    row("odbc driver by path", "driver: postgresql", "driver: odbc\n    service: postgresql\n    odbc_driver: /tmp/x.so", u"not a path"_s);
    row("odbc keyword in a name", "driver: sqlite, database: data/shop.db", "driver: odbc, service: sqlite, database: '{x}'", u"which end a field of an ODBC connection string"_s);
    row("a file behind odbc with a host", "driver: sqlite, database: data/shop.db", "driver: odbc, service: sqlite, host: x, database: shop.db", u"do not apply to sqlite"_s);
    row("sqlite with host", "database: data/shop.db", "host: x, database: data/shop.db", u"connection 'local' is a file"_s);
    row("sqlite in memory", "database: data/shop.db", "database: ':memory:'", u"connection 'local': 'database' must be the path of a file"_s);
    row("connection string", "database: shop\n", "database: host=evil dbname=shop\n", u"connection 'warehouse': a field holds a connection string"_s);
    row("second option", "host: db.example.org", "host: db;sslmode=disable", u"connection 'warehouse': a field holds a connection string"_s);
    row("invisible", "host: db.example.org", "host: \"db\\u200b.example.org\"", u"connection 'warehouse' holds a control or invisible character"_s);
    row("lineage of nothing", "connection: warehouse", "connection: §other", u"lineage source 2 names a connection that this file does not define"_s);
    row("lineage kind", "kind: dbt_manifest", "kind: §dbt", u"'dbt' is not a value of 'kind' of lineage source 1"_s);
    row("roles", "ledger:", "roles: §{}\nledger:", u"the workspace asks for 'roles', which this version"_s, ErrorCode::NotSupported);
    row("calendars", "ledger:", "calendars: §[]\nledger:", u"the workspace asks for 'calendars'"_s, ErrorCode::NotSupported);
    row("ledger of nowhere", "{file: state/ledger.db}", "{connection: §other}", u"'ledger' names a connection that this file does not define"_s);
    row("ledger in a SQLite target", "{file: state/ledger.db}", "{connection: §local}", u"a ledger can be in a PostgreSQL database, and connection 'local' is sqlite"_s);
    row("two ledgers", "{file: state/ledger.db}", "{file: §a, connection: warehouse}", u"'ledger' names a file and a connection"_s);
    row("no ledger", "{file: state/ledger.db}", "§{}", u"'ledger' needs the key 'file'"_s);
    row("anchor", "name: shop", "name: §&x shop", u"anchors (&) are not allowed"_s);
    row("CR", "# mine\n", "# mine§\r\n", u"the file holds a carriage return"_s);
}

void WorkspaceTest::refuses()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, what);
    QFETCH(int, code);
    PlanFolder folder;
    QByteArray text = sampleWith(before, after);
    const QString place = takeMark(text).trimmed();
    QVERIFY(folder.write(u"sluice.yaml"_s, text));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(!workspace);
    QVERIFY2(workspace.error().what.contains(what), qPrintable(workspace.error().what));
    QCOMPARE(static_cast<int>(workspace.error().code), code);
    if (!place.isEmpty())
        QCOMPARE(workspace.error().where, folder.filePath(u"sluice.yaml"_s) + u':' + place);
}

void WorkspaceTest::secretIsNeverRepeated_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("password") << QByteArray("    user: deploy\n") << QByteArray("    user: deploy\n    password: hunter2\n");
    QTest::newRow("in flow") << QByteArray("driver: sqlite,") << QByteArray("driver: sqlite, Passwd: hunter2,");
    QTest::newRow("api key") << QByteArray("ledger:") << QByteArray("slack: {api_key: hunter2}\nledger:");
    QTest::newRow("token") << QByteArray("ledger:") << QByteArray("webhook_token: hunter2\nledger:");
    QTest::newRow("pwd in a list") << QByteArray("ledger:") << QByteArray("pwd: [hunter2]\nledger:");
    QTest::newRow("secret as database") << QByteArray("database: shop\n") << QByteArray("database: postgresql://deploy:hunter2@db/shop\n");
    QTest::newRow("secret as list item") << QByteArray("user: deploy") << QByteArray("user: [hunter2]");
}

void WorkspaceTest::secretIsNeverRepeated()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, sampleWith(before, after)));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(!workspace);
    const Error &error = workspace.error();
    QVERIFY2(!(error.what + error.where + error.next).contains(u"hunter2"), qPrintable(error.what));
    if (!after.contains("database") && !after.contains("user: [")) {
        QVERIFY2(error.what.contains(u"keychain"), qPrintable(error.what));
        QVERIFY(!error.what.contains(u"unknown key 'pass"));
    }
}

void WorkspaceTest::creates()
{
    PlanFolder folder;
    const auto created = createWorkspace(folder.filePath(u"new/shop"_s), u"Shop: the \"first\""_s);
    QVERIFY2(created, created ? "" : qPrintable(created.error().what));
    for (const QString &part : { u"plans"_s, u"sql"_s, u"playbooks"_s, u"runbooks"_s, u"policies"_s, u"checks"_s, u".sluice"_s })
        QVERIFY2(QFileInfo(folder.filePath(u"new/shop/"_s + part)).isDir(), qPrintable(part));
    QVERIFY(folder.read(u"new/shop/.gitignore"_s).contains(".sluice/"));
    QCOMPARE(QFileInfo(folder.filePath(u"new/shop/.sluice"_s)).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
    const auto opened = openWorkspace(folder.filePath(u"new/shop"_s));
    QVERIFY(opened);
    QCOMPARE(opened->name, u"Shop: the \"first\""_s);
    QCOMPARE(opened->id, created->id);
    QCOMPARE(opened->id.size(), 36);
    QCOMPARE(opened->ledgerFile, folder.filePath(u"new/shop/.sluice/ledger.db"_s));
    QVERIFY(opened->connections.isEmpty());
}

/// The example that comes with it is no check yet, and can be read once it is copied.
void WorkspaceTest::createsAnExampleOfChecks()
{
    PlanFolder folder;
    QVERIFY(createWorkspace(folder.path(), u"a"_s));
    QCOMPARE(readChecksFolder(folder.path()), ChecksFolder());
    const QByteArray example = folder.read(u"checks/example.yaml.txt"_s);
    QVERIFY(folder.write(u"checks/sales.yaml"_s, example));
    const auto checks = readStandingChecks(folder.path(), u"checks/sales.yaml"_s, &folder.findings);
    QVERIFY2(checks, qPrintable(folder.told().join(u'\n')));
    QCOMPARE(checks->domain, u"sales"_s);
    QVERIFY(checks->gates.size() >= 3);
}

void WorkspaceTest::createsOnlyOnce()
{
    PlanFolder folder;
    QVERIFY(createWorkspace(folder.path(), u"a"_s));
    const QByteArray before = folder.read(u"sluice.yaml"_s);
    const auto again = createWorkspace(folder.path(), u"b"_s);
    QVERIFY(!again);
    QCOMPARE(again.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(folder.read(u"sluice.yaml"_s), before);
}

void WorkspaceTest::listsPlans()
{
    PlanFolder folder;
    const auto workspace = createWorkspace(folder.path(), u"a"_s);
    QVERIFY(workspace);
    QCOMPARE(planFiles(*workspace), QStringList());
    for (const QString &file : { u"plans/b.yaml"_s, u"plans/a.yaml"_s, u"plans/c.yml"_s, u"plans/d.yaml.bak"_s, u"plans/sub/e.yaml"_s })
        QVERIFY(folder.write(file, ""));
    QCOMPARE(planFiles(*workspace), QStringList({ folder.filePath(u"plans/a.yaml"_s), folder.filePath(u"plans/b.yaml"_s) }));
}

QTEST_GUILESS_MAIN(WorkspaceTest)
#include "tst_workspace.moc"

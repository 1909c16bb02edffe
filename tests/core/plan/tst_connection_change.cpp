// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"
#include "plan/workspace.h"
#include "plan_folder.h"

#include <QTest>

#include <functional>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kHead = "# mine\napiVersion: sluice/v1\nkind:   Workspace   # odd spacing\nname: 'shop'\nid: abc\n";

/// The connection that every row changes; each file below says exactly this.
ConnectionProfile shop()
{
    ConnectionProfile profile;
    profile.name = u"shop"_s;
    profile.engine = Engine::Postgresql;
    profile.host = u"db-1"_s;
    profile.database = u"shop"_s;
    profile.user = u"sluice"_s;
    profile.probeRole = u"probes"_s;
    profile.environment = Environment::Staging;
    return profile;
}

const QByteArray kBlock = R"(connections:
  # the first
  - name: copy
    driver: postgresql
    host: db-2   # idle
    database: shop
    environment: staging

  # what everybody reads
  - name: "shop"       # ours
    driver: postgresql

    # moved in spring
    host: 'db-1'  # see the wiki
    database: shop
    user: sluice
    probe_role: probes # reads only
    environment: staging # not yet
    # the end of shop

  - {name: local, driver: sqlite, database: x.db, environment: dev}
ledger: {file: x}
)";

const QByteArray kFlow = R"(connections:
  - {name: copy, driver: postgresql, host: db-2, database: shop, environment: staging}
  - {name: shop, driver: postgresql, host: "db-1", database: shop, user: sluice, probe_role: probes, environment: staging} # ours
)";

using Change = std::function<void(ConnectionProfile &)>;

} // namespace
Q_DECLARE_METATYPE(Change)

/// A connection that changes keeps every byte of what does not.
class ConnectionChangeTest : public QObject
{
    Q_OBJECT

    static Workspace opened(const PlanFolder &folder, const QByteArray &file)
    {
        if (!folder.write(u"sluice.yaml"_s, kHead + file))
            qFatal("cannot write in %s", qPrintable(folder.path()));
        const auto workspace = openWorkspace(folder.path());
        if (!workspace)
            qFatal("%s", qPrintable(workspace.error().what));
        return *workspace;
    }

private Q_SLOTS:
    void changes_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<Change>("change");
        QTest::addColumn<QList<QByteArray>>("from"); ///< pieces of the file …
        QTest::addColumn<QList<QByteArray>>("to"); ///< … and what stands there afterwards
        const auto row
            = [](const char *name, const QByteArray &file, const Change &change, const QList<QByteArray> &from,
                  const QList<QByteArray> &to) { QTest::newRow(name) << file << change << from << to; };
        const auto host = [](ConnectionProfile &profile) { profile.host = u"db-9.internal"_s; };
        row("nothing", kBlock, [](ConnectionProfile &) {}, {}, {});
        row("a host", kBlock, host, { "'db-1'  # see" }, { "db-9.internal  # see" });
        row("a host in brackets", kFlow, host, { "\"db-1\"" }, { "db-9.internal" });
        const auto port = [](ConnectionProfile &profile) { profile.port = 6432; };
        row("a field more", kBlock, port, { "# see the wiki\n" }, { "# see the wiki\n    port: 6432\n" });
        row("a field more in brackets", kFlow, port, { "host: \"db-1\"" }, { "host: \"db-1\", port: 6432" });
        const auto noRole = [](ConnectionProfile &profile) { profile.probeRole.clear(); };
        row("a field less", kBlock, noRole, { "    probe_role: probes # reads only\n" }, { "" });
        row("a field less in brackets", kFlow, noRole, { ", probe_role: probes" }, { "" });
        const auto prod = [](ConnectionProfile &profile) {
            profile.environment = Environment::Prod;
            profile.rehearsal.connection = u"copy"_s;
        };
        row("the last field and one behind it", kBlock, prod, { "environment: staging # not yet\n    # the end" },
            { "environment: prod # not yet\n    rehearsal: copy\n    # the end" });
        const auto role = [](ConnectionProfile &profile) {
            profile.probeRole.clear();
            profile.sslMode = u"require"_s;
            profile.login = Login::Passfile;
        };
        row("others in the place of one", kBlock, role, { "    probe_role: probes # reads only\n" },
            { "    ssl_mode: require\n    login: passfile\n" });
        row("others in the place of one, in brackets", kFlow, role, { ", probe_role: probes" },
            { ", ssl_mode: require, login: passfile" });
        const auto odbc = [](ConnectionProfile &profile) {
            profile.engine = Engine::Odbc;
            profile.service = serviceNamed(u"postgresql"_s);
            profile.odbcDriver = u"PostgreSQL ANSI"_s;
            profile.probeRole.clear();
        };
        row("another driver", kBlock, odbc,
            { "\"shop\"       # ours\n    driver: postgresql\n", "    probe_role: probes # reads only\n" },
            { "\"shop\"       # ours\n    driver: odbc\n    service: postgresql\n    odbc_driver: \"PostgreSQL "
              "ANSI\"\n",
                "" });
        row("a name", kBlock, [](ConnectionProfile &profile) { profile.name = u"store"_s; }, { "\"shop\"       #" },
            { "store       #" });
        row("text that YAML would misread", kBlock, [](ConnectionProfile &profile) { profile.user = u"no: #x"_s; },
            { "user: sluice" }, { "user: \"no: #x\"" });
        const QByteArray cut = QByteArray(kBlock).left(kBlock.indexOf(" # not yet"));
        row("no last line break", cut, prod, { "probes # reads only\n    environment: staging" },
            { "probes # reads only\n    environment: prod\n    rehearsal: copy" });
    }
    void changes()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const Change, change);
        QFETCH(const QList<QByteArray>, from);
        QFETCH(const QList<QByteArray>, to);
        const PlanFolder folder;
        const Workspace workspace = opened(folder, file);
        QVERIFY(*workspace.connection(u"shop"_s) == shop());
        ConnectionProfile after = shop();
        change(after);
        const auto changed = changeConnection(workspace, shop(), after);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
        QByteArray expected = kHead + file;
        for (qsizetype i = 0; i < to.size(); ++i) {
            QCOMPARE(expected.count(from[i]), 1);
            expected.replace(from[i], to[i]);
        }
        QCOMPARE(QString::fromUtf8(folder.read(u"sluice.yaml"_s)), QString::fromUtf8(expected));
        QCOMPARE(changed->connections.size(), workspace.connections.size());
        QVERIFY(*changed->connection(after.name) == after);
    }

    void thereAndBackAgain_data() { changes_data(); }
    void thereAndBackAgain()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const Change, change);
        const PlanFolder folder;
        const Workspace workspace = opened(folder, file);
        ConnectionProfile after = shop();
        change(after);
        const auto changed = changeConnection(workspace, shop(), after);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
        const auto back = changeConnection(*changed, after, shop());
        QVERIFY2(back, back ? "" : qPrintable(back.error().what));
        QVERIFY(back->connections == workspace.connections);
        for (const char *comment : { "# mine", "# odd spacing", "# ours" }) // of what never changed
            QVERIFY2(folder.read(u"sluice.yaml"_s).contains(comment), comment);
    }

    void aRehearsalThatSaysMore_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::newRow("in brackets") << QByteArray("    rehearsal: {connection: copy, valid: 48h} # fresh\n");
        QTest::newRow("over lines") << QByteArray("    rehearsal:\n      connection: copy\n      valid: 48h\n");
    }
    void aRehearsalThatSaysMore()
    {
        QFETCH(const QByteArray, written);
        const PlanFolder folder;
        const QByteArray file = QByteArray(kBlock).replace(
            "    environment: staging # not yet\n", written + "    environment: staging # not yet\n");
        const Workspace workspace = opened(folder, file);
        ConnectionProfile before = shop();
        before.rehearsal = { u"copy"_s, false, std::chrono::hours(48) };
        QVERIFY(*workspace.connection(u"shop"_s) == before);
        ConnectionProfile after = before;
        after.rehearsal.isRequired = true;
        const auto changed = changeConnection(workspace, before, after);
        QVERIFY2(changed, changed ? "" : qPrintable(changed.error().what));
        const QByteArray now = folder.read(u"sluice.yaml"_s);
        QVERIFY2(now.contains("    rehearsal: {connection: copy, certificate: required, valid: 2d}"), now.constData());
        QVERIFY2(now.contains("\n    environment: staging # not yet\n"), now.constData());
        QVERIFY(changeConnection(*changed, after, shop())); // and none at all
        QCOMPARE(QString::fromUtf8(folder.read(u"sluice.yaml"_s)), QString::fromUtf8(kHead + kBlock));
    }

    void refusesWithoutTouching_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QString>("name");
        QTest::addColumn<Change>("before");
        QTest::addColumn<Change>("change");
        QTest::addColumn<int>("code");
        const Change none = [](ConnectionProfile &) {};
        const auto code = [](ErrorCode one) { return static_cast<int>(one); };
        QTest::newRow("a name that is taken")
            << kBlock << u"shop"_s << none << Change([](ConnectionProfile &p) { p.name = u"local"_s; })
            << code(ErrorCode::AlreadyExists);
        QTest::newRow("changed in the file meanwhile")
            << kBlock << u"shop"_s << Change([](ConnectionProfile &p) { p.host = u"db-0"_s; })
            << Change([](ConnectionProfile &p) { p.port = 1; }) << code(ErrorCode::Refused);
        QTest::newRow("gone from the file")
            << kBlock << u"shop"_s << Change([](ConnectionProfile &p) { p.name = u"old"_s; }) << none
            << code(ErrorCode::NotFound);
        QTest::newRow("a port that is none")
            << kBlock << u"shop"_s << none << Change([](ConnectionProfile &p) { p.port = 70'000; })
            << code(ErrorCode::Refused);
        QTest::newRow("a field of another driver")
            << kBlock << u"local"_s << none << Change([](ConnectionProfile &p) { p.host = u"db"_s; })
            << code(ErrorCode::InvalidConnection);
        const QByteArray rehearsed = QByteArray(kFlow).replace(
            "environment: staging} # ours", "environment: staging, rehearsal: copy} # ours");
        QTest::newRow("another one rehearses on it")
            << rehearsed << u"copy"_s << none << Change([](ConnectionProfile &p) { p.environment = Environment::Prod; })
            << code(ErrorCode::Refused);
        QTest::newRow("another one names it")
            << rehearsed << u"copy"_s << none << Change([](ConnectionProfile &p) { p.name = u"spare"_s; })
            << code(ErrorCode::Refused);
        const QByteArray folded = QByteArray(kBlock).replace("user: sluice", "user: >-\n      sluice");
        QTest::newRow("written over lines")
            << folded << u"shop"_s << none << Change([](ConnectionProfile &p) { p.user = u"other"_s; })
            << code(ErrorCode::Refused);
    }
    void refusesWithoutTouching()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QString, name);
        QFETCH(const Change, before);
        QFETCH(const Change, change);
        QFETCH(const int, code);
        const PlanFolder folder;
        const Workspace workspace = opened(folder, file);
        ConnectionProfile seen = *workspace.connection(name);
        before(seen);
        ConnectionProfile after = seen;
        change(after);
        const auto checked = checkConnectionChange(workspace, seen, after);
        const auto changed = changeConnection(workspace, seen, after);
        QVERIFY(!changed && !checked);
        QCOMPARE(static_cast<int>(changed.error().code), code);
        QCOMPARE(checked.error().what, changed.error().what);
        QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + file);
    }

    /// Another one rehearses on it: removing it would make the file invalid, changing its host does not.
    void whatAnotherOneRehearsesOnCanMove()
    {
        const PlanFolder folder;
        const QByteArray file = QByteArray(kFlow).replace(
            "environment: staging} # ours", "environment: staging, rehearsal: copy} # ours");
        const Workspace workspace = opened(folder, file);
        QVERIFY(!removeConnection(workspace, u"copy"_s));
        const ConnectionProfile before = *workspace.connection(u"copy"_s);
        ConnectionProfile after = before;
        after.host = u"db-3"_s;
        QVERIFY(checkConnectionChange(workspace, before, after));
        QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + file); // a check writes nothing
        QVERIFY(changeConnection(workspace, before, after));
        QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + QByteArray(file).replace("db-2", "db-3"));
    }
};

QTEST_GUILESS_MAIN(ConnectionChangeTest)
#include "tst_connection_change.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace.h"
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

const QByteArray kHead = "# mine\napiVersion: sluice/v1\nkind:   Workspace   # odd spacing\nname: 'shop'\nid: abc\n";

ConnectionProfile newProfile()
{
    return { u"new"_s, Engine::Postgresql, u"/run/postgresql"_s, 5433, u"shop db"_s, u"o'neil"_s, {}, {}, Environment::Staging };
}

QByteArray newBlock(const QByteArray &indent)
{
    QByteArray text = indent + "- name: new\n";
    for (const char *line : { "driver: postgresql", "host: /run/postgresql", "port: 5433", "database: \"shop db\"", "user: \"o'neil\"", "environment: staging" })
        text += indent + "  " + line + '\n';
    return text;
}

} // namespace

/// Connections come and go; every other byte of the file stays.
class WorkspaceEditorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void adds_data();
    void adds();
    void removes_data();
    void removes();
    void addThenRemoveGivesTheFileBack_data();
    void addThenRemoveGivesTheFileBack();
    void refusesWithoutTouching_data();
    void refusesWithoutTouching();
    void valuesReadBack_data();
    void valuesReadBack();
    void whatARehearsalNeedsReadsBack_data();
    void whatARehearsalNeedsReadsBack();
    void picksUpOthersEdits();
    void addsLineage_data();
    void addsLineage();
    void refusesLineageThatIsThere();

private:
    static void readsBack(const ConnectionProfile &profile);
};

void WorkspaceEditorTest::adds_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray a = "  - name: a # first\n    driver: sqlite\n\n    # where it is\n    database: a.db\n    environment: dev\n";
    const QByteArray flow = "{name: a, driver: sqlite, database: \"a,]}.db\", environment: dev}";
    const QByteArray newFlow = "{name: new, driver: postgresql, host: /run/postgresql, port: 5433, database: \"shop db\", user: \"o'neil\", environment: staging}";
    QTest::newRow("empty brackets") << QByteArray("connections: [] # none yet\nledger: {file: x}\n") << "connections: # none yet\n" + newBlock("  ") + "ledger: {file: x}\n";
    QTest::newRow("nothing") << QByteArray("connections:\nledger: {file: x}\n") << "connections:\n" + newBlock("  ") + "ledger: {file: x}\n";
    QTest::newRow("no key") << QByteArray("ledger: {file: x}\n") << "ledger: {file: x}\n\nconnections:\n" + newBlock("  ");
    QTest::newRow("no key, no last line break") << QByteArray("ledger: {file: x}") << "ledger: {file: x}\n\nconnections:\n" + newBlock("  ");
    QTest::newRow("at the end") << "connections:\n" + a << "connections:\n" + a + newBlock("  ");
    QTest::newRow("at the end, no last line break") << ("connections:\n" + a).chopped(1) << "connections:\n" + a + newBlock("  ");
    QTest::newRow("in front of a key") << "connections:\n" + a + "\n# the ledger\nledger: {file: x}\n" << "connections:\n" + a + newBlock("  ") + "\n# the ledger\nledger: {file: x}\n";
    QTest::newRow("behind a comment of the last one") << "connections:\n" + a + "    # more on a\n  # the end\n\nledger: {file: x}\n" << "connections:\n" + a + "    # more on a\n  # the end\n" + newBlock("  ") + "\nledger: {file: x}\n";
    QTest::newRow("dash at the margin") << QByteArray("connections:\n- name: a\n  driver: sqlite\n  database: a.db\n  environment: dev\nledger: {file: x}\n")
                                        << "connections:\n- name: a\n  driver: sqlite\n  database: a.db\n  environment: dev\n" + newBlock("") + "ledger: {file: x}\n";
    QTest::newRow("deep dash") << QByteArray("connections:\n      -\n        name: a\n        driver: sqlite\n        database: a.db\n        environment: dev\n")
                               << "connections:\n      -\n        name: a\n        driver: sqlite\n        database: a.db\n        environment: dev\n" + newBlock("      ");
    QTest::newRow("flow items in a block") << "connections:\n  - " + flow + "  # a\n" << "connections:\n  - " + flow + "  # a\n" + newBlock("  ");
    QTest::newRow("flow list") << "connections: [" + flow + "] # x\n" << "connections: [" + flow + ", " + newFlow + "] # x\n";
    QTest::newRow("flow list over lines") << "connections: [\n  " + flow + " # it's ]\n]\n" << "connections: [\n  " + flow + ", " + newFlow + " # it's ]\n]\n";
    QTest::newRow("end mark") << "connections:\n" + a + "...\n" << "connections:\n" + a + newBlock("  ") + "...\n";
}

void WorkspaceEditorTest::adds()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + before));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    const auto edited = addConnection(*workspace, newProfile());
    QVERIFY2(edited, edited ? "" : qPrintable(edited.error().what));
    QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + after);
    QVERIFY(edited->connections.last() == newProfile());
    QCOMPARE(edited->connections.size(), workspace->connections.size() + 1);
}

void WorkspaceEditorTest::removes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<bool>("isFlow");
    const QByteArray a = "  # about a\n  - name: a # first\n    driver: sqlite\n\n    # where it is\n    database: a.db\n    environment: dev\n    # still a\n\n";
    const QByteArray b = "  # about b\n  - {name: b, driver: sqlite, database: b.db, environment: dev}   # b\n";
    const QByteArray c = "  -   name: c\n      driver: sqlite\n      database: c.db\n      environment: dev\n";
    const QByteArray tail = "\n# ledger\nledger: {file: x}\n";
    QTest::newRow("first") << u"a"_s << "connections:\n  # about a\n\n" + b + c + tail << false;
    QTest::newRow("middle") << u"b"_s << "connections:\n" + a + "  # about b\n" + c + tail << false;
    QTest::newRow("last") << u"c"_s << "connections:\n" + a + b + tail << false;
    QTest::newRow("first in flow") << u"a"_s << QByteArray("connections: [{name: b, driver: sqlite, database: \"b}.db\", environment: dev}, {name: c, driver: sqlite, database: c.db, environment: dev}] # x\n") << true;
    QTest::newRow("middle in flow") << u"b"_s << QByteArray("connections: [{name: a, driver: sqlite, database: a.db, environment: dev}, {name: c, driver: sqlite, database: c.db, environment: dev}] # x\n") << true;
    QTest::newRow("last in flow") << u"c"_s << QByteArray("connections: [{name: a, driver: sqlite, database: a.db, environment: dev}, {name: b, driver: sqlite, database: \"b}.db\", environment: dev}] # x\n") << true;
}

void WorkspaceEditorTest::removes()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, after);
    QFETCH(bool, isFlow);
    const QByteArray block = "connections:\n  # about a\n  - name: a # first\n    driver: sqlite\n\n    # where it is\n    database: a.db\n    environment: dev\n    # still a\n\n"
                             "  # about b\n  - {name: b, driver: sqlite, database: b.db, environment: dev}   # b\n"
                             "  -   name: c\n      driver: sqlite\n      database: c.db\n      environment: dev\n\n# ledger\nledger: {file: x}\n";
    const QByteArray flow = "connections: [{name: a, driver: sqlite, database: a.db, environment: dev}, {name: b, driver: sqlite, database: \"b}.db\", environment: dev}, {name: c, driver: sqlite, database: c.db, environment: dev}] # x\n";
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + (isFlow ? flow : block)));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    const auto edited = removeConnection(*workspace, name);
    QVERIFY2(edited, edited ? "" : qPrintable(edited.error().what));
    QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + after);
    QVERIFY(!edited->connection(name));
    QCOMPARE(edited->connections.size(), 2);
}

void WorkspaceEditorTest::addThenRemoveGivesTheFileBack_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("block") << QByteArray("connections:\n  - name: a\n    driver: sqlite\n    database: a.db\n    environment: dev\n\n# x\nledger: {file: x}\n");
    QTest::newRow("flow") << QByteArray("connections: [{name: a, driver: sqlite, database: a.db, environment: dev}]\n");
    QTest::newRow("key alone") << QByteArray("connections:\nledger: {file: x}\n");
}

void WorkspaceEditorTest::addThenRemoveGivesTheFileBack()
{
    QFETCH(QByteArray, text);
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + text));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(workspace);
    const auto added = addConnection(*workspace, newProfile());
    QVERIFY(added);
    QVERIFY(removeConnection(*added, u"new"_s));
    QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + text);
}

void WorkspaceEditorTest::refusesWithoutTouching_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    const QByteArray one = kHead + "connections:\n  - {name: a, driver: sqlite, database: a.db, environment: dev}\n";
    QTest::newRow("there already") << one << u"a"_s << static_cast<int>(ErrorCode::AlreadyExists);
    QTest::newRow("bad name") << one << u"a b"_s << static_cast<int>(ErrorCode::Refused);
    QTest::newRow("name that breaks out") << one << u"x\n    password: y"_s << static_cast<int>(ErrorCode::Refused);
    QTest::newRow("whole file in brackets") << QByteArray("{apiVersion: sluice/v1, kind: Workspace, name: x, id: y}\n") << u"b"_s << static_cast<int>(ErrorCode::Refused);
    QTest::newRow("connections is null") << kHead + "connections: null\n" << u"b"_s << static_cast<int>(ErrorCode::Refused);
}

void WorkspaceEditorTest::refusesWithoutTouching()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, name);
    QFETCH(int, code);
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, text));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    ConnectionProfile profile = newProfile();
    profile.name = name;
    const auto edited = addConnection(*workspace, profile);
    QVERIFY(!edited);
    QCOMPARE(static_cast<int>(edited.error().code), code);
    QCOMPARE(folder.read(u"sluice.yaml"_s), text);
    QCOMPARE(removeConnection(*workspace, u"none"_s).error().code, ErrorCode::NotFound);
}

/// Added beside a connection that it may rehearse on.
void WorkspaceEditorTest::readsBack(const ConnectionProfile &profile)
{
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + "connections: [{name: a, driver: postgresql, host: h, database: d, environment: dev}]\n"));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(workspace);
    const auto edited = addConnection(*workspace, profile);
    QVERIFY2(edited, edited ? "" : qPrintable(edited.error().what));
    QCOMPARE(openWorkspace(folder.path())->connections.last(), profile);
}

void WorkspaceEditorTest::valuesReadBack_data()
{
    QTest::addColumn<QString>("value");
    for (const QString &value : { u"plain"_s, u"true"_s, u"no"_s, u"null"_s, u"~"_s, u"012"_s, u"- x"_s, u"a: b"_s, u"a #b"_s, u"'q'"_s, u"\"q\""_s, u"back\\slash"_s,
             u"{x}"_s, u"[x]"_s, u"*x"_s, u"&x"_s, u"!x"_s, u"%x"_s, u"@x"_s, u" x "_s, u"größe"_s, u"😀"_s, u"@corp"_s, u"?"_s, u","_s })
        QTest::newRow(value.toUtf8().toPercentEncoding().constData()) << value;
}

void WorkspaceEditorTest::valuesReadBack()
{
    QFETCH(QString, value);
    ConnectionProfile profile = newProfile();
    profile.user = value;
    profile.login = Login::Passfile;
    readsBack(profile);
}

void WorkspaceEditorTest::whatARehearsalNeedsReadsBack_data()
{
    QTest::addColumn<RehearsalSetting>("setting");
    const auto hours = [](int many) { return std::chrono::hours(many); };
    QTest::newRow("nothing") << RehearsalSetting();
    QTest::newRow("a copy") << RehearsalSetting { u"a"_s };
    QTest::newRow("a copy, required") << RehearsalSetting { u"a"_s, true };
    QTest::newRow("required alone") << RehearsalSetting { {}, true };
    QTest::newRow("shorter") << RehearsalSetting { {}, false, hours(36) };
    QTest::newRow("never by a sample") << RehearsalSetting { {}, false, RehearsalSetting().valid, 0 };
    QTest::newRow("all of it") << RehearsalSetting { u"a"_s, true, hours(1), 50'000 };
}

void WorkspaceEditorTest::whatARehearsalNeedsReadsBack()
{
    QFETCH(RehearsalSetting, setting);
    ConnectionProfile profile = newProfile();
    profile.rehearsal = setting;
    readsBack(profile);
}

void WorkspaceEditorTest::picksUpOthersEdits()
{
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + "connections: []\n"));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(workspace);
    // Somebody edits the file in the meantime; that edit must survive.
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + "# added by hand\nconnections:\n  - {name: a, driver: sqlite, database: a.db, environment: dev}\n"));
    const auto edited = addConnection(*workspace, newProfile());
    QVERIFY(edited);
    QCOMPARE(edited->connections.size(), 2);
    QVERIFY(folder.read(u"sluice.yaml"_s).contains("# added by hand\n"));
}

void WorkspaceEditorTest::addsLineage_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    const QByteArray old = "lineage: # who reads what\n  - {kind: dbt_manifest, path: a.json} # ours\n  # end of ours\n";
    QTest::newRow("no key") << QByteArray("ledger: {file: x}\n") << QByteArray("ledger: {file: x}\n\nlineage:\n  - {kind: dbt_manifest, path: \"../b c.json\"}\n");
    QTest::newRow("short neighbours") << old + "\n# where\nledger: {file: x}\n"
                                      << old + "  - {kind: dbt_manifest, path: \"../b c.json\"}\n\n# where\nledger: {file: x}\n";
    QTest::newRow("long neighbours") << QByteArray("lineage:\n- kind: dbt_manifest\n  path: a.json\nledger: {file: x}\n")
                                     << QByteArray("lineage:\n- kind: dbt_manifest\n  path: a.json\n- kind: dbt_manifest\n  path: \"../b c.json\"\nledger: {file: x}\n");
    QTest::newRow("in brackets") << QByteArray("lineage: [{kind: dbt_manifest, path: a.json}] # ours\n")
                                 << QByteArray("lineage: [{kind: dbt_manifest, path: a.json}, {kind: dbt_manifest, path: \"../b c.json\"}] # ours\n");
    QTest::newRow("empty brackets") << QByteArray("lineage: [] # none\n") << QByteArray("lineage: # none\n  - {kind: dbt_manifest, path: \"../b c.json\"}\n");
    QTest::newRow("key alone") << QByteArray("lineage:\n") << QByteArray("lineage:\n  - {kind: dbt_manifest, path: \"../b c.json\"}\n");
}

void WorkspaceEditorTest::addsLineage()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    PlanFolder folder;
    QVERIFY(folder.write(u"sluice.yaml"_s, kHead + before));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().what));
    const auto edited = addLineageSources(*workspace, { { u"dbt_manifest"_s, u"../b c.json"_s } });
    QVERIFY2(edited, edited ? "" : qPrintable(edited.error().what));
    QCOMPARE(folder.read(u"sluice.yaml"_s), kHead + after);
    QCOMPARE(edited->lineage.last().path, u"../b c.json"_s);
}

void WorkspaceEditorTest::refusesLineageThatIsThere()
{
    PlanFolder folder;
    const QByteArray text = kHead + "lineage:\n  - {kind: dbt_manifest, path: a.json}\n";
    QVERIFY(folder.write(u"sluice.yaml"_s, text));
    const auto workspace = openWorkspace(folder.path());
    QVERIFY(workspace);
    // All or none: the new one before it is not written either.
    const auto edited = addLineageSources(*workspace, { { u"dbt_manifest"_s, u"b.json"_s }, { u"dbt_manifest"_s, u"a.json"_s } });
    QVERIFY(!edited);
    QCOMPARE(edited.error().code, ErrorCode::AlreadyExists);
    QCOMPARE(folder.read(u"sluice.yaml"_s), text);
}

QTEST_GUILESS_MAIN(WorkspaceEditorTest)
#include "tst_workspace_editor.moc"

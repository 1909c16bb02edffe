// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/allowed_programs.h"
#include "plan_folder.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What a plan may start is decided on the machine that starts it.
class AllowedProgramsTest : public QObject
{
    Q_OBJECT

    Result<ProgramCall> call(const QByteArray &list, const QStringList &argv = { u"tool"_s, u"run"_s, u"a b"_s })
    {
        m_folder.write(u"programs.yaml"_s, list);
        QFile::setPermissions(m_folder.filePath(u"programs.yaml"_s), QFile::ReadOwner | QFile::WriteOwner);
        return allowedCall(m_folder.filePath(u"programs.yaml"_s), argv);
    }

    PlanFolder m_folder;

private Q_SLOTS:
    void aListedProgramGetsWhatTheListSays()
    {
        qputenv("SLUICE_TEST_TOKEN", "s3cret");
        const auto made = call("programs:\n  other: {path: /bin/false}\n  tool:\n    path: /bin/true\n    working_directory: /srv\n"
                               "    environment: {MODE: prod, HOME: /srv/home}\n    pass: [SLUICE_TEST_TOKEN]\n");
        qunsetenv("SLUICE_TEST_TOKEN");
        QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().what));
        QCOMPARE(made->path, u"/bin/true"_s);
        QCOMPARE(made->arguments, QStringList({ u"run"_s, u"a b"_s }));
        QCOMPARE(made->workingDirectory, u"/srv"_s);
        const QMap<QString, QString> wanted { { u"LANG"_s, u"C.UTF-8"_s }, { u"PATH"_s, u"/usr/bin:/bin"_s }, { u"HOME"_s, u"/srv/home"_s },
            { u"MODE"_s, u"prod"_s }, { u"SLUICE_TEST_TOKEN"_s, u"s3cret"_s } };
        QCOMPARE(made->environment, wanted);
    }

    void refusals_data()
    {
        QTest::addColumn<QByteArray>("list");
        QTest::addColumn<QString>("says");
        QTest::newRow("not listed") << QByteArray("programs:\n  toool: {path: /bin/true}\n") << u"'tool' is not in this runner's list"_s;
        QTest::newRow("a near name is offered") << QByteArray("programs:\n  toool: {path: /bin/true}\n") << u"toool"_s;
        QTest::newRow("nothing there") << QByteArray("programs:\n  tool: {path: /no/such/tool}\n") << u"is not there"_s;
        QTest::newRow("a folder") << QByteArray("programs:\n  tool: {path: /usr}\n") << u"is not there"_s;
        QTest::newRow("a relative path") << QByteArray("programs:\n  tool: {path: bin/tool}\n") << u"absolute"_s;
        QTest::newRow("no path") << QByteArray("programs:\n  tool: {}\n") << u"path"_s;
        QTest::newRow("an unknown key") << QByteArray("programs:\n  tool: {path: /bin/true, shell: yes}\n") << u"shell"_s;
        QTest::newRow("a bad variable") << QByteArray("programs:\n  tool: {path: /bin/true, environment: {\"A=B\": c}}\n") << u"A=B"_s;
        QTest::newRow("no list") << QByteArray("tools: {}\n") << u"programs"_s;
        QTest::newRow("no YAML") << QByteArray("programs: [\n") << u"programs.yaml"_s;
    }
    void refusals()
    {
        QFETCH(const QByteArray, list);
        QFETCH(const QString, says);
        const auto made = call(list);
        QVERIFY(!made);
        const QString told = made.error().what + u' ' + made.error().where;
        QVERIFY2(told.contains(says), qPrintable(told));
    }

    void withoutAListNothingIsAllowed()
    {
        const auto made = allowedCall(m_folder.filePath(u"none.yaml"_s), { u"tool"_s });
        QVERIFY(!made);
        QCOMPARE(made.error().code, ErrorCode::Refused);
        QVERIFY(made.error().where.endsWith(u"none.yaml"_s));
        QVERIFY(!allowedCall({}, { u"tool"_s }));
    }

    void whatOthersMayWriteIsNotBelieved_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("the list") << u"programs.yaml"_s;
        QTest::newRow("the program") << u"bin/tool"_s;
        QTest::newRow("the folder of the program") << u"bin"_s;
    }
    void whatOthersMayWriteIsNotBelieved()
    {
        QFETCH(const QString, what);
        QVERIFY(m_folder.write(u"bin/tool"_s, "#!/bin/sh\n"));
        const auto owned = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
        for (const QString &path : { u"bin/tool"_s, u"bin"_s })
            QVERIFY(QFile::setPermissions(m_folder.filePath(path), owned));
        const QByteArray list = "programs:\n  tool: {path: " + m_folder.filePath(u"bin/tool"_s).toUtf8() + "}\n";
        QVERIFY(call(list).has_value());
        QVERIFY(QFile::setPermissions(m_folder.filePath(what), owned | QFile::WriteOther));
        const auto made = allowedCall(m_folder.filePath(u"programs.yaml"_s), { u"tool"_s });
        QVERIFY(!made);
        QVERIFY2(made.error().what.contains(u"others may write"_s), qPrintable(made.error().what));
    }
};

QTEST_GUILESS_MAIN(AllowedProgramsTest)
#include "tst_allowed_programs.moc"

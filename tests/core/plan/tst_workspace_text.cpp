// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"

#include <QElapsedTimer>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What a plan may include: plain text files below the workspace, and nothing else on the machine.
class WorkspaceTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void reads_data();
    void reads();
    void refusesPaths_data();
    void refusesPaths();
    void refusesFiles_data();
    void refusesFiles();
    void refusesText_data();
    void refusesText();
    void missingRoot();
    void rootMayBeALink();

private:
    std::unique_ptr<PlanFolder> m_folder;
    std::unique_ptr<QTemporaryDir> m_outside;
};

void WorkspaceTextTest::init()
{
    m_folder = std::make_unique<PlanFolder>();
    m_outside = std::make_unique<QTemporaryDir>();
    QFile secret(m_outside->filePath(u"secret.sql"_s));
    QVERIFY(secret.open(QIODevice::WriteOnly));
    secret.write("select 'outside'");
    QVERIFY(m_folder->write(u"sql/q.sql"_s, "select 1\n"));
    QVERIFY(m_folder->write(u"sql/deep/er/q.sql"_s, "select 2\n"));
    QVERIFY(m_folder->write(u"sql/größe.sql"_s, "select 'größe'\n"));
    QVERIFY(m_folder->write(u"sql/ spaced name.sql"_s, "select 3\n"));
    QVERIFY(m_folder->write(u"sql/-dash.sql"_s, "select 4\n"));
    QVERIFY(m_folder->write(u"sql/.hidden.sql"_s, "select 5\n"));
    QVERIFY(m_folder->write(u"sql/empty.sql"_s, ""));
    QVERIFY(m_folder->write(u"sql/..q.sql"_s, "select 6\n"));
    const auto link = [&](const QString &target, const QString &name) {
        return ::symlink(QFile::encodeName(target).constData(), QFile::encodeName(m_folder->filePath(name)).constData()) == 0;
    };
    QVERIFY(link(m_outside->filePath(u"secret.sql"_s), u"sql/out.sql"_s));
    QVERIFY(link(m_outside->path(), u"sql/outdir"_s));
    QVERIFY(link(u"q.sql"_s, u"sql/inside.sql"_s));
    QVERIFY(link(u"../../.."_s, u"sql/up"_s));
    QVERIFY(link(u"loop.sql"_s, u"sql/loop.sql"_s));
    QVERIFY(link(u"nowhere"_s, u"sql/dangling.sql"_s));
    QVERIFY(link(u"/etc/passwd"_s, u"sql/passwd"_s));
    QVERIFY(link(u"/proc/self/fd/0"_s, u"sql/stdin"_s));
    QCOMPARE(::mkfifo(QFile::encodeName(m_folder->filePath(u"sql/pipe"_s)).constData(), 0600), 0);
}

void WorkspaceTextTest::reads_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"sql/q.sql"_s << u"select 1\n"_s;
    QTest::newRow("deeper") << u"sql/deep/er/q.sql"_s << u"select 2\n"_s;
    QTest::newRow("letters") << u"sql/größe.sql"_s << u"select 'größe'\n"_s;
    QTest::newRow("spaces") << u"sql/ spaced name.sql"_s << u"select 3\n"_s;
    QTest::newRow("dash") << u"sql/-dash.sql"_s << u"select 4\n"_s;
    QTest::newRow("hidden") << u"sql/.hidden.sql"_s << u"select 5\n"_s;
    QTest::newRow("dots in a name") << u"sql/..q.sql"_s << u"select 6\n"_s;
    QTest::newRow("empty") << u"sql/empty.sql"_s << QString();
}

void WorkspaceTextTest::reads()
{
    QFETCH(QString, path);
    QFETCH(QString, text);
    const auto read = readWorkspaceText(m_folder->path(), path);
    QVERIFY2(read, read ? "" : qPrintable(read.error().what));
    QCOMPARE(*read, text);
}

void WorkspaceTextTest::refusesPaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("why");
    const auto row = [](const char *name, const QString &path, const QString &why) { QTest::newRow(name) << path << why; };
    row("empty", QString(), u"the path is empty"_s);
    row("absolute", u"/etc/passwd"_s, u"is absolute"_s);
    row("absolute to inside", m_folder ? m_folder->filePath(u"sql/q.sql"_s) : u"/tmp/x"_s, u"is absolute"_s);
    row("root", u"/"_s, u"is absolute"_s);
    row("two slashes", u"//server/share"_s, u"is absolute"_s);
    row("home", u"~/x.sql"_s, u"is absolute"_s);
    row("parent", u".."_s, u"leaves the workspace"_s);
    row("parent first", u"../secret.sql"_s, u"leaves the workspace"_s);
    row("parent inside", u"sql/../sql/q.sql"_s, u"leaves the workspace"_s);
    row("parent last", u"sql/.."_s, u"leaves the workspace"_s);
    row("many parents", u"sql/../../../../../../etc/passwd"_s, u"leaves the workspace"_s);
    row("dot", u"."_s, u"has an empty part"_s);
    row("dot first", u"./sql/q.sql"_s, u"has an empty part"_s);
    row("dot inside", u"sql/./q.sql"_s, u"has an empty part"_s);
    row("empty part", u"sql//q.sql"_s, u"has an empty part"_s);
    row("slash at the end", u"sql/q.sql/"_s, u"has an empty part"_s);
    row("resource", u":/demo/x.sql"_s, u"begins with a scheme"_s);
    row("qrc", u"qrc:/demo/x.sql"_s, u"begins with a scheme"_s);
    row("file scheme", u"file:///etc/passwd"_s, u"begins with a scheme"_s);
    row("web", u"https://example.org/x.sql"_s, u"begins with a scheme"_s);
    row("drive", u"C:/x.sql"_s, u"begins with a scheme"_s);
    row("backslash", u"sql\\q.sql"_s, u"holds a backslash"_s);
    row("backslash parents", u"..\\..\\x.sql"_s, u"holds a backslash"_s);
    row("NUL", u"sql/q.sql"_s + QChar(0) + u".txt"_s, u"holds a control"_s);
    row("line break", u"sql/q\n.sql"_s, u"holds a control"_s);
    row("direction override", u"sql/q"_s + QChar(0x202E) + u"lqs."_s, u"holds a control"_s);
    row("zero width", u"sql/q"_s + QChar(0x200B) + u".sql"_s, u"holds a control"_s);
    row("long part", u"sql/"_s + QString(256, u'x'), u"has a part longer"_s);
    row("long path", QString(u"x/"_s).repeated(600) + u"q.sql"_s, u"is longer than 1024"_s);
}

void WorkspaceTextTest::refusesPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, why);
    const auto read = readWorkspaceText(m_folder->path(), path);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidPlan);
    QVERIFY2(read.error().what.contains(why), qPrintable(read.error().what));
    for (const QChar c : read.error().what)
        QVERIFY(c.category() != QChar::Other_Control && c.category() != QChar::Other_Format);
}

void WorkspaceTextTest::refusesFiles_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("why");
    QTest::newRow("missing") << u"sql/none.sql"_s << u"there is no file"_s;
    QTest::newRow("missing folder") << u"none/q.sql"_s << u"there is no file"_s;
    QTest::newRow("folder") << u"sql/deep"_s << u"is not a plain file"_s;
    QTest::newRow("file as folder") << u"sql/q.sql/x"_s << u"is not a folder"_s;
    QTest::newRow("link out") << u"sql/out.sql"_s << u"symbolic link"_s;
    QTest::newRow("link inside") << u"sql/inside.sql"_s << u"symbolic link"_s;
    QTest::newRow("folder link out") << u"sql/outdir/secret.sql"_s << u"symbolic link"_s;
    QTest::newRow("folder link up") << u"sql/up/etc/passwd"_s << u"symbolic link"_s;
    QTest::newRow("link loop") << u"sql/loop.sql"_s << u"symbolic link"_s;
    QTest::newRow("dangling link") << u"sql/dangling.sql"_s << u"symbolic link"_s;
    QTest::newRow("link to passwd") << u"sql/passwd"_s << u"symbolic link"_s;
    QTest::newRow("link to a descriptor") << u"sql/stdin"_s << u"symbolic link"_s;
    QTest::newRow("pipe") << u"sql/pipe"_s << u"is not a plain file"_s;
}

void WorkspaceTextTest::refusesFiles()
{
    QFETCH(QString, path);
    QFETCH(QString, why);
    QElapsedTimer timer;
    timer.start();
    const auto read = readWorkspaceText(m_folder->path(), path);
    QVERIFY(!read);
    QVERIFY2(read.error().what.contains(why), qPrintable(read.error().what));
    QVERIFY(timer.elapsed() < 2'000); // a pipe must not be waited for
}

void WorkspaceTextTest::refusesText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("where");
    QTest::newRow("CR") << QByteArray("a\nb\r\n") << u"sql/t.sql:2:2"_s;
    QTest::newRow("NUL") << QByteArray("a\nbc\0d", 6) << u"sql/t.sql:2:3"_s;
    QTest::newRow("BOM") << QByteArray("\xEF\xBB\xBF") << u"sql/t.sql:1:1"_s;
    QTest::newRow("UTF-16") << QByteArray("\xFF\xFE\x61\x00", 4) << u"sql/t.sql:1:1"_s;
    QTest::newRow("overlong") << QByteArray("é\xC0\xAF") << u"sql/t.sql:1:2"_s;
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << u"sql/t.sql:1:1"_s;
    QTest::newRow("too large") << QByteArray("\xF4\x90\x80\x80") << u"sql/t.sql:1:1"_s;
    QTest::newRow("cut") << QByteArray("ab\xE2\x82") << u"sql/t.sql:1:3"_s;
    QTest::newRow("lone continuation") << QByteArray("\x80") << u"sql/t.sql:1:1"_s;
    QTest::newRow("NFD") << QByteArray("x\n 'e\xCC\x81'") << u"sql/t.sql:2:3"_s;
    QTest::newRow("angstrom sign") << QByteArray("😀\xE2\x84\xAB") << u"sql/t.sql:1:2"_s;
}

void WorkspaceTextTest::refusesText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, where);
    QVERIFY(m_folder->write(u"sql/t.sql"_s, bytes));
    const auto read = readWorkspaceText(m_folder->path(), u"sql/t.sql"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::InvalidPlan);
    QCOMPARE(read.error().where, where);
}

void WorkspaceTextTest::missingRoot()
{
    const auto read = readWorkspaceText(m_folder->filePath(u"none"_s), u"q.sql"_s);
    QVERIFY(!read);
    QCOMPARE(read.error().code, ErrorCode::NotFound);
}

void WorkspaceTextTest::rootMayBeALink()
{
    const QString link = m_outside->filePath(u"workspace"_s);
    QVERIFY(QFile::link(m_folder->path(), link));
    QVERIFY(readWorkspaceText(link, u"sql/q.sql"_s));
}

QTEST_GUILESS_MAIN(WorkspaceTextTest)
#include "tst_workspace_text.moc"

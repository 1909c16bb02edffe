// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"

#include "support/test_database.h"
#include "support/verify.h"

#include <QProcess>

#include <cstdio>
#include <sys/fsuid.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

/// Files that are missing, broken, full or not ours to write.
class SqliteFilesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusesFiles_data();
    void refusesFiles();
    void neverCreatesAWarehouse();
    void createsOwnFilesForTheOwnerAlone();
    void keptStatementsSeeWhatChanged();
    void readOnlyFile();
    void damagedPages();
    void fullFile();
    void nameWithSpecialCharacters();
    void saysThatTheDriverIsMissing();
};

namespace {

/// Gives up root's right to ignore permissions, for this thread's file access only.
class AsNobody
{
public:
    AsNobody()
        : m_before(setfsuid(65534))
    {
    }
    ~AsNobody() { setfsuid(static_cast<uid_t>(m_before)); }
    AsNobody(const AsNobody &) = delete;
    AsNobody &operator=(const AsNobody &) = delete;

private:
    int m_before;
};

void damage(const QString &path, qint64 at, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at) && file.write(bytes) == bytes.size());
}

} // namespace

void SqliteFilesTest::refusesFiles_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("missing") << u"missing.db"_s << ErrorCode::NotFound;
    QTest::newRow("missing folder") << u"missing/warehouse.db"_s << ErrorCode::NotFound;
    QTest::newRow("folder") << u"."_s << ErrorCode::InvalidConnection;
    QTest::newRow("device") << u"/dev/null"_s << ErrorCode::InvalidConnection;
    QTest::newRow("text file") << u"text.db"_s << ErrorCode::InvalidConnection;
    QTest::newRow("no name") << QString() << ErrorCode::InvalidConnection;
    QTest::newRow("nul in the name") << u"a"_s + QChar(0) + u".db"_s << ErrorCode::InvalidConnection;
    QTest::newRow("uri parameters") << u"warehouse.db?mode=memory"_s << ErrorCode::NotFound;
    QTest::newRow("memory") << u":memory:"_s << ErrorCode::NotFound;
}

void SqliteFilesTest::refusesFiles()
{
    QFETCH(QString, file);
    QFETCH(ErrorCode, code);
    const TestDatabase database(Engine::Sqlite);
    QFile text(database.workspaceRoot() + u"/text.db"_s);
    QVERIFY(text.open(QIODevice::WriteOnly));
    text.write(QByteArray(5000, 'x'));
    text.close();
    ConnectionProfile profile = database.profile();
    profile.database = file;
    for (const SessionRole role : { SessionRole::Steps, SessionRole::Probe }) {
        const auto session = SqlSession::open(profile, database.workspaceRoot(), role, {});
        VERIFY_ERROR(session, code);
        QVERIFY(!session.error().where.isEmpty() && !session.error().what.isEmpty());
    }
}

void SqliteFilesTest::neverCreatesAWarehouse()
{
    const TestDatabase database(Engine::Sqlite);
    ConnectionProfile profile = database.profile();
    profile.database = u"new.db"_s;
    QVERIFY(!SqlSession::open(profile, database.workspaceRoot(), SessionRole::Control, {}));
    QVERIFY(!SqlSession::openFile(database.workspaceRoot() + u"/new.db"_s, false));
    QVERIFY(!QFile::exists(database.workspaceRoot() + u"/new.db"_s));
}

void SqliteFilesTest::createsOwnFilesForTheOwnerAlone()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"ledger.db"_s);
    {
        const auto session = SqlSession::openFile(path, true);
        VERIFY_OK(session);
        VERIFY_OK((*session)->execute(u"CREATE TABLE t (a)"_s));
        QCOMPARE((*session)->query(u"PRAGMA journal_mode"_s)->scalar().toString(), u"wal"_s);
        QCOMPARE((*session)->query(u"PRAGMA synchronous"_s)->scalar().toInt(), 2);
        for (const QString &name : { path, path + u"-wal"_s })
            QCOMPARE(QFile::permissions(name) & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
    }
    SessionOptions relaxed;
    relaxed.fullSync = false;
    const auto again = SqlSession::openFile(path, true, relaxed);
    VERIFY_OK(again);
    QCOMPARE((*again)->query(u"PRAGMA synchronous"_s)->scalar().toInt(), 1);
    QCOMPARE((*again)->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
    VERIFY_ERROR(SqlSession::openFile(folder.filePath(u"none/ledger.db"_s), true), ErrorCode::NotFound);
}

/// The statements of our own files are parsed once: nothing of an earlier run may show in a later one.
void SqliteFilesTest::keptStatementsSeeWhatChanged()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"own.db"_s);
    const auto session = *SqlSession::openFile(path, true);
    const auto other = *SqlSession::openFile(path, false);
    VERIFY_OK(session->execute(u"CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)"_s));
    const QString insert = u"INSERT INTO t(a, b) VALUES(?, ?)"_s;
    const QString all = u"SELECT * FROM t ORDER BY a"_s;
    for (int i = 0; i < 3; ++i)
        VERIFY_OK(session->executeBound(insert, { i, u"b"_s + QString::number(i) }));
    VERIFY_ERROR(session->executeBound(insert, { 9 }), ErrorCode::Usage); // not with the text of the run before
    QVERIFY(!session->executeBound(insert, { 1, u"twice"_s }));
    VERIFY_OK(session->executeBound(insert, { 3, QVariant() }));
    QCOMPARE(session->query(all)->rows, (QList<QVariantList> { { 0, u"b0"_s }, { 1, u"b1"_s }, { 2, u"b2"_s }, { 3, QVariant() } }));
    QCOMPARE(session->query(u"SELECT b FROM t WHERE a = 1"_s)->scalar().toString(), u"b1"_s);
    QVERIFY(session->query(all, { 1, 1'000 })->isTruncated);

    VERIFY_OK(other->execute(u"ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'new'"_s)); // a read cut short holds no lock
    QCOMPARE(session->query(all)->columns, (QStringList { u"a"_s, u"b"_s, u"c"_s }));
    QCOMPARE(session->query(all)->rows[1], (QVariantList { 1, u"b1"_s, u"new"_s }));
    VERIFY_OK(session->executeBound(insert, { 4, u"b4"_s }));
    QCOMPARE(other->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 5);

    VERIFY_OK(session->execute(u"DROP TABLE t"_s));
    QVERIFY(!session->query(all));
    VERIFY_OK(session->execute(u"CREATE TABLE t(b TEXT, a TEXT)"_s));
    VERIFY_OK(session->executeBound(insert, { 5, u"b5"_s }));
    QCOMPARE(session->query(all)->columns, (QStringList { u"b"_s, u"a"_s }));
    QCOMPARE(session->query(all)->rows, (QList<QVariantList> { { u"b5"_s, u"5"_s } }));
    for (int i = 0; i < 200; ++i) // more than are kept
        QCOMPARE(session->query(u"SELECT "_s + QString::number(i))->scalar().toInt(), i);
    VERIFY_OK(session->execute(u"VACUUM"_s));
}

void SqliteFilesTest::readOnlyFile()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a); INSERT INTO t VALUES (1)"_s);
    QVERIFY(QFile::setPermissions(database.filePath(), QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther));
    const QFile::Permissions listing = QFile::ReadOwner | QFile::ExeOwner | QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther;
    QVERIFY(QFile::setPermissions(database.workspaceRoot(), listing));
    {
        const AsNobody nobody;
        VERIFY_ERROR(database.tryOpen(SessionRole::Steps), ErrorCode::ReadOnly);
        VERIFY_ERROR(database.tryOpen(SessionRole::Control), ErrorCode::ReadOnly);
        const auto reader = database.tryOpen(SessionRole::Probe);
        VERIFY_OK(reader);
        QCOMPARE((*reader)->query(u"SELECT a FROM t"_s)->scalar().toInt(), 1);
        VERIFY_ERROR(SqlSession::openFile(database.workspaceRoot() + u"/new.db"_s, true), ErrorCode::PermissionDenied);
    }
    QVERIFY(QFile::setPermissions(database.workspaceRoot(), QFile::ReadOwner | QFile::ExeOwner));
    {
        const AsNobody nobody;
        if (geteuid() == 0)
            VERIFY_ERROR(database.tryOpen(SessionRole::Probe), ErrorCode::PermissionDenied);
    }
    QVERIFY(QFile::setPermissions(database.workspaceRoot(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
}

void SqliteFilesTest::damagedPages()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a); INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)"
                 " SELECT printf('%0100d', i) FROM n"_s);
    damage(database.filePath(), 3 * 4096, QByteArray(8 * 4096, '\xa5'));
    const auto session = database.open();
    const auto rows = session->query(u"SELECT * FROM t"_s);
    VERIFY_ERROR(rows, ErrorCode::IoFailed);
    damage(database.filePath(), 100, QByteArray(2000, '\xa5'));
    VERIFY_ERROR(database.tryOpen(SessionRole::Control), ErrorCode::IoFailed);
}

void SqliteFilesTest::fullFile()
{
    const TestDatabase database(Engine::Sqlite);
    database.run(u"CREATE TABLE t (a)"_s);
    const auto session = database.open();
    VERIFY_OK(session->query(u"PRAGMA max_page_count = 10"_s));
    VERIFY_OK(session->begin());
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (1)"_s));
    VERIFY_ERROR(session->execute(u"INSERT INTO t VALUES (zeroblob(100000))"_s), ErrorCode::DiskFull);
    QVERIFY(!session->isInTransaction());
    QVERIFY(!session->execute(u"INSERT INTO t VALUES (2)"_s)); // must not slip out by itself
    QVERIFY(!session->commit());
    QCOMPARE(session->query(u"SELECT count(*) FROM t"_s)->scalar().toInt(), 0);
    VERIFY_OK(session->execute(u"INSERT INTO t VALUES (3)"_s));
}

void SqliteFilesTest::nameWithSpecialCharacters()
{
    const TestDatabase database(Engine::Sqlite);
    for (const QString &name : { u"a b?c#d%20;e.db"_s, u"é😀.db"_s, u"quote'\".db"_s, u"back\\slash.db"_s, u"file:x.db"_s }) {
        const QString path = database.workspaceRoot() + u'/' + name;
        VERIFY_OK(SqlSession::openFile(path, true));
        QVERIFY(QFile::exists(path));
        ConnectionProfile profile = database.profile();
        profile.database = name;
        VERIFY_OK(SqlSession::open(profile, database.workspaceRoot(), SessionRole::Probe, {}));
    }
}

void SqliteFilesTest::saysThatTheDriverIsMissing()
{
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), { u"--without-drivers"_s });
    QVERIFY(process.waitForFinished());
    QVERIFY2(process.readAllStandardOutput().startsWith("driver_missing libqt6sql6-sqlite"), process.readAllStandardError().constData());
}

} // namespace sluice

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (application.arguments().contains(QStringLiteral("--without-drivers"))) {
        QCoreApplication::setLibraryPaths({ QStringLiteral("/nonexistent") });
        const sluice::TestDatabase database(sluice::Engine::Sqlite);
        const auto session = database.tryOpen(sluice::SessionRole::Control);
        if (!session)
            std::printf("%s %s\n", qPrintable(sluice::errorCodeName(session.error().code)), qPrintable(session.error().next.section(u' ', -1)));
        return 0;
    }
    sluice::SqliteFilesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_sqlite_files.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/new_files.h"
#include "base/whole_file.h"
#include "support/verify.h"

#include <QDir>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTest>

#include <cerrno>
#include <csignal>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

enum class Sync { Works, FailsForFiles, FailsForFolders };
Sync theSync = Sync::Works;

bool fails(int file)
{
    struct stat info
    {
    };
    fstat(file, &info);
    return theSync == (S_ISDIR(info.st_mode) ? Sync::FailsForFolders : Sync::FailsForFiles);
}

int sync(int file, long call)
{
    if (!fails(file))
        return static_cast<int>(syscall(call, file));
    errno = EIO;
    return -1;
}

/// No file may grow beyond so many bytes, as on a disk that is full.
class SmallDisk
{
public:
    explicit SmallDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_old);
        rlimit limit = m_old;
        limit.rlim_cur = bytes;
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &m_old); }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

private:
    rlimit m_old {};
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(there is none)");
}

} // namespace

// The program's own come before the system's.
extern "C" int fsync(int file) { return sync(file, SYS_fsync); }
extern "C" int fdatasync(int file) { return sync(file, SYS_fdatasync); }

class TestWholeFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;

    QStringList names() const { return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden); }

private Q_SLOTS:
    void init()
    {
        theSync = Sync::Works;
        QDir(m_folder.path()).removeRecursively();
        QVERIFY(QDir().mkpath(m_folder.path()));
        m_path = m_folder.filePath(u"file"_s);
    }

    void writesAndReplaces()
    {
        VERIFY_OK(writeWholeFile(m_path, "one"));
        QCOMPARE(contentOf(m_path), QByteArray("one"));
        QFile::setPermissions(m_path, QFile::ReadOwner | QFile::WriteOwner);
        VERIFY_OK(writeWholeFile(m_path, "two"));
        QCOMPARE(contentOf(m_path), QByteArray("two"));
        QCOMPARE(QFile::permissions(m_path) & QFile::ReadOther, QFile::Permissions());
        QCOMPARE(names(), QStringList { u"file"_s });
    }

    void isForItsOwnerAlone()
    {
        VERIFY_OK(writeWholeFile(m_path, "one", FileReaders::Owner));
        QCOMPARE(
            QFile::permissions(m_path) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
            QFile::Permissions());
    }

    void withoutRoomTheOldOneStays_data()
    {
        QTest::addColumn<qsizetype>("size"); // below and above what Qt keeps in memory before it writes
        QTest::newRow("small") << qsizetype(20);
        QTest::newRow("large") << qsizetype(100'000);
    }

    void withoutRoomTheOldOneStays()
    {
        QFETCH(const qsizetype, size);
        VERIFY_OK(writeWholeFile(m_path, "old"));
        {
            const SmallDisk disk(10);
            const auto done = writeWholeFile(m_path, QByteArray(size, 'x'));
            QVERIFY(!done);
            QVERIFY2(done.error().next.contains(u"the old file is unchanged"_s), qPrintable(done.error().next));
        }
        QCOMPARE(contentOf(m_path), QByteArray("old"));
        QCOMPARE(names(), QStringList { u"file"_s });
    }

    void withoutASyncTheOldOneStays()
    {
        VERIFY_OK(writeWholeFile(m_path, "old"));
        theSync = Sync::FailsForFiles;
        VERIFY_ERROR(writeWholeFile(m_path, "new"), ErrorCode::IoFailed);
        QCOMPARE(contentOf(m_path), QByteArray("old"));
        QCOMPARE(names(), QStringList { u"file"_s });
    }

    /// What a loss of power would leave is not known then, and nobody is told otherwise.
    void aFolderThatIsNotSyncedIsToldOf()
    {
        VERIFY_OK(writeWholeFile(m_path, "old"));
        theSync = Sync::FailsForFolders;
        const auto done = writeWholeFile(m_path, "new");
        VERIFY_ERROR(done, ErrorCode::IoFailed);
        QVERIFY2(done.error().next.contains(u"loss of power"_s), qPrintable(done.error().next));
        QVERIFY2(!done.error().next.contains(u"unchanged"_s), qPrintable(done.error().next));
        QCOMPARE(contentOf(m_path), QByteArray("new"));
    }

    void newFilesAreAllOrNone()
    {
        const QList<NamedFile> files { { u"a"_s, "short" }, { u"b"_s, QByteArray(100, 'x') } };
        {
            const SmallDisk disk(10);
            QVERIFY(!writeNewFiles(m_folder.path(), files));
        }
        QCOMPARE(names(), QStringList());
        theSync = Sync::FailsForFolders;
        QVERIFY(!writeNewFiles(m_folder.path(), files));
        QCOMPARE(names(), QStringList());
        theSync = Sync::Works;
        VERIFY_OK(writeNewFiles(m_folder.path(), files)); // and nothing is in the way of the next try
        QCOMPARE(names(), (QStringList { u"a"_s, u"b"_s }));
        VERIFY_ERROR(writeNewFiles(m_folder.path(), files), ErrorCode::AlreadyExists);
        QCOMPARE(contentOf(m_folder.filePath(u"a"_s)), QByteArray("short"));
    }
};

QTEST_GUILESS_MAIN(TestWholeFile)
#include "tst_whole_file.moc"

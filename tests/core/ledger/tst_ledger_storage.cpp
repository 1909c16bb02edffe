// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include "base/file_system.h"
#include "ledger/ledger_storage.h"

#include <QDir>
#include <QFileInfo>

#include <cerrno>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t kNobody = 65534;

/// Rights mean nothing to root, so a test of rights steps down for a moment.
class AsOrdinaryUser
{
public:
    AsOrdinaryUser()
        : m_wasRoot(geteuid() == 0)
    {
        if (m_wasRoot && seteuid(kNobody) != 0)
            qFatal("cannot step down");
    }
    ~AsOrdinaryUser()
    {
        if (m_wasRoot && seteuid(0) != 0)
            qFatal("cannot step up again");
    }
    AsOrdinaryUser(const AsOrdinaryUser &) = delete;
    AsOrdinaryUser &operator=(const AsOrdinaryUser &) = delete;

private:
    bool m_wasRoot;
};

void setMode(const QString &path, mode_t mode)
{
    QCOMPARE(chmod(QFile::encodeName(path).constData(), mode), 0);
}

} // namespace

class TestLedgerStorage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void networkFileSystemsAreKnown_data()
    {
        QTest::addColumn<quint64>("magic");
        QTest::addColumn<QString>("name");
        QTest::newRow("NFS") << quint64 { 0x6969 } << u"NFS"_s;
        QTest::newRow("SMB") << quint64 { 0x517B } << u"SMB"_s;
        QTest::newRow("CIFS") << quint64 { 0xFF534D42 } << u"CIFS"_s;
        QTest::newRow("CIFS, sign extended") << quint64 { 0xFFFFFFFFFF534D42 } << u"CIFS"_s;
        QTest::newRow("SMB2") << quint64 { 0xFE534D42 } << u"SMB2"_s;
        QTest::newRow("FUSE") << quint64 { 0x65735546 } << u"FUSE"_s;
        QTest::newRow("9P") << quint64 { 0x01021997 } << u"9P"_s;
        QTest::newRow("Ceph") << quint64 { 0x00C36400 } << u"Ceph"_s;
        QTest::newRow("Lustre") << quint64 { 0x0BD00BD0 } << u"Lustre"_s;
        QTest::newRow("AFS") << quint64 { 0x5346414F } << u"AFS"_s;
        QTest::newRow("ext4 is local") << quint64 { 0xEF53 } << QString();
        QTest::newRow("xfs is local") << quint64 { 0x58465342 } << QString();
        QTest::newRow("btrfs is local") << quint64 { 0x9123683E } << QString();
        QTest::newRow("tmpfs is local") << quint64 { 0x01021994 } << QString();
        QTest::newRow("overlay is local") << quint64 { 0x794C7630 } << QString();
    }

    void networkFileSystemsAreKnown()
    {
        QFETCH(const quint64, magic);
        QTEST(networkFileSystemName(magic), "name");
    }

    void systemErrorsAreSorted_data()
    {
        QTest::addColumn<int>("number");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("full") << ENOSPC << ErrorCode::DiskFull;
        QTest::newRow("quota") << EDQUOT << ErrorCode::DiskFull;
        QTest::newRow("file limit") << EFBIG << ErrorCode::DiskFull;
        QTest::newRow("mounted for reading") << EROFS << ErrorCode::ReadOnly;
        QTest::newRow("no right") << EACCES << ErrorCode::ReadOnly;
        QTest::newRow("missing") << ENOENT << ErrorCode::NotFound;
        QTest::newRow("broken disk") << EIO << ErrorCode::IoFailed;
    }

    void systemErrorsAreSorted()
    {
        QFETCH(const int, number);
        const Error error = fileError(number, u"the file cannot be written"_s, u"/x"_s);
        QTEST(error.code, "code");
        QVERIFY(error.what.startsWith(u"the file cannot be written: "_s));
        QCOMPARE(error.where, u"/x"_s);
    }

    void theFolderIsMadeForItsOwnerAlone()
    {
        const LedgerFixture fixture;
        const QString file = fixture.file(u".sluice/ledger.db"_s);
        const QString real = MUST(prepareLedgerFile(file, true));
        QCOMPARE(real, QFileInfo(file).canonicalFilePath());
        struct stat info {};
        QCOMPARE(stat(QFile::encodeName(QFileInfo(file).path()).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0700U);
        QCOMPARE(stat(QFile::encodeName(file).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
    }

    void nothingIsMadeWhenNotAsked()
    {
        const LedgerFixture fixture;
        COMPARE_ERROR(prepareLedgerFile(fixture.file(), false), ErrorCode::NotFound);
        COMPARE_ERROR(prepareLedgerFile(fixture.file(u".sluice/ledger.db"_s), false), ErrorCode::NotFound);
        COMPARE_ERROR(prepareLedgerFile(fixture.file(u"no/such/ledger.db"_s), true), ErrorCode::NotFound);
        QVERIFY(QDir(fixture.folder.path()).isEmpty());
    }

    void badPathsAreRefused()
    {
        const LedgerFixture fixture;
        COMPARE_ERROR(prepareLedgerFile({}, true), ErrorCode::Usage);
        COMPARE_ERROR(prepareLedgerFile(fixture.file(u"a\0b"_s), true), ErrorCode::Usage);
        QVERIFY(QDir(fixture.folder.path()).mkdir(u"ledger.db"_s));
        COMPARE_ERROR(prepareLedgerFile(fixture.file(), true), ErrorCode::Refused);
        QVERIFY(QFile::link(fixture.file(u"nowhere"_s), fixture.file(u"link.db"_s)));
        COMPARE_ERROR(prepareLedgerFile(fixture.file(u"link.db"_s), true), ErrorCode::Refused);
        QVERIFY(!QFile::exists(fixture.file(u"nowhere"_s)));
    }

    void worldWritablePlacesAreRefused()
    {
        const LedgerFixture fixture;
        fixture.open();
        setMode(fixture.folder.path(), 0777);
        COMPARE_ERROR(SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s), ErrorCode::Refused);
        setMode(fixture.folder.path(), 01777); // as /tmp: others may still put files beside it
        COMPARE_ERROR(SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s), ErrorCode::Refused);
        setMode(fixture.folder.path(), 0700);
        setMode(fixture.file(), 0666);
        const auto refused = SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s);
        COMPARE_ERROR(refused, ErrorCode::Refused);
        QVERIFY(refused.error().next.contains(u"chmod o-w"_s));
        setMode(fixture.file(), 0600);
        QVERIFY(SqliteLedger::open(fixture.file(), fixture.clock, u"operator-1"_s));
    }

    void aLinkIsFollowedToTheRealPlace()
    {
        const LedgerFixture fixture;
        QVERIFY(QDir(fixture.folder.path()).mkdir(u"open"_s));
        MUST(prepareLedgerFile(fixture.file(u"open/ledger.db"_s), true));
        QVERIFY(QFile::link(fixture.file(u"open/ledger.db"_s), fixture.file(u"link.db"_s)));
        QCOMPARE(MUST(prepareLedgerFile(fixture.file(u"link.db"_s), true)), QFileInfo(fixture.file(u"open/ledger.db"_s)).canonicalFilePath());
        setMode(fixture.file(u"open"_s), 0777);
        COMPARE_ERROR(prepareLedgerFile(fixture.file(u"link.db"_s), true), ErrorCode::Refused);
    }

    void withoutTheRightToWriteItIsReadAlone()
    {
        const LedgerFixture fixture;
        MUST(fixture.open()->append({ note(u"kept"_s) }));
        setMode(fixture.file(), 0644);
        setMode(fixture.folder.path(), 0555);
        {
            const AsOrdinaryUser ordinary;
            const auto ledger = MUST(openSqliteLedger(fixture.file(), fixture.clock, u"operator-1"_s));
            QCOMPARE(MUST(ledger->head()).seq, 2);
            QVERIFY(MUST(ledger->verify()).ok);
            QCOMPARE(MUST(ledger->search({})).size(), 2);
            const auto refused = ledger->append({ note(u"not kept"_s) });
            COMPARE_ERROR(refused, ErrorCode::ReadOnly);
            QVERIFY(!refused.error().where.isEmpty() && !refused.error().next.isEmpty());
            COMPARE_ERROR(ledger->acquireLease(u"t"_s, u"me"_s, std::chrono::seconds(10)), ErrorCode::ReadOnly);
            COMPARE_ERROR(ledger->rebuildIndexes(), ErrorCode::ReadOnly);
            COMPARE_ERROR(SqliteLedger::open(fixture.file(u"new.db"_s), fixture.clock, u"operator-1"_s), ErrorCode::ReadOnly);
            COMPARE_ERROR(SqliteLedger::open(fixture.file(u"new/ledger.db"_s), fixture.clock, u"operator-1"_s), ErrorCode::ReadOnly);
        }
        setMode(fixture.folder.path(), 0700);
        setMode(fixture.file(), 0600);
        const auto ledger = fixture.open();
        QVERIFY(MUST(ledger->verify()).ok);
        QCOMPARE(MUST(ledger->head()).seq, 2);
    }

    /// Readers come before, while and after somebody writes, and see each time what is there.
    void aReaderFollowsAWriter()
    {
        const LedgerFixture fixture;
        MUST(fixture.open()->append({ note(u"first"_s) }));
        letOthersRead(fixture);
        std::unique_ptr<Ledger> reader;
        {
            const AsOrdinaryUser ordinary;
            reader = MUST(openSqliteLedger(fixture.file(), fixture.clock, u"reader"_s));
            QCOMPARE(MUST(reader->head()).seq, 2);
        }
        {
            const auto passing = fixture.open(); // came, wrote and went between two looks
            MUST(passing->append({ note(u"second"_s) }));
        }
        {
            const AsOrdinaryUser ordinary;
            QCOMPARE(MUST(reader->head()).seq, 3);
            QCOMPARE(MUST(reader->search({})).first().json()[u"text"_s].toString(), u"second"_s);
        }
        const auto writer = fixture.open(); // and one that stays
        MUST(writer->append({ note(u"third"_s) }));
        const AsOrdinaryUser ordinary;
        QCOMPARE(MUST(reader->head()).seq, 4);
        const auto late = MUST(openSqliteLedger(fixture.file(), fixture.clock, u"reader"_s));
        QCOMPARE(MUST(late->head()).seq, 4);
        QVERIFY(MUST(late->verify()).ok);
        COMPARE_ERROR(late->append({ note(u"no"_s) }), ErrorCode::ReadOnly);
    }

    /// A writer that was killed left its log behind: what it committed is there too.
    void whatAKilledWriterLeftIsReadToo()
    {
        const LedgerFixture fixture;
        {
            const auto writer = fixture.open();
            MUST(writer->append({ note(u"committed"_s) }));
            for (const QString &name : { u""_s, u"-wal"_s, u"-shm"_s }) // as the files stand when the process dies now
                QVERIFY(QFile::copy(fixture.file() + name, fixture.file(u"left.db"_s) + name));
        }
        for (const QString &name : { u""_s, u"-wal"_s, u"-shm"_s })
            setMode(fixture.file(u"left.db"_s) + name, 0644);
        setMode(fixture.folder.path(), 0755);
        {
            const AsOrdinaryUser ordinary;
            const auto reader = MUST(openSqliteLedger(fixture.file(u"left.db"_s), fixture.clock, u"reader"_s));
            QCOMPARE(MUST(reader->head()).seq, 2);
            QVERIFY(MUST(reader->verify()).ok);
        }
        setMode(fixture.file(u"left.db-shm"_s), 0600);
        {
            const AsOrdinaryUser ordinary;
            const auto refused = openSqliteLedger(fixture.file(u"left.db"_s), fixture.clock, u"reader"_s);
            COMPARE_ERROR(refused, ErrorCode::ReadOnly);
            QVERIFY2(refused.error().next.contains(u"ask its owner"_s), qPrintable(refused.error().next));
        }
        QVERIFY(QFile::remove(fixture.file(u"left.db-shm"_s)));
        const AsOrdinaryUser ordinary;
        COMPARE_ERROR(openSqliteLedger(fixture.file(u"left.db"_s), fixture.clock, u"reader"_s), ErrorCode::ReadOnly);
        QVERIFY(!QFile::exists(fixture.file(u"left.db-shm"_s)));
    }

    void anUnreadableOrEmptyLedgerSaysSo()
    {
        const LedgerFixture fixture;
        fixture.open();
        setMode(fixture.file(), 0600);
        setMode(fixture.folder.path(), 0755);
        QVERIFY(QFile(fixture.file(u"empty.db"_s)).open(QIODevice::WriteOnly));
        setMode(fixture.file(u"empty.db"_s), 0644);
        const AsOrdinaryUser ordinary;
        const auto closed = openSqliteLedger(fixture.file(), fixture.clock, u"reader"_s);
        QVERIFY(!closed && closed.error().what.startsWith(u"the ledger cannot be read"_s));
        COMPARE_ERROR(openSqliteLedger(fixture.file(u"empty.db"_s), fixture.clock, u"reader"_s), ErrorCode::ReadOnly);
    }

private:
    void letOthersRead(const LedgerFixture &fixture)
    {
        setMode(fixture.file(), 0644);
        setMode(fixture.folder.path(), 0755);
    }
};

QTEST_GUILESS_MAIN(TestLedgerStorage)
#include "tst_ledger_storage.moc"

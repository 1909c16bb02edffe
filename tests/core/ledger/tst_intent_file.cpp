// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/intent_file.h"

#include "ledger_fixture.h"

#include <QFileInfo>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QJsonObject record(int number)
{
    return { { u"step"_s, number }, { u"undo"_s, u"DROP VIEW \"ä\u0001\n\""_s } };
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void setContent(const QString &path, const QByteArray &content)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write(content);
}

} // namespace

class TestIntentFile : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QString m_path;

    IntentFile open() { return MUST(IntentFile::open(m_folder.filePath(u"intents"_s), u"run-1"_s)); }

private Q_SLOTS:
    void init()
    {
        m_path = m_folder.filePath(u"intents/run-1.intents"_s);
        QDir(m_folder.filePath(u"intents"_s)).removeRecursively();
    }

    void recordsComeBackInOrder()
    {
        {
            IntentFile file = open();
            QVERIFY(MUST(file.readAll()).isEmpty());
            for (int i = 0; i < 5; ++i)
                MUST(file.append(record(i)));
        }
        IntentFile file = open();
        MUST(file.append(record(5)));
        const QList<QJsonObject> records = MUST(file.readAll());
        QCOMPARE(records.size(), 6);
        for (int i = 0; i < 6; ++i)
            QCOMPARE(records[i], record(i));
    }

    void onlyItsOwnerMayReadIt()
    {
        MUST(open().append(record(1)));
        struct stat info {};
        QCOMPARE(stat(QFile::encodeName(m_path).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0600U);
        QCOMPARE(stat(QFile::encodeName(QFileInfo(m_path).path()).constData(), &info), 0);
        QCOMPARE(info.st_mode & 0777U, 0700U);
    }

    void runsThatAreNoFileNamesAreRefused_data()
    {
        QTest::addColumn<QString>("run");
        QTest::newRow("empty") << QString();
        QTest::newRow("parent") << u"../run"_s;
        QTest::newRow("hidden") << u".run"_s;
        QTest::newRow("NUL") << u"a\0b"_s;
        QTest::newRow("beyond ASCII") << u"län"_s;
        QTest::newRow("long") << QString(129, u'x');
    }

    void runsThatAreNoFileNamesAreRefused()
    {
        QFETCH(const QString, run);
        COMPARE_ERROR(IntentFile::open(m_folder.path(), run), ErrorCode::Usage);
    }

    /// A process dies within write(): whatever part of the last line arrived, the others stay, and the next one fits.
    void aTornLastLineIsIgnored()
    {
        {
            IntentFile file = open();
            for (int i = 0; i < 3; ++i)
                MUST(file.append(record(i)));
        }
        const QByteArray whole = contentOf(m_path);
        const qsizetype third = whole.lastIndexOf('\n', whole.size() - 2) + 1;
        for (qsizetype length = third; length < whole.size(); ++length) {
            setContent(m_path, whole.left(length));
            IntentFile file = open();
            QCOMPARE(MUST(file.readAll()).size(), 2);
            MUST(file.append(record(7)));
            const QList<QJsonObject> records = MUST(file.readAll());
            QCOMPARE(records.size(), 3);
            QCOMPARE(records[2], record(7));
        }
    }

    void blocksOfZerosAfterAPowerLossAreATornLine()
    {
        {
            IntentFile file = open();
            MUST(file.append(record(0)));
        }
        setContent(m_path, contentOf(m_path) + QByteArray(300, '\0') + "\n");
        IntentFile file = open();
        QCOMPARE(MUST(file.readAll()).size(), 1);
        MUST(file.append(record(1)));
        QCOMPARE(MUST(file.readAll()).size(), 2);
    }

    /// Copies are not waited for: a loss of power keeps of them what it likes, also the later ones alone.
    void linesBehindALostOneMayBeLeft_data()
    {
        QTest::addColumn<QString>("written"); // s: synced, c: copied
        QTest::addColumn<int>("lost");
        QTest::addColumn<int>("readable"); // -1: it is damage
        QTest::newRow("the last copy") << u"scc"_s << 2 << 2;
        QTest::newRow("a copy before another") << u"sccc"_s << 1 << 1;
        QTest::newRow("a copy before a sync that was under way") << u"sccs"_s << 1 << 1;
        QTest::newRow("a copy that a later one proves to have been there") << u"sccsc"_s << 1 << -1;
        QTest::newRow("two synced ones later") << u"scss"_s << 1 << -1;
        QTest::newRow("the first synced one") << u"sss"_s << 0 << -1;
    }
    void linesBehindALostOneMayBeLeft()
    {
        QFETCH(const QString, written);
        QFETCH(const int, lost);
        QFETCH(const int, readable);
        {
            IntentFile file = open();
            for (int i = 0; i < written.size(); ++i)
                MUST(file.append(record(i), written[i] == u's' ? IntentFile::Durability::Synced : IntentFile::Durability::Copied));
        }
        QByteArrayList lines = contentOf(m_path).split('\n');
        lines[lost].fill('\0');
        setContent(m_path, lines.join('\n'));
        IntentFile file = open();
        const auto records = file.readAll();
        QCOMPARE(records.has_value(), readable >= 0);
        if (readable < 0)
            return;
        QCOMPARE(records->size(), readable);
        MUST(file.append(record(9)));
        const QList<QJsonObject> after = MUST(file.readAll());
        QCOMPARE(after.size(), readable + 1);
        QCOMPARE(after.last(), record(9));
    }

    void everyOtherDamageIsFound()
    {
        {
            IntentFile file = open();
            for (int i = 0; i < 2; ++i)
                MUST(file.append(record(i)));
        }
        const QByteArray whole = contentOf(m_path);
        for (qsizetype i = 0; i < whole.size(); ++i) {
            QByteArray damaged = whole;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x01);
            setContent(m_path, damaged);
            IntentFile file = open();
            const auto records = file.readAll();
            if (i == whole.size() - 1) {
                QCOMPARE(MUST(records).size(), 1); // without its line feed the last line counts as torn
                continue;
            }
            QVERIFY2(!records, qPrintable(QString::number(i)));
            QCOMPARE(records.error().code, ErrorCode::LedgerCorrupt);
            QVERIFY(records.error().where.contains(u"run-1.intents:"_s));
            COMPARE_ERROR(file.append(record(9)), ErrorCode::LedgerCorrupt);
            QCOMPARE(contentOf(m_path), damaged); // evidence stays as it is
        }
    }

    void aFullDiskLeavesTheFileAsItWas()
    {
        IntentFile file = open();
        MUST(file.append(record(0)));
        const QByteArray before = contentOf(m_path);
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit old {};
        getrlimit(RLIMIT_FSIZE, &old);
        for (qsizetype room = 0; room < 60; room += 7) {
            rlimit limit = old;
            limit.rlim_cur = static_cast<rlim_t>(before.size() + room);
            QCOMPARE(setrlimit(RLIMIT_FSIZE, &limit), 0);
            const Result<void> appended = file.append(record(1));
            setrlimit(RLIMIT_FSIZE, &old);
            COMPARE_ERROR(appended, ErrorCode::DiskFull);
            QCOMPARE(contentOf(m_path), before);
        }
        MUST(file.append(record(1)));
        QCOMPARE(MUST(file.readAll()).size(), 2);
    }

    void roomIsNoContent()
    {
        IntentFile file = open();
        MUST(file.append(record(0)));
        const QByteArray before = contentOf(m_path);
        MUST(file.reserve(100'000));
        QCOMPARE(contentOf(m_path), before);
        QCOMPARE(file.size(), before.size());
        struct stat info
        {
        };
        QCOMPARE(stat(QFile::encodeName(m_path).constData(), &info), 0);
        QVERIFY(info.st_blocks * 512 >= 100'000 + before.size());
        MUST(file.append(record(1)));
        QCOMPARE(MUST(file.readAll()).size(), 2);
    }

    void roomIsGivenBack()
    {
        IntentFile file = open();
        MUST(file.append(record(0)));
        MUST(file.reserve(1'000'000));
        file.giveRoomBack();
        struct stat info
        {
        };
        QCOMPARE(stat(QFile::encodeName(m_path).constData(), &info), 0);
        QVERIFY(info.st_blocks * 512 < 100'000);
        QCOMPARE(MUST(file.readAll()).size(), 1);
        MUST(file.reserve(1'000'000)); // asked for again, not taken for there
        QCOMPARE(stat(QFile::encodeName(m_path).constData(), &info), 0);
        QVERIFY(info.st_blocks * 512 >= 1'000'000);
    }

    /// What a killed writer left is cut off, the room is not.
    void roomOutlivesATornLine()
    {
        IntentFile file = open();
        MUST(file.append(record(0)));
        MUST(file.reserve(100'000));
        QFile torn(m_path);
        QVERIFY(torn.open(QIODevice::Append));
        torn.write(QByteArray(10, 'x'));
        torn.close();
        MUST(open().append(record(1)));
        struct stat info
        {
        };
        QCOMPARE(stat(QFile::encodeName(m_path).constData(), &info), 0);
        QVERIFY(info.st_blocks * 512 >= 100'000);
        QCOMPARE(MUST(file.readAll()).size(), 2);
    }

    void aLinkIsNotFollowed()
    {
        open();
        QVERIFY(QFile::link(m_folder.filePath(u"elsewhere"_s), m_path));
        QVERIFY(!open().append(record(0)));
        QVERIFY(!QFile::exists(m_folder.filePath(u"elsewhere"_s)));
    }
};

QTEST_GUILESS_MAIN(TestIntentFile)
#include "tst_intent_file.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QDir>
#include <QDirIterator>
#include <QTest>

#include <csignal>

#include <grp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

constexpr uid_t kNobody = 65534;

/// Rights do not bind root, so the child gives them up; any other user is bound anyway.
void becomeSomebodyElse()
{
    if (geteuid() != 0)
        return;
    if (setgroups(0, nullptr) != 0 || setgid(kNobody) != 0 || setuid(kNobody) != 0)
        _exit(99);
}

/// No file may grow beyond this: what a full disk is to the one who writes, wherever the test runs.
void limitFiles(rlim_t bytes)
{
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit { bytes, bytes };
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        _exit(99);
}

} // namespace

/// Disks and files that do not take what is written.
class CliBadDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void readOnlyWorkspace();
    void readOnlyWarehouse();
    void readOnlyParent();
    void whoMayOnlyReadSeesTheLedger();
    void fullDisk();
    void lockedWarehouse();
    void lockedLedger();

private:
    void giveAway(mode_t folders, mode_t files) const;

    std::unique_ptr<CliBench> m_bench;
    QString m_program;
};

void CliBadDiskTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->initSmall();
    // The build folder may be closed to others: they run a copy.
    m_program = m_bench->folder() + u"/sluice"_s;
    QVERIFY(QFile::copy(qEnvironmentVariable("SLUICE_BIN_DIR") + u"/sluice"_s, m_program));
    QCOMPARE(chmod(QFile::encodeName(m_program).constData(), 0755), 0);
    QCOMPARE(chmod(QFile::encodeName(m_bench->folder()).constData(), 0755), 0);
    for (const QString &name : { u"home"_s, u"state"_s, u"tmp"_s }) {
        const QByteArray path = QFile::encodeName(m_bench->folder() + u'/' + name);
        for (QDirIterator it(QFile::decodeName(path), QDir::Dirs | QDir::NoDotAndDotDot | QDir::Files,
                 QDirIterator::Subdirectories);
             it.hasNext();)
            QCOMPARE(chmod(QFile::encodeName(it.next()).constData(), 0777), 0);
        QCOMPARE(chmod(path.constData(), 0777), 0);
    }
}

void CliBadDiskTest::cleanup()
{
    giveAway(0755, 0644); // so that the temporary folder can be removed
}

void CliBadDiskTest::giveAway(mode_t folders, mode_t files) const
{
    for (QDirIterator it(m_bench->workspace(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
             QDirIterator::Subdirectories);
         it.hasNext();) {
        const QByteArray path = QFile::encodeName(it.next());
        QCOMPARE(chmod(path.constData(), it.fileInfo().isDir() ? folders : files), 0);
    }
    QCOMPARE(chmod(QFile::encodeName(m_bench->workspace()).constData(), folders), 0);
}

void CliBadDiskTest::readOnlyWorkspace()
{
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray yaml = m_bench->read(u"sluice.yaml"_s);
    giveAway(0555, 0444);
    m_bench->setProgram(m_program);
    m_bench->setInChild(becomeSomebodyElse);
    for (const QString &call : { u"run small"_s, u"start small"_s, u"connection enrol warehouse"_s,
             u"connection add other --driver sqlite --database other.db"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 3 || result.code == 1, (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.err.count('\n') == 1 && result.error().startsWith(u"sluice: "_s),
            (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.error().contains(u"writ"_s) || result.error().contains(u"right"_s)
                || result.error().contains(u"permission"_s),
            result.told().constData());
    }
    giveAway(0755, 0644);
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), yaml);
    QCOMPARE(contentOf(m_bench->warehouse()), warehouse);
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
}

void CliBadDiskTest::readOnlyWarehouse()
{
    giveAway(0777, 0666);
    QCOMPARE(chmod(QFile::encodeName(m_bench->warehouse()).constData(), 0444), 0);
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    m_bench->setProgram(m_program);
    m_bench->setInChild(becomeSomebodyElse);
    const CliResult result = m_bench->run({ u"run"_s, u"small"_s, u"--exit-on-hold"_s });
    QVERIFY2(result.code == 3 || result.code == 1, result.told().constData());
    QVERIFY2(result.error().contains(u"writ"_s) || result.error().contains(u"read-only"_s)
            || result.error().contains(u"readonly"_s),
        result.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse()), warehouse);
}

void CliBadDiskTest::whoMayOnlyReadSeesTheLedger()
{
    m_bench->must({ u"start"_s, u"small"_s, u"--reason"_s, u"quarter close"_s });
    const QByteArray ledger = m_bench->read(u".sluice/ledger.db"_s);
    const QStringList files = QDir(m_bench->file(u".sluice"_s)).entryList(QDir::Files);
    giveAway(0555, 0444);
    m_bench->setProgram(m_program);
    m_bench->setInChild(becomeSomebodyElse);
    QVERIFY(m_bench->must({ u"log"_s }).text().contains(u"quarter close"_s));
    QVERIFY(m_bench->must({ u"status"_s }).text().contains(u"small"_s));
    QVERIFY(m_bench->must({ u"log"_s, u"verify"_s }).text().contains(u"chain and anchors hold"_s));
    for (const QString &call : { u"start small"_s, u"hold small"_s, u"cancel small"_s }) {
        const CliResult refused = m_bench->run(call.split(u' '));
        QVERIFY2(refused.code == 3 || refused.code == 1, refused.told().constData());
    }
    QCOMPARE(m_bench->read(u".sluice/ledger.db"_s), ledger);
    QCOMPARE(QDir(m_bench->file(u".sluice"_s)).entryList(QDir::Files), files);
}

void CliBadDiskTest::readOnlyParent()
{
    const QString parent = m_bench->folder() + u"/closed"_s;
    QVERIFY(QDir().mkpath(parent));
    QCOMPARE(chmod(QFile::encodeName(parent).constData(), 0555), 0);
    m_bench->setProgram(m_program);
    m_bench->setInChild(becomeSomebodyElse);
    const CliResult result = m_bench->run({ u"init"_s, parent + u"/new"_s });
    QVERIFY2(result.code == 3, result.told().constData());
    QVERIFY2(result.error().contains(u"closed/new"_s), result.told().constData());
    QVERIFY(!QFile::exists(parent + u"/new"_s));
}

/// The limit is where the ledger stands, so the first thing that must be recorded does not fit.
void CliBadDiskTest::fullDisk()
{
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    const QByteArray ledger = contentOf(m_bench->ledger());
    const QByteArray yaml = m_bench->read(u"sluice.yaml"_s);
    m_bench->setInChild([] { limitFiles(64); });
    for (const QString &call :
        { u"run small"_s, u"start small"_s, u"connection add other --driver sqlite --database other.db"_s }) {
        const CliResult result = m_bench->run(call.split(u' '));
        QVERIFY2(result.code == 3, (call.toUtf8() + ": " + result.told()).constData());
        QVERIFY2(result.error().contains(u"space"_s, Qt::CaseInsensitive),
            (call.toUtf8() + ": " + result.told()).constData());
    }
    m_bench->setInChild({});
    QCOMPARE(m_bench->read(u"sluice.yaml"_s), yaml);
    QCOMPARE(contentOf(m_bench->warehouse()), warehouse);
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    m_bench->must({ u"log"_s, u"verify"_s });
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s }); // with space again it simply goes on
}

void CliBadDiskTest::lockedWarehouse()
{
    const QByteArray warehouse = contentOf(m_bench->warehouse());
    const SqlLock lock(m_bench->warehouse());
    const CliResult enrol = m_bench->run({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    QVERIFY2(enrol.code == 3, enrol.told().constData());
    QVERIFY2(enrol.error().contains(u"Another program is writing to the file"_s), enrol.told().constData());
}

void CliBadDiskTest::lockedLedger()
{
    const QByteArray ledger = contentOf(m_bench->ledger());
    {
        const SqlLock lock(m_bench->ledger());
        const CliResult start = m_bench->run({ u"start"_s, u"small"_s });
        QVERIFY2(start.code == 3, start.told().constData());
        QVERIFY2(start.error().contains(u"ledger.db"_s), start.told().constData());
        QCOMPARE(m_bench->run({ u"status"_s }).code, 0); // reading goes on beside a writer
    }
    QCOMPARE(contentOf(m_bench->ledger()), ledger);
    m_bench->must({ u"start"_s, u"small"_s });
}

QTEST_GUILESS_MAIN(CliBadDiskTest)
#include "tst_cli_bad_disk.moc"

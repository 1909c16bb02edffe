// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QDir>
#include <QTest>

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// Writes one line to a file of the system, or ends the test process.
void tell(const char *path, const QByteArray &line)
{
    const int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    if (descriptor < 0 || write(descriptor, line.constData(), static_cast<size_t>(line.size())) != line.size())
        qFatal("%s: %s", path, strerror(errno));
    close(descriptor);
}

/// A view of the file systems of our own, so that a disk may be mounted which nobody else sees and which goes with us.
void leaveTheFileSystemsOfOthers()
{
    const uid_t user = geteuid();
    const gid_t group = getegid();
    // Root in a container may lack the right for the first, and has the second like everybody else.
    const bool isRoot = user == 0 && unshare(CLONE_NEWNS) == 0;
    if (!isRoot && unshare(CLONE_NEWNS | CLONE_NEWUSER) != 0)
        qFatal("a file system of our own: %s", strerror(errno));
    if (!isRoot) {
        tell("/proc/self/setgroups", "deny");
        tell("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1");
        tell("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1");
    }
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        qFatal("a file system of our own: %s", strerror(errno));
}

} // namespace

/// The ledger and the copies of its runs stand on a small disk of their own that somebody fills.
class CliFullDiskTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rollsBack();
    void rollsBackAfterAKill_data();
    void rollsBackAfterAKill();
    void rollsBackByItself();
    void nothingBeginsThatCouldNotBeTakenBack();

private:
    QByteArray disk() const { return QFile::encodeName(m_bench->file(u".sluice"_s)); }
    void fill() const;
    void empty() const { QVERIFY(QFile::remove(m_bench->file(u".sluice/filler"_s))); }
    QString state() const;
    void checkBack() const;

    const QStringList m_back { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"wrong"_s,
        u"--json"_s };
    std::unique_ptr<CliBench> m_bench;
    QByteArray m_before;
};

void CliFullDiskTest::init()
{
    m_bench = std::make_unique<CliBench>();
    m_bench->init();
    QDir().mkpath(m_bench->file(u".sluice"_s));
    // The rights of whoever runs the test: a ledger is refused where everybody may write.
    QCOMPARE(mount("tmpfs", disk().constData(), "tmpfs", 0, "size=8m,mode=0700"), 0);
    m_bench->addSmall();
    m_before = contentOf(m_bench->warehouse(), u"sluice_"_s);
}

void CliFullDiskTest::cleanup() { QCOMPARE(umount2(disk().constData(), MNT_DETACH), 0); }

void CliFullDiskTest::fill() const
{
    QFile filler(m_bench->file(u".sluice/filler"_s));
    QVERIFY(filler.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered));
    for (qsizetype size = 1024 * 1024; size > 0;) {
        if (filler.write(QByteArray(size, 'x')) <= 0)
            size /= 2;
    }
    QVERIFY(filler.error() == QFileDevice::ResourceError || filler.error() == QFileDevice::WriteError);
}

QString CliFullDiskTest::state() const
{
    return m_bench->must({ u"status"_s, u"small"_s, u"--json"_s })
        .json()[u"rollouts"_s]
        .toArray()[0]
        .toObject()[u"state"_s]
        .toString();
}

/// With room again the ledger is told everything, once.
void CliFullDiskTest::checkBack() const
{
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), m_before);
    empty();
    QCOMPARE(state(), u"rolled_back"_s);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"add"_s }); // gives over what was kept, then begins anew
    QCOMPARE(
        scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = 'rollback_verified'"_s), u"1"_s);
    m_bench->must({ u"log"_s, u"verify"_s });
}

void CliFullDiskTest::rollsBack()
{
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    fill();
    const CliResult back = m_bench->run(m_back);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    checkBack();
}

void CliFullDiskTest::rollsBackAfterAKill_data()
{
    QTest::addColumn<QString>("point");
    QTest::newRow("before the first undo") << u"K20"_s;
    QTest::newRow("work done, not committed") << u"K11"_s;
    QTest::newRow("committed, not recorded") << u"K12"_s;
    QTest::newRow("between two undos") << u"K21"_s;
    QTest::newRow("proven, not recorded") << u"K22"_s;
}

/// The second attempt writes everything once more, on the same full disk.
void CliFullDiskTest::rollsBackAfterAKill()
{
    QFETCH(const QString, point);
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
    fill();
    m_bench->environment().insert(u"SLUICE_KILL_AT"_s, point);
    QCOMPARE(m_bench->run(m_back).code, -1);
    m_bench->environment().remove(u"SLUICE_KILL_AT"_s);
    const CliResult back = m_bench->run(m_back);
    QVERIFY2(back.code == 0 && back.json()[u"result"_s].toString() == u"EXACT"_s, back.told().constData());
    checkBack();
}

/// The disk fills while the gates watch, and one of them breaks.
void CliFullDiskTest::rollsBackByItself()
{
    m_bench->writePlan(u"small"_s, [](QByteArray &text) {
        text.replace("min: 10, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 1h",
            "max: 100, interval: 100ms, warmup: 1, min_samples: 2}\n    bake: 1h\n    on_breach: rollback");
    });
    const auto run = m_bench->start({ u"run"_s, u"small"_s });
    const auto stages = [this] {
        return scalar(m_bench->ledger(), u"select count(*) from ledger_event where type = 'stage_applied'"_s);
    };
    QTRY_COMPARE_WITH_TIMEOUT(stages(), u"3"_s, 30'000);
    fill();
    runSql(m_bench->warehouse(), { u"insert into orders(id, day, amount) values (1000, 1, 1)"_s });
    QVERIFY2(run->waitForFinished(30'000), run->readAllStandardError().constData());
    const QByteArray told = run->readAllStandardOutput() + run->readAllStandardError();
    QVERIFY2(told.contains("Rolled back to watch: EXACT"), told.constData());
    empty();
    QVERIFY2(state() == u"rolled_back"_s, told.constData());
    m_bench->must({ u"log"_s, u"verify"_s });
}

void CliFullDiskTest::nothingBeginsThatCouldNotBeTakenBack()
{
    fill();
    const CliResult run = m_bench->run({ u"run"_s, u"small"_s, u"--exit-on-hold"_s });
    QVERIFY2(run.code == 3 && run.error().contains(u"space"_s, Qt::CaseInsensitive), run.told().constData());
    QCOMPARE(contentOf(m_bench->warehouse(), u"sluice_"_s), m_before);
    empty();
    m_bench->must({ u"run"_s, u"small"_s, u"--until"_s, u"watch"_s });
}

int main(int argc, char **argv)
{
    leaveTheFileSystemsOfOthers();
    QCoreApplication app(argc, argv);
    CliFullDiskTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_full_disk.moc"

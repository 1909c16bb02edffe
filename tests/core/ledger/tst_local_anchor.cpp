// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <QDirIterator>
#include <QFileInfo>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestLocalAnchor : public QObject
{
    Q_OBJECT

    LedgerFixture m_fixture;
    const LedgerIdentity m_mine { m_fixture.file(), u"w"_s, QByteArray(32, '1') };

    LedgerIdentity of(const QString &name) const { return { m_fixture.file(name), u"w"_s, {} }; }

    QStringList files() const
    {
        QStringList found;
        QDirIterator it(m_fixture.file(u"state"_s), QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext())
            found += it.next();
        return found;
    }

private Q_SLOTS:
    void init()
    {
        QDir(m_fixture.file(u"state"_s)).removeRecursively();
        qputenv("XDG_STATE_HOME", QFile::encodeName(m_fixture.file(u"state"_s)));
    }

    void theLatestHeadIsRemembered()
    {
        const auto ledger = m_fixture.open();
        QVERIFY(localAnchors(m_mine).isEmpty());
        MUST(ledger->append({ note(u"a"_s) }));
        const LedgerHead head = MUST(ledger->head());
        MUST(writeLocalAnchor(m_mine, head));
        MUST(writeLocalAnchor(m_mine, head));
        const QList<LedgerAnchor> anchors = localAnchors(m_mine);
        QCOMPARE(anchors.size(), 2); // by its workspace and by itself
        QCOMPARE(anchors[0].seq, head.seq);
        QCOMPARE(anchors[0].hash, head.hash);
        QVERIFY(!anchors[0].source.isEmpty());
        QVERIFY(MUST(ledger->verify(anchors)).ok);
        MUST(ledger->append({ note(u"b"_s) }));
        MUST(writeLocalAnchor(m_mine, MUST(ledger->head())));
        QCOMPARE(localAnchors(m_mine)[0].seq, head.seq + 1);
    }

    void onlyItsOwnerMayReadIt()
    {
        MUST(writeLocalAnchor(m_mine, { 5, QByteArray(32, 'h') }));
        QCOMPARE(files().size(), 2);
        const QFileInfo info(files()[0]);
        QVERIFY(info.path().endsWith(u"/sluice/anchors"_s));
        QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
        QCOMPARE(QFileInfo(info.path()).permissions() & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther), QFile::Permissions());
    }

    void itNeverMovesBack()
    {
        const QByteArray hash(32, 'h');
        MUST(writeLocalAnchor(m_mine, { 300, hash }));
        COMPARE_ERROR(writeLocalAnchor(m_mine, { 280, hash }), ErrorCode::LedgerCorrupt);
        COMPARE_ERROR(writeLocalAnchor(m_mine, { 300, QByteArray(32, 'x') }), ErrorCode::LedgerCorrupt);
        QCOMPARE(localAnchors(m_mine)[0].seq, 300);
        QCOMPARE(localAnchors(m_mine)[0].hash, hash);
    }

    void everyLedgerHasItsOwn()
    {
        MUST(writeLocalAnchor(of(u"a.db"_s), { 1, QByteArray(32, 'a') }));
        MUST(writeLocalAnchor(of(u"b.db"_s), { 2, QByteArray(32, 'b') }));
        QCOMPARE(localAnchors(of(u"a.db"_s))[0].seq, 1);
        QCOMPARE(localAnchors(of(u"b.db"_s))[0].seq, 2);
        // The same file by another way.
        QVERIFY(QFile::link(m_fixture.folder.path(), m_fixture.file(u"way"_s)));
        QCOMPARE(localAnchors(of(u"way/b.db"_s))[0].seq, 2);
    }

    /// Whoever exchanges one of the marks is still found by the other.
    void oneMarkAloneIsEnough()
    {
        MUST(writeLocalAnchor(m_mine, { 300, QByteArray(32, 'h') }));
        const LedgerIdentity exchanged { m_mine.file, m_mine.workspace, QByteArray(32, '2') };
        const LedgerIdentity renamed { m_mine.file, u"other"_s, m_mine.firstHash };
        const LedgerIdentity emptied { m_mine.file, m_mine.workspace, {} };
        for (const LedgerIdentity &identity : { exchanged, renamed, emptied }) {
            QCOMPARE(localAnchors(identity).size(), 1);
            QCOMPARE(localAnchors(identity)[0].seq, 300);
            COMPARE_ERROR(writeLocalAnchor(identity, { 2, QByteArray(32, 'x') }), ErrorCode::LedgerCorrupt);
        }
    }

    void aNewWorkspaceInTheSameFolderIsAnother()
    {
        MUST(writeLocalAnchor(m_mine, { 300, QByteArray(32, 'h') }));
        const LedgerIdentity anew { m_mine.file, u"other"_s, QByteArray(32, '2') };
        QVERIFY(localAnchors(anew).isEmpty());
        MUST(writeLocalAnchor(anew, { 2, QByteArray(32, 'x') }));
        // The old one is as it was: making another in its place for a while forgets nothing.
        QCOMPARE(localAnchors(m_mine).size(), 2);
        COMPARE_ERROR(writeLocalAnchor(m_mine, { 2, QByteArray(32, 'x') }), ErrorCode::LedgerCorrupt);
    }

    void whatIsNoHeadIsNoAnchor()
    {
        COMPARE_ERROR(writeLocalAnchor(m_mine, { 0, QByteArray(32, 'h') }), ErrorCode::Usage);
        COMPARE_ERROR(writeLocalAnchor(m_mine, { 4, QByteArray("short") }), ErrorCode::Usage);
        QVERIFY(files().isEmpty());
    }

    void damagedAnchorsAreNoAnchors_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no json") << QByteArray("seq=4");
        QTest::newRow("other format") << QByteArray(R"({"format":"sluice-anchor-9","seq":4,"hash":")") + QByteArray(64, 'a') + "\"}";
        QTest::newRow("short hash") << QByteArray(R"({"format":"sluice-anchor-2","seq":4,"hash":"aa"})");
        QTest::newRow("negative") << QByteArray(R"({"format":"sluice-anchor-2","seq":-4,"hash":")") + QByteArray(64, 'a') + "\"}";
    }

    void damagedAnchorsAreNoAnchors()
    {
        QFETCH(const QByteArray, content);
        MUST(writeLocalAnchor(m_mine, { 5, QByteArray(32, 'h') }));
        for (const QString &path : files()) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
            file.write(content);
        }
        QVERIFY(localAnchors(m_mine).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLocalAnchor)
#include "tst_local_anchor.moc"

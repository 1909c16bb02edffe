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
        QVERIFY(localAnchors(m_fixture.file()).isEmpty());
        MUST(ledger->append({ note(u"a"_s) }));
        const LedgerHead head = MUST(ledger->head());
        MUST(writeLocalAnchor(m_fixture.file(), head));
        MUST(writeLocalAnchor(m_fixture.file(), head));
        const QList<LedgerAnchor> anchors = localAnchors(m_fixture.file());
        QCOMPARE(anchors.size(), 1);
        QCOMPARE(anchors[0].seq, head.seq);
        QCOMPARE(anchors[0].hash, head.hash);
        QVERIFY(!anchors[0].source.isEmpty());
        QVERIFY(MUST(ledger->verify(anchors)).ok);
        MUST(ledger->append({ note(u"b"_s) }));
        MUST(writeLocalAnchor(m_fixture.file(), MUST(ledger->head())));
        QCOMPARE(localAnchors(m_fixture.file())[0].seq, head.seq + 1);
    }

    void onlyItsOwnerMayReadIt()
    {
        MUST(writeLocalAnchor(m_fixture.file(), { 5, QByteArray(32, 'h') }));
        QCOMPARE(files().size(), 1);
        const QFileInfo info(files()[0]);
        QVERIFY(info.path().endsWith(u"/sluice/anchors"_s));
        QCOMPARE(info.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther), QFile::Permissions());
        QCOMPARE(QFileInfo(info.path()).permissions() & (QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther | QFile::ExeOther), QFile::Permissions());
    }

    void itNeverMovesBack()
    {
        const QByteArray hash(32, 'h');
        MUST(writeLocalAnchor(m_fixture.file(), { 300, hash }));
        COMPARE_ERROR(writeLocalAnchor(m_fixture.file(), { 280, hash }), ErrorCode::LedgerCorrupt);
        COMPARE_ERROR(writeLocalAnchor(m_fixture.file(), { 300, QByteArray(32, 'x') }), ErrorCode::LedgerCorrupt);
        QCOMPARE(localAnchors(m_fixture.file())[0].seq, 300);
        QCOMPARE(localAnchors(m_fixture.file())[0].hash, hash);
        forgetLocalAnchor(m_fixture.file());
        QVERIFY(localAnchors(m_fixture.file()).isEmpty());
        MUST(writeLocalAnchor(m_fixture.file(), { 1, hash }));
    }

    void everyLedgerHasItsOwn()
    {
        MUST(writeLocalAnchor(m_fixture.file(u"a.db"_s), { 1, QByteArray(32, 'a') }));
        MUST(writeLocalAnchor(m_fixture.file(u"b.db"_s), { 2, QByteArray(32, 'b') }));
        QCOMPARE(localAnchors(m_fixture.file(u"a.db"_s))[0].seq, 1);
        QCOMPARE(localAnchors(m_fixture.file(u"b.db"_s))[0].seq, 2);
        // The same file by another way.
        QVERIFY(QFile::link(m_fixture.folder.path(), m_fixture.file(u"way"_s)));
        QCOMPARE(localAnchors(m_fixture.file(u"way/b.db"_s))[0].seq, 2);
    }

    void whatIsNoHeadIsNoAnchor()
    {
        COMPARE_ERROR(writeLocalAnchor(m_fixture.file(), { 0, QByteArray(32, 'h') }), ErrorCode::Usage);
        COMPARE_ERROR(writeLocalAnchor(m_fixture.file(), { 4, QByteArray("short") }), ErrorCode::Usage);
        QVERIFY(files().isEmpty());
    }

    void damagedAnchorsAreNoAnchors_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no json") << QByteArray("seq=4");
        QTest::newRow("other format") << QByteArray(R"({"format":"sluice-anchor-9","seq":4,"hash":")") + QByteArray(64, 'a') + "\"}";
        QTest::newRow("short hash") << QByteArray(R"({"format":"sluice-anchor-1","seq":4,"hash":"aa"})");
        QTest::newRow("negative") << QByteArray(R"({"format":"sluice-anchor-1","seq":-4,"hash":")") + QByteArray(64, 'a') + "\"}";
    }

    void damagedAnchorsAreNoAnchors()
    {
        QFETCH(const QByteArray, content);
        MUST(writeLocalAnchor(m_fixture.file(), { 5, QByteArray(32, 'h') }));
        QFile file(files().at(0));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(content);
        file.close();
        QVERIFY(localAnchors(m_fixture.file()).isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLocalAnchor)
#include "tst_local_anchor.moc"

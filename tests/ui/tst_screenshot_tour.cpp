// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/page_list.h"
#include "app/console/screenshot_tour.h"
#include "support/canned_lineage.h"
#include "ui/widgets/skeleton.h"
#include "ui/window.h"

#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QPixmap>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestScreenshotTour : public QObject
{
    Q_OBJECT

private:
    static WorkspaceSnapshot looked(CannedMood mood)
    {
        WorkspaceSnapshot snapshot = cannedWorkspace(mood);
        for (ConnectionView &connection : snapshot.connections)
            connection.isChecked = true;
        return snapshot;
    }

private Q_SLOTS:
    void everyPageAndTheSheetInBothThemes()
    {
        TestWindow test(allPages(), CannedMood::Breach);
        test.service.setLineage(cannedLineage());
        connectRollbackSheet(*test.window);
        test.window->show();
        const QString folder = test.folder.filePath(u"pictures/new"_s);
        ScreenshotTour tour(*test.window, test.service, test.theme, folder);
        QSignalSpy finished(&tour, &ScreenshotTour::finished);
        test.service.forgetSnapshot();
        tour.start();
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 0); // nothing is pictured before the service looked
        test.service.setSnapshot(looked(CannedMood::Breach));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QCOMPARE(finished[0][0].toInt(), 0);
        QStringList expected;
        for (const auto &factory : allPages())
            expected += { factory->id() + u"-dark.png"_s, factory->id() + u"-light.png"_s };
        expected += { u"rollback-dark.png"_s, u"rollback-light.png"_s };
        expected.sort();
        QCOMPARE(QDir(folder).entryList(QDir::Files, QDir::Name), expected);
        QCOMPARE(QPixmap(folder + u"/rollback-dark.png"_s).size(), QSize(1280, 800));
        // The sheet, not the page under it, and the other theme is another picture.
        QVERIFY(QPixmap(folder + u"/rollback-light.png"_s).toImage()
            != QPixmap(folder + u"/timeline-light.png"_s).toImage());
        QVERIFY(QPixmap(folder + u"/rollback-light.png"_s).toImage()
            != QPixmap(folder + u"/rollback-dark.png"_s).toImage());
    }
    void aFolderThatCannotBeMadeIsAFailure()
    {
        TestWindow test(allPages());
        ScreenshotTour tour(*test.window, test.service, test.theme, u"/proc/nowhere"_s);
        QSignalSpy finished(&tour, &ScreenshotTour::finished);
        tour.start();
        QCOMPARE(finished.size(), 1);
        QVERIFY(finished[0][0].toInt() > 0);
    }
    void aPictureWaitsForData()
    {
        const Theme theme;
        QWidget area;
        auto *layout = new QVBoxLayout(&area);
        auto *loading = new Skeleton(theme, 2, &area);
        layout->addWidget(loading);
        area.show();
        SettledPicture picture;
        QSignalSpy settled(&picture, &SettledPicture::settled);
        bool isReady = false;
        int asked = 0;
        picture.watch(area, [&] {
            ++asked;
            return isReady;
        });
        QElapsedTimer timer;
        timer.start();
        QTRY_VERIFY(timer.elapsed() > 300); // several looks long
        QCOMPARE(asked, 0);
        loading->hide();
        QTRY_VERIFY(asked > 3);
        QCOMPARE(settled.size(), 0);
        isReady = true;
        QTRY_COMPARE(settled.size(), 1);
    }
    void aPictureWaitsUntilItIsAtRest()
    {
        QLabel area(u"0"_s);
        area.show();
        int changes = 0;
        QTimer changing;
        connect(&changing, &QTimer::timeout, &area, [&] {
            area.setText(QString::number(++changes));
            if (changes == 20)
                changing.stop();
        });
        changing.start(30);
        SettledPicture picture;
        QSignalSpy settled(&picture, &SettledPicture::settled);
        picture.watch(area);
        QTRY_COMPARE(settled.size(), 1);
        QCOMPARE(changes, 20);
    }
};

QTEST_MAIN(TestScreenshotTour)
#include "tst_screenshot_tour.moc"

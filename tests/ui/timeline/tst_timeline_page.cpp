// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_page.h"
#include "ui/shell/navigator.h"
#include "ui/window.h"

#include <QListView>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTimelinePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isCleanIn_data()
    {
        QTest::addColumn<ThemeVariant>("variant");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("name");
        QTest::newRow("light 1280") << ThemeVariant::Light << QSize(1280, 800) << u"timeline"_s;
        QTest::newRow("dark 1280") << ThemeVariant::Dark << QSize(1280, 800) << u"timeline"_s;
        QTest::newRow("light 1920") << ThemeVariant::Light << QSize(1920, 1200) << u"timeline-large"_s;
        QTest::newRow("light 1024") << ThemeVariant::Light << QSize(1024, 700) << u"timeline-small"_s;
    }
    void isCleanIn()
    {
        QFETCH(ThemeVariant, variant);
        QFETCH(QSize, size);
        QFETCH(QString, name);
        TestWindow test(pageFactories<TimelinePageFactory>(), CannedMood::Breach);
        const QImage image = renderWidget(*test.window, test.theme, variant, size, name);
        QCOMPARE(image.size(), size);
        QCOMPARE(richLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(missingGlyphs(*test.window).join(u'\n'), QString());
        QCOMPARE(namelessControls(*test.window).join(u'\n'), QString());
    }
};

QTEST_MAIN(TestTimelinePage)
#include "tst_timeline_page.moc"

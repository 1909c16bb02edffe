// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/change_log_page_factory.h"
#include "ui/connections/connections_page_factory.h"
#include "ui/lineage/lineage_page_factory.h"
#include "ui/quality/quality_page_factory.h"
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/navigator.h"
#include "ui/timeline/timeline_page.h"
#include "ui/widgets/elided_label.h"
#include "ui/window.h"

#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The whole window on every page: every text can be drawn and is seen whole, or shortens by design.
class TestEveryPage : public QObject
{
    Q_OBJECT

    static std::vector<std::unique_ptr<PageFactory>> allPages()
    {
        return pageFactories<RolloutsPageFactory, TimelinePageFactory, LineagePageFactory, QualityPageFactory,
            ChangeLogPageFactory, ConnectionsPageFactory>();
    }

private Q_SLOTS:
    void everyTextIsWhole_data()
    {
        QTest::addColumn<CannedMood>("mood");
        QTest::addColumn<ThemeVariant>("variant");
        QTest::addColumn<QSize>("size");
        for (const auto &[word, mood] :
            { std::pair("calm", CannedMood::Calm), std::pair("breach", CannedMood::Breach) }) {
            for (const auto &[name, variant] :
                { std::pair("light", ThemeVariant::Light), std::pair("dark", ThemeVariant::Dark) }) {
                for (const QSize size : { QSize(1280, 800), QSize(1920, 1200) })
                    QTest::addRow("%s %s %d", word, name, size.width()) << mood << variant << size;
            }
        }
    }
    void everyTextIsWhole()
    {
        QFETCH(CannedMood, mood);
        QFETCH(ThemeVariant, variant);
        QFETCH(QSize, size);
        TestWindow test(allPages(), mood);
        auto *navigator = test.window->findChild<Navigator *>();
        for (const auto &factory : allPages()) {
            navigator->open(factory->id());
            // Answers of the service come with the next turn of the loop, pictures are taken after it.
            const QString name = u"every-%1-%2-%3"_s.arg(
                factory->id(), mood == CannedMood::Breach ? u"breach"_s : u"calm"_s, QString::number(size.width()));
            renderWidget(*test.window, test.theme, variant, size, name);
            QTRY_COMPARE(clippedLabels(*test.window).join(u'\n'), QString());
            QCOMPARE(missingGlyphs(*test.window).join(u'\n'), QString());
        }
    }
    void whatIsClippedIsFound()
    {
        TestWindow test(allPages());
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"every-bite"_s);
        QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
        QWidget *ground = test.window->centralWidget();
        const auto finds = [&test](const QString &text) {
            const QStringList found = clippedLabels(*test.window);
            return found.size() == 1 && found.first().contains(text);
        };
        QLabel tooNarrow(u"Restore view mart.daily_revenue"_s, ground);
        tooNarrow.setGeometry(10, 10, 60, 20);
        tooNarrow.show();
        QVERIFY(finds(tooNarrow.text()));
        tooNarrow.hide();
        QLabel tooLow(u"Restore view mart.daily_revenue as it was before"_s, ground);
        tooLow.setWordWrap(true);
        tooLow.setGeometry(10, 10, 120, 14);
        tooLow.show();
        QVERIFY(finds(u"Restore view"_s));
        tooLow.hide();
        QPushButton button(u"Roll back to Additive…"_s, ground);
        button.setGeometry(10, 10, 50, 30);
        button.show();
        QVERIFY(finds(button.text()));
        button.hide();
        QComboBox box(ground);
        box.addItem(u"a-rollout-with-quite-a-long-name"_s);
        box.setGeometry(10, 10, 70, 30);
        box.show();
        QVERIFY(finds(box.currentText()));
        box.setToolTip(box.currentText());
        QVERIFY(clippedLabels(*test.window).isEmpty()); // shortened, and told
        box.hide();
        QLabel outside(u"Undo"_s, ground);
        outside.setGeometry(ground->width() - 10, 10, 60, 20);
        outside.show();
        QVERIFY(finds(outside.text()));
        outside.hide();
        ElidedLabel shortened(
            test.theme, u"Restore view mart.daily_revenue"_s, FontRole::Body, ColorRole::Text, ground);
        shortened.setGeometry(10, 10, 60, 20);
        shortened.show();
        QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
    }
    void whatCannotBeDrawnIsFound()
    {
        TestWindow test(allPages());
        renderWidget(*test.window, test.theme, ThemeVariant::Light, { 1280, 800 }, u"every-bite"_s);
        QLabel undrawable(u"caf\u0378"_s, test.window->centralWidget()); // not assigned: no font has it
        undrawable.show();
        QVERIFY(missingGlyphs(*test.window).join(u'\n').contains(u"U+378"_s));
    }
};

QTEST_MAIN(TestEveryPage)
#include "tst_every_page.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/canned_calibration.h"
#include "ui/rollouts/calibration_section.h"
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/navigator.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/overflow_area.h"
#include "ui/window.h"

#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestRolloutsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isCleanIn_data()
    {
        QTest::addColumn<ThemeVariant>("variant");
        QTest::addColumn<QSize>("size");
        QTest::addColumn<QString>("name");
        QTest::newRow("light 1280") << ThemeVariant::Light << QSize(1280, 800) << u"rollouts"_s;
        QTest::newRow("dark 1280") << ThemeVariant::Dark << QSize(1280, 800) << u"rollouts"_s;
        QTest::newRow("light 1920") << ThemeVariant::Light << QSize(1920, 1200) << u"rollouts-large"_s;
        QTest::newRow("light 1024") << ThemeVariant::Light << QSize(1024, 700) << u"rollouts-small"_s;
    }
    void isCleanIn()
    {
        QFETCH(ThemeVariant, variant);
        QFETCH(QSize, size);
        QFETCH(QString, name);
        TestWindow test(pageFactories<RolloutsPageFactory>(), CannedMood::Breach);
        const QImage image = renderWidget(*test.window, test.theme, variant, size, name);
        QCOMPARE(image.size(), size);
        QCOMPARE(richLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
        QCOMPARE(missingGlyphs(*test.window).join(u'\n'), QString());
        QCOMPARE(namelessControls(*test.window).join(u'\n'), QString());
    }

    /// The plan says how often its gates would have fired, by a key and without leaving the page.
    void gatesAreReplayedOverHistory()
    {
        TestWindow test(pageFactories<RolloutsPageFactory>());
        test.service.calibrations = cannedCalibration();
        test.window->navigator().setPlan(u"orders-currency"_s);
        test.window->show();
        QVERIFY(QTest::qWaitForWindowActive(test.window.get()));
        auto *section = test.window->findChild<CalibrationSection *>();
        const auto shows = [&](const QString &text) {
            const auto labels = section->findChildren<QLabel *>();
            return std::any_of(labels.cbegin(), labels.cend(), [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
        };
        QVERIFY(shows(u"Nothing runs in the warehouse"_s));
        test.service.isHeldBack = true;
        QTest::keyClick(test.window->findChild<QListView *>(), Qt::Key_C);
        QVERIFY(test.service.calls.contains(u"calibrate orders-currency"_s));
        test.service.calibrationWatcher({ 1, 3, u"errors"_s });
        QTRY_VERIFY(shows(u"Gate 2 of 3: errors"_s));
        QCOMPARE(section->findChild<QProgressBar *>()->value(), 1);
        test.service.answerAll();
        QTRY_VERIFY(shows(u"in 3 of 202 stages (1.5 %)"_s));
        QVERIFY(shows(u"Unknown: nothing was ever measured by its query"_s));
        auto *area = test.window->findChild<OverflowArea *>();
        for (const auto &[variant, size] : { std::pair(ThemeVariant::Light, QSize(1280, 800)), std::pair(ThemeVariant::Dark, QSize(1920, 1200)) }) {
            test.window->resize(size);
            area->ensureWidgetVisible(section, 0, 0);
            renderWidget(*test.window, test.theme, variant, size, u"rollouts-calibrated"_s);
            QCOMPARE(clippedLabels(*test.window).join(u'\n'), QString());
            QCOMPARE(missingGlyphs(*test.window).join(u'\n'), QString());
            QCOMPARE(namelessControls(*test.window).join(u'\n'), QString());
        }
    }

    void whatCannotBeCalibratedSaysWhyBesideTheButton()
    {
        TestWindow test(pageFactories<RolloutsPageFactory>());
        test.window->navigator().setPlan(u"invoices-rounding"_s);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, QSize(1280, 800), u"rollouts-unreadable"_s);
        QStringList shown;
        for (const QLabel *label : test.window->findChild<CalibrationSection *>()->findChildren<QLabel *>()) {
            if (label->isVisible())
                shown.append(label->text());
        }
        QVERIFY2(shown.contains(u"The plan file cannot be read"_s), qPrintable(shown.join(u'|')));
        QTest::keyClick(test.window->findChild<QListView *>(), Qt::Key_C);
        QVERIFY(!test.service.calls.join(u' ').contains(u"calibrate"_s));
    }

    void leavesNoGapInTheDetail_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280") << QSize(1280, 800);
        QTest::newRow("1920") << QSize(1920, 1200);
    }
    void leavesNoGapInTheDetail()
    {
        QFETCH(QSize, size);
        constexpr int kSpace = 32;
        TestWindow test(pageFactories<RolloutsPageFactory>());
        WorkspaceSnapshot snapshot = *test.service.snapshot();
        for (RolloutView &rollout : snapshot.rollouts)
            rollout.startBlockers = QStringList { u"it is in place and observed until tomorrow; roll it back before starting again"_s };
        test.service.setSnapshot(snapshot);
        test.window->navigator().setPlan(u"dedupe-payments"_s);
        renderWidget(*test.window, test.theme, ThemeVariant::Light, size, u"rollouts-blocked"_s);
        const auto labels = test.window->findChildren<QLabel *>();
        const auto stages = std::find_if(labels.cbegin(), labels.cend(), [](const QLabel *label) { return label->isVisible() && label->text() == u"Stages"_s; });
        QVERIFY(stages != labels.cend());
        auto *area = test.window->findChild<OverflowArea *>();
        QVERIFY(area);
        const auto bottom = [area](const QWidget *widget) { return widget->mapTo(area->widget(), QPoint(0, widget->height())).y(); };
        const int blockersEnd = bottom(area->findChild<BlockersList *>());
        const int gap = (*stages)->mapTo(area->widget(), QPoint()).y() - blockersEnd;
        QVERIFY2(gap > 0 && gap < kSpace, qPrintable(QString::number(gap)));
        int textEnd = 0;
        QStringList sentences;
        for (const QLabel *label : area->findChild<BlockersList *>()->findChildren<QLabel *>()) {
            textEnd = std::max(textEnd, bottom(label));
            sentences.append(label->text());
        }
        QVERIFY2(sentences.contains(u"It is in place and observed until tomorrow; roll it back before starting again"_s), qPrintable(sentences.join(u'|')));
        QVERIFY2(blockersEnd - textEnd < kSpace, qPrintable(QString::number(blockersEnd - textEnd)));
        // It scrolls to its last row, not beyond.
        QCOMPARE(area->isOverfull(), size.height() < 1000);
        if (area->isOverfull())
            QVERIFY(area->widget()->height() - bottom(area->findChild<KeyValueTable *>()) < 2 * kSpace);
    }
};

QTEST_MAIN(TestRolloutsPage)
#include "tst_rollouts_page.moc"

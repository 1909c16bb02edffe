// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/navigator.h"
#include "ui/shell/question_dialog.h"
#include "ui/shell/welcome_window.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/error_banner.h"
#include "ui/window.h"

#include <QLabel>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Names from plans, warehouses and people are shown, never obeyed, and never push the window apart.
class TestHostileText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pagesStayWhole_data()
    {
        QTest::addColumn<QString>("page");
        QTest::newRow("rollouts") << u"rollouts"_s;
        QTest::newRow("timeline") << u"timeline"_s;
    }
    void pagesStayWhole()
    {
        QFETCH(QString, page);
        TestWindow test(pageFactories<RolloutsPageFactory, TimelinePageFactory>(), CannedMood::Breach);
        test.service.preview.readersBackIn = test.service.preview.toTitle = hostileText();
        test.service.setSnapshot(hostileWorkspace());
        for (const RolloutView &rollout : test.service.snapshot()->rollouts) {
            test.window->navigator().open(page, rollout.planId);
            const QImage image = renderWidget(*test.window, test.theme, ThemeVariant::Light, QSize(1280, 800), page + u"-hostile"_s);
            QCOMPARE(image.size(), QSize(1280, 800));
            QCOMPARE(richLabels(*test.window).join(u'\n'), QString());
        }
        if (auto *view = test.window->findChild<TimelineView *>()) {
            view->expandAll();
            renderWidget(*test.window, test.theme, ThemeVariant::Light, QSize(1280, 800), page + u"-hostile-open"_s);
        }
    }
    void tooltipsAreEscaped()
    {
        TestWindow test(pageFactories<RolloutsPageFactory, TimelinePageFactory>(), CannedMood::Breach);
        test.service.setSnapshot(hostileWorkspace());
        test.window->show();
        for (const QWidget *widget : test.window->findChildren<QWidget *>())
            QVERIFY2(!widget->toolTip().contains(u"<img"_s), qPrintable(widget->toolTip()));
    }
    void dialogsAndBannersArePlain()
    {
        Theme theme;
        QuestionDialog dialog(theme, hostileText(), hostileText(), u"Start"_s, false, nullptr);
        dialog.addReason(u"Why"_s, hostileText(), true);
        QCOMPARE(richLabels(dialog).join(u'\n'), QString());
        ErrorBanner banner(theme);
        banner.showError({ ErrorCode::Internal, hostileText(), hostileText(), hostileText(), {} });
        QCOMPARE(richLabels(banner).join(u'\n'), QString());
        WelcomeWindow welcome(theme, { hostileText() });
        QCOMPARE(richLabels(welcome).join(u'\n'), QString());
    }
};

QTEST_MAIN(TestHostileText)
#include "tst_hostile_text.moc"

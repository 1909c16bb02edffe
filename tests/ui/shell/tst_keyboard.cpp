// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/rollouts_page.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/timeline/timeline_page.h"
#include "ui/timeline/timeline_view.h"
#include "ui/widgets/buttons.h"
#include "ui/window.h"

#include <QLineEdit>
#include <QListView>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Everything a person does with the mouse can be done with keys alone.
class TestKeyboard : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestWindow> m_test;

    QWidget *focus() { return QApplication::focusWidget(); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) { QTest::keyClick(focus() ? focus() : m_test->window.get(), key, modifiers); }

private Q_SLOTS:
    void init()
    {
        m_test = std::make_unique<TestWindow>(pageFactories<RolloutsPageFactory, TimelinePageFactory>(), CannedMood::Breach);
        m_test->window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_test->window.get()));
        m_test->window->activateWindow();
        QTRY_VERIFY(focus());
    }
    void cleanup() { m_test.reset(); }

    void arrowsChooseARolloutAndEnterShowsItOnTheTimeline()
    {
        QVERIFY(qobject_cast<QListView *>(focus()));
        press(Qt::Key_Down);
        QCOMPARE(m_test->window->navigator().plan(), u"customer-split"_s);
        press(Qt::Key_Return);
        QCOMPARE(m_test->window->pages().currentId(), u"timeline"_s);
        QVERIFY(qobject_cast<TimelineView *>(focus()));
    }
    void aDraftIsStartedByKeys()
    {
        press(Qt::Key_Down);
        press(Qt::Key_Down);
        QCOMPARE(m_test->window->navigator().plan(), u"sessions-bigint"_s);
        QTest::keyClick(m_test->window.get(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(m_test->service.calls.filter(u"startRollout"_s), QStringList { u"startRollout sessions-bigint: because"_s });
    }
    void theWayBackIsOneKeyFromAnyPage()
    {
        QSignalSpy requested(&m_test->window->navigator(), &Navigator::rollbackRequested);
        for (const Qt::Key page : { Qt::Key_1, Qt::Key_2 }) {
            press(page, Qt::ControlModifier);
            press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
        }
        QCOMPARE(requested.size(), 2);
    }
    void tabReachesEveryButtonAndComesBack()
    {
        QSet<QWidget *> reached;
        QWidget *first = focus();
        for (int i = 0; i < 80; ++i) {
            QTest::keyClick(m_test->window.get(), Qt::Key_Tab);
            if (focus() == first)
                break;
            reached.insert(focus());
        }
        QCOMPARE(focus(), first);
        for (QWidget *button : m_test->window->findChildren<Button *>()) {
            if (button->isVisible() && button->isEnabled() && !button->property("kind").toString().startsWith(u"chip"_s))
                QVERIFY2(reached.contains(button), qPrintable(static_cast<Button *>(button)->text()));
        }
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"

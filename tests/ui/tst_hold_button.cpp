// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/render.h"
#include "ui/widgets/hold_button.h"
#include "ui/widgets/typed_confirmation.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestHoldButton : public QObject
{
    Q_OBJECT

private:
    void autoRepeat(QWidget *widget, int times)
    {
        for (int i = 0; i < times; ++i) {
            QKeyEvent release(QEvent::KeyRelease, Qt::Key_Space, Qt::NoModifier, u" "_s, true);
            QCoreApplication::sendEvent(widget, &release);
            QKeyEvent press(QEvent::KeyPress, Qt::Key_Space, Qt::NoModifier, u" "_s, true);
            QCoreApplication::sendEvent(widget, &press);
        }
    }

    Theme m_theme;
    std::unique_ptr<HoldButton> m_button;

private Q_SLOTS:
    void init()
    {
        m_button = std::make_unique<HoldButton>(m_theme, u"Hold to roll back"_s);
        m_button->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_button.get()));
        m_button->activateWindow();
        m_button->setFocus();
    }

    void pointerHeldLongEnoughConfirmsOnce()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QElapsedTimer timer;
        timer.start();
        QTest::mousePress(m_button.get(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(confirmed.size(), 1, 3'000);
        QVERIFY(timer.elapsed() >= HoldButton::kHoldMs);
        QTest::mouseRelease(m_button.get(), Qt::LeftButton);
        QCOMPARE(confirmed.size(), 1);
    }
    void spaceHeldLongEnoughConfirmsDespiteAutoRepeat()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QElapsedTimer timer;
        timer.start();
        QTest::keyPress(m_button.get(), Qt::Key_Space);
        autoRepeat(m_button.get(), 40);
        QCOMPARE(confirmed.size(), 0);
        QVERIFY(m_button->progress() < 0.5);
        QTRY_COMPARE_WITH_TIMEOUT(confirmed.size(), 1, 3'000);
        QVERIFY(timer.elapsed() >= HoldButton::kHoldMs);
        QTest::keyRelease(m_button.get(), Qt::Key_Space);
        QCOMPARE(confirmed.size(), 1);
    }
    void repeatsThatLookLikeRealOnesDoNotBreakTheHold()
    {
        // What X11 delivers when Qt did not see the press in time: release and press, neither marked as a repeat.
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QElapsedTimer timer;
        timer.start();
        QTest::keyPress(m_button.get(), Qt::Key_Space);
        QTimer repeat;
        connect(&repeat, &QTimer::timeout, m_button.get(), [&] {
            QTest::keyRelease(m_button.get(), Qt::Key_Space);
            QTest::keyPress(m_button.get(), Qt::Key_Space);
        });
        repeat.start(40);
        QTRY_COMPARE_WITH_TIMEOUT(confirmed.size(), 1, 3'000);
        repeat.stop();
        QVERIFY(timer.elapsed() >= HoldButton::kHoldMs);
    }
    void aKeyLetGoEarlyBreaksTheHold()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QTest::keyPress(m_button.get(), Qt::Key_Space);
        QTRY_VERIFY(m_button->progress() > 0.5);
        QTest::keyRelease(m_button.get(), Qt::Key_Space);
        QTRY_COMPARE(m_button->progress(), 0.0);
        QCOMPARE(confirmed.size(), 0);
    }
    void brokenHoldsBeginAgain_data()
    {
        QTest::addColumn<int>("how");
        QTest::newRow("released") << 0;
        QTest::newRow("pointer left") << 1;
        QTest::newRow("focus lost") << 2;
        QTest::newRow("disabled") << 3;
        QTest::newRow("hidden") << 4;
    }
    void brokenHoldsBeginAgain()
    {
        QFETCH(int, how);
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QSignalSpy progressed(m_button.get(), &HoldButton::progressed);
        QTest::mousePress(m_button.get(), Qt::LeftButton);
        QTRY_VERIFY(m_button->progress() > 0.05);
        if (how == 0)
            QTest::mouseRelease(m_button.get(), Qt::LeftButton);
        else if (how == 1)
            QTest::mouseMove(m_button.get(), QPoint(-40, -40));
        else if (how == 2)
            m_button->clearFocus();
        else if (how == 3)
            m_button->setEnabled(false);
        else
            m_button->hide();
        QTRY_COMPARE(m_button->progress(), 0.0);
        QCOMPARE(confirmed.size(), 0);
        QCOMPARE(progressed.last().first().toDouble(), 0.0);
    }
    void enterDoesNothing()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QSignalSpy typed(m_button.get(), &HoldButton::typedConfirmationRequested);
        QTest::keyClick(m_button.get(), Qt::Key_Return);
        QTest::keyClick(m_button.get(), Qt::Key_Enter);
        m_button->setHoldRequired(false);
        QTest::keyClick(m_button.get(), Qt::Key_Return);
        QCOMPARE(confirmed.size() + typed.size(), 0);
    }
    void aShortClickDoesNothing()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QSignalSpy typed(m_button.get(), &HoldButton::typedConfirmationRequested);
        QTest::mouseClick(m_button.get(), Qt::LeftButton);
        QTest::keyClick(m_button.get(), Qt::Key_Space);
        QCOMPARE(confirmed.size() + typed.size(), 0);
    }
    void accessiblePressAsksForTyping()
    {
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QSignalSpy typed(m_button.get(), &HoldButton::typedConfirmationRequested);
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_button.get());
        QVERIFY(interface && interface->actionInterface());
        interface->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QTRY_COMPARE(typed.size(), 1);
        QCOMPARE(confirmed.size(), 0);
    }
    void onceTypedItIsAnOrdinaryButton()
    {
        TypedConfirmation typing(m_theme, u"orders-currency"_s);
        QSignalSpy matched(&typing, &TypedConfirmation::matchedChanged);
        auto *field = typing.findChild<QLineEdit *>();
        QTest::keyClicks(field, u"orders-currenc"_s);
        QVERIFY(!typing.isMatched());
        QTest::keyClicks(field, u"y"_s);
        QVERIFY(typing.isMatched());
        QCOMPARE(matched.size(), 1);
        m_button->setHoldRequired(false);
        QSignalSpy confirmed(m_button.get(), &HoldButton::confirmed);
        QTest::mouseClick(m_button.get(), Qt::LeftButton);
        QTest::keyClick(m_button.get(), Qt::Key_Space);
        QCOMPARE(confirmed.size(), 2);
        QTest::keyClicks(field, u"x"_s);
        QVERIFY(!typing.isMatched());
    }
};

QTEST_MAIN(TestHoldButton)
#include "tst_hold_button.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/plain_text.h"
#include "ui/rollback/sheet_bench.h"
#include "ui/widgets/typed_confirmation.h"

#include <QAccessible>
#include <QElapsedTimer>
#include <QPointer>
#include <QSignalSpy>

using namespace sluice;
using namespace Qt::StringLiterals;
using State = RollbackPresenter::State;

/// How a rollback is confirmed, and everything that must not confirm it.
class TestRollbackConfirmation : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;
    std::unique_ptr<SheetBench> m_bench;

    QStringList rollbacks() const { return m_bench->rollbacks(); }
    void type(const QString &text)
    {
        QTest::mouseClick(m_bench->button(u"Type instead"_s), Qt::LeftButton);
        QTest::keyClicks(QApplication::focusWidget(), text);
    }
    void autoRepeat(QWidget *widget, int times)
    {
        for (int i = 0; i < times; ++i) {
            QKeyEvent release(QEvent::KeyRelease, Qt::Key_Space, Qt::NoModifier, u" "_s, true);
            QCoreApplication::sendEvent(widget, &release);
            QKeyEvent press(QEvent::KeyPress, Qt::Key_Space, Qt::NoModifier, u" "_s, true);
            QCoreApplication::sendEvent(widget, &press);
        }
    }

    static WorkspaceSnapshot waitingFor(const QString &person)
    {
        WorkspaceSnapshot snapshot = cannedWorkspace(CannedMood::Breach);
        RollbackWait waiting;
        waiting.id = u"r-1"_s;
        waiting.to = u"additive"_s;
        waiting.askedBy = u"ann"_s;
        waiting.seq = 77;
        waiting.text = u"ann asked, another person must accept that"_s;
        waiting.losses = { StepLoss { u"forward"_s, u"again"_s, u"Put back"_s, Reversibility::R2, u"g"_s, 3 } };
        snapshot.rollouts[0].state.waiting = waiting;
        snapshot.person = person;
        return snapshot;
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }
    void init() { m_bench = std::make_unique<SheetBench>(m_theme); }
    void cleanup() { m_bench.reset(); }

    /// Both the plan's id and why; no hold stands for a second person's word.
    void aSecondPersonTypesTheirWord()
    {
        const WorkspaceSnapshot snapshot = waitingFor(u"bob"_s);
        m_bench->page.service.preview.losses = snapshot.rollouts[0].state.waiting->losses;
        m_bench->page.service.setSnapshot(snapshot);
        m_bench->open();
        QCOMPARE(m_bench->hold()->text(), u"Accept the loss of 3 rows"_s);
        QVERIFY2(m_bench->text().contains(u"ann asked for this"_s), qPrintable(m_bench->text()));
        QVERIFY(!m_bench->hold()->isEnabled());
        QList<QLineEdit *> fields;
        for (QLineEdit *field : m_bench->sheet.findChildren<QLineEdit *>()) {
            if (field->isVisible())
                fields.append(field);
        }
        QCOMPARE(fields.size(), 2);
        renderWidget(m_bench->sheet, m_theme, ThemeVariant::Light, { 1280, 800 }, u"rollback-second-person"_s);
        QTest::keyClicks(fields[0], u"orders-currency"_s);
        QVERIFY(!m_bench->hold()->isEnabled());
        QTest::keyClicks(fields[1], u"nobody uses them"_s);
        QVERIFY(m_bench->hold()->isEnabled());
        QTest::mouseClick(m_bench->hold(), Qt::LeftButton);
        QCOMPARE(rollbacks().size(), 0);
        QCOMPARE(m_bench->page.service.calls.last(), u"acceptLoss r-0192 of r-1 as 77: nobody uses them"_s);
    }
    /// Who asked sees for whom it waits, and cannot answer their own request.
    void whoAskedIsNoSecondPerson()
    {
        m_bench->page.service.setSnapshot(waitingFor(u"ann"_s));
        m_bench->open();
        QCOMPARE(m_bench->hold()->text(), u"Hold to roll back"_s);
        QVERIFY(!m_bench->sheet.presenter().isSecondPerson());
        QVERIFY2(m_bench->text().contains(u"another person must accept"_s), qPrintable(m_bench->text()));
    }
    /// Asked for here: the sheet is before its button again, and says that it waits.
    void whatWaitsIsNotUnderWay()
    {
        m_bench->open();
        m_bench->sheet.presenter().confirm({});
        QCOMPARE(m_bench->sheet.presenter().state(), State::Starting);
        m_bench->page.service.setSnapshot(waitingFor(u"ann"_s));
        QTRY_COMPARE(m_bench->sheet.presenter().state(), State::Ready);
        QVERIFY2(m_bench->text().contains(u"Waiting for a second person: ann asked"_s), qPrintable(m_bench->text()));
    }

    void thePointerHeldLongEnough()
    {
        m_bench->open();
        QElapsedTimer timer;
        timer.start();
        QTest::mousePress(m_bench->hold(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(rollbacks().size(), 1, 4'000);
        QVERIFY(timer.elapsed() >= 1'500);
        QTest::mouseRelease(m_bench->hold(), Qt::LeftButton);
        QCOMPARE(rollbacks(),
            QStringList {
                u"rollBack r-0192 to additive: Latency p95 1.31× baseline against 1.2×, evidence 100 %, n 118, data 2 s old"_s });
    }
    void spaceHeldLongEnoughDespiteAutoRepeat()
    {
        m_bench->open();
        m_bench->hold()->setFocus();
        QElapsedTimer timer;
        timer.start();
        QTest::keyPress(m_bench->hold(), Qt::Key_Space);
        autoRepeat(m_bench->hold(), 60);
        QCOMPARE(rollbacks().size(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(rollbacks().size(), 1, 4'000);
        QVERIFY(timer.elapsed() >= 1'500);
        // The key is still down when the button has gone: what has the focus now must not take it for its own.
        autoRepeat(QApplication::focusWidget(), 5);
        for (const auto &state : { rollingBack(), rolledBack(RollbackResult::Exact) }) {
            m_bench->page.service.setSnapshot(state);
            QVERIFY(m_bench->sheet.isAncestorOf(QApplication::focusWidget()));
            // Repeats that nobody marked as such: see HoldButton.
            QTest::keyRelease(QApplication::focusWidget(), Qt::Key_Space);
            QTest::keyPress(QApplication::focusWidget(), Qt::Key_Space);
            QTest::keyRelease(QApplication::focusWidget(), Qt::Key_Space);
        }
        QCOMPARE(m_bench->sheet.presenter().state(), State::Done);
        QVERIFY(m_bench->sheet.isOpen());
        QCOMPARE(rollbacks().size(), 1);
    }
    void lettingGoEarlyDoesNothing()
    {
        m_bench->open();
        QTest::mousePress(m_bench->hold(), Qt::LeftButton);
        QTRY_VERIFY(m_bench->hold()->progress() > 0.3);
        QTest::mouseRelease(m_bench->hold(), Qt::LeftButton);
        QCOMPARE(m_bench->hold()->progress(), 0.0);
        QCOMPARE(m_bench->sheet.presenter().state(), State::Ready);
        QCOMPARE(rollbacks(), QStringList());
    }
    void typingTheIdMakesItAnOrdinaryButton()
    {
        m_bench->open();
        type(u"orders-currenc"_s);
        QTest::mouseClick(m_bench->hold(), Qt::LeftButton);
        QCOMPARE(rollbacks(), QStringList());
        m_bench->sheet.findChild<TypedConfirmation *>()->focusField();
        QTest::keyClicks(QApplication::focusWidget(), u"y"_s);
        QCOMPARE(m_bench->hold()->text(), u"Roll back"_s);
        QTest::mouseClick(m_bench->hold(), Qt::LeftButton);
        QTRY_COMPARE(rollbacks().size(), 1);
    }
    void assistiveTechnologyIsAskedToType()
    {
        m_bench->open();
        QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(m_bench->hold());
        QVERIFY(interface && interface->actionInterface());
        interface->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QTRY_VERIFY(qobject_cast<QLineEdit *>(QApplication::focusWidget()));
        QCOMPARE(rollbacks(), QStringList());
        QTest::keyClicks(QApplication::focusWidget(), u"orders-currency"_s);
        interface->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
        QTRY_COMPARE(rollbacks().size(), 1);
    }
    void enterConfirmsNowhere()
    {
        m_bench->open();
        type(u"orders-currency"_s);
        for (QWidget *widget : { QApplication::focusWidget(), static_cast<QWidget *>(m_bench->hold()),
                 static_cast<QWidget *>(m_bench->steps()) }) {
            widget->setFocus();
            QTest::keyClick(widget, Qt::Key_Return);
            QTest::keyClick(widget, Qt::Key_Enter);
            QTest::keyClick(widget, Qt::Key_Return, Qt::ControlModifier);
        }
        QCOMPARE(rollbacks(), QStringList());
        QVERIFY(m_bench->sheet.isOpen());
    }
    void whatIsTypedIsForgottenWithTheSheet()
    {
        m_bench->open();
        type(u"orders-currency"_s);
        m_bench->sheet.closeSheet();
        m_bench->open();
        QCOMPARE(m_bench->hold()->text(), u"Hold to roll back"_s);
        QTest::mouseClick(m_bench->hold(), Qt::LeftButton);
        QCOMPARE(rollbacks(), QStringList());
    }
    void theFirstMomentTakesNoInput()
    {
        m_bench->window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_bench->window));
        m_bench->sheet.openFor(u"orders-currency"_s);
        QVERIFY(m_bench->sheet.isGuarded());
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &m_bench->sheet, Qt::Key_Space);
        QTest::keyClick(&m_bench->sheet, Qt::Key_Escape);
        QTest::mouseClick(m_bench->button(u"Cancel"_s), Qt::LeftButton);
        QVERIFY2(m_bench->sheet.isOpen(), "whoever was typing when the sheet came has closed it");
        QTest::mousePress(m_bench->hold(), Qt::LeftButton);
        QTRY_VERIFY(!m_bench->sheet.isGuarded());
        QCOMPARE(m_bench->hold()->progress(), 0.0);
        QTest::keyClick(&m_bench->sheet, Qt::Key_Escape);
        QVERIFY(!m_bench->sheet.isOpen());
    }
    void cancelHasTheFocusAndGivesItBack_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::newRow("Space") << Qt::Key_Space;
        QTest::newRow("Enter") << Qt::Key_Return;
        QTest::newRow("Esc") << Qt::Key_Escape;
    }
    void cancelHasTheFocusAndGivesItBack()
    {
        QFETCH(Qt::Key, key);
        m_bench->open();
        QSignalSpy closed(&m_bench->sheet, &RollbackSheet::closed);
        auto *focused = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
        QVERIFY(focused);
        QCOMPARE(focused->text(), u"Cancel"_s);
        QTest::keyClick(focused, key);
        QCOMPARE(closed.size(), 1);
        QVERIFY(!m_bench->sheet.isOpen());
        QCOMPARE(QApplication::focusWidget(), m_bench->field);
        QCOMPARE(rollbacks(), QStringList());
    }
    void escClosesFromEveryPlace()
    {
        m_bench->open();
        QList<QPointer<QWidget>> places;
        for (QWidget *widget : m_bench->sheet.findChildren<QWidget *>()) {
            if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus))
                places.append(widget);
        }
        QVERIFY(places.size() > 6);
        for (const QPointer<QWidget> &widget : places) {
            QVERIFY(widget);
            widget->setFocus();
            QTest::keyClick(widget, Qt::Key_Escape);
            QVERIFY2(!m_bench->sheet.isOpen(), widget->metaObject()->className());
            m_bench->open();
        }
    }
    void aRefusalListsEveryReasonAndTakesNoHold()
    {
        m_bench->page.service.preview.isAllowed = false;
        m_bench->page.service.preview.blockers = { u"the rollback window closed at 2026-11-20 08:00 UTC"_s,
            u"Drop column currency would lose 41 rows; losing rows needs two people"_s,
            u"the connection leads to another target"_s };
        m_bench->open();
        QCOMPARE(m_bench->sheet.presenter().state(), State::Refused);
        const QString text = m_bench->text();
        for (const QString &reason : m_bench->page.service.preview.blockers)
            QVERIFY2(text.contains(sentenceCase(reason)), qPrintable(reason + u" is missing in\n"_s + text));
        QVERIFY(!m_bench->hold()->isEnabled());
        QVERIFY(!m_bench->button(u"Type instead"_s));
        QVERIFY(m_bench->button(u"Hold only"_s)->isEnabled());
        QVERIFY(m_bench->button(u"Dry run"_s)->isEnabled());
    }
    void whatIsRefusedWhileHeldIsNotConfirmed()
    {
        m_bench->open();
        QTest::mousePress(m_bench->hold(), Qt::LeftButton);
        QTRY_VERIFY(m_bench->hold()->progress() > 0.2);
        m_bench->page.service.preview.isAllowed = false;
        m_bench->page.service.preview.blockers = { u"the window closed"_s };
        m_bench->sheet.presenter().refresh();
        QTRY_COMPARE(m_bench->sheet.presenter().state(), State::Refused);
        QCOMPARE(m_bench->hold()->progress(), 0.0);
        QCOMPARE(rollbacks(), QStringList());
    }
    void tabStaysInside()
    {
        m_bench->open();
        QSet<QWidget *> reached;
        for (int i = 0; i < 60; ++i) {
            QTest::keyClick(QApplication::focusWidget(), i < 30 ? Qt::Key_Tab : Qt::Key_Backtab);
            QVERIFY2(m_bench->sheet.isAncestorOf(QApplication::focusWidget()),
                QApplication::focusWidget()->metaObject()->className());
            reached.insert(QApplication::focusWidget());
        }
        for (QWidget *button : m_bench->sheet.findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->isEnabled())
                QVERIFY2(reached.contains(button), qPrintable(static_cast<QAbstractButton *>(button)->text()));
        }
        QVERIFY(reached.contains(m_bench->steps()));
    }
    void keysOfTheWindowDoNotActThroughIt()
    {
        auto *action = new QAction(&m_bench->window);
        action->setShortcut(QKeySequence(u"Ctrl+1"_s));
        m_bench->window.addAction(action);
        QSignalSpy triggered(action, &QAction::triggered);
        m_bench->open();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(triggered.size(), 0);
        m_bench->sheet.closeSheet();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(triggered.size(), 1);
    }
};

QTEST_MAIN(TestRollbackConfirmation)
#include "tst_rollback_confirmation.moc"

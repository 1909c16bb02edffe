// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_workspace.h"
#include "support/verify.h"
#include "ui/rollback/rollback_sheet.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/tasks/real_console.h"
#include "ui/widgets/hold_button.h"

#include <QApplication>
#include <QDialog>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The three things that people come for, one after the other, on the demo shop and with nothing but keys: start a
/// rollout, find out why it is held, take it back and read the proof. The fault comes from outside, as in life.
class TestKeyboardTasks : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Simulator> m_simulator;
    std::unique_ptr<RealConsole> m_console;

    RunState run() const { return m_console->run(demoPlanId()); }
    MainWindow &window() const { return *m_console->window; }
    QString shown() const { return RealConsole::shownText(window()); }
    /// Where a key goes when somebody presses it now.
    static QWidget *target()
    {
        return QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
    }
    static void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(target(), key, modifiers);
    }
    static void type(const QString &text) { QTest::keyClicks(target(), text); }
    template <class W> static bool tabTo(const W *wanted)
    {
        for (int i = 0; i < 60 && QApplication::focusWidget() != wanted; ++i)
            press(Qt::Key_Tab);
        return QApplication::focusWidget() == wanted;
    }
    QByteArray standing() const
    {
        QString text = runPhaseName(run().phase) + u' ' + run().currentStage;
        for (const Hold &hold : run().holds)
            text += u"; "_s + hold.why;
        return text.toUtf8();
    }

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void startTheRollout();
    void findWhyItIsHeld();
    void rollItBackAndReadTheProof();
};

void TestKeyboardTasks::initTestCase()
{
    SystemClock clock;
    const auto made = createDemoWorkspace(m_folder.filePath(u"shop"_s), clock);
    VERIFY_OK(made);
    // Left to itself this plan is taken back by its gate; here a person shall.
    QFile plan(made->planFile(demoPlanId()));
    QVERIFY(plan.open(QIODevice::ReadOnly));
    const QByteArray text = plan.readAll();
    plan.close();
    QByteArray held = text;
    held.replace("on_breach: rollback", "on_breach: hold");
    QVERIFY(held != text);
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write(held);
    plan.close();
    m_simulator = demoSimulator(*made);
    m_simulator->start();
    m_console = std::make_unique<RealConsole>(*made, m_folder.filePath(u"session.ini"_s));
    QVERIFY(QTest::qWaitForWindowExposed(m_console->window.get()));
    QTRY_VERIFY_WITH_TIMEOUT(m_console->service->snapshot(), 30'000);
    QTRY_VERIFY(target());
}

void TestKeyboardTasks::cleanupTestCase()
{
    m_console.reset();
    m_simulator.reset();
}

void TestKeyboardTasks::startTheRollout()
{
    press(Qt::Key_1, Qt::ControlModifier);
    press(Qt::Key_Home);
    for (int i = 0; i < 10 && window().navigator().plan() != demoPlanId(); ++i)
        press(Qt::Key_Down);
    QCOMPARE(window().navigator().plan(), demoPlanId());
    press(Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(qobject_cast<QDialog *>(QApplication::activeWindow()));
    QVERIFY(RealConsole::shownText(*QApplication::activeWindow())
                .contains(u"Compatibility → Additive → Forward → Resilience"_s));
    press(Qt::Key_A, Qt::ControlModifier);
    type(u"quarter close"_s);
    press(Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(run().phase == RunPhase::Running, 30'000);
    LogQuery said;
    said.run = run().run;
    said.text = u"quarter close"_s;
    const auto found = m_console->service->countLog(said);
    QTRY_VERIFY(found.isFinished());
    QVERIFY2(found.result() && *found.result() > 0, "the reason is not in the change log");
    QTRY_VERIFY(!qobject_cast<QDialog *>(QApplication::activeWindow()));
    window().activateWindow(); // a window manager does that; this platform has none
    QTRY_COMPARE(QApplication::activeWindow(), m_console->window.get());
    QVERIFY2(QApplication::focusWidget() && window().isAncestorOf(QApplication::focusWidget()),
        "the dialog took the focus along");
}

void TestKeyboardTasks::findWhyItIsHeld()
{
    QCOMPARE(run().phase, RunPhase::Running);
    const auto isBaking
        = [&] { return run().stage(u"forward"_s) && run().stage(u"forward"_s)->phase == StagePhase::Baking; };
    QVERIFY2(QTest::qWaitFor([&] { return isBaking() || !run().holds.isEmpty(); }, 150'000), standing().constData());
    QVERIFY2(run().holds.isEmpty(), standing().constData());
    m_simulator->injectFault(DemoFault::LoaderErrors);
    QVERIFY2(QTest::qWaitFor([&] { return run().isHeldBy(HoldReason::Breach); }, 90'000), standing().constData());
    const QString why = run().holds.first().why;
    QVERIFY2(why.contains(u"Loader errors"_s), qPrintable(why));

    // The window says it wherever one is; the pages say it in full, and where it came from.
    QTRY_VERIFY(shown().contains(demoPlanId()) && shown().contains(u"Breach"_s));
    for (const Qt::Key page : { Qt::Key_1, Qt::Key_2, Qt::Key_4 }) {
        press(page, Qt::ControlModifier);
        QTRY_VERIFY2(RealConsole::shownText(window().pages()).contains(u"Loader errors"_s),
            qPrintable(window().pages().currentId()));
    }
    press(Qt::Key_1, Qt::ControlModifier);
    QTRY_VERIFY2(RealConsole::shownText(window().pages()).contains(why),
        qPrintable(why + u" is not in\n"_s + RealConsole::shownText(window().pages())));
    // And by name, for who does not know the pages.
    press(Qt::Key_K, Qt::ControlModifier);
    type(demoPlanId());
    press(Qt::Key_Return);
    QCOMPARE(window().navigator().plan(), demoPlanId());
    QVERIFY(window().isAncestorOf(QApplication::focusWidget()));
}

void TestKeyboardTasks::rollItBackAndReadTheProof()
{
    QVERIFY(run().isHeldBy(HoldReason::Breach));
    const auto *sheet = window().findChild<RollbackSheet *>();
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(sheet->isOpen() && !sheet->isGuarded());
    const auto *hold = sheet->findChild<HoldButton *>();
    QTRY_VERIFY2_WITH_TIMEOUT(hold->isEnabled(), qPrintable(RealConsole::shownText(*sheet)), 10'000);
    QVERIFY(RealConsole::shownText(*sheet).contains(u"rows lost"_s));
    QVERIFY(tabTo(hold));
    QTest::keyPress(target(), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(run().rollback, 30'000);
    QTest::keyRelease(target(), Qt::Key_Space);
    QVERIFY2(QTest::qWaitFor(
                 [&] { return run().phase == RunPhase::RolledBack || run().phase == RunPhase::RollbackStuck; }, 90'000),
        standing().constData());
    QCOMPARE(rollbackResultName(run().rollback->result), u"EXACT"_s);
    QCOMPARE(run().rollback->trigger, u"person"_s);
    const QRegularExpression result(
        u"^EXACT$"_s, QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    QTRY_VERIFY2(RealConsole::shownText(*sheet).contains(result), qPrintable(RealConsole::shownText(*sheet)));
    QVERIFY(RealConsole::shownText(*sheet).contains(u"Schema, flags and protected tables are as they were."_s));
    press(Qt::Key_Escape);
    QVERIFY(!sheet->isOpen());
    QVERIFY2(QApplication::focusWidget() && window().pages().isAncestorOf(QApplication::focusWidget()),
        "the keys have nowhere to go");
    // What was taken back to a stage can go on back to the start, by the same key.
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(sheet->isOpen() && !sheet->isGuarded());
    QTRY_VERIFY2_WITH_TIMEOUT(hold->isEnabled(), qPrintable(RealConsole::shownText(*sheet)), 10'000);
    press(Qt::Key_Escape);
    QVERIFY(!sheet->isOpen());
}

QTEST_MAIN(TestKeyboardTasks)
#include "tst_keyboard_tasks.moc"

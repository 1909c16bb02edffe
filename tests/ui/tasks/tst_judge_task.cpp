// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace.h"
#include "sql/sql_session.h"
#include "support/verify.h"
#include "ui/shell/judgement_dialog.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/tasks/real_console.h"

#include <QApplication>
#include <QFile>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

// Exactly at its limit the gate's evidence grows with every tick: never to a breach within the bake, and never below
// what is worth watching when the bake is over.
const char *const kPlan = R"PLAN(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: small, title: Add a currency, reason: finance asks for it, owner: finance-data}
target: {connection: warehouse, objects: [orders]}
stages:
  - id: edge
    kind: additive
    steps:
      - {id: column, op: add_column, table: orders, column: {name: currency, type: text}}
    gates:
      - {id: notes, probe: null_rate, table: orders, column: note, max: 0.1, interval: 100ms, warmup: 1, min_samples: 2, on_breach: hold}
    bake: 11s
  - id: late
    kind: additive
    gates:
      - {id: still, probe: row_count, table: orders, min: 10, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 1h
rollback: {window: 1h, owner: "@on-call"}
)PLAN";

} // namespace

/// A gate that cannot decide by itself is judged in the console, with nothing but keys, on the real service.
class TestJudgeTask : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<RealConsole> m_console;

    RunState run() const { return m_console->run(u"small"_s); }
    static QWidget *target()
    {
        return QApplication::focusWidget() ? QApplication::focusWidget() : QApplication::activeWindow();
    }
    void makeWarehouse() const;

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { m_console.reset(); }
    void aPersonLetsItPass();
};

void TestJudgeTask::makeWarehouse() const
{
    const auto session = SqlSession::openFile(m_folder.filePath(u"warehouse.db"_s), true);
    VERIFY_OK(session);
    VERIFY_OK((*session)->execute(u"create table orders (id integer primary key, note text)"_s));
    VERIFY_OK((*session)->execute(
        u"insert into orders with recursive n(i) as (select 1 union all select i + 1 from n where i < 100)"
        " select i, case when i > 10 then 'x' end from n"_s));
}

void TestJudgeTask::initTestCase()
{
    VERIFY_OK(createWorkspace(m_folder.path(), u"judge"_s));
    makeWarehouse();
    QFile plan(m_folder.filePath(u"plans/small.yaml"_s));
    QVERIFY(plan.open(QIODevice::WriteOnly));
    plan.write(kPlan);
    plan.close();
    const auto opened = openWorkspace(m_folder.path());
    VERIFY_OK(opened);
    m_console = std::make_unique<RealConsole>(*opened, m_folder.filePath(u"session.ini"_s));
    QVERIFY(QTest::qWaitForWindowExposed(m_console->window.get()));
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.engine = Engine::Sqlite;
    profile.database = u"warehouse.db"_s;
    profile.environment = Environment::Dev;
    const auto added = m_console->service->addConnection(profile, Secret());
    QTRY_VERIFY_WITH_TIMEOUT(added.isFinished(), 20'000);
    VERIFY_OK(added.result());
    const auto enrolled = m_console->service->enrolConnection(u"warehouse"_s);
    QTRY_VERIFY_WITH_TIMEOUT(enrolled.isFinished(), 20'000);
    VERIFY_OK(enrolled.result());
    const auto started = m_console->service->startRollout(u"small"_s, u"test"_s);
    QTRY_VERIFY_WITH_TIMEOUT(started.isFinished(), 20'000);
    VERIFY_OK(started.result());
}

void TestJudgeTask::aPersonLetsItPass()
{
    MainWindow &window = *m_console->window;
    window.navigator().open(u"quality"_s, u"small"_s);
    QTRY_VERIFY_WITH_TIMEOUT(run().isHeldBy(HoldReason::Inconclusive), 120'000);
    QTRY_VERIFY(RealConsole::shownText(window.pages()).contains(u"Judge…"_s));
    QTest::keyClick(target(), Qt::Key_J, Qt::ControlModifier);
    QTRY_VERIFY(qobject_cast<JudgementDialog *>(QApplication::activeWindow()));
    const QString digest = run().stage(u"edge"_s)->verdicts.value(u"notes"_s).queryDigest.left(32);
    QVERIFY(!digest.isEmpty());
    const QString shown = RealConsole::shownText(*QApplication::activeWindow());
    QVERIFY2(shown.contains(u"Notes"_s) && shown.contains(digest), qPrintable(shown));
    QTRY_VERIFY(qobject_cast<QRadioButton *>(QApplication::focusWidget()));
    QTest::keyClick(target(), Qt::Key_Space);
    QTest::keyClick(target(), Qt::Key_Tab);
    QVERIFY(qobject_cast<QPlainTextEdit *>(QApplication::focusWidget()));
    QTest::keyClicks(target(), u"looked at the dashboard"_s);
    QTest::keyClick(target(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE_WITH_TIMEOUT(run().currentStage, u"late"_s, 60'000);
    const GateJudgement judged = run().stage(u"edge"_s)->judgements.value(u"notes"_s);
    QCOMPARE(judged.why, u"looked at the dashboard"_s);
    QCOMPARE(judged.actor, m_console->service->snapshot()->person);
    QVERIFY(!run().isHeldBy(HoldReason::Inconclusive));
    QTRY_VERIFY2(
        RealConsole::shownText(window).contains(u"passes on your word"_s), qPrintable(RealConsole::shownText(window)));
}

QTEST_MAIN(TestJudgeTask)
#include "tst_judge_task.moc"

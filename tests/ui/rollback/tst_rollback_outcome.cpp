// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/text.h"
#include "ui/rollback/sheet_bench.h"

#include <QClipboard>
#include <QFile>
#include <QScrollBar>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;
using State = RollbackPresenter::State;
using Phase = RollbackStepModel::Phase;

/// The same sheet while the rollback runs, when it is stuck, and what it proves at the end.
class TestRollbackOutcome : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;
    std::unique_ptr<SheetBench> m_bench;

    FakeService &service() { return m_bench->page.service; }
    QStringList steps() const
    {
        QStringList all;
        const QAbstractItemModel *model = m_bench->steps()->model();
        for (int row = 0; row < model->rowCount(); ++row)
            all.append(model->index(row, 0).data().toString());
        return all;
    }
    Phase phase(int row) const
    {
        return static_cast<Phase>(m_bench->steps()->model()->index(row, 0).data(RollbackStepModel::PhaseRole).toInt());
    }
    void confirmByHolding()
    {
        QTest::mousePress(m_bench->hold(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(m_bench->rollbacks().size(), 1, 4'000);
        QTest::mouseRelease(m_bench->hold(), Qt::LeftButton);
    }
    void checkTexts() const { sluice::checkTexts(m_bench->sheet); }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }
    void init() { m_bench = std::make_unique<SheetBench>(m_theme); }
    void cleanup() { m_bench.reset(); }

    void theSameStepsGoLive()
    {
        m_bench->open();
        const QStringList promised = steps();
        confirmByHolding();
        service().setSnapshot(rollingBack());
        QCOMPARE(m_bench->sheet.presenter().state(), State::Running);
        QCOMPARE(steps(), promised);
        QCOMPARE(phase(0), Phase::Done);
        WorkspaceSnapshot further = rollingBack();
        StepState &route = further.rollouts[0].state.stages[1].steps[2];
        route.phase = StepPhase::UndoIntended;
        service().setSnapshot(further);
        QCOMPARE(phase(1), Phase::Running);
        route.phase = StepPhase::Undone;
        service().setSnapshot(further);
        QCOMPARE(phase(1), Phase::Done);
        const QString text = m_bench->text();
        QVERIFY2(text.contains(u"Rolling back"_s) && text.contains(u"2 of 4 steps done"_s), qPrintable(text));
        QVERIFY(!m_bench->hold()->isVisible());
        QVERIFY(m_bench->button(u"Close"_s));
        Q_EMIT service().progress(u"r-0192"_s, u"Restore view mart.daily_revenue"_s);
        QTRY_VERIFY(m_bench->text().contains(u"Restore view mart.daily_revenue"_s));
        renderWidget(m_bench->window, m_theme, ThemeVariant::Light, QSize(1280, 800), u"rollback-running"_s);
        checkTexts();
    }
    void whoReadsTheLogIsLeftWhereTheyRead()
    {
        service().setSnapshot(rollingBack());
        m_bench->open();
        for (int i = 0; i < 300; ++i)
            Q_EMIT service().progress(u"r-0192"_s, u"line %1"_s.arg(i));
        QPlainTextEdit *log = nullptr;
        for (QPlainTextEdit *edit : m_bench->sheet.findChildren<QPlainTextEdit *>())
            log = edit->isVisible() ? edit : log;
        QVERIFY(log && log->toPlainText().contains(u"line 299"_s));
        QScrollBar *bar = log->verticalScrollBar();
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(3);
        Q_EMIT service().progress(u"r-0192"_s, u"one more"_s);
        QCOMPARE(bar->value(), 3);
    }
    void stuckSaysWhatHoldsItAndWhatNext()
    {
        service().setSnapshot(rollbackStuck());
        m_bench->open();
        const QString text = m_bench->text();
        QVERIFY2(text.contains(u"A reader holds mart.daily_revenue for 4 m 12 s"_s), qPrintable(text));
        QVERIFY(text.contains(u"End session 4711 or wait, then try again"_s));
        QVERIFY(text.contains(u"stuck"_s));
        QCOMPARE(m_bench->hold()->text(), u"Hold to try again"_s);
        QVERIFY(m_bench->hold()->isEnabled());
        renderWidget(m_bench->window, m_theme, ThemeVariant::Light, QSize(1280, 800), u"rollback-stuck"_s);
        checkTexts();
    }
    void theProofIsShown_data()
    {
        QTest::addColumn<RollbackResult>("result");
        QTest::addColumn<QStringList>("parts");
        QTest::newRow("exact") << RollbackResult::Exact
                               << QStringList { u"EXACT"_s, u"Schema, flags and protected tables are as they were."_s,
                                      u"equal"_s, u"mart.orders"_s, groupedNumber(12'408), u"Rolled back"_s };
        QTest::newRow("exact except")
            << RollbackResult::ExactExcept
            << QStringList { u"EXACT"_s, u"except"_s,
                   u"sluice_q_0192_currency of mart.orders stays in quarantine until 2026-12-22"_s,
                   u"materialised view mart.weekly was built from the candidate"_s };
        QTest::newRow("failed") << RollbackResult::Failed
                                << QStringList { u"FAILED"_s, u"The warehouse is not as it was."_s, u"different"_s,
                                       u"view mart.daily_revenue: column amount is numeric, was double precision"_s };
        QTest::newRow("unknown") << RollbackResult::Unknown
                                 << QStringList { u"UNKNOWN"_s, u"A person has to look."_s,
                                        u"mart.orders could not be read: permission denied"_s };
    }
    void theProofIsShown()
    {
        QFETCH(RollbackResult, result);
        QFETCH(QStringList, parts);
        m_bench->open();
        confirmByHolding();
        service().setSnapshot(rolledBack(result));
        QCOMPARE(m_bench->sheet.presenter().state(), State::Done);
        const QString text = m_bench->text();
        for (const QString &part : parts)
            QVERIFY2(text.contains(part, Qt::CaseInsensitive), qPrintable(part + u" is missing in\n"_s + text));
        if (result == RollbackResult::Failed || result == RollbackResult::Unknown)
            QVERIFY2(!text.contains(u"EXACT"_s) && !text.contains(u"Rolled back"_s), qPrintable(text));
        QCOMPARE(phase(3) == Phase::Done, result == RollbackResult::Exact || result == RollbackResult::ExactExcept);
        QVERIFY(!m_bench->hold()->isVisible());
        for (const auto variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            renderWidget(m_bench->window, m_theme, variant, QSize(1280, 800),
                u"rollback-proof-"_s + QString::fromLatin1(QTest::currentDataTag()).replace(u' ', u'-'));
            checkTexts();
        }
    }
    void theProofIsCopiedSavedAndTheLogRead()
    {
        QTemporaryDir folder;
        m_bench->page.prompter.path = folder.filePath(u"proof.txt"_s);
        m_bench->open();
        service().setSnapshot(rollingBack());
        Q_EMIT service().progress(u"r-0192"_s, u"Restore view mart.daily_revenue"_s);
        service().setSnapshot(rolledBack(RollbackResult::Exact));
        QTest::mouseClick(m_bench->button(u"Copy proof"_s), Qt::LeftButton);
        const QString copied = QGuiApplication::clipboard()->text();
        QVERIFY2(
            copied.contains(u"4d92874a54ce07dc9d446f87de29baf1950da9273ef658a556bd68c8b57b4e91"_s), qPrintable(copied));
        QTest::mouseClick(m_bench->button(u"Save proof…"_s), Qt::LeftButton);
        QFile saved(m_bench->page.prompter.path);
        QTRY_VERIFY(saved.exists() && saved.size() > copied.size());
        QTest::mouseClick(m_bench->button(u"Log"_s), Qt::LeftButton);
        QTRY_VERIFY(m_bench->text().contains(u"Restore view mart.daily_revenue"_s));
        QVERIFY2(!m_bench->text().contains(u"Rolling back:"_s), "it is over");
    }
    void aSecondPressJoins()
    {
        m_bench->open();
        confirmByHolding();
        service().setSnapshot(rollingBack());
        m_bench->sheet.openFor(u"orders-currency"_s);
        QCOMPARE(m_bench->sheet.presenter().state(), State::Running);
        m_bench->sheet.closeSheet();
        m_bench->open();
        QCOMPARE(m_bench->sheet.presenter().state(), State::Running);
        QVERIFY(!m_bench->hold()->isVisible());
        QCOMPARE(m_bench->rollbacks().size(), 1);
        service().setSnapshot(rolledBack(RollbackResult::Exact));
        QCOMPARE(m_bench->sheet.presenter().state(), State::Done);
    }
    void aRefusedCommandIsNotLostInTheLog()
    {
        m_bench->open();
        service().nextError
            = Error { ErrorCode::Busy, u"the ledger is locked"_s, {}, u"Close the other program"_s, {} };
        confirmByHolding();
        QTRY_VERIFY(m_bench->text().contains(u"ledger is locked"_s));
        QVERIFY(m_bench->button(u"Try again"_s));
    }
};

QTEST_MAIN(TestRollbackOutcome)
#include "tst_rollback_outcome.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_service.h"
#include "ui/models/judgement_presenter.h"
#include "ui/waiting_workspace.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What a person is shown of a gate that waits for them, and what keeps them from an answer.
class TestJudgementPresenter : public QObject
{
    Q_OBJECT

private:
    FakeService m_service;
    static constexpr auto kPlan = u"orders-currency";
    QString plan() const { return QString::fromUtf16(kPlan); }
    static QString fact(const WaitingGate &gate, const QString &name)
    {
        for (const Fact &one : gate.record) {
            if (one.name == name)
                return one.value;
        }
        return {};
    }

private Q_SLOTS:
    void init() { m_service.setSnapshot(waitingWorkspace()); }

    void theRecordIsShownInFull()
    {
        const JudgementPresenter presenter(m_service, plan());
        const WaitingGate &gate = presenter.gate();
        QCOMPARE(gate.id, u"latency"_s);
        QCOMPARE(presenter.gates().size(), 1);
        QVERIFY2(gate.why.contains(u"inconclusive"_s, Qt::CaseInsensitive), qPrintable(gate.why));
        QVERIFY(gate.where.contains(u"Forward"_s) && gate.where.contains(u"pilot_analysts"_s));
        QCOMPARE(fact(gate, u"Value"_s), u"1.04× · n 118"_s);
        QVERIFY(fact(gate, u"Limit"_s).contains(u"1.2"_s));
        QVERIFY(fact(gate, u"Evidence"_s).contains(u"62 %"_s) && fact(gate, u"Evidence"_s).contains(u"12\u202f000"_s));
        QVERIFY(fact(gate, u"Rule"_s).contains(u"settling time"_s));
        QVERIFY(fact(gate, u"Good samples"_s).startsWith(u"118"_s));
        QVERIFY(fact(gate, u"Sampled"_s).contains(u"2026-11-22 12:58:01 UTC"_s));
        QCOMPARE(fact(gate, u"Query digest"_s), u"7d1c0e5a9b42"_s);
        QVERIFY(presenter.person().contains(u"ops"_s) && presenter.person().contains(u"this machine"_s));
    }

    void whatFollowsFromANoIsWhatThePlanSays()
    {
        {
            WorkspaceSnapshot snapshot = waitingWorkspace();
            auto bundle = std::make_shared<PlanBundle>(*snapshot.rollouts[0].bundle);
            for (Gate &gate : bundle->plan.stages[2].gates)
                gate.onBreach = BreachAction::Rollback;
            snapshot.rollouts[0].bundle = bundle;
            m_service.setSnapshot(snapshot);
            const JudgementPresenter presenter(m_service, plan());
            QVERIFY2(
                presenter.gate().onFail.contains(u"takes Forward back for that, at once, to the end of Additive"_s),
                qPrintable(presenter.gate().onFail));
            for (Gate &gate : bundle->plan.stages[2].gates)
                gate.onBreach = BreachAction::Hold;
            m_service.setSnapshot(snapshot);
        }
        const JudgementPresenter holding(m_service, plan());
        QVERIFY2(holding.gate().onFail.contains(u"held until somebody resumes"_s), qPrintable(holding.gate().onFail));
    }

    void everyReasonIsToldAtOnce()
    {
        JudgementPresenter presenter(m_service, plan());
        QCOMPARE(presenter.blockers().size(), 2);
        presenter.setVerdict(true);
        QCOMPARE(presenter.blockers().size(), 1);
        presenter.setWhy(u"   "_s);
        QCOMPARE(presenter.blockers().size(), 1);
        presenter.setWhy(QString(2'001, u'x'));
        QVERIFY(presenter.blockers().value(0).contains(u"2\u202f001"_s));
        presenter.setWhy(u" looked at it "_s);
        QVERIFY(presenter.blockers().isEmpty());
        QCOMPARE(presenter.judgement().why, u"looked at it"_s);
        QVERIFY(presenter.judgement().passes);
    }

    void anotherGateWantsAnotherAnswer()
    {
        m_service.setSnapshot(waitingWorkspace(true));
        JudgementPresenter presenter(m_service, plan(), u"errors"_s);
        QCOMPARE(presenter.gate().id, u"errors"_s);
        QCOMPARE(presenter.gates().size(), 2);
        presenter.setVerdict(false);
        presenter.choose(u"latency"_s);
        QCOMPARE(presenter.gate().id, u"latency"_s);
        QVERIFY(!presenter.verdict());
    }

    /// Somebody else was faster, or the gate has data again: what was shown stays, and the reason stands below.
    void whatNoLongerWaitsCannotBeJudged()
    {
        JudgementPresenter presenter(m_service, plan());
        presenter.setVerdict(true);
        presenter.setWhy(u"looked"_s);
        QSignalSpy changed(&presenter, &JudgementPresenter::changed);
        m_service.setSnapshot(cannedWorkspace());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(presenter.gate().title.isEmpty(), false);
        QVERIFY2(presenter.blockers().value(0).contains(u"healthy"_s), qPrintable(presenter.blockers().join(u'\n')));
        WorkspaceSnapshot other = waitingWorkspace();
        other.rollouts[0].state.run = u"r-0300"_s;
        m_service.setSnapshot(other);
        QVERIFY(presenter.blockers().value(0).contains(u"does not run any more"_s));
    }

    void aTeamLedgerWantsAnotherPerson()
    {
        WorkspaceSnapshot snapshot = waitingWorkspace();
        snapshot.workspace.ledgerConnection = u"ledger"_s;
        snapshot.person = snapshot.rollouts[0].state.actor;
        m_service.setSnapshot(snapshot);
        JudgementPresenter presenter(m_service, plan());
        presenter.setWhy(u"looked"_s);
        presenter.setVerdict(true);
        QVERIFY2(presenter.blockers().value(0).contains(u"another person must let"_s),
            qPrintable(presenter.blockers().join(u'\n')));
        presenter.setVerdict(false);
        QVERIFY(presenter.blockers().isEmpty());
        QVERIFY(!presenter.person().contains(u"machine"_s));
    }

    void nothingWaits()
    {
        m_service.setSnapshot(cannedWorkspace());
        const JudgementPresenter presenter(m_service, plan());
        QVERIFY(presenter.gate().title.isEmpty());
        QVERIFY(presenter.blockers().value(0).contains(u"waits for a person"_s));
    }
};

QTEST_GUILESS_MAIN(TestJudgementPresenter)
#include "tst_judgement_presenter.moc"

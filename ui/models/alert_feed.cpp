// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/alert_feed.h"

#include "communication/plain_text.h"
#include "service/alarms.h"
#include "service/run_names.h"
#include "ui/models/look.h"
#include "ui/models/text.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("sluice::alerts", text); }

QString word(AlertKind kind)
{
    switch (kind) {
    case AlertKind::Breach:
        return rolloutWord(RolloutLook::Breached);
    case AlertKind::NeedsPerson:
        return tr("Waits for a person");
    case AlertKind::RollbackBegan:
        return rolloutWord(RolloutLook::RollingBack);
    case AlertKind::RolledBack:
        return rolloutWord(RolloutLook::RolledBack);
    case AlertKind::Stuck:
        return rolloutWord(RolloutLook::Stuck);
    case AlertKind::WayBackLost:
        return tr("Cannot be rolled back any more");
    case AlertKind::NeedsSecondPerson:
        return tr("Waits for a second person");
    case AlertKind::CheckIll:
    case AlertKind::CheckOver:
        break; // by what it found
    }
    return {};
}

QString checkWord(Verdict verdict)
{
    return verdict == Verdict::Breach ? tr("Standing check breached")
        : verdict == Verdict::NoData  ? tr("Standing check has no data")
                                      : tr("Standing check cannot be measured");
}

QString checkOverWord(bool isWell) { return isWell ? tr("Standing check is healthy again") : tr("Standing check ended"); }

Alert checkAlert(AlertKind kind, const QString &key, const QString &domain, const QString &says, const QString &why)
{
    return { kind, key, checksRun(domain), singleLine(domain, 80) + u" · "_s + says, whyLine(why),
        kind == AlertKind::CheckIll };
}

QString momentKey(const QDateTime &at) { return QString::number(at.toMSecsSinceEpoch()); }

/// The words that the change log has for the proof.
QString proofText(const RolloutView &rollout, const RunNames &names)
{
    Event event;
    event.type = EventType::RollbackVerified;
    event.run = rollout.state.run;
    event.payload = QJsonDocument(rollout.state.rollback->proof).toJson(QJsonDocument::Compact);
    return readEvent(event, names).what;
}

class Collector
{
public:
    Collector(const RolloutView &rollout, const QDateTime &now)
        : m_rollout(rollout)
        , m_state(rollout.state)
        , m_now(now)
    {
    }

    QList<Alert> collect()
    {
        addBreaches();
        for (const Hold &hold : m_state.holds) {
            if (hold.reason == HoldReason::Breach && hold.needsPerson)
                add(AlertKind::NeedsPerson, QString::number(hold.seq), hold.why, true);
        }
        const bool isGoing = m_state.phase == RunPhase::Running || m_state.phase == RunPhase::Observing;
        if (isPastReturn(m_state, m_now))
            add(AlertKind::WayBackLost, u"window/"_s + momentKey(m_state.windowCloses), pastReturnWhy(m_state), true);
        else if (isGoing && m_state.outlook && m_state.outlook->way == WayBack::Impossible)
            add(AlertKind::WayBackLost, momentKey(m_state.outlook->since), outlookText(*m_state.outlook), true);
        if (m_state.waiting)
            add(AlertKind::NeedsSecondPerson, m_state.waiting->id, m_state.waiting->text, true);
        if (m_state.rollback)
            addRollback(*m_state.rollback);
        return m_alerts;
    }

private:
    void add(AlertKind kind, const QString &key, const QString &text, bool isUrgent = false)
    {
        m_alerts.append(Alert { kind, m_state.run + u'/' + QString::number(static_cast<int>(kind)) + u'/' + key,
            m_rollout.planId, singleLine(m_rollout.planId, 80) + u" · "_s + word(kind), whyLine(text), isUrgent });
    }

    /// Those that hold or take back; what a gate only reports stays on its chart, as on the banner.
    void addBreaches()
    {
        for (const StageState &stage : m_state.stages) {
            for (const VerdictRecord &record : stage.verdicts) {
                if (record.verdict == Verdict::Breach
                    && (record.gate == stage.breachGate || acts(stage.id, record.gate)))
                    add(AlertKind::Breach,
                        stage.id + u'/' + record.gate + u'/' + QString::number(record.tick) + u'/'
                            + momentKey(record.at),
                        whySentence(record), true);
            }
        }
    }

    bool acts(const QString &stageId, const QString &gateId) const
    {
        const int index = m_rollout.bundle ? m_rollout.bundle->plan.stageIndex(stageId) : -1;
        if (index < 0)
            return false;
        const QList<Gate> &gates = m_rollout.bundle->plan.stages[index].gates;
        const auto gate = std::find_if(gates.cbegin(), gates.cend(), [&](const Gate &one) { return one.id == gateId; });
        return gate != gates.cend() && gate->onBreach != BreachAction::Report;
    }

    void addRollback(const RollbackState &rollback)
    {
        const QString key = rollback.id + u'/' + momentKey(rollback.requested);
        const bool isProven
            = rollback.result == RollbackResult::Exact || rollback.result == RollbackResult::ExactExcept;
        if (isProven)
            add(AlertKind::RolledBack, key, proofText(m_rollout, namesOf()));
        else if (m_state.phase == RunPhase::RollbackStuck
            && !m_state.waiting) // the second person is told what it waits for
            add(AlertKind::Stuck, key, rollbackWhy(m_state), true);
        else if (rollback.trigger == u"gate"_s)
            add(AlertKind::RollbackBegan, key, rollbackWhy(m_state));
    }

    RunNames namesOf() const
    {
        WorkspaceSnapshot alone;
        alone.rollouts = { m_rollout };
        return runNames(alone).value(m_state.run);
    }

    const RolloutView &m_rollout;
    const RunState &m_state;
    const QDateTime &m_now;
    QList<Alert> m_alerts;
};

} // namespace

QList<Alert> alertsOf(const RolloutView &rollout, const QDateTime &now)
{
    return rollout.state.run.isEmpty() ? QList<Alert>() : Collector(rollout, now).collect();
}

QList<Alert> AlertFeed::news(const WorkspaceSnapshot &snapshot, const QDateTime &now)
{
    QList<Alert> news;
    for (const RolloutView &rollout : snapshot.rollouts) {
        const bool isOld = !m_hasReadLedger && !m_runs.contains(rollout.state.run);
        m_runs.insert(rollout.state.run);
        for (const Alert &alert : alertsOf(rollout, now)) {
            if (m_known.contains(alert.key))
                continue;
            m_known.insert(alert.key);
            if (!isOld)
                news.append(alert);
        }
    }
    addChecks(snapshot, news);
    m_hasReadLedger = m_hasReadLedger || snapshot.ledgerProblem.isEmpty();
    return news;
}

/// Ill in another way is the same alarm, unless it turned out to be a breach.
void AlertFeed::addChecks(const WorkspaceSnapshot &snapshot, QList<Alert> &news)
{
    for (const CheckAlarm &alarm : byUrgency(snapshot.checkAlarms)) {
        const QString key = checkKey(alarm.domain, alarm.record.gate);
        const Verdict verdict = alarm.record.verdict;
        const auto known = m_ill.constFind(key);
        const bool isNews = known == m_ill.cend() || (verdict == Verdict::Breach && *known != Verdict::Breach);
        if (isNews && m_hasReadLedger)
            news.append(
                checkAlert(AlertKind::CheckIll, key, alarm.domain, checkWord(verdict), whySentence(alarm.record)));
        m_ill.insert(key, verdict);
    }
    for (auto known = m_ill.begin(); known != m_ill.end();) {
        const auto end = snapshot.checkEnds.constFind(known.key()); // without one the ledger is only away
        if (end != snapshot.checkEnds.cend())
            news.append(
                checkAlert(AlertKind::CheckOver, known.key(), end->domain, checkOverWord(end->isWell), end->why));
        known = end != snapshot.checkEnds.cend() ? m_ill.erase(known) : std::next(known);
    }
}

} // namespace sluice

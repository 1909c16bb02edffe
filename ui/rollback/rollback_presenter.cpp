// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/rollback_presenter.h"

#include "base/async.h"
#include "base/new_files.h"
#include "communication/error_text.h"
#include "engine/next_action.h"
#include "service/run_names.h"
#include "ui/models/text.h"

#include <algorithm>
#include <utility>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kRefreshMs = 20'000; ///< lights are at most this old while the sheet is open
constexpr int kLogLimit = 2'000;

} // namespace

RollbackPresenter::RollbackPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &RollbackPresenter::refresh);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, &RollbackPresenter::clockTicked);
    connect(&m_service, &Service::snapshotChanged, this, &RollbackPresenter::readSnapshot);
    connect(&m_service, &Service::eventArrived, this, [this] {
        if (isUnderWay())
            loadLog();
    });
    connect(&m_service, &Service::progress, this, [this](const QString &run, const QString &line) {
        if (run == m_run && isUnderWay())
            appendLog({ m_clock.nowUtc(), {}, singleLine(line, 400) });
    });
}

void RollbackPresenter::open(const QString &planId)
{
    close();
    m_planId = planId;
    m_state = State::Loading;
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot ? snapshot->rollout(planId) : nullptr;
    if (!rollout || rollout->state.run.isEmpty()) {
        m_error = { ErrorCode::NotFound, tr("Nothing of %1 runs, so there is nothing to roll back").arg(planId), {},
            tr("Close this and choose a rollout that was started."), {} };
        m_state = State::Failed;
        Q_EMIT changed();
        return;
    }
    m_run = rollout->state.run;
    // Only a rollback that ended is an earlier one; what still runs is joined, and its end is this sheet's.
    m_seenRollback = rollout->state.rollback && !rollout->state.isRollingBack() ? rollout->state.rollback->id : QString();
    if (rollout->state.phase == RunPhase::RolledBack && !rollout->state.hasEffects())
        m_seenRollback.clear(); // everything is undone: what remains to be shown is the proof
    if (rollout->bundle)
        m_to = defaultRollbackTarget(rollout->bundle->plan, rollout->state);
    readSnapshot();
    if (m_state == State::Loading) {
        requestPreview(false);
        m_refresh.start();
        readLineage();
    }
    Q_EMIT changed();
}

/// The service counts what is affected over the lineage it knows, and knows none before somebody asked for it. Reading
/// may take long: the sheet does not wait for it, it looks again.
void RollbackPresenter::readLineage()
{
    if (m_hasLineage || m_isReadingLineage)
        return;
    m_isReadingLineage = true;
    onFinished(m_service.lineage(), this, [this](const Result<std::shared_ptr<const LineageGraph>> &) {
        m_isReadingLineage = false;
        m_hasLineage = true;
        if (m_state == State::Loading)
            m_looksAgain = true; // the first answer is not kept waiting for a better one
        else if (m_state == State::Ready || m_state == State::Refused)
            requestPreview(false);
        Q_EMIT changed();
    });
}

void RollbackPresenter::close()
{
    ++m_request;
    m_refresh.stop();
    m_second.stop();
    m_state = State::Closed;
    m_error = {};
    m_planId.clear();
    m_title.clear();
    m_run.clear();
    m_to.clear();
    m_stageTitles.clear();
    m_flags.clear();
    m_hasFlags = false;
    m_environment.reset();
    m_preview = {};
    m_proof = {};
    m_rollback = {};
    m_waiting.reset();
    m_waitedAt = 0;
    m_seenRollback.clear();
    m_log.clear();
    m_logSeq = 0;
    m_notice.clear();
    m_isBusy = false;
    m_isLoadingLog = false;
    m_steps.clear();
}

void RollbackPresenter::readSnapshot()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    const RolloutView *rollout = snapshot && m_state != State::Closed ? snapshot->rollout(m_planId) : nullptr;
    if (!rollout || rollout->state.run != m_run || m_run.isEmpty())
        return;
    const RunState &run = rollout->state;
    m_title = rollout->title;
    m_person = snapshot->person;
    const qint64 waitedBefore = m_waiting ? m_waiting->seq : 0;
    m_waiting = run.waiting;
    m_names = runNames(*snapshot).value(m_run);
    if (rollout->bundle) {
        m_flags.clear();
        for (const Flag &flag : rollout->bundle->plan.flags)
            m_flags.append(flag.name);
        for (const Stage &stage : rollout->bundle->plan.stages)
            m_stageTitles.insert(stage.id, singleLine(stageTitle(stage), 60));
    }
    m_hasFlags = !m_flags.isEmpty();
    if (const ConnectionProfile *profile = snapshot->workspace.connection(run.connection))
        m_environment = profile->environment;
    else if (!run.identity.uuid.isEmpty())
        m_environment = run.identity.environment;

    const bool isNew = run.rollback && run.rollback->id != m_seenRollback;
    if (!run.isRollingBack() && !(isNew && run.phase == RunPhase::RolledBack)) {
        takeWait(waitedBefore);
        return;
    }
    m_rollback = *run.rollback;
    m_to = m_rollback.to;
    m_refresh.stop();
    m_steps.setRun(run);
    loadLog();
    if (run.phase == RunPhase::RolledBack || (m_rollback.result != RollbackResult::None && run.phase != RunPhase::RollbackStuck)) {
        m_proof = readProof(m_rollback);
        m_second.stop();
        setState(State::Done);
    } else {
        if (!m_second.isActive())
            m_second.start();
        setState(run.phase == RunPhase::RollbackStuck ? State::Stuck : State::Running);
    }
    Q_EMIT changed();
}

/// Asked for, and it waits: the sheet is before its button again and says for whom.
void RollbackPresenter::takeWait(qint64 before)
{
    const bool isAnswer = m_state == State::Starting && m_waiting && m_waiting->seq > m_waitedAt;
    if (isAnswer) {
        m_second.stop();
        m_notice = tr("Waiting for a second person: %1").arg(singleLine(m_waiting->text, 400));
        setState(State::Loading);
        requestPreview(false);
    } else if ((m_waiting ? m_waiting->seq : 0) != before && (m_state == State::Ready || m_state == State::Refused)) {
        requestPreview(false);
    }
}

bool RollbackPresenter::isSecondPerson() const
{
    return m_waiting && m_waiting->to == m_to && !m_person.isEmpty() && m_person != m_waiting->askedBy
        && (m_state == State::Ready || m_state == State::Stuck);
}

QString RollbackPresenter::acceptanceText() const
{
    const QList<StepLoss> &losses = m_state == State::Stuck && m_waiting ? m_waiting->losses : m_preview.losses;
    if (losses.isEmpty())
        return tr("Accept the rollback behind its window");
    const bool isCounted = std::none_of(losses.cbegin(), losses.cend(), [](const StepLoss &loss) { return loss.rows < 0; });
    return isCounted ? tr("Accept the loss of %1 rows").arg(groupedNumber(countedRows(losses))) : tr("Accept a loss that nothing counts");
}

void RollbackPresenter::chooseStage(const QString &stageId)
{
    if (isUnderWay() || m_state == State::Done || m_to == stageId)
        return;
    m_to = stageId;
    m_notice.clear();
    setState(State::Loading); // the button must not act on the preview of another stage
    requestPreview(false);
}

void RollbackPresenter::refresh()
{
    if (m_state == State::Ready || m_state == State::Refused || m_state == State::Failed)
        requestPreview(false);
}

void RollbackPresenter::requestPreview(bool isDryRun)
{
    const int request = ++m_request;
    onFinished(m_service.previewRollback(m_run, m_to), this,
        [this, request, isDryRun](const Result<RollbackPreview> &preview) {
            if (request == m_request && !isUnderWay() && m_state != State::Done && m_state != State::Closed)
                takePreview(preview, isDryRun);
        });
}

void RollbackPresenter::takePreview(const Result<RollbackPreview> &preview, bool isDryRun)
{
    if (!preview) {
        m_error = preview.error();
        if (isDryRun)
            m_notice = tr("Dry run failed: %1").arg(errorText(m_error));
        setState(State::Failed);
        Q_EMIT changed();
        return;
    }
    if (!m_refresh.isActive())
        m_refresh.start(); // it rested while a rollback was asked for in vain
    m_preview = *preview;
    m_to = m_preview.to;
    m_steps.setPreview(m_preview, m_flags);
    if (isDryRun) {
        m_notice = m_preview.rowsLost < 0
            ? tr("Dry run: %1 steps resolved against the target, loss unknown. Nothing was changed.").arg(m_steps.rowCount())
            : tr("Dry run: %1 steps resolved against the target, %2 rows lost. Nothing was changed.")
                  .arg(QString::number(m_steps.rowCount()), groupedNumber(m_preview.rowsLost));
    }
    setState(m_preview.isAllowed && m_preview.blockers.isEmpty() ? State::Ready : State::Refused);
    Q_EMIT changed();
    if (std::exchange(m_looksAgain, false))
        requestPreview(false);
}

QString RollbackPresenter::stageTitleOf(const QString &stageId) const
{
    return stageId.isEmpty() ? tr("the start") : m_stageTitles.value(stageId, singleLine(stageId, 60));
}

QString RollbackPresenter::why() const
{
    return singleLine(m_rollback.id.isEmpty() ? m_preview.why : m_rollback.why, 300);
}

Duration RollbackPresenter::elapsed() const
{
    if (!m_rollback.requested.isValid())
        return Duration(-1);
    const QDateTime until = m_rollback.ended.isValid() ? m_rollback.ended : m_clock.nowUtc();
    return Duration(std::max<qint64>(m_rollback.requested.msecsTo(until), 0));
}

void RollbackPresenter::confirm(const QString &reason)
{
    if (m_state != State::Ready && m_state != State::Stuck)
        return;
    const bool accepts = isSecondPerson();
    if (accepts && reason.trimmed().isEmpty())
        return;
    const LossAcceptance acceptance = accepts ? LossAcceptance { m_waiting->id, m_waiting->seq, m_waiting->to,
                                                    m_state == State::Stuck ? m_waiting->losses : acceptable(m_preview.losses, m_waiting->losses) }
                                              : LossAcceptance {};
    m_waitedAt = m_waiting ? m_waiting->seq : 0;
    ++m_request; // a preview that arrives now is too late to change anything
    m_refresh.stop();
    const bool wasStuck = m_state == State::Stuck;
    setState(State::Starting);
    m_second.start();
    const QString given = singleLine(reason, 500);
    const QString because = !given.isEmpty() ? given : !why().isEmpty() ? why() : tr("Rolled back by hand");
    appendLog({ m_clock.nowUtc(), {}, accepts ? tr("Loss accepted") : tr("Rollback asked for") });
    onFinished(
        accepts ? m_service.acceptLoss(m_run, acceptance, because) : m_service.rollBack(m_run, m_to, because), this, [this, wasStuck, run = m_run](const Result<void> &result) {
            if (run != m_run)
                return; // closed since, or open for another run
            if (result) {
                readSnapshot();
                return;
            }
            appendLog({ m_clock.nowUtc(), u"breach"_s, errorText(result.error()) });
            if (m_state != State::Starting)
                return; // the ledger already shows it under way: joined, whatever this call said
            m_error = result.error();
            m_second.stop();
            setState(wasStuck ? State::Stuck : State::Failed);
        });
}

void RollbackPresenter::holdOnly()
{
    takeAlternative(m_service.holdRollout(m_run, why().isEmpty() ? tr("Held instead of rolled back") : why()),
        tr("Held. Nothing advances until it is resumed; gates go on being judged."));
}

void RollbackPresenter::flagsOffOnly()
{
    takeAlternative(m_service.flagsOff(m_run, why().isEmpty() ? tr("Flags switched off instead of a rollback") : why()),
        tr("Flags are off. Readers are on the old path; the schema stays as it is."));
}

void RollbackPresenter::takeAlternative(const QFuture<Result<void>> &future, const QString &done)
{
    m_isBusy = true;
    m_notice.clear();
    Q_EMIT changed();
    onFinished(future, this, [this, done, run = m_run](const Result<void> &result) {
        if (run != m_run)
            return;
        m_isBusy = false;
        m_notice = result ? done : errorText(result.error());
        refresh();
        Q_EMIT changed();
    });
}

void RollbackPresenter::dryRun()
{
    if (m_state != State::Ready && m_state != State::Refused)
        return;
    m_notice = tr("Resolving every step against the target…");
    Q_EMIT changed();
    requestPreview(true);
}

void RollbackPresenter::saveScripts(const QString &folder)
{
    if (m_state != State::Ready && m_state != State::Refused)
        return;
    m_notice = tr("Writing the rollback as SQL…");
    Q_EMIT changed();
    onFinished(m_service.undoScripts(m_run, m_to), this, [this, folder, run = m_run](const Result<QList<UndoScript>> &scripts) {
        if (run != m_run)
            return;
        QList<NamedFile> files;
        for (const UndoScript &script : scripts.value_or(QList<UndoScript>()))
            files.append({ script.name, script.text.toUtf8() });
        const auto tell = [this, run](const Result<QStringList> &written) {
            if (run != m_run)
                return;
            m_notice = written ? tr("Saved %1. Its first lines say how to run it.").arg(written->join(u", "_s)) : errorText(written.error());
            Q_EMIT changed();
        };
        if (!scripts)
            return tell(fail(scripts.error()));
        onFinished(onPool([folder, files] { return writeNewFiles(folder, files); }), this, tell);
    });
}

void RollbackPresenter::loadLog()
{
    if (m_isLoadingLog || !m_rollback.requested.isValid())
        return;
    m_isLoadingLog = true;
    LogQuery query;
    query.run = m_run;
    query.types = { EventType::RollbackIntent, EventType::FlagsOff, EventType::UndoIntent, EventType::UndoDone, EventType::UndoFailed,
        EventType::RollbackVerified, EventType::RollbackStuck, EventType::RollbackHealth };
    query.since = m_rollback.requested;
    query.limit = kLogLimit;
    onFinished(m_service.searchLog(query), this, [this, run = m_run](const Result<QList<Event>> &events) {
        if (run != m_run)
            return;
        m_isLoadingLog = false;
        if (!events)
            return;
        for (auto it = events->crbegin(); it != events->crend(); ++it) {
            if (it->seq <= m_logSeq)
                continue;
            m_logSeq = it->seq;
            if (it->type == EventType::UndoDone) {
                const QJsonObject undone = it->json();
                if (undone["took_ms"_L1].isDouble())
                    m_steps.setTook(undone["stage"_L1].toString(), undone["step"_L1].toString(), Duration(undone["took_ms"_L1].toInteger()));
            }
            const LogLine line = readEvent(*it, m_names);
            appendLog({ line.at, line.kind, singleLine(line.what, 400) });
        }
    });
}

void RollbackPresenter::appendLog(LogEntry entry)
{
    // Lines of the runner and entries of the ledger come on two ways, each in its own order.
    const auto later = std::upper_bound(
        m_log.cbegin(), m_log.cend(), entry, [](const LogEntry &a, const LogEntry &b) { return a.at < b.at; });
    m_log.insert(later, std::move(entry));
    if (m_log.size() > kLogLimit)
        m_log.removeFirst();
    Q_EMIT logChanged();
}

void RollbackPresenter::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT changed();
}

QString RollbackPresenter::proofAsText() const
{
    return proofText(m_proof, m_planId, m_environment ? environmentName(*m_environment).toUpper() : tr("unknown environment"));
}

QString RollbackPresenter::logAsText() const
{
    QString text;
    for (const LogEntry &entry : m_log)
        text += entry.at.toUTC().toString(u"HH:mm:ss.zzz"_s) + u"  "_s + entry.text + u'\n';
    return text;
}

} // namespace sluice

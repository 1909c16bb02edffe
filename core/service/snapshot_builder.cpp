// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/snapshot_builder.h"

#include "base/logging.h"
#include "base/seeded_bug.h"
#include "engine/next_action.h"
#include "engine/run_journal.h"
#include "ledger/os_user.h"
#include "service/alarms.h"
#include "service/run_starter.h"
#include "service/workspace_files.h"

#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

SnapshotBuilder::SnapshotBuilder(Workspace workspace, const Clock &clock, QString me)
    : m_workspace(std::move(workspace))
    , m_clock(clock)
    , m_me(std::move(me))
{
}

void SnapshotBuilder::setWorkspace(const Workspace &workspace)
{
    m_workspace = workspace;
}

const RunState *SnapshotBuilder::run(const QString &id) const
{
    const auto it = m_index.constFind(id);
    return it == m_index.cend() ? nullptr : &newest(m_runs[*it]);
}

QStringList SnapshotBuilder::owed() const
{
    QStringList runs;
    for (auto copy = m_copies.cbegin(); copy != m_copies.cend(); ++copy) {
        if (copy->state && !m_isWithout)
            runs += copy.key();
    }
    return runs;
}

/// What the ledger has, or what this machine knows beyond it.
const RunState &SnapshotBuilder::newest(const RunState &run) const
{
    const auto copy = m_copies.constFind(run.run);
    return copy == m_copies.cend() || !copy->state || copy->state->lastSeq <= run.lastSeq ? run : *copy->state;
}

std::shared_ptr<const PlanBundle> SnapshotBuilder::bundleOf(Ledger *ledger, const RunState &run)
{
    if (hasSeededBug("file-read-again")) {
        for (const PlanFile &file : std::as_const(m_files)) {
            if (file.planId == run.plan && file.bundle)
                return file.bundle;
        }
    }
    if (const auto known = m_bundles.value(run.digest))
        return known;
    const auto keep = [&](const QByteArray &canonical, const QString &runbook) -> std::shared_ptr<const PlanBundle> {
        auto bundle = bundleFromCanonical(canonical, runbook);
        if (!bundle || bundle->digest != run.digest)
            return nullptr;
        const auto shared = std::make_shared<const PlanBundle>(*std::move(bundle));
        m_bundles.insert(run.digest, shared);
        return shared;
    };
    if (ledger) {
        if (const auto stored = ledger->plan(run.digest))
            return keep(stored->first, stored->second);
    }
    const auto copy = RunCopy::open(stateFolder(m_workspace), run.run);
    const auto content = copy ? copy->read() : Result<RunCopy::Content>(tl::make_unexpected(copy.error()));
    return content && !content->canonical.isEmpty() ? keep(content->canonical, content->runbook) : nullptr;
}

/// all: every run that this machine has a copy of; else those that may still change. True: something is new.
bool SnapshotBuilder::readCopies(bool all)
{
    bool isNew = false;
    const QString folder = stateFolder(m_workspace);
    const QStringList runs = RunCopy::runs(folder);
    for (const QString &run : runs) {
        const auto known = m_index.constFind(run);
        if (!all && (known == m_index.cend() || m_runs[*known].isTerminal()))
            continue;
        const auto copy = RunCopy::open(folder, run);
        Copy &mine = m_copies[run];
        if (!copy || copy->size() == mine.size)
            continue;
        mine.size = copy->size();
        const auto content = copy->read();
        const bool counts = content && (all || !content->kept.isEmpty());
        const auto state = counts ? content->state() : Result<RunState>(RunState {});
        mine.state = counts && state ? std::optional(*state) : std::nullopt;
        isNew = isNew || counts;
    }
    return isNew;
}

Result<bool> SnapshotBuilder::readLedger(Ledger &ledger)
{
    if (m_isWithout) { // what the copies told gives way once the ledger answers
        SLUICE_TRY([[maybe_unused]] const LedgerHead head, ledger.head());
        m_isWithout = false;
        m_runs.clear();
        m_index.clear();
        m_copies.clear();
        m_book = {};
        m_checkAlarms = {};
        m_checkEnds = {};
        m_head = {};
    }
    if (m_broken) // a state without one of its events would be guessed from here on
        return tl::make_unexpected(*m_broken);
    bool isNew = false;
    for (;;) {
        SLUICE_TRY(const QList<Event> events, ledger.read(m_head.seq, 5'000));
        if (events.isEmpty())
            break;
        isNew = true;
        for (const Event &event : events) {
            m_head = LedgerHead { event.seq, event.hash };
            if (event.run.isEmpty()) {
                if (const auto folded = m_book.fold(event); !folded)
                    qCWarning(lcLedger) << "entry" << event.seq << "is no certificate that can be read:" << folded.error().what;
                foldCheckAlarm(m_checkAlarms, event);
                foldCheckEnd(m_checkEnds, event);
                continue;
            }
            if (!m_index.contains(event.run)) {
                m_index.insert(event.run, m_runs.size());
                m_runs.append(RunState {});
            }
            RunState &run = m_runs[m_index[event.run]];
            Result<RunState> next = fold(std::move(run), event);
            if (!next) {
                m_broken = next.error();
                return tl::make_unexpected(*m_broken);
            }
            run = *std::move(next);
        }
    }
    m_leases.clear();
    for (const RunState &run : m_runs) {
        if (run.isTerminal() || run.target.isEmpty() || m_leases.contains(run.target))
            continue;
        SLUICE_TRY(const std::optional<Lease> lease, ledger.currentLease(run.target));
        if (lease)
            m_leases.insert(run.target, *lease);
    }
    return isNew;
}

bool SnapshotBuilder::readFiles()
{
    bool changed = false;
    const QStringList paths = planFiles(m_workspace);
    QList<PlanFile> files;
    for (const QString &path : paths) {
        const QDateTime modified = QFileInfo(path).lastModified();
        const auto known = std::find_if(m_files.cbegin(), m_files.cend(), [&](const PlanFile &file) { return file.path == path; });
        // Referenced SQL may change without the plan file: those are read again every two seconds.
        const bool isFresh = known != m_files.cend() && known->modified == modified && m_filesRead.isValid()
            && m_filesRead.msecsTo(m_clock.nowUtc()) < 2'000;
        if (isFresh) {
            files.append(*known);
            continue;
        }
        PlanFile file { path, modified, nullptr, {}, QFileInfo(path).completeBaseName() };
        auto bundle = readPlan(m_workspace.root, path, &file.problems);
        if (bundle) {
            file.planId = bundle->plan.metadata.id;
            file.bundle = std::make_shared<const PlanBundle>(*std::move(bundle));
        } else if (file.problems.isEmpty()) {
            file.problems.append(PlanFinding { path, 0, 0, bundle.error().what, {} });
        }
        const bool isSame = known != m_files.cend() && known->problems.size() == file.problems.size()
            && (known->bundle ? known->bundle->digest : QString()) == (file.bundle ? file.bundle->digest : QString());
        if (isSame)
            file.bundle = known->bundle; // keeps pointers stable for whoever compares them
        changed = changed || !isSame;
        files.append(file);
    }
    changed = changed || files.size() != m_files.size();
    if (!m_filesRead.isValid() || m_filesRead.msecsTo(m_clock.nowUtc()) >= 2'000) {
        m_filesRead = m_clock.nowUtc();
        const QList<StandingChecks> before = std::exchange(m_checks, readChecksFolder(m_workspace.root).domains);
        changed = changed || before != m_checks;
    }
    m_files = files;
    return changed;
}

/// For the stage that would begin next. What the target looks like now is asked when it begins.
void SnapshotBuilder::addCertificate(RolloutView &view) const
{
    if (!view.bundle)
        return;
    const Plan &plan = view.bundle->plan;
    const ConnectionProfile *profile = m_workspace.connection(plan.connection);
    view.needsCertificate = profile && needsCertificate(plan, *profile);
    const auto next = std::find_if(plan.stages.cbegin(), plan.stages.cend(), [&](const Stage &stage) {
        const StageState *known = view.state.isTerminal() ? nullptr : view.state.stage(stage.id);
        return !known || known->phase == StagePhase::Pending || known->phase == StagePhase::Undone;
    });
    const Certificate *newest = next == plan.stages.cend() ? nullptr : m_book.newest(view.bundle->digest, next->id);
    if (profile && next != plan.stages.cend())
        view.certificateProblem = certificateProblem(newest, view.planId, next->id, *profile, nullptr, m_clock.nowUtc());
    for (const Certificate *shown : { newest, m_book.newest(view.bundle->digest), m_book.newestOfPlan(view.planId) }) {
        if (shown && !view.certificate)
            view.certificate = *shown;
    }
}

RolloutView SnapshotBuilder::viewOf(Ledger *ledger, const QString &planId, const QList<RunState> &runs)
{
    RolloutView view;
    view.planId = planId;
    const auto file = std::find_if(m_files.cbegin(), m_files.cend(), [&](const PlanFile &f) { return f.planId == planId; });
    if (file != m_files.cend()) {
        view.file = file->path;
        view.bundle = file->bundle;
        view.problems = file->problems;
    }
    if (!runs.isEmpty()) {
        view.state = runs.last();
        for (qsizetype i = runs.size() - 2; i >= 0; --i)
            view.earlier.append(runs[i]);
        const Lease lease = m_leases.value(view.state.target);
        view.hasRunner = !lease.runner.isEmpty() && lease.runner == view.state.runner;
        const auto ofRun = bundleOf(ledger, view.state);
        view.fileDiffersFromRun = view.bundle && view.bundle->digest != view.state.digest;
        if (ofRun)
            view.bundle = ofRun;
    }
    view.title = view.bundle ? view.bundle->plan.metadata.title : runs.isEmpty() ? planId : runs.last().title;
    addCertificate(view);
    view.owner = view.bundle ? view.bundle->plan.metadata.owner : runs.isEmpty() ? QString() : runs.last().owner;
    if (view.bundle) {
        if (view.state.phase == RunPhase::Running) {
            const NextAction action = nextAction(view.bundle->plan, view.state);
            view.nextAction = actionText(view.bundle->plan, action);
            view.advanceBlockers = action.blockers;
            const bool isToldByHold = view.state.isHeldBy(HoldReason::Certificate);
            if (action.kind == ActionKind::StartStage && view.needsCertificate && !view.certificateProblem.isEmpty() && !isToldByHold)
                view.advanceBlockers += view.certificateProblem;
        } else if (view.state.phase == RunPhase::Observing) {
            const NextAction action = nextAction(view.bundle->plan, view.state); // a stage that waits for the window
            view.nextAction = action.kind == ActionKind::None ? u"Observe"_s : actionText(view.bundle->plan, action);
            view.advanceBlockers = action.blockers;
        } else {
            view.nextAction = u"Start"_s;
        }
    }
    for (const PlanFinding &finding : view.problems)
        view.startBlockers += u"%1:%2:%3: %4"_s.arg(QFileInfo(finding.file).fileName()).arg(finding.line).arg(finding.column).arg(finding.text);
    if (file == m_files.cend())
        view.startBlockers += u"its plan file is gone"_s;
    else if (file->bundle) {
        view.startBlockers += startBlockers(*file->bundle, m_workspace, m_runs);
        if (const QString lack = certificateBlocker(*file->bundle, m_workspace, m_book, nullptr, m_clock.nowUtc()); !lack.isEmpty())
            view.startBlockers += lack;
    }
    return view;
}

QList<RolloutView> SnapshotBuilder::rollouts(Ledger *ledger, const SampleStore *samples)
{
    QHash<QString, QList<RunState>> byPlan;
    for (const RunState &run : m_runs)
        byPlan[run.plan].append(newest(run));
    QList<RolloutView> views;
    for (const PlanFile &file : m_files)
        views.append(viewOf(ledger, file.planId, byPlan.take(file.planId)));
    QStringList gone = byPlan.keys();
    gone.sort();
    for (const QString &planId : gone)
        views.append(viewOf(ledger, planId, byPlan.value(planId)));
    for (RolloutView &view : views)
        addLatest(view, samples);
    return views;
}

void SnapshotBuilder::addLatest(RolloutView &view, const SampleStore *samples) const
{
    if (!samples || view.state.run.isEmpty() || view.state.stages.isEmpty())
        return;
    const bool isLive = view.state.phase == RunPhase::Running || view.state.phase == RunPhase::Observing || view.state.phase == RunPhase::RollingBack;
    SampleQuery query;
    query.run = view.state.run;
    query.limit = 400;
    if (isLive)
        query.since = m_clock.nowUtc().addSecs(-600);
    const auto read = samples->read(query);
    if (!read)
        return;
    for (const Sample &sample : *read) {
        if (sample.branch != Branch::Legacy)
            view.latest.insert(sample.stage + u'/' + sample.gate, sample);
    }
}

SnapshotPtr SnapshotBuilder::look(Ledger &ledger, const SampleStore *samples, const QList<ConnectionView> &connections, bool force,
    bool asksLedger)
{
    const bool filesChanged = readFiles();
    const auto runners = [this] {
        QStringList names;
        for (const Lease &lease : std::as_const(m_leases))
            names += lease.target + u'/' + lease.runner;
        return names;
    };
    const QStringList runnersBefore = runners();
    const QString problemBefore = m_problem;
    const Result<bool> ledgerChanged = asksLedger || !m_problem.isEmpty() ? readLedger(ledger) : Result<bool>(false);
    const bool hasNothing = m_isWithout || m_head.seq == 0;
    if (!ledgerChanged && hasNothing && isOutOfReach(ledgerChanged.error()))
        return lookWithout(ledgerChanged.error(), connections, force);
    const bool copiesChanged = readCopies(false);
    m_problem = ledgerChanged ? QString() : ledgerChanged.error().what;
    const bool isNews = filesChanged || copiesChanged || (ledgerChanged && *ledgerChanged) || runners() != runnersBefore || problemBefore != m_problem;
    if (!force && !isNews)
        return nullptr;
    auto made = snapshot(&ledger, samples, connections);
    if (ledgerChanged)
        return made;
    auto withError = std::make_shared<WorkspaceSnapshot>(*made);
    withError->ledgerError = ledgerChanged.error();
    return withError;
}

SnapshotPtr SnapshotBuilder::lookWithout(const Error &why, const QList<ConnectionView> &connections, bool force)
{
    const bool filesChanged = readFiles();
    const bool isNew = !std::exchange(m_isWithout, true);
    if (isNew) { // what was read before is in the copies too, as far as this machine carried it
        m_copies.clear();
        m_leases.clear();
    }
    const bool copiesChanged = readCopies(true);
    const QString problemBefore = std::exchange(m_problem, why.what);
    if (!force && !isNew && !filesChanged && !copiesChanged && problemBefore == m_problem)
        return nullptr;
    for (auto copy = m_copies.cbegin(); copy != m_copies.cend(); ++copy) {
        if (copy->state && !m_index.contains(copy.key())) {
            m_index.insert(copy.key(), m_runs.size());
            m_runs.append(*copy->state);
        }
    }
    auto made = std::make_shared<WorkspaceSnapshot>(*snapshot(nullptr, nullptr, connections));
    made->ledgerError = why;
    return made;
}

SnapshotPtr SnapshotBuilder::snapshot(Ledger *ledger, const SampleStore *samples, const QList<ConnectionView> &connections)
{
    auto snapshot = std::make_shared<WorkspaceSnapshot>();
    snapshot->workspace = m_workspace;
    const ConnectionProfile *team = m_workspace.connection(m_workspace.ledgerConnection);
    snapshot->person = team ? team->user : osUser();
    snapshot->rollouts = rollouts(ledger, samples);
    snapshot->connections = connections;
    for (ConnectionView &connection : snapshot->connections) {
        if (connection.identity && m_leases.contains(connection.identity->uuid))
            connection.lease = m_leases.value(connection.identity->uuid);
    }
    snapshot->alarms = alarmsOf(snapshot->rollouts, m_checkAlarms, m_clock.nowUtc());
    snapshot->checks = m_checks;
    snapshot->checkAlarms = m_checkAlarms;
    snapshot->checkEnds = m_checkEnds;
    snapshot->ledgerHead = m_head;
    snapshot->ledgerProblem = m_problem;
    // One is shown for the workspace: this console's own before another's.
    const auto mine = std::find_if(m_leases.cbegin(), m_leases.cend(), [&](const Lease &lease) { return lease.isMine(m_me); });
    snapshot->runnerIsMe = mine != m_leases.cend();
    if (!m_leases.isEmpty())
        snapshot->runner = snapshot->runnerIsMe ? mine->runner : m_leases.first().runner;
    snapshot->at = m_clock.nowUtc();
    return snapshot;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/rollback_end.h"
#include "app/cli/rollout_text.h"
#include "app/cli/runner_watch.h"
#include "base/new_files.h"
#include "communication/plain_text.h"
#include "engine/next_action.h"

#include <QDir>
#include <QJsonArray>
#include <QSocketNotifier>

#include <iostream>

#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

bool needsSecond(const RollbackPreview &preview) { return preview.isLate || !preview.losses.isEmpty(); }

/// What the sheet of the console shows, for programs.
QJsonObject previewJson(const RollbackPreview &preview, const QString &result)
{
    QJsonArray steps;
    for (const RollbackStepView &step : preview.steps) {
        steps.append(QJsonObject { { u"stage"_s, step.stage }, { u"step"_s, step.step }, { u"summary"_s, step.summary }, { u"lock"_s, step.lock },
            { u"estimate"_s, step.estimate }, { u"rows_lost"_s, static_cast<double>(step.rowsLost) }, { u"keeps"_s, step.keeps },
            { u"sample"_s, QJsonArray::fromStringList(step.sample) }, { u"sample_is_whole"_s, !step.hasMoreRows },
            { u"sql"_s, QJsonArray::fromStringList(step.sql) } });
    }
    return QJsonObject { { u"plan"_s, preview.planId }, { u"run"_s, preview.run }, { u"result"_s, result }, { u"to"_s, preview.to },
        { u"choices"_s, QJsonArray::fromStringList(preview.choices) }, { u"steps"_s, steps }, { u"readers_back_in"_s, preview.readersBackIn },
        { u"undone_in"_s, preview.undoneIn }, { u"rows_lost"_s, static_cast<double>(preview.rowsLost) },
        { u"losses"_s, toJson(preview.losses) }, { u"needs_second_person"_s, needsSecond(preview) }, { u"waiting"_s, waitingJson(preview.waiting) },
        { u"rows_arrived"_s, static_cast<double>(preview.rowsArrived) }, { u"affected"_s, QJsonArray::fromStringList(preview.affected) },
        { u"blockers"_s, QJsonArray::fromStringList(preview.blockers) } };
}

class Rollback final : public Command
{
public:
    QString name() const override { return u"rollback"_s; }
    QString summary() const override { return u"Take a rollout back and prove it"_s; }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOptions({ { u"to"_s, u"Stage whose end state comes back, or 'start'; the last passed one by default."_s, u"STAGE"_s },
            { u"dry-run"_s, u"Show what would happen; change nothing."_s },
            { u"export-sql"_s, u"Write the rollback as SQL for psql, mariadb or sqlite3 into DIR; change nothing."_s, u"DIR"_s },
            { u"export-rows"_s, u"Write the rows that others wrote and this rollback would lose or set aside as CSV into DIR; change nothing."_s, u"DIR"_s }, { u"yes"_s, u"Do not ask; needs --reason."_s },
            { u"accept-loss"_s, u"As a second person: accept what the rollback that another one asked for would lose."_s },
            { u"up-to"_s, u"With --accept-loss: rows of each step that may be lost, where more come while this is decided."_s, u"rows"_s },
            { u"override-window"_s, u"Ask for it although the rollback window is closed; a second person must accept it."_s },
            { u"reason"_s, u"Why; it is kept in the ledger."_s, u"REASON"_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    bool readOptions(const QCommandLineParser &parser, CliSession &session);
    void show(const RollbackPreview &preview, const Output &out) const;
    void decide(LocalService &service, CliSession &session, const RollbackPreview &preview);
    bool mayAccept(CliSession &session, const RollbackPreview &preview) const;
    bool mayExport(CliSession &session, const RolloutView &view, const QString &to) const;
    void exportSql(LocalService &service, CliSession &session, const RolloutView &view, const QString &to);
    void exportRows(LocalService &service, CliSession &session, const RolloutView &view, const QString &to);
    void confirm(LocalService &service, CliSession &session, const RollbackPreview &preview);
    void execute(LocalService &service, CliSession &session, const RollbackPreview &preview);

    bool m_dryRun = false;
    bool m_yes = false;
    bool m_acceptsLoss = false;
    qint64 m_upTo = 0; ///< rows of a step that are accepted besides those counted
    bool m_overridesWindow = false;
    QString m_reason;
    QString m_exportDir;
    QString m_rowsDir;
};

/// False: they do not fit together, which was said.
bool Rollback::readOptions(const QCommandLineParser &parser, CliSession &session)
{
    const auto no = [&session](const Error &error) {
        session.fail(error);
        return false;
    };
    m_acceptsLoss = parser.isSet(u"accept-loss"_s);
    bool isNumber = true;
    if (parser.isSet(u"up-to"_s))
        m_upTo = parser.value(u"up-to"_s).toLongLong(&isNumber);
    if (!isNumber || m_upTo < 0 || (parser.isSet(u"up-to"_s) && !m_acceptsLoss))
        return no(usageError(u"--up-to is a number of rows, and goes with --accept-loss"_s, u"rollback PLAN [--to STAGE] --accept-loss --up-to ROWS --reason R"_s));
    m_overridesWindow = parser.isSet(u"override-window"_s);
    m_dryRun = parser.isSet(u"dry-run"_s);
    m_yes = parser.isSet(u"yes"_s);
    const auto reason = reasonOf(parser);
    if (!reason)
        return no(reason.error());
    m_reason = *reason;
    if (m_yes && m_reason.isEmpty())
        return no(usageError(u"--yes needs --reason"_s, u"rollback PLAN --yes --reason R"_s));
    m_exportDir = parser.value(u"export-sql"_s);
    if (parser.isSet(u"export-sql"_s) && (m_exportDir.isEmpty() || m_yes || m_dryRun))
        return no(usageError(u"--export-sql needs a folder, and goes with neither --yes nor --dry-run"_s, u"rollback PLAN [--to STAGE] --export-sql DIR"_s));
    m_rowsDir = parser.value(u"export-rows"_s);
    if (parser.isSet(u"export-rows"_s) && (m_rowsDir.isEmpty() || m_yes || m_dryRun || !m_exportDir.isEmpty()))
        return no(usageError(u"--export-rows needs a folder, and goes with none of --yes, --dry-run and --export-sql"_s, u"rollback PLAN [--to STAGE] --export-rows DIR"_s));
    if (m_acceptsLoss && (m_overridesWindow || m_dryRun || !m_exportDir.isEmpty() || !m_rowsDir.isEmpty() || m_reason.isEmpty()))
        return no(usageError(u"--accept-loss needs --reason, and goes with none of --override-window, --dry-run and --export-…"_s, u"rollback PLAN [--to STAGE] --accept-loss --reason R"_s));
    return true;
}

void Rollback::run(const QCommandLineParser &parser, CliSession &session)
{
    if (!readOptions(parser, session))
        return;
    const QString wanted = parser.value(u"to"_s);
    const bool hasWanted = parser.isSet(u"to"_s);
    withRun(session, parser.positionalArguments().value(1), [this, &session, wanted, hasWanted](LocalService &service, const SnapshotPtr &, const RolloutView &view) {
        if (!view.bundle)
            return session.fail(Error { ErrorCode::LedgerCorrupt, u"the stored plan of this run cannot be read"_s, {}, {}, {} });
        const QString standard = m_acceptsLoss && view.state.waiting ? view.state.waiting->to : defaultRollbackTarget(view.bundle->plan, view.state);
        const QString to = !hasWanted ? standard : wanted == u"start"_s ? QString() : wanted;
        if (!m_exportDir.isEmpty())
            return exportSql(service, session, view, to);
        if (!m_rowsDir.isEmpty())
            return exportRows(service, session, view, to);
        whenDone<RollbackPreview>(service.previewRollback(view.state.run, to), session, [this, &session, &service](const RollbackPreview &preview) {
            show(preview, session.out());
            decide(service, session, preview);
        });
    }, Needs::Targets);
}

void Rollback::decide(LocalService &service, CliSession &session, const RollbackPreview &preview)
{
    const bool mayBeLate = m_overridesWindow || (m_acceptsLoss && preview.waiting && preview.waiting->overridesWindow);
    const bool isAllowed = preview.isAllowed || (preview.isLate && mayBeLate && preview.blockers.size() == 1);
    if (m_dryRun && isAllowed) {
        session.out().json(u"sluice.rollback/1"_s, previewJson(preview, u"DRY_RUN"_s));
        return session.finish(0);
    }
    if (!isAllowed) {
        session.out().json(u"sluice.rollback/1"_s, previewJson(preview, u"REFUSED"_s));
        return session.finish(1);
    }
    if (!m_acceptsLoss || mayAccept(session, preview))
        confirm(service, session, preview);
}

bool Rollback::mayAccept(CliSession &session, const RollbackPreview &preview) const
{
    const QString &plan = preview.planId;
    if (!preview.waiting) {
        session.fail(Error { ErrorCode::Refused, u"no rollback of %1 waits for a second person"_s.arg(plan), {},
            u"'sluice rollback %1' asks for one"_s.arg(plan), {} });
    } else if (preview.waiting->to != preview.to) {
        const QString to = preview.waiting->to.isEmpty() ? u"start"_s : preview.waiting->to;
        session.fail(Error { ErrorCode::Refused, u"the rollback of %1 that waits goes back to %2"_s.arg(plan, to), {},
            u"sluice rollback %1 --to %2 --accept-loss --reason R"_s.arg(plan, to), {} });
    }
    return preview.waiting && preview.waiting->to == preview.to;
}

void Rollback::show(const RollbackPreview &preview, const Output &out) const
{
    out.line(u"Roll back %1 to %2"_s.arg(out.bold(preview.planId), preview.toTitle));
    out.line(u"  why  %1"_s.arg(plainLine(m_reason.isEmpty() ? preview.why : m_reason)));
    int number = 0;
    for (const RollbackStepView &step : preview.steps) {
        const QString time = step.estimate.isEmpty() ? QString() : u"  "_s + step.estimate;
        out.line(u"  %1  %2  %3"_s.arg(++number).arg(plainLine(step.summary), out.muted(plainLine(step.lock) + time)));
        if (!step.keeps.isEmpty())
            out.line(u"     "_s + plainLine(step.keeps));
        for (const QString &row : step.sample)
            out.line(u"       "_s + out.muted(plainLine(row)));
        if (step.hasMoreRows)
            out.line(u"       "_s + out.muted(u"… 'sluice rollback %1 --export-rows DIR' writes them all"_s.arg(preview.planId)));
    }
    out.line(u"  readers back in %1, undone in %2"_s.arg(plainLine(preview.readersBackIn), plainLine(preview.undoneIn)));
    out.line(u"  rows that would be lost: %1"_s.arg(preview.rowsLost < 0 ? u"unknown"_s : QString::number(preview.rowsLost)));
    if (needsSecond(preview))
        out.line(out.watch(u"  two people: "_s) + (preview.losses.isEmpty() ? u"the window is closed"_s : u"it loses "_s + plainLine(lossText(preview.losses))));
    if (preview.waiting)
        out.line(out.watch(u"  waiting: "_s) + plainLine(preview.waiting->text));
    for (const ReadinessLight &light : preview.lights) {
        const QString glyph = light.state == ReadinessLight::State::Ok ? out.good(u"✓"_s)
            : light.state == ReadinessLight::State::Warning            ? out.watch(u"!"_s)
                                                                       : out.breach(u"✕"_s);
        out.line(u"  %1 %2  %3"_s.arg(glyph, light.name, plainLine(light.value)));
    }
    for (const QString &blocker : preview.blockers)
        out.line(out.breach(u"  blocked: "_s) + plainLine(blocker));
}

bool Rollback::mayExport(CliSession &session, const RolloutView &view, const QString &to) const
{
    const bool isTarget = rollbackTargets(view.bundle->plan, view.state).contains(to);
    if (!isTarget)
        session.fail(Error { ErrorCode::Refused, u"%1 cannot go back to '%2'"_s.arg(view.planId, to), {}, u"'sluice rollback %1 --dry-run' shows where it can"_s.arg(view.planId), {} });
    else if (!view.state.hasEffects())
        session.fail(Error { ErrorCode::Refused, u"%1 has nothing in its target that could be undone"_s.arg(view.planId), {}, {}, {} });
    return isTarget && view.state.hasEffects();
}

void Rollback::exportRows(LocalService &service, CliSession &session, const RolloutView &view, const QString &to)
{
    if (!mayExport(session, view, to))
        return;
    whenDone<QList<RowsAtRisk>>(service.rowsAtRisk(view.state.run, to), session, [this, &session, plan = view.planId, to](const QList<RowsAtRisk> &risks) {
        QList<NamedFile> files;
        for (const RowsAtRisk &risk : risks)
            files.append({ risk.step + u".csv"_s, rowsAtRiskCsv(risk) });
        const auto written = files.isEmpty() ? Result<QStringList>(QStringList {}) : writeNewFiles(m_rowsDir, files);
        if (!written)
            return session.fail(written.error());
        QJsonArray steps;
        for (qsizetype i = 0; i < risks.size(); ++i) {
            const RowsAtRisk &risk = risks[i];
            session.out().line(u"Wrote %1 rows of '%2' to %3"_s.arg(QString::number(risk.rows.size()), plainLine(risk.undo), written->value(i)));
            if (risk.isTruncated)
                session.out().line(session.out().watch(u"  there are more: this file holds the first of them only"_s));
            steps.append(QJsonObject { { u"step"_s, risk.step }, { u"rows"_s, static_cast<double>(risk.rows.size()) }, { u"is_whole"_s, !risk.isTruncated }, { u"file"_s, written->value(i) } });
        }
        if (risks.isEmpty())
            session.out().line(u"No row was written by others that rolling back %1 would lose or set aside."_s.arg(plan));
        session.out().json(u"sluice.rollback/1"_s, QJsonObject { { u"plan"_s, plan }, { u"result"_s, u"EXPORTED"_s }, { u"to"_s, to }, { u"rows"_s, steps } });
        session.finish(0);
    });
}

void Rollback::exportSql(LocalService &service, CliSession &session, const RolloutView &view, const QString &to)
{
    if (!mayExport(session, view, to))
        return;
    whenDone<QList<UndoScript>>(service.undoScripts(view.state.run, to), session, [this, &session, plan = view.planId, to](const QList<UndoScript> &scripts) {
        QList<NamedFile> files;
        for (const UndoScript &script : scripts)
            files.append({ script.name, script.text.toUtf8() });
        const auto written = writeNewFiles(m_exportDir, files);
        if (!written)
            return session.fail(written.error());
        for (const QString &file : *written)
            session.out().line(u"Wrote "_s + file);
        session.out().line(u"Its first lines say how to run it. 'sluice rollback %1' proves the result afterwards."_s.arg(plan));
        session.out().json(u"sluice.rollback/1"_s,
            QJsonObject { { u"plan"_s, plan }, { u"result"_s, u"EXPORTED"_s }, { u"to"_s, to }, { u"files"_s, QJsonArray::fromStringList(*written) } });
        session.finish(0);
    });
}

/// Waits for the answer in the event loop, so that Ctrl+C leaves here too.
void Rollback::confirm(LocalService &service, CliSession &session, const RollbackPreview &preview)
{
    if (m_yes)
        return execute(service, session, preview);
    if (isatty(STDIN_FILENO) != 1)
        return session.fail(usageError(u"there is no terminal to confirm on"_s, u"rollback PLAN --yes --reason R"_s));
    session.out().progress(m_acceptsLoss ? u"Type the plan id to accept what is lost and roll back, anything else to leave: "_s
                                         : u"Type the plan id to roll back, anything else to leave: "_s);
    auto *input = new QSocketNotifier(STDIN_FILENO, QSocketNotifier::Read, &session);
    QObject::connect(input, &QSocketNotifier::activated, &session, [this, &service, &session, preview, input] {
        input->setEnabled(false);
        std::string typed;
        std::getline(std::cin, typed); // the terminal gives whole lines
        if (QString::fromStdString(typed).trimmed() == preview.planId)
            return execute(service, session, preview);
        session.out().line(u"Nothing was changed."_s);
        session.finish(1);
    });
}

void Rollback::execute(LocalService &service, CliSession &session, const RollbackPreview &preview)
{
    QObject::connect(&service, &Service::progress, &session, [&session](const QString &, const QString &line) { session.out().progress(line); });
    QObject::connect(&session, &CliSession::interrupted, &session, [&session, plan = preview.planId] {
        session.out().progress(u"The rollback goes on to its proof. Ctrl+C again leaves it half done; 'sluice rollback %1' then goes on from there."_s.arg(plan));
    });
    const QString why = m_reason.isEmpty() ? preview.why : m_reason;
    const QString plan = preview.planId;
    // An earlier rollback that ended is not this one's proof; one that still runs (or was cut off) is joined.
    QString before;
    if (const RolloutView *view = service.snapshot()->rollout(plan); view && view->state.rollback && isRollbackOver(view->state))
        before = view->state.rollback->id;
    // The newest word on whether it waits is of this press, or was there before.
    qint64 waitedAt = 0;
    if (const RolloutView *view = service.snapshot()->rollout(plan); view && view->state.waiting)
        waitedAt = view->state.waiting->seq;
    const auto answer = [&session, &service, before, waitedAt](const RolloutView &now) {
        if (now.state.waiting && now.state.waiting->seq > waitedAt) {
            endWaiting(session, now, service.snapshot()->workspace.ledgerConnection.isEmpty());
            return true;
        }
        const bool isCancelled = now.state.phase == RunPhase::Cancelled;
        const bool isNew = now.state.rollback && now.state.rollback->id != before;
        if (!isRollbackOver(now.state) || !(isNew || isCancelled))
            return false;
        endWithProof(service, session, now, isCancelled ? 0 : proofExitCode(now.state));
        return true;
    };
    QList<StepLoss> accepted;
    if (m_acceptsLoss)
        accepted = acceptable(preview.losses, preview.waiting->losses);
    for (StepLoss &loss : accepted)
        loss.rows = loss.rows < 0 ? loss.rows : std::max(loss.rows, m_upTo);
    whenDone<void>(m_acceptsLoss ? service.acceptLoss(preview.run, { preview.waiting->id, preview.waiting->seq, preview.to, accepted }, why)
            : m_overridesWindow  ? service.rollBackLate(preview.run, preview.to, why)
                                 : service.rollBack(preview.run, preview.to, why),
        session,
        [&session, &service, plan, answer] { (new RunnerWatch(service, session, plan, answer))->start(); });
}

} // namespace

std::unique_ptr<Command> makeRollbackCommand()
{
    return std::make_unique<Rollback>();
}

} // namespace sluice

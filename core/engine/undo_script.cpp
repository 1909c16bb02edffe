// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_script.h"

#include "engine/rollback_proof.h"
#include "engine/step_protocol.h"
#include "engine/undo_script_writer.h"
#include "sql/sql_quoting.h"
#include "warehouse/dialect.h"
#include "warehouse/fence.h"
#include "warehouse/flags.h"
#include "warehouse/own_tables.h"
#include "warehouse/receipts.h"
#include "warehouse/target_identity.h"


namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kScriptRunner = "rollback script"_L1;

/// One undo, with what only the target knows.
struct ScriptItem {
    UndoItem item;
    bool isUndone = false; ///< its receipt is there
    bool hasNothing = false; ///< a backfill that never came to its first batch
};

/// What brings readers of one flag back to the old path.
struct FlagOff {
    QString flag;
    QStringList statements;
};

struct Scripting {
    Engine engine = Engine::Sqlite;
    const PlanBundle &bundle;
    const RunState &state;
    QString to;
    QDateTime now;
    TargetIdentity identity;
    QList<FlagOff> flagsOff;
    QStringList flagsBack;
    QString forwardReceipts; ///< how many there are
    QList<ScriptItem> items;

    bool hasQuarantine() const
    {
        return std::any_of(items.cbegin(), items.cend(), [](const ScriptItem &each) { return !each.isUndone && !each.item.step.guardedUndo.isEmpty(); });
    }
};

Result<QList<ScriptItem>> itemsOf(SqlSession &session, const RunState &state, const QString &to)
{
    SLUICE_TRY(const QList<UndoItem> all, undoItems(state, to));
    if (const QString why = whyIrreversible(all); !why.isEmpty())
        return fail(ErrorCode::Refused, why);
    const QSet<QString> taken = takenAlong(all);
    QList<ScriptItem> items;
    for (const UndoItem &item : all) {
        if (item.state.phase == StepPhase::Intended || item.state.phase == StepPhase::Unknown)
            return fail(ErrorCode::Refused, u"it is not known whether step '%1' took effect, so no script can undo it"_s.arg(item.step.stepId), {},
                u"run 'sluice run %1' or 'sluice rollback %1', which ask the target first"_s.arg(state.plan));
        if (taken.contains(item.step.stepId))
            continue;
        if (!item.step.undoProgram.isEmpty())
            return fail(ErrorCode::NotSupported, u"step '%1' is taken back by a program, which no script of SQL can start"_s.arg(item.step.stepId), {},
                u"use 'sluice rollback %1'"_s.arg(state.plan));
        ScriptItem each { item, false, false };
        SLUICE_TRY(const auto receipt, findReceipt(session, state.run, item.step.stepId, Direction::Undo, state.generation));
        each.isUndone = receipt && receipt->isDone;
        if (!each.isUndone) {
            SLUICE_TRY(each.hasNothing, hasNothingToUndo(session, state.run, item.step));
        }
        items.append(std::move(each));
    }
    return items;
}

Receipt receiptOf(const Scripting &script, const CompiledStep &step, const QString &remnant)
{
    Receipt receipt;
    receipt.run = script.state.run;
    receipt.step = step.stepId;
    receipt.direction = Direction::Undo;
    receipt.generation = script.state.generation;
    receipt.epoch = script.state.epoch;
    receipt.planDigest = script.bundle.digest;
    receipt.stepDigest = stepDigest(step);
    receipt.runner = kScriptRunner;
    receipt.remnant = remnant;
    return receipt;
}

QString forwardReceiptsSql(const Scripting &script)
{
    return u"(SELECT count(*) FROM "_s + ownTable(script.engine, u"receipt"_s) + u" WHERE run = "_s + quoteLiteral(script.state.run)
        + u" AND direction = 'forward')"_s;
}

void writeHead(const Scripting &script, UndoScriptWriter &out, bool keeps)
{
    const RunState &state = script.state;
    out.comment(u"Takes rollout %1 (run %2) on connection %3 back to %4."_s.arg(
        state.plan, state.run, state.connection, script.to.isEmpty() ? u"the start"_s : u"the end of stage "_s + script.to));
    out.comment(u"Written by Sluice at %1 UTC; it runs without."_s.arg(script.now.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s)));
    if (script.engine == Engine::Postgresql) {
        out.comment(u"  psql -X -f rollback.sql \"host=… dbname=%1 user=…\"\nIt stops at the first error. Run again, it goes on where it stopped."_s.arg(
            script.identity.databaseName));
    } else if (script.engine == Engine::Mariadb) {
        out.comment(u"  mariadb --binary-mode --host=… --user=… %1 < rollback.sql\nIt stops at the first error. Run again, it goes on where it stopped."_s.arg(
            script.identity.databaseName));
    } else {
        out.comment(u"  sqlite3 -bail %1 < %2\nIt is one transaction: all of it or, at the first error, nothing."_s.arg(
            script.identity.databaseName, keeps ? u"rollback-keep.sql"_s : u"rollback.sql"_s));
        if (keeps)
            out.comment(u"What others wrote into what this rollout made is kept in quarantine, whether there is any or not."_s);
        else if (script.hasQuarantine())
            out.comment(u"It stops where rows would be lost; rollback-keep.sql keeps them."_s);
    }
    out.comment(u"It proves nothing. 'sluice rollback %1' finds its receipts, undoes nothing twice, and compares schema, flags and tables."_s.arg(state.plan));
}

void writeTakeOver(const Scripting &script, UndoScriptWriter &out)
{
    const QString identity = ownTable(script.engine, u"identity"_s);
    out.comment(u"\nThe right target, and nobody else at work on it."_s);
    // A restored copy has the uuid too, but an id of its own.
    const QString isTarget = u"EXISTS (SELECT 1 FROM "_s + identity + u" WHERE uuid = "_s
        + quoteLiteral(script.identity.uuid) + u" AND "_s + dialectFor(script.engine).isHereSql() + u')';
    out.require(isTarget, u"this is not the target that the rollout ran on; nothing was changed"_s);
    out.require(forwardReceiptsSql(script) + u" = "_s + script.forwardReceipts,
        u"the rollout went on since this script was written; write it anew"_s);
    const TakeOverSql takeOver = takeOverSql(script.engine, QString(kScriptRunner));
    if (!takeOver.lock.isEmpty())
        out.require(takeOver.lock, u"a runner works on this target right now; stop it, then run this again"_s);
    out.statement(takeOver.raise);
}

/// Where every statement commits by itself. What was done when an earlier run of the script was cut off is found by the
/// step's own probe; all else is safe to begin anew.
void writeUndoAlone(const Scripting &script, UndoScriptWriter &out, const CompiledStep &step)
{
    const auto leaveReceipt = [&](const QString &remnant, const QString &rows) {
        out.begin();
        out.statements(receiptSql(script.engine, receiptOf(script, step, remnant), rows));
        out.commit();
    };
    if (!step.absent.isEmpty())
        out.beginUnless(step.absent);
    if (step.guard.isEmpty()) {
        out.statements(step.undo);
    } else {
        out.statements(step.guardLock);
        const QString rows = out.remember(step.lockedGuard.isEmpty() ? step.guard : step.lockedGuard);
        if (step.guardedUndo.isEmpty()) {
            out.require(rows + u" = 0"_s,
                u"undoing step %1 would lose rows, and nothing keeps them"_s.arg(step.stepId));
            out.statements(step.undo);
        } else {
            out.beginIfZero(rows);
            out.statements(step.undo);
            out.otherwise();
            out.statements(step.guardedUndo);
            leaveReceipt(step.remnant, rows);
            out.endIf();
        }
    }
    if (!step.absent.isEmpty())
        out.endUnless();
    out.beginUnless(hasReceiptSql(
        script.engine, script.state.run, step.stepId, Direction::Undo, script.state.generation));
    leaveReceipt({}, {});
    out.endUnless();
}

void writeUndo(const Scripting &script, UndoScriptWriter &out, const ScriptItem &each, bool keeps)
{
    const CompiledStep &step = each.item.step;
    const auto leaveReceipt = [&](const QString &remnant, const QString &rows) { out.statements(receiptSql(script.engine, receiptOf(script, step, remnant), rows)); };
    const QString isUndone = hasReceiptSql(script.engine, script.state.run, step.stepId, Direction::Undo, script.state.generation);
    out.comment(u"\n%1 (step %2 of stage %3)"_s.arg(step.undoSummary, step.stepId, each.item.stage));
    if (each.isUndone)
        return out.comment(u"It is undone already."_s);
    if (!step.undoByHand.isEmpty())
        return out.comment(u"A person does this. 'sluice rollback' then looks whether it is done."_s);
    if (!out.canChoose())
        out.require(u"NOT "_s + isUndone, u"step %1 was undone since this script was written; write it anew"_s.arg(step.stepId));
    out.beginUnless(isUndone);
    if (each.hasNothing) {
        out.comment(u"It never wrote a row."_s);
        out.begin();
        leaveReceipt({}, {});
        out.commit();
    } else if (!step.transactional && commitsDdl(script.engine)) {
        writeUndoAlone(script, out, step);
    } else if (!step.transactional) {
        out.statement(u"SET lock_timeout = 0"_s); // it waits for other transactions and holds nobody up meanwhile
        out.statements(step.undo);
        out.statement(u"SET lock_timeout = '10s'"_s);
        out.begin();
        leaveReceipt({}, {});
        out.commit();
    } else {
        out.begin();
        if (step.watch) // of a rollback that was cut off: the column cannot go while they name it
            out.statements(step.watch->end);
        if (step.guard.isEmpty()) {
            out.statements(step.undo);
            leaveReceipt({}, {});
        } else {
            out.statements(step.guardLock);
            const QString rows = out.remember(step.guard);
            const bool canKeep = !step.guardedUndo.isEmpty();
            const QString isZero = out.canChoose() ? u"("_s + step.guard + u"\n) = 0"_s : rows + u" = 0"_s; // psql puts no value into a DO block
            if (!canKeep)
                out.require(isZero, u"undoing step %1 would lose rows, and nothing keeps them"_s.arg(step.stepId));
            else if (!out.canChoose() && !keeps)
                out.require(isZero, u"undoing step %1 would lose rows; rollback-keep.sql keeps them"_s.arg(step.stepId));
            if (canKeep && (keeps || out.canChoose())) {
                if (out.canChoose()) {
                    out.beginIfZero(rows);
                    out.statements(step.undo);
                    leaveReceipt({}, rows);
                    out.otherwise();
                }
                out.statements(step.guardedUndo);
                leaveReceipt(step.remnant, rows);
                out.endIf();
            } else {
                out.statements(step.undo);
                leaveReceipt({}, rows);
            }
        }
        out.commit();
    }
    out.endUnless();
}

QString write(const Scripting &script, bool keeps)
{
    const auto out = UndoScriptWriter::create(script.engine);
    writeHead(script, *out, keeps);
    out->prepare();
    out->beginWhole();
    writeTakeOver(script, *out);
    if (!script.flagsOff.isEmpty())
        out->comment(u"\nReaders go back to the old path."_s);
    for (const FlagOff &off : script.flagsOff) {
        // A flag that the script has taken back already has no old path any more.
        out->beginUnless(u"NOT EXISTS (SELECT 1 FROM %1 WHERE flag = %2)"_s.arg(
            ownTable(script.engine, u"flag"_s), quoteLiteral(off.flag)));
        out->begin();
        out->statements(off.statements);
        out->commit();
        out->endUnless();
    }
    for (const ScriptItem &each : script.items)
        writeUndo(script, *out, each, keeps);
    if (!script.flagsBack.isEmpty()) {
        out->comment(u"\nFlags as they were at the end of that stage."_s);
        out->begin();
        out->statements(script.flagsBack);
        out->commit();
    }
    out->commitWhole();
    return out->text();
}

} // namespace

Result<QList<UndoScript>> undoScripts(
    SqlSession &session, const PlanBundle &bundle, const RunState &state, const QString &to, const QDateTime &now)
{
    Scripting script { session.engine(), bundle, state, to, now, {}, {}, {}, {}, {} };
    SLUICE_TRY(script.identity, verifyTarget(session));
    if (script.identity != state.identity)
        return fail(ErrorCode::IdentityMismatch, u"connection '%1' leads to another target than the run was started on"_s.arg(state.connection),
            script.identity.databaseName, u"point the connection back to the target the run was started on"_s);
    SLUICE_TRY(script.items, itemsOf(session, state, to));
    SLUICE_TRY(script.forwardReceipts, queryText(session, u"SELECT "_s + forwardReceiptsSql(script)));
    if (!bundle.plan.flags.isEmpty()) {
        for (const Flag &flag : bundle.plan.flags) {
            Plan only = bundle.plan;
            only.flags = { flag };
            SLUICE_TRY(const QStringList statements, flagsOffSql(session, only));
            if (!statements.isEmpty())
                script.flagsOff.append({ flag.name, statements });
        }
        const QList<FlagState> flags = flagsOfPlan(bundle.plan, expectedAfterRollback(state, to).flags);
        const bool anyOn = std::any_of(flags.cbegin(), flags.cend(), [](const FlagState &flag) { return flag.on; });
        if (!to.isEmpty() && anyOn) {
            const bool replaces = std::any_of(bundle.plan.flags.cbegin(), bundle.plan.flags.cend(), [](const Flag &flag) { return flag.isReplaced(); });
            if (script.engine != Engine::Postgresql || replaces) // where a flag is a view, its statements depend on what stands there then
                return fail(ErrorCode::NotSupported, u"a flag is on at the end of stage '%1', and no script can put its view back"_s.arg(to),
                    {}, u"use 'sluice rollback %1 --to %2', or write the script back to an earlier stage"_s.arg(state.plan, to));
            SLUICE_TRY(script.flagsBack, setFlagsSql(session, bundle.plan, flags));
        }
    }
    QList<UndoScript> scripts { UndoScript { u"rollback.sql"_s, write(script, false) } };
    if (script.engine == Engine::Sqlite && script.hasQuarantine()) // its shell decides nothing while it runs
        scripts.append(UndoScript { u"rollback-keep.sql"_s, write(script, true) });
    return scripts;
}

} // namespace sluice

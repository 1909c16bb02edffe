// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_wait.h"

#include "engine/step_protocol.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Killed before its commit, a step is intended and nothing more: what it never did loses nothing.
Result<bool> tookEffect(SqlSession &session, const RunState &state, const UndoItem &item)
{
    const bool isSettled = item.state.phase != StepPhase::Intended && item.state.phase != StepPhase::Unknown;
    if (isSettled || !item.step.transactional)
        return true;
    SLUICE_TRY(const std::optional<Receipt> forward,
        findReceipt(session, state.run, item.step.stepId, Direction::Forward, item.state.generation));
    return forward.has_value();
}

} // namespace

Result<QList<StepLoss>> countLosses(SqlSession &session, const RunState &state, const QList<UndoItem> &items)
{
    QList<StepLoss> losses;
    for (const UndoItem &item : items) {
        if (!mayLose(item.step))
            continue;
        SLUICE_TRY(const std::optional<Receipt> receipt,
            findReceipt(session, state.run, item.step.stepId, Direction::Undo, state.generation));
        if (receipt && receipt->isDone)
            continue;
        if (const auto isBegun = tookEffect(session, state, item); isBegun && !*isBegun)
            continue;
        qint64 rows = -1;
        if (!item.step.guard.isEmpty()) {
            // Without the effect there is nothing to undo, and the guard would count what never was.
            const auto isThere
                = item.step.present.isEmpty() ? Result<bool>(true) : probeHolds(session, item.step.present);
            if (isThere && !*isThere && !losesUncounted(item.step))
                continue;
            const Result<qint64> counted = guardCount(session, item.step.guard, item.step.stepId);
            if (!counted && !session.isOpen())
                return fail(counted.error());
            if (!counted && !losesUncounted(item.step))
                continue;
            rows = counted.value_or(-1);
        }
        if (rows != 0 || losesUncounted(item.step))
            losses.append(lossOf(item.stage, item.step, rows));
    }
    return losses;
}

QJsonObject waitPayload(const QString &plan, const WaitWords &words, const QList<StepLoss> &losses)
{
    const QString to = words.to.isEmpty() ? u"the start"_s : words.to;
    QStringList what;
    if (words.overridesWindow)
        what += u"comes after the rollback window closed"_s;
    if (!losses.isEmpty())
        what += u"loses "_s + lossText(losses);
    QString text = u"%1 asked to roll %2 back to %3, which %4; another person must accept that"_s.arg(
        words.askedBy, plan, to, what.join(u" and "_s));
    if (!words.begun.isEmpty())
        text = words.begun + u". "_s + text;
    const QString next
        = u"another person than %1 runs 'sluice rollback %2 --to %3 --accept-loss --reason R'; 'sluice resume %2' withdraws it"_s
              .arg(words.askedBy, plan, words.to.isEmpty() ? u"start"_s : words.to);
    QJsonObject payload { { u"id"_s, words.id }, { u"to"_s, words.to }, { u"why"_s, words.why },
        { u"asked_by"_s, words.askedBy }, { u"override_window"_s, words.overridesWindow },
        { u"losses"_s, toJson(losses) }, { u"text"_s, text }, { u"next"_s, next } };
    if (!words.answers.isEmpty())
        payload[u"answers"_s] = words.answers;
    return payload;
}

} // namespace sluice

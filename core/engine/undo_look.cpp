// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_look.h"

#include "engine/proof_writes.h"
#include "engine/step_protocol.h"

#include <QLocale>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Undos that say what shall be, so that they find their work also where somebody did it already.
bool mayFindItDone(const CompiledStep &step)
{
    static const std::array kOps { "switch_flag"_L1, "set_default"_L1, "set_not_null"_L1, "set_comment"_L1,
        "replace_view"_L1 };
    return !step.transactional || std::find(kOps.cbegin(), kOps.cend(), step.op) != kOps.cend();
}

/// The target says no, rather than that it cannot answer now.
bool isFinal(ErrorCode code)
{
    return code == ErrorCode::NotEnrolled || code == ErrorCode::IdentityMismatch || code == ErrorCode::NotFound
        || code == ErrorCode::ReadOnly || code == ErrorCode::Refused;
}

class UndoLook
{
public:
    UndoLook(SqlSession &session, const UndoQuestion &question)
        : m_session(session)
        , m_question(question)
    {
    }

    UndoOutlook take()
    {
        if (!isTargetReady())
            return m_outlook;
        const QSet<QString> taken = takenAlong(m_question.items);
        for (qsizetype i = 0; i < m_question.items.size(); ++i) {
            const UndoItem &item = m_question.items[i];
            if (!taken.contains(item.step.stepId) && item.step.undoByHand.isEmpty())
                lookAt(i);
        }
        return m_outlook;
    }

private:
    void addError(const QString &step, const QString &what, const Error &error)
    {
        m_outlook.add(isFinal(error.code) ? WayBack::Impossible : WayBack::Unknown, step, what + error.what);
    }

    bool isTargetReady()
    {
        const auto identity = verifyTarget(m_session);
        if (!identity) {
            addError({}, u"the target: "_s, identity.error());
            return false;
        }
        if (*identity != m_question.identity) {
            m_outlook.add(
                WayBack::Impossible, {}, u"the connection leads to another target than the rollout was started on"_s);
            return false;
        }
        // Without its fence, its receipts or its flags no undo begins.
        if (const auto fence = readFence(m_session); !fence)
            addError({}, u"the fence: "_s, fence.error());
        if (const auto receipt = findReceipt(m_session, m_question.run, {}, Direction::Undo, 0); !receipt)
            addError({}, u"the receipts: "_s, receipt.error());
        if (const auto flags = m_question.hasFlags ? readFlags(m_session) : Result<QList<FlagState>>(); !flags)
            addError({}, u"the flags: "_s, flags.error());
        return true;
    }

    void lookAt(qsizetype index)
    {
        const UndoItem &item = m_question.items[index];
        const QString &id = item.step.stepId;
        if (item.step.reversibility == Reversibility::R4) {
            m_outlook.add(WayBack::Impossible, id, u"step '%1' was declared irreversible (R4)"_s.arg(id));
            return;
        }
        if (item.state.phase == StepPhase::Unknown) {
            m_outlook.add(WayBack::Unknown, id, u"the outcome of step '%1' is unknown"_s.arg(id));
            return;
        }
        if (item.state.phase == StepPhase::Intended) // on its way, or settled before it is undone
            return;
        const auto nothing = hasNothingToUndo(m_session, m_question.run, item.step);
        if (!nothing)
            addError(id, {}, nothing.error());
        if (!nothing || *nothing)
            return;
        if (!isThere(index))
            return;
        if (!item.step.guardedUndo.isEmpty()) // whatever the guard counts is set aside, so it need not be counted
            return;
        const RowsAtStake stake = rowsAtStake(m_session, item.step);
        if (!stake.rows) {
            m_outlook.add(
                WayBack::Unknown, id, u"what undoing step '%1' would lose cannot be counted: %2"_s.arg(id, stake.why));
        } else if (*stake.rows > 0) {
            m_outlook.rowsLost += *stake.rows;
            m_outlook.add(WayBack::LosesRows, id,
                u"undoing step '%1' would lose %2 rows"_s.arg(id, QLocale::c().toString(*stake.rows)));
        }
    }

    /// What the step made or kept is what its undo begins from.
    bool isThere(qsizetype index)
    {
        const CompiledStep &step = m_question.items[index].step;
        const auto kept = step.needs.isEmpty() ? Result<bool>(true) : probeHolds(m_session, step.needs);
        if (kept && !*kept) {
            m_outlook.add(WayBack::Impossible, step.stepId,
                u"what step '%1' kept for its undo (%2) is gone"_s.arg(step.stepId, step.undoSummary));
            return false;
        }
        if (step.present.isEmpty())
            return true;
        const auto present = probeHolds(m_session, step.present);
        if (!kept || !present) {
            m_outlook.add(WayBack::Unknown, step.stepId,
                u"what step '%1' made cannot be looked at: %2"_s.arg(
                    step.stepId, (kept ? present.error() : kept.error()).what));
            return false;
        }
        if (*present)
            return true;
        // A later step of this rollout may have made something else of it, and is undone first: then the record of the
        // schema tells.
        if (isUnderLaterStep(index))
            return isAsRecorded(step);
        const auto absent = step.absent.isEmpty() ? Result<bool>(false) : probeHolds(m_session, step.absent);
        if (absent && *absent && mayFindItDone(step))
            return true;
        const bool isGone = absent && *absent;
        m_outlook.add(isDeclared(step) ? WayBack::Unknown : WayBack::Impossible, step.stepId,
            (isGone ? u"what step '%1' made or kept is gone, and its undo (%2) needs it"_s
                    : u"what step '%1' made or kept is not as it was recorded, and its undo (%2) needs it"_s)
                .arg(step.stepId, step.undoSummary));
        return false;
    }

    bool isUnderLaterStep(qsizetype index) const
    {
        const QList<RelationName> &own = m_question.items[index].step.touches;
        return std::any_of(m_question.items.cbegin(), m_question.items.cbegin() + index, [&](const UndoItem &later) {
            return std::any_of(
                later.step.touches.cbegin(), later.step.touches.cend(), [&](const RelationName &touched) {
                    return std::any_of(
                        own.cbegin(), own.cend(), [&](const RelationName &mine) { return mayBeSame(mine, touched); });
                });
        });
    }

    bool isAsRecorded(const CompiledStep &step)
    {
        if (!m_schema)
            m_schema = takeFingerprint(m_session, m_question.scope);
        if (*m_schema && (*m_schema)->total == m_question.expectedFingerprint)
            return true;
        m_outlook.add(WayBack::Unknown, step.stepId,
            u"step '%1' lies under later steps, and the schema %2"_s.arg(step.stepId,
                *m_schema ? u"is not as it was recorded"_s : u"cannot be read: "_s + m_schema->error().what));
        return false;
    }

    SqlSession &m_session;
    const UndoQuestion &m_question;
    UndoOutlook m_outlook;
    std::optional<Result<Fingerprint>> m_schema; ///< taken when it is needed, once a look
};

} // namespace

RowsAtStake rowsAtStake(SqlSession &session, const CompiledStep &step)
{
    RowsAtStake stake;
    if (isDeclared(step) && step.reversibility > Reversibility::R1 && step.guard.isEmpty()) {
        stake.why = u"nothing counts what %1 takes along"_s.arg(step.program.isEmpty() ? u"raw SQL"_s : u"a program"_s);
        return stake;
    }
    if (step.guard.isEmpty()) {
        stake.rows = 0;
        return stake;
    }
    const Result<qint64> rows = guardCount(session, step.guard, step.stepId);
    if (!rows) {
        stake.why = rows.error().what;
        return stake;
    }
    stake.rows = *rows;
    stake.isKept = *rows > 0 && !step.guardedUndo.isEmpty();
    return stake;
}

QString whyNotAlone(const CompiledStep &step)
{
    if (step.reversibility == Reversibility::R3 || step.reversibility == Reversibility::R4)
        return u"step '%1' is %2: a person must decide"_s.arg(step.stepId, reversibilityName(step.reversibility));
    // Nothing counts what a person's SQL would take along when it is undone.
    if (isDeclared(step) && step.reversibility == Reversibility::R2 && step.guard.isEmpty()) {
        return u"step '%1' is %2 of class R2, and nothing counts what its rollback would lose: a person must decide"_s
            .arg(step.stepId, step.program.isEmpty() ? u"raw SQL"_s : u"a program"_s);
    }
    return {};
}

UndoOutlook lookAtUndo(SqlSession &session, const UndoQuestion &question) { return UndoLook(session, question).take(); }

} // namespace sluice

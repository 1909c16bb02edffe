// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rollback_loss.h"

#include "base/digest.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString rowsText(qint64 rows) { return rows == 1 ? u"1 row"_s : u"%1 rows"_s.arg(rows); }

} // namespace

bool losesUncounted(const CompiledStep &step)
{
    return step.reversibility == Reversibility::R3;
}

bool mayLose(const CompiledStep &step)
{
    return losesUncounted(step) || (!step.guard.isEmpty() && step.guardedUndo.isEmpty());
}

StepLoss lossOf(const QString &stage, const CompiledStep &step, qint64 rows)
{
    return StepLoss { stage, step.stepId, step.undoSummary, step.reversibility,
        step.guard.isEmpty() ? QString() : sha256Hex(step.guard.toUtf8()), step.guard.isEmpty() ? -1 : rows };
}

const StepLoss *acceptedFor(const QList<StepLoss> &accepted, const QString &stage, const CompiledStep &step)
{
    const StepLoss wanted = lossOf(stage, step, 0);
    const auto found = std::find_if(accepted.cbegin(), accepted.cend(), [&](const StepLoss &loss) {
        return loss.stage == wanted.stage && loss.step == wanted.step && loss.guard == wanted.guard
            && loss.reversibility == wanted.reversibility;
    });
    return found == accepted.cend() ? nullptr : &*found;
}

QStringList beyondAccepted(const QList<StepLoss> &losses, const QList<StepLoss> &accepted)
{
    QStringList lines;
    for (const StepLoss &loss : losses) {
        const auto known = std::find_if(accepted.cbegin(), accepted.cend(), [&](const StepLoss &one) {
            return one.stage == loss.stage && one.step == loss.step && one.guard == loss.guard
                && one.reversibility == loss.reversibility;
        });
        if (known == accepted.cend())
            lines += u"step '%1': %2, none was accepted"_s.arg(
                loss.step, loss.rows < 0 ? u"what nothing counts"_s : rowsText(loss.rows));
        else if (loss.rows > known->rows)
            lines += u"step '%1': %2, %3 accepted"_s.arg(loss.step, rowsText(loss.rows), QString::number(known->rows));
    }
    return lines;
}

QList<StepLoss> acceptable(QList<StepLoss> seen, const QList<StepLoss> &waiting)
{
    for (const StepLoss &asked : waiting) {
        const bool isSeen = std::any_of(seen.cbegin(), seen.cend(), [&](const StepLoss &loss) { return loss.stage == asked.stage && loss.step == asked.step; });
        if (!isSeen)
            seen.append(asked);
    }
    return seen;
}

QString lossText(const QList<StepLoss> &losses)
{
    QStringList parts;
    for (const StepLoss &loss : losses) {
        parts += loss.rows < 0 ? u"what step '%1' (%2) takes along, which nothing counts"_s.arg(
                     loss.step, reversibilityName(loss.reversibility))
                               : u"%1 of step '%2'"_s.arg(rowsText(loss.rows), loss.step);
    }
    return parts.join(u"; "_s);
}

qint64 countedRows(const QList<StepLoss> &losses)
{
    qint64 rows = 0;
    for (const StepLoss &loss : losses)
        rows += std::max<qint64>(0, loss.rows);
    return rows;
}

QJsonArray toJson(const QList<StepLoss> &losses)
{
    QJsonArray array;
    for (const StepLoss &loss : losses) {
        array.append(QJsonObject { { u"stage"_s, loss.stage }, { u"step"_s, loss.step }, { u"undo"_s, loss.undo },
            { u"class"_s, reversibilityName(loss.reversibility) }, { u"guard"_s, loss.guard },
            { u"rows"_s, static_cast<double>(loss.rows) } });
    }
    return array;
}

QList<StepLoss> lossesFromJson(const QJsonArray &json)
{
    QList<StepLoss> losses;
    for (const QJsonValue value : json) {
        const QJsonObject loss = value.toObject();
        // A class that is not known is taken for the worst that can be accepted; it matches no step of another.
        const Result<Reversibility> reversibility = reversibilityFromName(loss["class"_L1].toString());
        losses.append(StepLoss { loss["stage"_L1].toString(), loss["step"_L1].toString(), loss["undo"_L1].toString(),
            reversibility.value_or(Reversibility::R4), loss["guard"_L1].toString(), loss["rows"_L1].toInteger(-1) });
    }
    return losses;
}

} // namespace sluice

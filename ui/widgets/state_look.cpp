// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/state_look.h"

#include <QHash>

namespace sluice {

using namespace Qt::StringLiterals;

StateLook stateLook(RolloutLook look)
{
    const QString word = rolloutWord(look);
    switch (look) {
    case RolloutLook::Unreadable:
        return { Glyph::Hazard, ColorRole::Watch, word };
    case RolloutLook::Draft:
        return { Glyph::Pending, ColorRole::Muted, word };
    case RolloutLook::Scheduled:
        return { Glyph::Scheduled, ColorRole::Muted, word };
    case RolloutLook::Running:
        return { Glyph::Running, ColorRole::Accent, word };
    case RolloutLook::Held:
        return { Glyph::Held, ColorRole::Watch, word };
    case RolloutLook::Breached:
        return { Glyph::Breach, ColorRole::Breach, word };
    case RolloutLook::Observing:
        return { Glyph::Running, ColorRole::Good, word };
    case RolloutLook::Sealed:
        return { Glyph::Passed, ColorRole::Good, word };
    case RolloutLook::Cancelled:
        return { Glyph::Cross, ColorRole::Muted, word };
    case RolloutLook::RollingBack:
    case RolloutLook::Verifying:
        return { Glyph::RolledBack, ColorRole::Breach, word };
    case RolloutLook::RolledBack:
        return { Glyph::RolledBack, ColorRole::Unknown, word };
    case RolloutLook::Stuck:
        return { Glyph::Hazard, ColorRole::Breach, word };
    }
    return {};
}

StateLook stateLook(StageLook look)
{
    const QString word = stageWord(look);
    switch (look) {
    case StageLook::Pending:
        return { Glyph::Pending, ColorRole::Muted, word };
    case StageLook::Running:
        return { Glyph::Running, ColorRole::Accent, word };
    case StageLook::Held:
        return { Glyph::Held, ColorRole::Watch, word };
    case StageLook::Breached:
        return { Glyph::Breach, ColorRole::Breach, word };
    case StageLook::Unknown:
        return { Glyph::Unknown, ColorRole::Unknown, word };
    case StageLook::Passed:
        return { Glyph::Passed, ColorRole::Good, word };
    case StageLook::Undoing:
        return { Glyph::RolledBack, ColorRole::Breach, word };
    case StageLook::RolledBack:
        return { Glyph::RolledBack, ColorRole::Unknown, word };
    case StageLook::Stuck:
        return { Glyph::Hazard, ColorRole::Breach, word };
    }
    return {};
}

StateLook stateLook(Verdict verdict)
{
    const QString word = verdictWord(verdict);
    switch (verdict) {
    case Verdict::Warmup:
    case Verdict::Collecting:
        return { Glyph::Pending, ColorRole::Muted, word };
    case Verdict::Healthy:
        return { Glyph::Passed, ColorRole::Good, word };
    case Verdict::Watch:
        return { Glyph::Hazard, ColorRole::Watch, word };
    case Verdict::Breach:
        return { Glyph::Breach, ColorRole::Breach, word };
    case Verdict::NoData:
        return { Glyph::Unknown, ColorRole::Watch, word };
    case Verdict::Error:
        return { Glyph::Cross, ColorRole::Watch, word };
    case Verdict::Inconclusive:
        return { Glyph::Unknown, ColorRole::Unknown, word };
    }
    return {};
}

StateLook stateLook(const GateStanding &gate)
{
    StateLook look = gate.verdict ? stateLook(*gate.verdict) : StateLook {};
    look.word = standingWord(gate);
    return look;
}

StateLook stateLook(RollbackResult result)
{
    const QString word = rollbackResultWord(result);
    switch (result) {
    case RollbackResult::None:
        return { Glyph::Pending, ColorRole::Muted, word };
    case RollbackResult::Exact:
        return { Glyph::Passed, ColorRole::Good, word };
    case RollbackResult::ExactExcept:
        return { Glyph::Hazard, ColorRole::Watch, word };
    case RollbackResult::Failed:
        return { Glyph::Cross, ColorRole::Breach, word };
    case RollbackResult::Unknown:
        return { Glyph::Unknown, ColorRole::Unknown, word };
    }
    return {};
}

ColorRole stageKindRole(StageKind kind)
{
    switch (kind) {
    case StageKind::Compatibility:
        return ColorRole::Compatibility;
    case StageKind::Additive:
        return ColorRole::Additive;
    case StageKind::Forward:
        return ColorRole::Forward;
    case StageKind::Resilience:
        return ColorRole::Resilience;
    case StageKind::Contract:
        return ColorRole::Contract;
    }
    return ColorRole::Contract;
}

StateLook logLook(const QString &kind)
{
    static const QHash<QString, StateLook> looks {
        { u"passed"_s, { Glyph::Passed, ColorRole::Good, {} } },
        { u"breach"_s, { Glyph::Breach, ColorRole::Breach, {} } },
        { u"rolled_back"_s, { Glyph::RolledBack, ColorRole::Breach, {} } },
        { u"flag"_s, { Glyph::Flag, ColorRole::Forward, {} } },
        { u"hold"_s, { Glyph::Held, ColorRole::Watch, {} } },
        { u"approval"_s, { Glyph::Approval, ColorRole::Accent, {} } },
        { u"step"_s, { Glyph::Step, ColorRole::Muted, {} } },
        { u"feedback"_s, { Glyph::Feedback, ColorRole::Muted, {} } },
        { u"unknown"_s, { Glyph::Unknown, ColorRole::Unknown, {} } },
    };
    return looks.value(kind, { Glyph::Info, ColorRole::Muted, {} });
}

} // namespace sluice

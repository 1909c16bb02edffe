// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/gate_place.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<GatePlace> gatePlace(const Plan &plan, const QString &id)
{
    QStringList known;
    for (qsizetype stage = 0; stage < plan.stages.size(); ++stage) {
        const QList<Gate> &gates = plan.stages[stage].gates;
        for (qsizetype gate = 0; gate < gates.size(); ++gate) {
            if (gates[gate].id == id)
                return GatePlace { stage, gate };
            known += gates[gate].id;
        }
    }
    return fail(ErrorCode::NotFound, u"%1 has no gate '%2'"_s.arg(plan.metadata.id, id), {},
        known.isEmpty() ? u"it has no gate at all"_s : u"it has: "_s + known.join(u", "_s));
}

} // namespace sluice

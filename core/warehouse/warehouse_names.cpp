// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/compiled_step.h"
#include "warehouse/flags.h"
#include "warehouse/receipts.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString reversibilityName(Reversibility reversibility)
{
    return u'R' + QString::number(static_cast<int>(reversibility));
}

Result<Reversibility> reversibilityFromName(const QString &name)
{
    for (int i = 0; i <= static_cast<int>(Reversibility::R4); ++i) {
        if (name == reversibilityName(static_cast<Reversibility>(i)))
            return static_cast<Reversibility>(i);
    }
    return fail(ErrorCode::LedgerCorrupt, u"a compiled step has the class '"_s + name + u"'"_s);
}

QString directionName(Direction direction)
{
    return direction == Direction::Forward ? QStringLiteral("forward") : QStringLiteral("undo");
}

QString branchName(Branch branch)
{
    switch (branch) {
    case Branch::Live:
        return QStringLiteral("live");
    case Branch::Legacy:
        return QStringLiteral("legacy");
    case Branch::Candidate:
        return QStringLiteral("candidate");
    }
    return {};
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_reach.h"

#include "engine/rehearsal_names.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<void> refuseWaysOut(
    const decltype(CloneOrder::open) &open, const ConnectionProfile &source, const PlanBundle &bundle)
{
    if (source.engine != Engine::Mariadb)
        return {}; // a session reaches one database there
    SLUICE_TRY(const auto session, open(source, SessionRole::Catalogue, {}));
    SLUICE_TRY(const QStringList ways, waysOutOfDatabase(*session, rehearsedTexts(bundle)));
    if (ways.isEmpty())
        return {};
    return fail(ErrorCode::Refused,
        u"the plan %1, which a rehearsal must not reach: its steps would run there and not on the copy"_s.arg(
            ways.join(u", "_s)),
        bundle.file,
        u"write the names of relations without a database: they are the connection's. What is the server's own is changed apart from a plan"_s);
}

} // namespace sluice

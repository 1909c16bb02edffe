// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/connection_look.h"

namespace sluice {

ConnectionView lookAt(
    const ConnectionProfile &profile, Result<std::unique_ptr<SqlSession>> session, const QDateTime &now)
{
    ConnectionView view;
    view.profile = profile;
    view.isChecked = true;
    view.checkedAt = now;
    if (!session) {
        view.problem = session.error().what;
        view.error = session.error();
        return view;
    }
    view.isReachable = true;
    view.version = (*session)->serverVersion();
    const auto identity = verifyForRollout(**session);
    if (identity) {
        view.identity = *identity;
    } else {
        view.problem = identity.error().what;
        view.error = identity.error();
    }
    return view;
}

} // namespace sluice

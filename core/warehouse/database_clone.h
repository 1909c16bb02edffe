// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/clone.h"

namespace sluice {

/// Copying a large database takes as long as it takes.
SessionOptions patientOptions();

/// "sluice_rehearsal_3f9c2b7e41d0", of which there is no other, and what all such names match.
QString newCloneName();
constexpr auto kCloneNameForm = "^sluice_rehearsal_[0-9a-f]{12}$";

/// A clone that is a database of the source's server.
class DatabaseClone : public Clone
{
public:
    /// dropSql removes it. It counts as there from markMade() on: a name that was somebody's is not dropped. keeper holds
    /// what tells a living clone from a dead one, where its connections do not.
    DatabaseClone(
        ConnectionProfile profile, CloneOrder order, SessionOptions options, QString dropSql, std::unique_ptr<SqlSession> keeper = {});
    ~DatabaseClone() override;

    void markMade() { m_isGone = false; }
    /// By a fresh session: the one that made it may be lost, or must not keep others from what is copied meanwhile.
    Result<void> remove() override;

private:
    const CloneOrder m_order;
    const SessionOptions m_options;
    const QString m_dropSql;
    const std::unique_ptr<SqlSession> m_keeper;
    bool m_isGone = true;
};

/// Drops what rehearsals that were killed have left, each by its statement; how many. What cannot be dropped now is logged.
int dropDeadClones(SqlSession &session, const QStringList &dropStatements, const CloneOrder &order);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/database_clone.h"

#include "base/logging.h"

#include <QUuid>

namespace sluice {

using namespace Qt::StringLiterals;

SessionOptions patientOptions()
{
    SessionOptions options;
    options.applicationName = u"sluice rehearsal"_s; // no runner: takeovers leave it alone
    options.statementTimeout = Duration(0);
    return options;
}

QString newCloneName() { return u"sluice_rehearsal_"_s + QUuid::createUuid().toString(QUuid::Id128).left(12); }

DatabaseClone::DatabaseClone(
    ConnectionProfile profile, CloneOrder order, SessionOptions options, QString dropSql, std::unique_ptr<SqlSession> keeper)
    : Clone(std::move(profile))
    , m_order(std::move(order))
    , m_options(std::move(options))
    , m_dropSql(std::move(dropSql))
    , m_keeper(std::move(keeper))
{
}

DatabaseClone::~DatabaseClone()
{
    if (const auto removed = DatabaseClone::remove(); !removed && m_order.say)
        m_order.say(removed.error().what);
}

Result<void> DatabaseClone::remove()
{
    if (m_isGone)
        return {};
    const auto drop = [this]() -> Result<void> {
        SLUICE_TRY(const auto session, m_order.open(m_order.source, SessionRole::Control, m_options));
        SLUICE_CHECK(session->execute(m_dropSql));
        return {};
    };
    if (const auto dropped = drop(); !dropped)
        return fail(dropped.error().code,
            u"the rehearsal's database %1 could not be dropped: %2"_s.arg(profile().database, dropped.error().what),
            u"connection "_s + m_order.source.name, u"drop it by hand; the next rehearsal tries too"_s);
    m_isGone = true;
    return {};
}

int dropDeadClones(SqlSession &session, const QStringList &dropStatements, const CloneOrder &order)
{
    int removed = 0;
    for (const QString &drop : dropStatements) {
        if (const auto dropped = session.execute(drop); dropped)
            ++removed;
        else
            qCWarning(lcSql) << "a dead rehearsal's database cannot be dropped:" << dropped.error().what;
    }
    if (removed > 0 && order.say)
        order.say(u"Dropped %1 databases that rehearsals cut off had left"_s.arg(removed));
    return removed;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/mariadb_stand_in.h"

#include "sql/sql_quoting.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"

namespace sluice {

using namespace Qt::StringLiterals;

MariadbStandIn::MariadbStandIn(SqlSession &session, RelationName name)
    : m_session(&session)
    , m_name(std::move(name))
{
}

MariadbStandIn::MariadbStandIn(MariadbStandIn &&other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
    , m_name(std::move(other.m_name))
{
}

MariadbStandIn::~MariadbStandIn()
{
    if (!m_session || !m_session->isOpen())
        return;
    const SqlSession::PastStop pastStop(*m_session);
    static_cast<void>(m_session->execute(u"DROP TABLE IF EXISTS "_s + quoteRelation(Engine::Mariadb, m_name)));
}

Result<MariadbStandIn> MariadbStandIn::made(const StepContext &context, const QString &definition)
{
    SqlSession &session = context.session;
    if (session.isInTransaction())
        return fail(ErrorCode::Usage, u"a step is compiled outside a transaction"_s, session.profile().name);
    MariadbStandIn standIn(session,
        { session.profile().database, u"sluice_trial_"_s + QString::number(session.backendPid()) + u"_table"_s });
    if (auto done = session.execute(u"CREATE OR REPLACE TABLE "_s + quoted(context, standIn.m_name) + definition);
        !done)
        return fail(refusedMariadbTrial(std::move(done).error()));
    return standIn;
}

Result<MariadbStandIn> MariadbStandIn::like(const StepContext &context, const RelationName &table)
{
    return made(context, u" LIKE "_s + quoted(context, table));
}

Result<MariadbStandIn> MariadbStandIn::of(const StepContext &context, const QString &definition)
{
    return made(context, u' ' + definition);
}

Result<bool> MariadbStandIn::change(const QString &clause) const
{
    const QString alter = u"ALTER TABLE "_s + quoteRelation(Engine::Mariadb, m_name) + u' ' + clause;
    const auto online = m_session->execute(alter + onlineOnly());
    if (online)
        return true;
    if (online.error().code != ErrorCode::NotSupported)
        return fail(refusedMariadbTrial(online.error()));
    if (auto copied = m_session->execute(alter + copyingOnly()); !copied)
        return fail(refusedMariadbTrial(std::move(copied).error()));
    return false;
}

Result<TriedMariadbChange> tryMariadbChange(const StepContext &context, const RelationName &table,
    const QString &column, const QString &forwardClause, const QString &backClause)
{
    TriedMariadbChange tried;
    SLUICE_TRY(const MariadbStandIn standIn, MariadbStandIn::like(context, table));
    SLUICE_TRY(const QString printed, mariadbTableText(context.session, standIn.name()));
    SLUICE_TRY(const bool isOnline, standIn.change(forwardClause));
    if (!column.isEmpty()) {
        SLUICE_TRY(tried.before, readMariadbColumn(context.session, table, column));
        SLUICE_TRY(tried.after, readMariadbColumn(context.session, standIn.name(), column));
    }
    SLUICE_TRY(const bool isBackOnline, standIn.change(backClause));
    SLUICE_TRY(const QString again, mariadbTableText(context.session, standIn.name()));
    if (again != printed) {
        return refuse(context,
            u"MariaDB prints %1 differently after this change was taken back, so an undo could not be proved"_s.arg(
                table.text()),
            u"make the change in a new table or column, and move readers by a flag"_s);
    }
    const QString alter = u"ALTER TABLE "_s + quoted(context, table) + u' ';
    tried.copiesForward = !isOnline;
    tried.copiesBack = !isBackOnline;
    tried.forward = alter + forwardClause + (isOnline ? onlineOnly() : copyingOnly());
    tried.back = alter + backClause + (isBackOnline ? onlineOnly() : copyingOnly());
    tried.forwardLock = isOnline ? mariadbShortLock(table) : mariadbCopyLock(table);
    tried.backLock = isBackOnline ? mariadbShortLock(table) : mariadbCopyLock(table);
    return tried;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_history.h"

#include "app/shared/past_run.h"
#include "warehouse/fingerprint.h"

#include <QFileInfo>
#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kHost = "ops-1"_L1;

/// What every past rollout shares.
struct Shop {
    const Workspace &workspace;
    SqlSession &session;
    const TargetIdentity &identity;
    SampleStore &samples;
};

CompiledStep step(const QString &id, const QString &op, const QString &summary, const QString &undoSummary, const QString &forward, const QString &undo)
{
    CompiledStep made;
    made.stepId = id;
    made.op = op;
    made.summary = summary;
    made.undoSummary = undoSummary;
    made.reversibility = op == u"add_column" || op == u"backfill" ? Reversibility::R2 : Reversibility::R0;
    made.forward = { forward };
    made.undo = { undo };
    made.forwardLock = made.undoLock = u"write lock of the file for one short transaction"_s;
    return made;
}

Result<std::unique_ptr<Ledger>> ledgerOf(const Shop &shop, const Clock &clock, const QString &actor)
{
    return openSqliteLedger(shop.workspace.ledgerFile, clock, actor);
}

Result<void> introduce(const Shop &shop, const QDateTime &at)
{
    HistoryClock clock(at);
    SLUICE_TRY(const auto ledger, ledgerOf(shop, clock, u"data-platform"_s));
    const auto tell = [&](EventType type, const QJsonObject &payload) {
        clock.pass(3min);
        return ledger->append({ NewEvent { type, {}, payload } }).map([](const QList<Event> &) {});
    };
    SLUICE_CHECK(tell(EventType::ConnectionAdded, { { u"connection"_s, u"warehouse"_s }, { u"engine"_s, u"sqlite"_s }, { u"environment"_s, u"dev"_s } }));
    return tell(EventType::TargetEnrolled, { { u"connection"_s, u"warehouse"_s }, { u"identity"_s, toJson(shop.identity) } });
}

Result<void> feedback(const Shop &shop, const QDateTime &at, const QString &actor, const QString &dataset, const QString &text)
{
    HistoryClock clock(at);
    SLUICE_TRY(const auto ledger, ledgerOf(shop, clock, actor));
    return ledger
        ->append({ NewEvent { EventType::FeedbackGiven, {}, { { u"dataset"_s, dataset }, { u"text"_s, text }, { u"about"_s, 0 } } } })
        .map([](const QList<Event> &) {});
}

Result<void> loadedAt(const Shop &shop, const QDateTime &at)
{
    HistoryClock clock(at);
    SLUICE_TRY(const auto ledger, ledgerOf(shop, clock, u"data-platform"_s));
    SLUICE_TRY(const PlanBundle bundle, readPlan(shop.workspace.root, shop.workspace.planFile(u"orders-loaded-at"_s)));
    PastRun run({ *ledger, shop.samples, clock, bundle, shop.identity, kHost });
    SLUICE_CHECK(run.begin(u"The morning meeting looked at yesterday's figures twice last week"_s));
    SLUICE_CHECK(run.applyStage(u"compatibility"_s,
        { { step(u"loaded-at"_s, u"add_column"_s, u"Add column loaded_at to orders"_s, u"Drop column loaded_at of orders"_s,
                u"ALTER TABLE \"orders\" ADD COLUMN \"loaded_at\" text"_s, u"ALTER TABLE \"orders\" DROP COLUMN \"loaded_at\""_s),
            0, 21ms } }));
    SLUICE_CHECK(run.bake());
    SLUICE_CHECK(run.applyStage(u"additive"_s,
        { { step(u"loaded-index"_s, u"create_index"_s, u"Create index orders_by_load on orders"_s, u"Drop index orders_by_load"_s,
                u"CREATE INDEX \"orders_by_load\" ON \"orders\" (\"loaded_at\")"_s, u"DROP INDEX \"orders_by_load\""_s),
            0, 412ms } }));
    SLUICE_CHECK(run.bake());
    return run.observeAndSeal();
}

QJsonArray paymentsProof(qint64 rows)
{
    const QString sum = u"%1"_s.arg(rows * 7'919'731, 32, 16, QLatin1Char('0'));
    return { QJsonObject { { u"table"_s, u"payments"_s }, { u"rows_before"_s, static_cast<double>(rows) }, { u"rows_now"_s, static_cast<double>(rows) },
        { u"sum_before"_s, sum }, { u"sum_now"_s, sum }, { u"arrived"_s, 61 }, { u"equal"_s, true }, { u"note"_s, QString() } } };
}

Result<void> refundReasons(const Shop &shop, const QDateTime &at)
{
    HistoryClock clock(at);
    SLUICE_TRY(const auto ledger, ledgerOf(shop, clock, u"crm-data"_s));
    SLUICE_TRY(const PlanBundle bundle, readPlan(shop.workspace.root, shop.workspace.planFile(u"refund-reasons"_s)));
    // Everything was taken back, so the table is today what it was before.
    SLUICE_TRY(const Fingerprint fingerprint, takeFingerprint(shop.session, bundle.plan.objects));
    SLUICE_TRY(const SqlRows count,
        shop.session.queryBound(u"SELECT count(*) FROM payments WHERE paid_at <= ?"_s, { at.toString(u"yyyy-MM-dd HH:mm:ss"_s) }));
    const QJsonArray tables = paymentsProof(count.scalar().toLongLong());
    PastRun run({ *ledger, shop.samples, clock, bundle, shop.identity, kHost });
    SLUICE_CHECK(run.begin(u"Support asked for it before the season starts"_s));
    SLUICE_CHECK(run.applyStage(u"compatibility"_s,
        { { step(u"reason-column"_s, u"add_column"_s, u"Add column refund_reason to payments"_s, u"Drop column refund_reason of payments"_s,
                u"ALTER TABLE \"payments\" ADD COLUMN \"refund_reason\" text"_s, u"ALTER TABLE \"payments\" DROP COLUMN \"refund_reason\""_s),
            0, 19ms } }));
    SLUICE_CHECK(run.bake());
    SLUICE_CHECK(run.applyStage(u"additive"_s,
        { { step(u"reason-view"_s, u"create_view"_s, u"Create view refund_reasons"_s, u"Drop view refund_reasons"_s,
                u"CREATE VIEW \"refund_reasons\" AS SELECT refund_reason, count(*) AS payments FROM payments WHERE status = 'refunded' GROUP BY refund_reason"_s,
                u"DROP VIEW \"refund_reasons\""_s),
            0, 8ms } }));
    SLUICE_CHECK(run.bake(u"export-errors"_s, 47min));
    SLUICE_CHECK(run.rollBack(u"compatibility"_s, run.lastWhy(), u"export-errors"_s, fingerprint.total, tables));
    clock.pass(26min);
    SLUICE_CHECK(run.rollBack({}, u"The finance export reads payments by position; the column waits until it reads by name"_s, {}, fingerprint.total, tables));
    return run.leave(u"the rollout was rolled back"_s);
}

Result<void> customerSegment(const Shop &shop, const QDateTime &at)
{
    HistoryClock clock(at);
    SLUICE_TRY(const auto ledger, ledgerOf(shop, clock, u"crm-data"_s));
    SLUICE_TRY(const PlanBundle bundle, readPlan(shop.workspace.root, shop.workspace.planFile(u"customer-segment"_s)));
    PastRun run({ *ledger, shop.samples, clock, bundle, shop.identity, kHost });
    SLUICE_CHECK(run.begin(u"Campaign budgets are set per segment from this quarter on"_s));
    SLUICE_CHECK(run.applyStage(u"compatibility"_s,
        { { step(u"segment-column"_s, u"add_column"_s, u"Add column segment to customers"_s, u"Drop column segment of customers"_s,
                u"ALTER TABLE \"customers\" ADD COLUMN \"segment\" text"_s, u"ALTER TABLE \"customers\" DROP COLUMN \"segment\""_s),
            0, 17ms } }));
    SLUICE_CHECK(run.bake());
    SLUICE_CHECK(run.applyStage(u"additive"_s,
        { { step(u"fill-segment"_s, u"backfill"_s, u"Fill segment of customers"_s, u"Empty segment of customers"_s,
                u"UPDATE \"customers\" SET \"segment\" = 'consumer' WHERE segment IS NULL"_s, u"UPDATE \"customers\" SET \"segment\" = NULL"_s),
              11'940, 640ms },
            { step(u"value-view"_s, u"create_view"_s, u"Create view segment_value"_s, u"Drop view segment_value"_s,
                  u"CREATE VIEW \"segment_value\" AS SELECT segment, count(*) AS customers, round(avg(lifetime_eur), 2) AS average_eur"
                  " FROM customer_ltv GROUP BY segment"_s,
                  u"DROP VIEW \"segment_value\""_s),
                0, 9ms } }));
    SLUICE_CHECK(run.bake());
    return run.observeAndSeal();
}

} // namespace

Result<void> writeDemoHistory(const Workspace &workspace, SqlSession &session, const TargetIdentity &identity, const QDateTime &now)
{
    SLUICE_TRY(const auto samples, SampleStore::open(QFileInfo(workspace.ledgerFile).absolutePath() + u"/samples.db"_s));
    const Shop shop { workspace, session, identity, *samples };
    const auto before = [&](int days, int hour) { return QDateTime(now.date().addDays(-days), QTime(hour, 12), Qt::UTC); };
    SLUICE_CHECK(introduce(shop, before(44, 8)));
    SLUICE_CHECK(loadedAt(shop, before(41, 9)));
    SLUICE_CHECK(refundReasons(shop, before(17, 13)));
    SLUICE_CHECK(feedback(shop, before(16, 8), u"bi-team"_s, u"daily_revenue"_s, u"Revenue looks too high on days with many Swedish orders"_s));
    return customerSegment(shop, before(6, 7));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/cost_text.h"
#include "app/cli/plan_lookup.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

class PlanCost final : public Command
{
public:
    QString name() const override { return u"plan cost"_s; }
    QString summary() const override
    {
        return u"Tell what a plan's gates would ask of the target, before any probe runs"_s;
    }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOption({ u"budget"_s,
            u"Rows that the gates may read of one table a day; a table beyond it, or of which that is unknown, is a finding."_s,
            u"ROWS"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    static void answer(
        CliSession &session, const PlanBundle &bundle, const QList<ProbeCost> &costs, std::optional<double> budget);
};

Result<std::optional<double>> budgetOf(const QCommandLineParser &parser)
{
    if (!parser.isSet(u"budget"_s))
        return std::optional<double>();
    bool isNumber = false;
    const qint64 rows = parser.value(u"budget"_s).toLongLong(&isNumber);
    if (!isNumber || rows < 0)
        return fail(usageError(u"--budget is a number of rows a day"_s, u"plan cost PLAN [--budget ROWS]"_s));
    return std::optional(static_cast<double>(rows));
}

void PlanCost::run(const QCommandLineParser &parser, CliSession &session)
{
    const auto budget = budgetOf(parser);
    if (!budget)
        return session.fail(budget.error());
    const auto workspace = session.workspace();
    if (!workspace)
        return session.fail(workspace.error());
    const auto bundle = planNamed(*workspace, parser.positionalArguments().at(2));
    if (!bundle)
        return session.fail(bundle.error());
    withSnapshot(
        session,
        [&session, bundle = *bundle, budget = *budget](LocalService &service, const SnapshotPtr &) {
            whenDone<QList<ProbeCost>>(service.probeCosts(bundle.plan), session,
                [&session, bundle, budget](const QList<ProbeCost> &costs) { answer(session, bundle, costs, budget); });
        },
        Needs::Targets);
}

void PlanCost::answer(
    CliSession &session, const PlanBundle &bundle, const QList<ProbeCost> &costs, std::optional<double> budget)
{
    const Output &out = session.out();
    out.line(u"%1  digest %2"_s.arg(out.bold(bundle.plan.metadata.id), bundle.digest.left(12)));
    QJsonArray statements;
    for (const ProbeCost &cost : costs) {
        out.line(describeCost(cost, out));
        statements.append(costJson(cost));
    }
    if (costs.isEmpty())
        out.line(u"  no gate asks anything of the target"_s);
    QJsonArray tables;
    bool isFinding = false;
    for (const TableCost &table : costsByTable(costs)) {
        out.line(describeCost(table, budget, out));
        tables.append(costJson(table, budget));
        isFinding = isFinding || (budget && !table.isWithin(*budget));
    }
    out.json(u"sluice.cost/1"_s,
        QJsonObject { { u"plan"_s, bundle.plan.metadata.id }, { u"digest"_s, bundle.digest },
            { u"budget"_s, budget ? QJsonValue(*budget) : QJsonValue(QJsonValue::Null) },
            { u"statements"_s, statements }, { u"tables"_s, tables } });
    session.finish(isFinding ? 1 : 0);
}

} // namespace

std::unique_ptr<Command> makePlanCostCommand() { return std::make_unique<PlanCost>(); }

} // namespace sluice

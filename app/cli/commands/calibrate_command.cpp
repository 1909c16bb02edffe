// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/calibration_text.h"
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "plan/gate_place.h"
#include "plan/other_limit.h"

#include <QJsonArray>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QString kUsage = u"plan calibrate PLAN [--limit GATE=VALUE]…"_s;

/// "latency=1.1x baseline", or "rows.min=10" where a gate has more than one limit.
Result<void> setLimit(Plan &plan, const QString &word)
{
    const qsizetype equals = word.indexOf(u'=');
    if (equals <= 0 || equals + 1 == word.size())
        return tl::make_unexpected(usageError(u"--limit '%1' is not GATE=VALUE"_s.arg(word), kUsage));
    const QString name = word.left(equals);
    const QString id = name.section(u'.', 0, 0);
    SLUICE_TRY(const GatePlace place, gatePlace(plan, id));
    Gate &gate = plan.stages[place.stage].gates[place.gate];
    SLUICE_TRY(gate, withOtherLimit(gate, name.section(u'.', 1), word.mid(equals + 1)));
    return {};
}

/// The plan as the --limit words would have it.
Result<Plan> otherPlan(const Plan &plan, const QStringList &words)
{
    Plan other = plan;
    for (const QString &word : words)
        SLUICE_CHECK(setLimit(other, word));
    return other;
}

class PlanCalibrate final : public Command
{
public:
    QString name() const override { return u"plan calibrate"_s; }
    QString summary() const override
    {
        return u"Replay the stored samples through a plan's gates: how often they would have fired"_s;
    }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
        parser.addOption({ u"limit"_s,
            u"What if a gate's limit were this one; GATE.min, GATE.max or GATE.hard_limit where it has several. May be given again."_s,
            u"GATE=VALUE"_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;

private:
    static void answer(CliSession &session, const PlanBundle &bundle, const QList<GateCalibration> &stated,
        const QList<GateCalibration> &changed);
};

void PlanCalibrate::run(const QCommandLineParser &parser, CliSession &session)
{
    const auto workspace = session.workspace();
    if (!workspace)
        return session.fail(workspace.error());
    const auto bundle = planNamed(*workspace, parser.positionalArguments().at(2));
    if (!bundle)
        return session.fail(bundle.error());
    const auto other = otherPlan(bundle->plan, parser.values(u"limit"_s));
    if (!other)
        return session.fail(other.error());
    withSnapshot(
        session,
        [&session, bundle = *bundle, other = *other](LocalService &service, const SnapshotPtr &) {
            whenDone<QList<GateCalibration>>(service.calibrate(bundle.plan, {}), session,
                [&session, &service, bundle, other](const QList<GateCalibration> &stated) {
                    if (other == bundle.plan)
                        return answer(session, bundle, stated, {});
                    whenDone<QList<GateCalibration>>(service.calibrate(other, {}), session,
                        [&session, bundle, stated](
                            const QList<GateCalibration> &changed) { answer(session, bundle, stated, changed); });
                });
        },
        Needs::Ledger);
}

void PlanCalibrate::answer(CliSession &session, const PlanBundle &bundle, const QList<GateCalibration> &stated,
    const QList<GateCalibration> &changed)
{
    const Output &out = session.out();
    out.line(u"%1  digest %2"_s.arg(out.bold(bundle.plan.metadata.id), bundle.digest.left(12)));
    QJsonArray gates;
    bool isFinding = false;
    for (qsizetype i = 0; i < stated.size(); ++i) {
        const bool isOther = i < changed.size() && changed[i].gate != stated[i].gate;
        const auto other = isOther ? std::optional(changed[i]) : std::nullopt;
        out.line(describeCalibration(stated[i], other, out));
        gates.append(calibrationJson(stated[i], other));
        isFinding = isFinding || (other ? other->isTooSensitive() : stated[i].isTooSensitive());
    }
    if (stated.isEmpty())
        out.line(u"  it has no gate"_s);
    out.json(u"sluice.calibration/1"_s,
        QJsonObject { { u"plan"_s, bundle.plan.metadata.id }, { u"digest"_s, bundle.digest }, { u"gates"_s, gates } });
    session.finish(isFinding ? 1 : 0);
}

} // namespace

std::unique_ptr<Command> makePlanCalibrateCommand() { return std::make_unique<PlanCalibrate>(); }

} // namespace sluice

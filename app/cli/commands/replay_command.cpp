// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "app/cli/replay_text.h"
#include "engine/workload_replay.h"
#include "service/workload_files.h"

#include <QPointer>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr Duration kSayEvery { 2'000 };

/// What production's queries get on the candidate.
class ReplayWorkload final : public Command
{
public:
    QString name() const override { return u"replay"_s; }
    QString summary() const override
    {
        return u"Run production's queries on the legacy and the candidate, and compare times and plans"_s;
    }
    QString arguments() const override { return u"PLAN"_s; }
    void describe(QCommandLineParser &parser) const override;
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

void ReplayWorkload::describe(QCommandLineParser &parser) const
{
    parser.addPositionalArgument(u"plan"_s, u"Plan id or file."_s, u"PLAN"_s);
    parser.addOptions({
        { u"sql"_s,
            u"File of queries, one statement after the other; may be repeated. Without it those that pg_stat_statements counted."_s,
            u"FILE"_s },
        { u"connection"_s, u"Where they run: a clone or a replica; the plan's own by default."_s, u"C"_s },
        { u"runs"_s, u"Runs of each query on each branch, 5 to 200."_s, u"N"_s, u"10"_s },
        { u"top"_s, u"Run the N most expensive queries, or the first N of the files."_s, u"N"_s, u"20"_s },
        { u"peak"_s, u"Then run all of them at once, FACTOR times as many as usual; at most 32 sessions."_s,
            u"FACTOR"_s },
        { u"limit"_s, u"How many times as long the candidate may take."_s, u"FACTOR"_s, u"1.2"_s },
        { u"timeout"_s, u"Time limit of one run."_s, u"DURATION"_s, u"30s"_s },
        { u"budget"_s, u"Time limit of everything."_s, u"DURATION"_s, u"10m"_s },
    });
}

Result<int> countOf(const QCommandLineParser &parser, const QString &option, int least, int most, const QString &usage)
{
    bool isNumber = false;
    const int count = parser.value(option).toInt(&isNumber);
    if (!isNumber || count < least || count > most)
        return fail(usageError(
            u"--%1 is a number from %2 to %3"_s.arg(option, QString::number(least), QString::number(most)), usage));
    return count;
}

Result<double> factorOf(const QCommandLineParser &parser, const QString &option, double least, const QString &usage)
{
    bool isNumber = false;
    const double factor = parser.value(option).toDouble(&isNumber);
    if (!isNumber || !(factor >= least) || factor > 100)
        return fail(usageError(u"--%1 is a factor from %2 to 100"_s.arg(option, QString::number(least)), usage));
    return factor;
}

Result<Duration> lengthOf(const QCommandLineParser &parser, const QString &option, const QString &usage)
{
    const auto length = parseDuration(parser.value(option));
    if (!length || length->count() < 10)
        return fail(usageError(u"--%1 is a duration of at least 10ms, as in 30s"_s.arg(option), usage));
    return *length;
}

Result<ReplayOrder> orderOf(const QCommandLineParser &parser, const QString &usage)
{
    ReplayOrder order;
    order.connection = parser.value(u"connection"_s);
    SLUICE_TRY(order.options.runs, countOf(parser, u"runs"_s, 5, 200, usage));
    SLUICE_TRY(order.options.mostQueries, countOf(parser, u"top"_s, 1, 1'000, usage));
    SLUICE_TRY(order.options.limit, factorOf(parser, u"limit"_s, 1, usage));
    SLUICE_TRY(order.options.timeout, lengthOf(parser, u"timeout"_s, usage));
    SLUICE_TRY(order.options.budget, lengthOf(parser, u"budget"_s, usage));
    if (parser.isSet(u"peak"_s)) {
        SLUICE_TRY(order.peak, factorOf(parser, u"peak"_s, 0.1, usage));
    }
    SLUICE_TRY(order.files, readWorkloadFiles(parser.values(u"sql"_s)));
    return order;
}

/// A line for a terminal every few seconds.
ReplayWatcher progressOf(CliSession &session)
{
    if (!session.out().isTerminal() && !session.isVerbose())
        return {};
    const Duration began = session.clock().monotonic();
    auto told = std::make_shared<Duration>(began - kSayEvery); // the first is said at once
    return [session = QPointer(&session), began, told](const ReplayProgress &progress) {
        QMetaObject::invokeMethod(
            session.data(),
            [session, began, told, progress] {
                const Duration now = session->clock().monotonic();
                if (now - *told < kSayEvery)
                    return;
                *told = now;
                session->out().progress(replayProgressText(progress, progress.isAtPeak ? Duration(0) : now - began));
            },
            Qt::QueuedConnection);
    };
}

void ReplayWorkload::run(const QCommandLineParser &parser, CliSession &session)
{
    const auto order = orderOf(parser, usage());
    if (!order)
        return session.fail(order.error());
    withSnapshot(
        session,
        [&session, wanted = parser.positionalArguments().value(1), order = *order](
            LocalService &service, const SnapshotPtr &snapshot) {
            const auto found = planIdOf(*snapshot, wanted);
            if (!found)
                return session.fail(found.error());
            ReplayOrder complete = order;
            complete.planId = *found;
            QObject::connect(&session, &CliSession::interrupted, &session, [&session, &service] {
                session.out().progress(u"Stopping; nothing was changed"_s);
                service.stopReplay();
            });
            whenDone<Replay>(service.replayWorkload(complete, progressOf(session)), session,
                [&session, options = order.options](const Replay &replay) {
                    const bool isConclusive = replay.isConclusive();
                    session.out().line(describeReplay(replay, options, session.out()));
                    if (!isConclusive)
                        session.out().line(session.out().watch(
                            u"Inconclusive: what was run is too little to say that the candidate holds"_s));
                    QJsonObject json = toJson(replay, options);
                    json[u"conclusive"_s] = isConclusive;
                    session.out().json(u"sluice.replay/1"_s, json);
                    session.finish(isConclusive && !replay.hasFinding() ? 0 : 1);
                });
        },
        Needs::Ledger);
}

} // namespace

std::unique_ptr<Command> makeReplayCommand() { return std::make_unique<ReplayWorkload>(); }

} // namespace sluice

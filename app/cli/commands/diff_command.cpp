// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/difference_text.h"
#include "app/cli/difference_watch.h"
#include "app/cli/plan_lookup.h"
#include "sql/value_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Where two tables differ.
class Diff final : public Command
{
public:
    QString name() const override { return u"diff"_s; }
    QString summary() const override { return u"Compare two tables row by row, in one database or between any two"_s; }
    QString arguments() const override { return u"[LEGACY] [CANDIDATE]"_s; }
    void describe(QCommandLineParser &parser) const override;
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

void Diff::describe(QCommandLineParser &parser) const
{
    parser.addPositionalArgument(u"legacy"_s, u"Table or view as it was."_s, u"LEGACY"_s);
    parser.addPositionalArgument(u"candidate"_s, u"Table or view that is to be the same."_s, u"CANDIDATE"_s);
    parser.addOptions({
        { u"connection"_s, u"Where both are, or with --connection-b where LEGACY is."_s, u"C"_s },
        { u"at"_s,
            u"Instead of LEGACY what a gate of a rollout kept when that started (at: baseline); CANDIDATE and --key are then its own unless given."_s,
            u"baseline:ROLLOUT/GATE"_s },
        { u"connection-b"_s, u"Where CANDIDATE is: another server or engine."_s, u"C2"_s },
        { u"key"_s, u"Columns that tell rows apart; without it rows are matched by all their values."_s, u"K[,K]"_s },
        { u"columns"_s, u"Compare these columns only, beside the key."_s, u"COL[,COL]"_s },
        { u"tolerance"_s, u"Numbers of this column that lie no further apart are equal; may be repeated."_s,
            u"COL=T"_s },
        { u"samples"_s, u"Rows of each kind to show."_s, u"N"_s, u"20"_s },
        { u"settle"_s, u"Between two connections: wait so long, then read rows that differ again; 0s: do not."_s,
            u"DURATION"_s, u"2s"_s },
    });
}

/// Names between commas; the option may be repeated, and a name with a comma is one value in double quotes.
QStringList namesOf(const QStringList &values)
{
    QStringList names;
    for (const QString &value : values) {
        if (value.size() > 2 && value.startsWith(u'"') && value.endsWith(u'"'))
            names += value.sliced(1, value.size() - 2);
        else
            names += value.split(u',', Qt::SkipEmptyParts);
    }
    return names;
}

Result<RelationName> relationOf(const QString &text, const QString &usage)
{
    const auto relation = RelationName::parse(text);
    if (!relation)
        return fail(usageError(u"'%1' names no relation: %2"_s.arg(text, relation.error().what), usage));
    return *relation;
}

/// What is compared: two relations, or what was kept of one and what is there now.
struct Wanted
{
    DifferenceOrder order;
    QString rollout; ///< with its gate; empty: the order says both relations
    QString gate;
};

Result<void> readRelations(const QCommandLineParser &parser, const QString &usage, Wanted &wanted)
{
    const QStringList named = parser.positionalArguments().mid(1);
    if (!parser.isSet(u"at"_s)) {
        if (named.size() < 2)
            return fail(usageError(u"diff needs %1"_s.arg(named.isEmpty() ? u"LEGACY and CANDIDATE, or --at"_s : u"CANDIDATE"_s), usage));
        SLUICE_TRY(wanted.order.request.legacy, relationOf(named.value(0), usage));
        SLUICE_TRY(wanted.order.request.candidate, relationOf(named.value(1), usage));
        return {};
    }
    const QString at = parser.value(u"at"_s);
    const QString place = at.section(u':', 1);
    wanted.rollout = place.section(u'/', 0, 0);
    wanted.gate = place.section(u'/', 1);
    if (at.section(u':', 0, 0) != u"baseline"_s || wanted.rollout.isEmpty() || wanted.gate.isEmpty())
        return fail(usageError(u"--at is baseline:ROLLOUT/GATE, as in baseline:orders-currency/same-totals, and not '%1'"_s.arg(at), usage));
    if (named.size() > 1)
        return fail(usageError(u"--at says what is LEGACY; name CANDIDATE alone, or nothing"_s, usage));
    if (parser.isSet(u"connection-b"_s))
        return fail(usageError(u"a baseline is compared where it is kept; leave out --connection-b"_s, usage));
    if (!named.isEmpty()) {
        SLUICE_TRY(wanted.order.request.candidate, relationOf(named.first(), usage));
    }
    return {};
}

Result<Wanted> orderOf(const QCommandLineParser &parser, const QString &usage)
{
    Wanted wanted;
    DifferenceOrder &order = wanted.order;
    order.legacyConnection = parser.value(u"connection"_s);
    if (order.legacyConnection.isEmpty())
        return fail(usageError(u"diff needs --connection"_s, usage));
    order.candidateConnection
        = parser.isSet(u"connection-b"_s) ? parser.value(u"connection-b"_s) : order.legacyConnection;
    SLUICE_CHECK(readRelations(parser, usage, wanted));
    order.request.key = namesOf(parser.values(u"key"_s));
    order.request.columns = namesOf(parser.values(u"columns"_s));
    for (const QString &text : parser.values(u"tolerance"_s)) {
        const qsizetype at = text.lastIndexOf(u'=');
        const auto number = plainNumber(text.mid(at + 1).toUtf8());
        if (at < 1 || !number || number->startsWith('-'))
            return fail(
                usageError(u"--tolerance is COLUMN=NUMBER, as in amount=0.01, and not '%1'"_s.arg(text), usage));
        order.request.tolerances.insert(text.left(at), *number);
    }
    bool isNumber = false;
    order.request.samples = parser.value(u"samples"_s).toInt(&isNumber);
    if (!isNumber || order.request.samples < 0 || order.request.samples > 10'000)
        return fail(usageError(u"--samples is a number from 0 to 10000"_s, usage));
    const auto settling = parseDuration(parser.value(u"settle"_s));
    if (!settling)
        return fail(usageError(u"--settle is a duration, as in 2s"_s, usage));
    order.request.settling = *settling;
    return wanted;
}

void compare(LocalService &service, const DifferenceOrder &order, CliSession &session)
{
    auto *watch = new DifferenceWatch(session, order.request);
    QObject::connect(&session, &CliSession::interrupted, &session, [&session, &service] {
        session.out().progress(u"Stopping; nothing was changed"_s);
        service.stopDifference();
    });
    whenDone<TableDifference>(service.findDifference(order, watch->watcher()), session,
        [&session, order](const TableDifference &difference) {
            session.out().line(describeDifference(order.request, difference, session.out()));
            session.out().json(u"sluice.diff/1"_s, toJson(order.request, difference));
            session.finish(difference.isSame() ? 0 : 1);
        });
}

void Diff::run(const QCommandLineParser &parser, CliSession &session)
{
    const auto wanted = orderOf(parser, usage());
    if (!wanted)
        return session.fail(wanted.error());
    LocalService *service = session.service(CliSession::Reach::Ledger);
    if (!service)
        return;
    if (wanted->rollout.isEmpty())
        return compare(*service, wanted->order, session);
    whenDone<DifferenceOrder>(service->orderAtBaseline(wanted->rollout, wanted->gate, wanted->order), session,
        [&session, service](const DifferenceOrder &order) { compare(*service, order, session); });
}

} // namespace

std::unique_ptr<Command> makeDiffCommand() { return std::make_unique<Diff>(); }

} // namespace sluice

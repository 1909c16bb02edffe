// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/log_table.h"
#include "app/cli/plan_lookup.h"
#include "service/run_names.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// ISO date or time in UTC, or an age like 7d.
std::optional<QDateTime> parseMoment(const QString &text, const QDateTime &now)
{
    if (const auto age = parseDuration(text))
        return now.addMSecs(-age->count());
    QDateTime moment = QDateTime::fromString(text, Qt::ISODate);
    if (!moment.isValid())
        return std::nullopt;
    if (moment.timeSpec() == Qt::LocalTime)
        moment.setTimeSpec(Qt::UTC);
    return moment.toUTC();
}

/// Empty when it is a number of entries.
QString limitProblem(const QString &text)
{
    static const QRegularExpression whole(QRegularExpression::anchoredPattern(u"[-+]?[0-9]+"_s));
    if (!whole.match(text).hasMatch())
        return u"--limit must be a number"_s;
    bool fits = false;
    const int limit = text.toInt(&fits);
    if (text.startsWith(u'-') || (fits && limit < 1))
        return u"--limit must be at least 1"_s;
    return fits ? QString() : u"--limit must be at most %1"_s.arg(std::numeric_limits<int>::max());
}

bool isFormat(const QString &name)
{
    return QStringList { u"table"_s, u"json"_s, u"csv"_s, u"md"_s, u"html"_s }.contains(name);
}

void print(const QList<LogLine> &lines, const QString &format, const Output &out)
{
    if (format == u"csv"_s)
        return out.document(logAsCsv(lines));
    if (format == u"md"_s)
        return out.document(logAsMarkdown(lines));
    if (format == u"html"_s)
        return out.document(logAsHtml(lines, u"Change log"_s));
    if (format == u"json"_s) {
        const QJsonObject entries { { u"entries"_s, QJsonDocument::fromJson(logAsJson(lines)).object()[u"entries"_s] } };
        return Output(true, Output::Colour::Never).json(u"sluice.log/1"_s, entries);
    }
    out.line(lines.isEmpty() ? u"No entries."_s : logTable(lines, out.terminalWidth()));
}

class Log final : public Command
{
public:
    QString name() const override { return u"log"_s; }
    QString summary() const override { return u"Read the change log: who, what, when, why"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({ { u"dataset"_s, u"Entries about this relation."_s, u"DATASET"_s }, { u"actor"_s, u"Entries by this person or runner."_s, u"ACTOR"_s },
            { u"plan"_s, u"Entries of this plan."_s, u"PLAN"_s }, { u"since"_s, u"Date, time (UTC) or age like 7d."_s, u"TIME"_s },
            { u"at"_s, u"The log as it was then."_s, u"TIME"_s }, { u"text"_s, u"All these words."_s, u"WORDS"_s },
            { u"limit"_s, u"At most so many entries."_s, u"N"_s, u"200"_s }, { u"details"_s, u"Intents and progress too."_s },
            { u"format"_s, u"table, json, csv, md or html."_s, u"FORMAT"_s, u"table"_s } });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

void Log::run(const QCommandLineParser &parser, CliSession &session)
{
    const QString usage = u"log [--dataset D] [--actor A] [--since T] [--text Q] [--at T] [--format table|json|csv|md|html]"_s;
    LogQuery query;
    query.dataset = parser.value(u"dataset"_s);
    query.actor = parser.value(u"actor"_s);
    query.plan = parser.value(u"plan"_s);
    query.text = parser.value(u"text"_s);
    const QString limit = parser.value(u"limit"_s);
    if (const QString problem = limitProblem(limit); !problem.isEmpty())
        return session.fail(usageError(problem, usage));
    query.limit = limit.toInt();
    if (parser.isSet(u"details"_s))
        query.types = allEventTypes();
    const QDateTime now = session.clock().nowUtc();
    for (const auto &[option, target] : { std::pair { u"since"_s, &query.since }, std::pair { u"at"_s, &query.until } }) {
        if (!parser.isSet(option))
            continue;
        const auto moment = parseMoment(parser.value(option), now);
        if (!moment)
            return session.fail(usageError(u"--%1 '%2' is no time"_s.arg(option, parser.value(option)), usage));
        *target = *moment;
    }
    const QString format = session.out().isJson() ? u"json"_s : parser.value(u"format"_s);
    if (!isFormat(format))
        return session.fail(usageError(u"--format '%1' is unknown"_s.arg(format), usage));
    withSnapshot(session, [&session, query, format](LocalService &service, const SnapshotPtr &snapshot) {
        const QHash<QString, RunNames> names = runNames(*snapshot);
        whenDone<QList<Event>>(service.searchLog(query), session, [&session, format, names](const QList<Event> &events) {
            QList<LogLine> lines;
            for (const Event &event : events)
                lines += readEvent(event, names.value(event.run));
            print(lines, format, session.out());
            session.finish(0);
        });
    }, Needs::Ledger);
}

class LogVerify final : public Command
{
public:
    QString name() const override { return u"log verify"_s; }
    QString summary() const override { return u"Verify the ledger's hash chain and its anchors"_s; }
    void describe(QCommandLineParser &) const override { }
    void run(const QCommandLineParser &, CliSession &session) override
    {
        LocalService *service = session.service(CliSession::Reach::Ledger);
        if (!service)
            return;
        whenDone<LedgerReport>(service->verifyLog(), session, [&session](const LedgerReport &report) {
            session.out().line(report.ok ? u"✓ %1 entries, chain and anchors hold"_s.arg(report.verified) : u"✕ "_s + printable(report.problem));
            session.out().json(u"sluice.verify/1"_s,
                QJsonObject { { u"ok"_s, report.ok }, { u"verified"_s, static_cast<double>(report.verified) },
                    { u"first_bad"_s, static_cast<double>(report.firstBad) }, { u"problem"_s, report.problem } });
            session.finish(report.ok ? 0 : 1);
        });
    }
};

} // namespace

std::unique_ptr<Command> makeLogCommand()
{
    return std::make_unique<Log>();
}
std::unique_ptr<Command> makeLogVerifyCommand()
{
    return std::make_unique<LogVerify>();
}

} // namespace sluice

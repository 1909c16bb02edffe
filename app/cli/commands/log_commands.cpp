// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/plan_lookup.h"
#include "service/run_names.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cstdio>

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
    bool limitOk = false;
    query.limit = parser.value(u"limit"_s).toInt(&limitOk);
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
    if (!limitOk || query.limit < 1 || !QStringList { u"table"_s, u"json"_s, u"csv"_s, u"md"_s, u"html"_s }.contains(format))
        return session.fail(usageError(limitOk ? u"--format '%1' is unknown"_s.arg(format) : u"--limit must be a number"_s, usage));
    const bool details = parser.isSet(u"details"_s);
    withSnapshot(session, [&session, query, format, details](LocalService &service, const SnapshotPtr &snapshot) {
        const QHash<QString, RunNames> names = runNames(*snapshot);
        whenDone<QList<Event>>(service.searchLog(query), session, [&session, format, details, names](const QList<Event> &events) {
            QList<LogLine> lines;
            for (const Event &event : events) {
                const LogLine line = readEvent(event, names.value(event.run));
                if (details || !line.isDetail)
                    lines.append(line);
            }
            QByteArray text;
            if (format == u"csv"_s)
                text = logAsCsv(lines);
            else if (format == u"md"_s)
                text = logAsMarkdown(lines);
            else if (format == u"html"_s)
                text = logAsHtml(lines, u"Change log"_s);
            if (format == u"json"_s) {
                const Output json(true, Output::Colour::Never);
                json.json(u"sluice.log/1"_s, QJsonObject { { u"entries"_s, QJsonDocument::fromJson(logAsJson(lines)).object()[u"entries"_s] } });
            } else if (format == u"table"_s) {
                QList<QStringList> rows { { u"WHEN (UTC)"_s, u"#"_s, u"WHO"_s, u"PLAN"_s, u"WHAT"_s } };
                for (const LogLine &line : lines)
                    rows.append({ line.at.toString(u"yyyy-MM-dd HH:mm:ss"_s), QString::number(line.seq), printable(line.actor), printable(line.plan), printable(line.what) });
                session.out().line(rows.size() > 1 ? table(rows) : u"No entries."_s);
            } else {
                std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
            }
            session.finish(0);
        });
    });
}

class LogVerify final : public Command
{
public:
    QString name() const override { return u"log verify"_s; }
    QString summary() const override { return u"Verify the ledger's hash chain and its anchors"_s; }
    void describe(QCommandLineParser &) const override { }
    void run(const QCommandLineParser &, CliSession &session) override
    {
        LocalService *service = session.service();
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

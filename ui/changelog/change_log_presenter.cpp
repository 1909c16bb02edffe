// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/change_log_presenter.h"

#include "base/async.h"
#include "communication/error_text.h"
#include "service/run_names.h"
#include "ui/models/look.h"
#include "ui/models/private_file.h"
#include "ui/models/text.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPage = 200;
constexpr int kExportPage = 5'000;
constexpr int kRunEvents = 1'000'000;

QList<EventType> allTypes()
{
    QList<EventType> types;
    for (int type = 0; type <= static_cast<int>(EventType::FeedbackGiven); ++type)
        types.append(static_cast<EventType>(type));
    return types;
}

QByteArray render(ChangeLogPresenter::Format format, const QList<LogLine> &lines, const QString &title)
{
    switch (format) {
    case ChangeLogPresenter::Format::Csv:
        return logAsCsv(lines);
    case ChangeLogPresenter::Format::Json:
        return logAsJson(lines);
    case ChangeLogPresenter::Format::Markdown:
        return logAsMarkdown(lines);
    case ChangeLogPresenter::Format::Html:
        return logAsHtml(lines, title);
    }
    return {};
}

} // namespace

ChangeLogPresenter::ChangeLogPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    m_newer.setSingleShot(true);
    m_newer.setInterval(100); // a running stage writes many entries a second
    connect(&m_newer, &QTimer::timeout, this, &ChangeLogPresenter::loadNewer);
    connect(&m_model, &ChangeLogModel::olderWanted, this, &ChangeLogPresenter::loadOlder);
    connect(&m_service, &Service::snapshotChanged, this, &ChangeLogPresenter::readSnapshot);
    connect(&m_service, &Service::eventArrived, this, [this] {
        if (!m_newer.isActive())
            m_newer.start();
    });
    readSnapshot();
    reload();
}

void ChangeLogPresenter::readSnapshot()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return;
    m_total = snapshot->ledgerHead.seq;
    if (snapshot->ledgerReport)
        m_report = snapshot->ledgerReport;
    m_plans.clear();
    QStringList datasets;
    for (const RolloutView &view : snapshot->rollouts) {
        m_plans.append(view.planId);
        if (!view.bundle)
            continue;
        for (const RelationName &object : view.bundle->plan.objects) {
            if (!datasets.contains(object.text()))
                datasets.append(object.text());
        }
    }
    datasets.sort();
    m_datasets = datasets;
    m_names.insert(runNames(*snapshot));
    m_model.setNames(m_names);
    m_model.setNow(m_clock.nowUtc());
    if (m_state == State::Failed && snapshot->ledgerProblem.isEmpty())
        return reload();
    Q_EMIT changed();
}

LogQuery ChangeLogPresenter::query() const
{
    LogQuery query;
    query.text = m_filter.text;
    query.dataset = m_filter.dataset;
    query.actor = m_filter.actor;
    query.plan = m_filter.plan;
    if (m_filter.withDetails)
        query.types = allTypes();
    const QDateTime end = m_filter.at.isValid() ? m_filter.at : m_clock.nowUtc();
    if (m_filter.last.count() > 0)
        query.since = end.addMSecs(-m_filter.last.count());
    query.until = m_filter.at;
    query.limit = kPage;
    return query;
}

void ChangeLogPresenter::setFilter(const LogFilter &filter)
{
    if (filter == m_filter)
        return;
    const bool isOtherMoment = filter.at != m_filter.at;
    m_filter = filter;
    reload();
    if (isOtherMoment)
        loadWorld();
}

void ChangeLogPresenter::reload()
{
    const int request = ++m_request;
    m_isLoadingNewer = false;
    m_matching = -1;
    setState(State::Loading);
    onFinished(m_service.searchLog(query()), this, [this, request](const Result<QList<Event>> &events) {
        if (request != m_request)
            return;
        m_model.clear();
        if (!events) {
            m_error = events.error();
            return setState(State::Failed);
        }
        m_model.appendOlder(*events, events->size() >= kPage);
        setState(!events->isEmpty() ? State::Ready : m_filter == LogFilter() ? State::Empty : State::NoMatch);
        Q_EMIT changed();
    });
    loadCount();
}

void ChangeLogPresenter::loadCount()
{
    onFinished(m_service.countLog(query()), this, [this, request = m_request](const Result<qint64> &count) {
        if (request != m_request)
            return;
        m_matching = count ? *count : -1;
        Q_EMIT changed();
    });
}

void ChangeLogPresenter::loadOlder(qint64 beforeSeq)
{
    LogQuery older = query();
    older.beforeSeq = beforeSeq;
    onFinished(m_service.searchLog(older), this, [this, request = m_request](const Result<QList<Event>> &events) {
        if (request != m_request)
            return;
        if (!events) {
            m_model.fetchFailed();
            Q_EMIT noticed(errorText(events.error()), true);
            return;
        }
        m_model.appendOlder(*events, events->size() >= kPage);
    });
}

void ChangeLogPresenter::loadNewer()
{
    if (m_filter.at.isValid() || m_isLoadingNewer || m_state == State::Loading)
        return;
    m_isLoadingNewer = true;
    onFinished(m_service.searchLog(query()), this, [this, request = m_request](const Result<QList<Event>> &events) {
        if (request != m_request)
            return;
        m_isLoadingNewer = false;
        if (!events || events->isEmpty())
            return;
        if (m_model.newestSeq() > 0 && events->constLast().seq > m_model.newestSeq() && events->size() >= kPage)
            return reload(); // more arrived than one page holds: a hole must not stay
        if (m_model.newestSeq() == 0)
            m_model.appendOlder(*events, events->size() >= kPage);
        else
            m_model.prependNewer(*events);
        setState(State::Ready);
        loadCount();
    });
}

QStringList ChangeLogPresenter::actors() const
{
    QStringList actors;
    const int rows = std::min(m_model.rowCount(), 2'000);
    for (int row = 0; row < rows; ++row) {
        if (const QString actor = m_model.line(row).actor; !actor.isEmpty() && !actors.contains(actor))
            actors.append(actor);
    }
    actors.sort();
    return actors;
}

void ChangeLogPresenter::loadWorld()
{
    m_world.clear();
    Q_EMIT worldChanged();
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!m_filter.at.isValid() || !snapshot)
        return;
    for (const RolloutView &view : snapshot->rollouts) {
        // The newest run that existed then is the one that counts.
        QList<RunState> runs { view.state };
        runs += view.earlier;
        const auto then = std::find_if(runs.cbegin(), runs.cend(),
            [this](const RunState &run) { return !run.run.isEmpty() && run.created.isValid() && run.created <= m_filter.at; });
        if (then != runs.cend())
            loadWorldOf(view.planId, view.title, then->run);
        else
            m_world.append({ view.planId, view.title, tr("Not started"), {} });
    }
    Q_EMIT worldChanged();
}

void ChangeLogPresenter::loadWorldOf(const QString &plan, const QString &title, const QString &run)
{
    m_world.append({ plan, title, tr("Reading…"), {} });
    LogQuery then;
    then.run = run;
    then.types = allTypes();
    then.until = m_filter.at;
    then.limit = kRunEvents;
    const auto row = m_world.size() - 1;
    onFinished(m_service.searchLog(then), this, [this, row, plan, at = m_filter.at](const Result<QList<Event>> &events) {
        if (at != m_filter.at || row >= m_world.size() || m_world[row].plan != plan)
            return;
        const Result<RunState> state = events ? foldAll(QList<Event>(events->crbegin(), events->crend())) : fail(events.error());
        if (state) {
            m_world[row].phase = rolloutWord(rolloutLook(*state));
            if (!state->currentStage.isEmpty())
                m_world[row].phase = tr("%1, stage %2").arg(m_world[row].phase, singleLine(state->currentStage, 60));
        } else {
            m_world[row].phase = tr("Unknown");
            m_world[row].problem = errorText(state.error());
        }
        Q_EMIT worldChanged();
    });
}

void ChangeLogPresenter::verify()
{
    if (m_isVerifying)
        return;
    m_isVerifying = true;
    Q_EMIT changed();
    onFinished(m_service.verifyLog(), this, [this](const Result<LedgerReport> &report) {
        m_isVerifying = false;
        if (!report) {
            Q_EMIT noticed(errorText(report.error()), true);
        } else {
            m_report = *report;
            if (report->ok)
                Q_EMIT noticed(tr("The chain holds: %1 entries verified.").arg(groupedNumber(report->verified)), false);
            else
                Q_EMIT noticed(tr("The chain is broken: %1").arg(singleLine(report->problem, 300)), true);
        }
        Q_EMIT changed();
    });
}

ChangeLogPresenter::Chain ChangeLogPresenter::chainOf(qint64 seq) const
{
    if (!m_report)
        return Chain::Unverified;
    if (m_report->firstBad > 0 && seq >= m_report->firstBad)
        return Chain::Broken;
    return seq <= m_report->verified ? Chain::Verified : Chain::Unverified;
}

void ChangeLogPresenter::exportTo(const QString &path, Format format)
{
    if (m_isExporting || path.isEmpty())
        return;
    m_isExporting = true;
    ++m_exportRequest;
    m_exportPath = path;
    m_exportFormat = format;
    m_exportLines.clear();
    m_exportQuery = query();
    m_exportQuery.limit = kExportPage;
    Q_EMIT changed();
    exportPage(0);
}

void ChangeLogPresenter::exportPage(qint64 beforeSeq)
{
    m_exportQuery.beforeSeq = beforeSeq;
    onFinished(m_service.searchLog(m_exportQuery), this, [this, request = m_exportRequest](const Result<QList<Event>> &events) {
        if (request != m_exportRequest)
            return;
        if (!events) {
            cancelExport();
            Q_EMIT noticed(tr("Nothing was exported: %1").arg(errorText(events.error())), true);
            return;
        }
        for (const Event &event : *events)
            m_exportLines.append(readEvent(event, m_model.names(event.run)));
        Q_EMIT changed();
        if (events->size() >= kExportPage)
            exportPage(events->constLast().seq);
        else
            finishExport();
    });
}

void ChangeLogPresenter::finishExport()
{
    const auto make = [lines = m_exportLines, format = m_exportFormat, title = tr("Change log")] { return render(format, lines, title); };
    onFinished(writePrivately(m_exportPath, make), this, [this, request = m_exportRequest](const Result<void> &result) {
        if (request != m_exportRequest)
            return;
        const qint64 count = exported();
        const QString path = m_exportPath;
        cancelExport();
        if (result)
            Q_EMIT noticed(tr("%1 entries exported to %2").arg(groupedNumber(count), path), false);
        else
            Q_EMIT noticed(errorText(result.error()), true);
    });
}

void ChangeLogPresenter::cancelExport()
{
    if (!m_isExporting)
        return;
    ++m_exportRequest;
    m_isExporting = false;
    m_exportLines.clear();
    Q_EMIT changed();
}

void ChangeLogPresenter::giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq)
{
    if (text.trimmed().isEmpty()) {
        Q_EMIT noticed(tr("Say what looks wrong first."), true);
        return;
    }
    onFinished(m_service.giveFeedback(dataset, text.trimmed(), aboutSeq), this, [this](const Result<void> &result) {
        if (!result) {
            Q_EMIT noticed(errorText(result.error()), true);
            return;
        }
        Q_EMIT feedbackGiven();
        Q_EMIT noticed(tr("Feedback recorded."), false);
    });
}

void ChangeLogPresenter::setState(State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT changed();
}

} // namespace sluice

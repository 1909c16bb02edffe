// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"
#include "ui/models/change_log_model.h"

#include <QTimer>

namespace sluice {

/// What part of the change log is wanted.
struct LogFilter {
    QString text;
    QString dataset;
    QString actor;
    QString plan;
    Duration last { 0 }; ///< zero: any time
    QDateTime at; ///< the world up to then; invalid: now
    bool withDetails = false; ///< intents and progress too
    friend bool operator==(const LogFilter &, const LogFilter &) = default;
};

/// Where one plan stood at the moment of "View the world at…".
struct WorldLine {
    QString plan;
    QString title;
    QString phase; ///< "Running, stage forward"
    QString problem; ///< why it cannot be said
};

/// Decides what the change log page shows; pages of the ledger come in as the view scrolls. Knows no widget.
class ChangeLogPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, NoMatch, Ready, Failed };
    enum class Chain { Unverified, Verified, Broken };
    enum class Format { Csv, Json, Markdown, Html };

    ChangeLogPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    ChangeLogModel &model() { return m_model; }
    const LogFilter &filter() const { return m_filter; }
    void setFilter(const LogFilter &filter);
    qint64 matching() const { return m_matching; } ///< -1 unknown
    qint64 total() const { return m_total; }
    QDateTime now() const { return m_clock.nowUtc(); }

    QStringList datasets() const { return m_datasets; }
    QStringList actors() const; ///< seen so far
    QStringList plans() const { return m_plans; }
    const QList<WorldLine> &world() const { return m_world; } ///< empty unless filter().at is set

    void verify();
    bool isVerifying() const { return m_isVerifying; }
    Chain chainOf(qint64 seq) const;
    const std::optional<LedgerReport> &report() const { return m_report; }

    void exportTo(const QString &path, Format format);
    bool isExporting() const { return m_isExporting; }
    qint64 exported() const { return m_exportLines.size(); }
    void cancelExport();

    void giveFeedback(const QString &dataset, const QString &text, qint64 aboutSeq);
    void retry() { reload(); }

Q_SIGNALS:
    void changed();
    void worldChanged();
    /// One sentence, and whether it is bad news.
    void noticed(const QString &sentence, bool isProblem);
    void feedbackGiven();

private:
    void readSnapshot();
    void reload();
    void loadOlder(qint64 beforeSeq);
    void loadNewer();
    void loadCount();
    void loadWorld();
    void loadWorldOf(const QString &plan, const QString &title, const QString &run);
    void exportPage(qint64 beforeSeq);
    void finishExport();
    LogQuery query() const;
    void setState(State state);

    Service &m_service;
    const Clock &m_clock;
    ChangeLogModel m_model;
    LogFilter m_filter;
    State m_state = State::Loading;
    Error m_error;
    qint64 m_matching = -1;
    qint64 m_total = 0;
    QStringList m_datasets;
    QStringList m_plans;
    QHash<QString, RunNames> m_names; ///< by run; those of a plan that is gone stay
    QList<WorldLine> m_world;
    std::optional<LedgerReport> m_report;
    bool m_isVerifying = false;
    bool m_isLoadingNewer = false;
    bool m_isExporting = false;
    QString m_exportPath;
    Format m_exportFormat = Format::Csv;
    LogQuery m_exportQuery;
    QList<LogLine> m_exportLines;
    int m_request = 0; ///< answers for an older filter are dropped
    int m_exportRequest = 0;
    QTimer m_newer;
};

} // namespace sluice

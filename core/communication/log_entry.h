// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"

#include <QCoreApplication>
#include <QJsonObject>

/// Private to core/communication: an entry of the log, as its sentence and its kind are made of it.
namespace sluice {

struct LogWords {
    Q_DECLARE_TR_FUNCTIONS(LogView)
};

/// The payload of one entry, read for people. Everything in it was written by others: each text is cleaned on the way.
class LogEntry
{
public:
    LogEntry(const Event &event, const RunNames &names);

    EventType type() const { return m_event.type; }
    QString text(QLatin1String key) const;
    /// Negative: not told.
    qint64 number(QLatin1String key) const;
    /// A name that the sentence needs; one that is missing must show.
    QString name(QLatin1String key) const;
    QString why(QLatin1String key) const;
    bool flag(QLatin1String key, bool otherwise) const { return m_json.value(key).toBool(otherwise); }
    /// Words of a list, one after the other.
    QString list(QLatin1String key) const;

    QString stage() const;
    QString step() const;
    QString gate() const;
    /// "Additive", or "the start".
    QString destination() const;
    QString summaryOfStep() const;

private:
    QString stageTitle(const QString &id) const;

    const Event &m_event;
    const RunNames &m_names;
    const QJsonObject m_json;
};

/// What happened, as one sentence: "Additive passed".
QString logSentence(const LogEntry &entry);

} // namespace sluice

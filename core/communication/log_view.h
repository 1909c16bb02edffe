// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/event.h"

#include <QHash>

namespace sluice {

/// How one ledger entry reads to people. kind picks glyph and colour role in the theme: "passed", "breach",
/// "rolled_back", "flag", "hold", "approval", "step", "feedback", "note", "unknown". Texts are plain single lines.
struct LogLine {
    qint64 seq = 0;
    QDateTime at;
    QString kind;
    QString what; ///< "Stage Additive passed", "Rolled back to Additive: EXACT"
    QString actor;
    QString run;
    QString plan;
    QString why;
    bool isDetail = false; ///< intents, progress: shown only with details on
};

/// What the entries of a run leave unsaid: the id of its plan and the titles of its stages and gates. Empty outside a run.
struct RunNames {
    QString plan;
    QHash<QString, QString> stages; ///< title by id
    QHash<QString, QString> gates; ///< title by "stage/gate", and by "gate" for entries that name no stage
    friend bool operator==(const RunNames &, const RunNames &) = default;

    QString gate(const QString &stageId, const QString &gateId) const; ///< empty when unknown
};

/// Never fails: what is missing in the payload is left out, and an id without a title is made readable.
LogLine readEvent(const Event &event, const RunNames &names);

/// Label/value rows for the detail pane, in order, plain text; lists have one item a line.
QList<std::pair<QString, QString>> eventDetails(const Event &event, const RunNames &names = {});

/// Exports of a list of lines; CSV cells starting with = + - @ TAB CR are defused (OWASP), HTML is escaped.
/// JSON has "format": "sluice-log-1" and "entries". Columns of CSV are named in English whatever the language.
QByteArray logAsCsv(const QList<LogLine> &lines);
QByteArray logAsJson(const QList<LogLine> &lines);
QByteArray logAsMarkdown(const QList<LogLine> &lines);
QByteArray logAsHtml(const QList<LogLine> &lines, const QString &title);
/// One cell of RFC 4180 that no spreadsheet takes for a formula; numbers stay numbers.
QString csvCell(const QString &text);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

namespace sluice {

/// A runbook: Markdown with steps ("- [ ] text @owner"), owners and fenced message templates (```message initial).
struct RunbookStep {
    QString text;
    QString owner;
    bool isDone = false;
    friend bool operator==(const RunbookStep &, const RunbookStep &) = default;
};
struct Runbook {
    QString title;
    QList<RunbookStep> steps;
    QMap<QString, QString> messages; ///< "initial", "update", "resolved" -> template
    friend bool operator==(const Runbook &, const Runbook &) = default;
};

/// Linear in its input, of which at most 1 MiB is read; everything that is no title, step or message is ignored.
/// At most 500 steps and 50 messages; of two messages with one name the first counts. Plain text, safe to show.
Runbook parseRunbook(const QString &markdown);

/// Fills {{plan}}, {{title}}, {{why}}, {{stage}}, {{time}}, {{next}}, {{owner}}, {{result}}; unknown names stay visible.
/// One pass: what a value holds is never filled again.
QString fillTemplate(const QString &text, const QMap<QString, QString> &values);

} // namespace sluice

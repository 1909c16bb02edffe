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
};
struct Runbook {
    QString title;
    QList<RunbookStep> steps;
    QMap<QString, QString> messages; ///< "initial", "update", "resolved" -> template
};
Runbook parseRunbook(const QString &markdown);

/// Fills {{plan}}, {{title}}, {{why}}, {{stage}}, {{time}}, {{next}}, {{owner}}, {{result}}; unknown names stay visible.
QString fillTemplate(const QString &text, const QMap<QString, QString> &values);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_bundle.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

namespace sluice {

/// A workspace folder that lives for one test.
class PlanFolder
{
public:
    bool write(const QString &path, const QByteArray &bytes) const
    {
        QDir().mkpath(QFileInfo(m_folder.filePath(path)).path());
        QFile file(m_folder.filePath(path));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }
    QByteArray read(const QString &path) const
    {
        QFile file(m_folder.filePath(path));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QString path() const { return m_folder.path(); }
    QString filePath(const QString &path) const { return m_folder.filePath(path); }

    /// Writes the text as plans/p.yaml and reads it.
    Result<PlanBundle> readText(const QByteArray &text)
    {
        findings.clear();
        write(QStringLiteral("plans/p.yaml"), text);
        return readPlan(path(), QStringLiteral("plans/p.yaml"), &findings);
    }
    /// "line:column text" of every finding of the last reading.
    QStringList told() const
    {
        QStringList lines;
        for (const PlanFinding &finding : findings)
            lines.append(QStringLiteral("%1:%2 %3").arg(QString::number(finding.line), QString::number(finding.column), finding.text));
        return lines;
    }
    bool isTold(const QString &start) const
    {
        const QStringList lines = told();
        return std::any_of(lines.cbegin(), lines.cend(), [&](const QString &line) { return line.startsWith(start); });
    }

    QList<PlanFinding> findings;

private:
    QTemporaryDir m_folder;
};

/// A small valid plan. Tests replace one of its lines, so each stands alone and its number is stable.
inline QByteArray samplePlan()
{
    return R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata:
  id: p
  title: Title
  reason: Reason
  owner: team
target: {connection: warehouse, objects: [orders]}
flags:
  - {name: f, serves: daily, legacy: daily_v1, candidate: daily_v2}
stages:
  - id: additive
    kind: additive
    steps:
      - {id: column, op: add_column, table: orders, column: {name: currency, type: text}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR'"}, where: currency is null}
      - {id: view, op: create_view, view: daily_v2, sql: select 1 as day}
      - {id: route, op: install_flag, flag: f}
    gates:
      - {id: nulls, probe: null_rate, table: orders, column: currency, max: 0.001}
    bake: 1h
  - id: forward
    kind: forward
    exposure: [{cohort: all, hold: 1h}]
    gates:
      - {id: fresh, probe: freshness, table: orders, column: at, max_age: 15m}
rollback: {window: 72h}
)";
}

inline QByteArray samplePlanWith(const QByteArray &before, const QByteArray &after)
{
    QByteArray text = samplePlan();
    Q_ASSERT(text.contains(before));
    return text.replace(text.indexOf(before), before.size(), after);
}

/// Takes the mark § out of text and says where it stood, as "line:column "; empty without one.
inline QString takeMark(QByteArray &text)
{
    const QByteArray mark = "\xC2\xA7";
    const qsizetype at = text.indexOf(mark);
    if (at < 0)
        return {};
    const qsizetype lineStart = at == 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
    text.remove(at, mark.size());
    const QString inLine = QString::fromUtf8(text.mid(lineStart, at - lineStart));
    return QStringLiteral("%1:%2 ").arg(QString::number(text.first(at).count('\n') + 1), QString::number(inLine.size() + 1));
}

} // namespace sluice

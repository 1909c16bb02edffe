// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "plan/plan_bundle.h"
#include "plan/yaml_node.h"

#include <QHash>

namespace sluice {

/// Private to core/plan: collects every finding of one file, and knows where each path of the file stands.
/// Bounded: after kMost findings the rest is only counted, so that hostile input costs bounded memory.
class PlanFindings
{
public:
    static constexpr qsizetype kMost = 200;

    explicit PlanFindings(QString file);

    const QString &file() const { return m_file; }
    /// Remembers where "stages[1].gates[0].interval" is written; later findings name only the path.
    void notePlace(const QString &path, const YamlPlace &place);
    /// Something is wrong at path; a path without a place takes its nearest parent's.
    void add(const QString &path, const QString &text);
    void addAt(const YamlPlace &place, const QString &path, const QString &text);
    /// Known to Sluice, but not built in this version: refused by name, never ignored.
    void refuse(const QString &path, const QString &text);

    bool isEmpty() const { return m_findings.isEmpty(); }
    qsizetype count() const { return m_findings.size() + m_notShown; }
    QList<PlanFinding> inFileOrder() const;
    QHash<QString, PlanPlace> places() const;
    /// All findings as one error: NotSupported when nothing but refusals was found, else invalidCode.
    Error toError(ErrorCode invalidCode) const;

private:
    void append(const YamlPlace &place, const QString &path, const QString &text, bool isRefusal);
    YamlPlace placeOf(QString path) const;

    QString m_file;
    QList<PlanFinding> m_findings;
    QHash<QString, YamlPlace> m_places;
    qsizetype m_notShown = 0;
};

/// Untrusted text inside a message: in single quotes, at most 60 characters, without control or direction characters.
QString quotedForMessage(const QString &text);

} // namespace sluice

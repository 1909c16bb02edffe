// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/plan_findings.h"

#include <algorithm>
#include <tuple>

namespace sluice {

using namespace Qt::StringLiterals;

PlanFindings::PlanFindings(QString file)
    : m_file(std::move(file))
{
}

void PlanFindings::notePlace(const QString &path, const YamlPlace &place)
{
    m_places.insert(path, place);
}

void PlanFindings::add(const QString &path, const QString &text)
{
    append(placeOf(path), path, text, false);
}

void PlanFindings::addAt(const YamlPlace &place, const QString &path, const QString &text)
{
    append(place, path, text, false);
}

void PlanFindings::refuse(const QString &path, const QString &text)
{
    append(placeOf(path), path, text, true);
}

void PlanFindings::append(const YamlPlace &place, const QString &path, const QString &text, bool isRefusal)
{
    if (m_findings.size() >= kMost) {
        ++m_notShown;
        return;
    }
    m_findings.append(PlanFinding { m_file, place.line, place.column, text, path, isRefusal });
}

YamlPlace PlanFindings::placeOf(QString path) const
{
    while (true) {
        if (const auto it = m_places.constFind(path); it != m_places.cend())
            return *it;
        const qsizetype cut = std::max(path.lastIndexOf(u'.'), path.lastIndexOf(u'['));
        if (cut <= 0)
            return m_places.value(QString());
        path.truncate(cut);
    }
}

QList<PlanFinding> PlanFindings::inFileOrder() const
{
    QList<PlanFinding> sorted = m_findings;
    std::stable_sort(sorted.begin(), sorted.end(), [](const PlanFinding &a, const PlanFinding &b) {
        return std::tie(a.line, a.column) < std::tie(b.line, b.column);
    });
    if (m_notShown > 0)
        sorted.append(PlanFinding { m_file, 0, 0, u"and %1 more findings"_s.arg(m_notShown), {}, false });
    return sorted;
}

QHash<QString, PlanPlace> PlanFindings::places() const
{
    QHash<QString, PlanPlace> places;
    for (auto it = m_places.cbegin(); it != m_places.cend(); ++it)
        places.insert(it.key(), PlanPlace { it->line, it->column });
    return places;
}

Error PlanFindings::toError(ErrorCode invalidCode) const
{
    constexpr qsizetype kJoined = 10;
    const QList<PlanFinding> sorted = inFileOrder();
    QStringList texts;
    for (const PlanFinding &finding : sorted.first(std::min(kJoined, sorted.size())))
        texts.append(texts.isEmpty() || finding.line == 0
                ? finding.text
                : u"%1:%2: %3"_s.arg(QString::number(finding.line), QString::number(finding.column), finding.text));
    if (sorted.size() > kJoined)
        texts.append(u"and %1 more findings"_s.arg(sorted.size() - kJoined));
    const bool onlyRefusals = std::all_of(m_findings.cbegin(), m_findings.cend(), [](const PlanFinding &f) { return f.isRefusal; });
    Error error;
    error.code = onlyRefusals ? ErrorCode::NotSupported : invalidCode;
    error.what = texts.join(u"; "_s);
    error.where = m_file;
    if (!sorted.isEmpty() && sorted.first().line > 0)
        error.where += u":%1:%2"_s.arg(QString::number(sorted.first().line), QString::number(sorted.first().column));
    return error;
}

QString quotedForMessage(const QString &text)
{
    QString shown;
    for (const QChar c : text.left(60)) {
        const QChar::Category category = c.category();
        const bool isHidden = category == QChar::Other_Control || category == QChar::Other_Format
            || category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
        shown += isHidden ? QChar(0xFFFD) : c;
    }
    if (text.size() > 60) {
        if (shown.back().isHighSurrogate())
            shown.chop(1);
        shown += u'…';
    }
    return u'\'' + shown + u'\'';
}

} // namespace sluice

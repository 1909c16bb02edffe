// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/text.h"

#include "ui/models/time_scale.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr char16_t kFirstStrongIsolate = 0x2068;
constexpr char16_t kPopIsolate = 0x2069;
constexpr char16_t kNarrowNoBreakSpace = 0x202F;
constexpr Duration kRelativeReach = std::chrono::days(7);

QString tr(const char *text)
{
    return QCoreApplication::translate("sluice::text", text);
}

/// Marks that turn the direction of what follows; shown text may not smuggle them in.
bool isDirectionOverride(char16_t unit)
{
    return (unit >= 0x202A && unit <= 0x202E) || (unit >= 0x2066 && unit <= 0x2069) || unit == 0x200E || unit == 0x200F;
}

} // namespace

QString singleLine(const QString &text, qsizetype maximum)
{
    QString line;
    line.reserve(qMin(text.size(), maximum + 1));
    bool isGap = false;
    for (const QChar c : text) {
        const char16_t unit = c.unicode();
        if (isDirectionOverride(unit))
            continue;
        if (c.isSpace() || unit < 0x20 || (unit >= 0x7F && unit < 0xA0)) {
            isGap = !line.isEmpty();
            continue;
        }
        if (isGap)
            line += u' ';
        isGap = false;
        if (line.size() >= maximum) {
            if (line.back().isHighSurrogate())
                line.chop(1);
            return line + u'…';
        }
        line += c;
    }
    return line;
}

QString isolated(const QString &text)
{
    return QChar(kFirstStrongIsolate) + singleLine(text) + QChar(kPopIsolate);
}

QString plainToolTip(const QString &text)
{
    return text.isEmpty() ? QString() : u"<p style='white-space:pre-wrap'>"_s + text.left(4'000).toHtmlEscaped() + u"</p>"_s;
}

QString relativeTime(const QDateTime &when, const QDateTime &now)
{
    if (!when.isValid())
        return tr("unknown");
    const Duration distance(when.msecsTo(now));
    const Duration size = distance.count() < 0 ? -distance : distance;
    if (size < std::chrono::seconds(1))
        return tr("just now");
    if (size > kRelativeReach)
        return when.toLocalTime().toString(u"yyyy-MM-dd HH:mm"_s);
    const QString text = humanDuration(std::chrono::duration_cast<std::chrono::seconds>(size));
    return (distance.count() < 0 ? tr("in %1") : tr("%1 ago")).arg(text);
}

QString absoluteTime(const QDateTime &when)
{
    if (!when.isValid())
        return tr("unknown");
    return when.toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss "_s) + utcOffsetText(when);
}

QString ageText(Duration age)
{
    if (age.count() < 0)
        return {};
    return age < std::chrono::seconds(1) ? tr("just now") : tr("%1 old").arg(humanDuration(age));
}

QString groupedNumber(qint64 number)
{
    QString digits = QString::number(number);
    for (qsizetype at = digits.size() - 3; at > (number < 0 ? 1 : 0); at -= 3)
        digits.insert(at, QChar(kNarrowNoBreakSpace));
    return digits;
}

QString shortId(const QString &id)
{
    return id.size() <= 10 ? id : id.left(4) + u'…' + id.right(2);
}

} // namespace sluice

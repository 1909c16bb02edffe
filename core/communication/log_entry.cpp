// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_entry.h"

#include "communication/plain_text.h"

#include <QJsonArray>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

LogEntry::LogEntry(const Event &event, const RunNames &names)
    : m_event(event)
    , m_names(names)
    , m_json(event.json())
{
}

QString LogEntry::text(QLatin1String key) const
{
    return plainLine(m_json.value(key).toString(), 400);
}

qint64 LogEntry::number(QLatin1String key) const
{
    constexpr double kExact = 9'007'199'254'740'992.0; // beyond it a double skips whole numbers, and a cast may overflow
    return static_cast<qint64>(std::clamp(m_json.value(key).toDouble(-1), -1.0, kExact));
}

QString LogEntry::name(QLatin1String key) const
{
    const QString found = text(key);
    return found.isEmpty() ? u"?"_s : found;
}

QString LogEntry::why(QLatin1String key) const
{
    return whyLine(m_json.value(key).toString());
}

QString LogEntry::list(QLatin1String key) const
{
    QStringList words;
    for (const QJsonValue &word : m_json.value(key).toArray())
        words += word.toString();
    return plainLine(words.join(u", "_s), 400);
}

QString LogEntry::stage() const
{
    return stageTitle(m_json.value("stage"_L1).toString());
}

QString LogEntry::step() const
{
    return name("step"_L1);
}

QString LogEntry::gate() const
{
    const QString id = m_json.value("gate"_L1).toString();
    const QString known = plainLine(m_names.gate(m_json.value("stage"_L1).toString(), id), 400);
    const QString title = text("title"_L1);
    return !title.isEmpty() ? title : !known.isEmpty() ? known : readableId(id);
}

QString LogEntry::destination() const
{
    const QJsonValue to = m_json.value("to"_L1);
    if (to.isString() && to.toString().isEmpty())
        return LogWords::tr("the start");
    return stageTitle(to.toString());
}

QString LogEntry::summaryOfStep() const
{
    return plainLine(m_json.value("compiled"_L1).toObject().value("summary"_L1).toString(), 400);
}

QString LogEntry::stageTitle(const QString &id) const
{
    const QString title = plainLine(m_names.stages.value(id), 400);
    const QString words = title.isEmpty() ? readableId(id) : title;
    return words.isEmpty() ? u"?"_s : words;
}

} // namespace sluice

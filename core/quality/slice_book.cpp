// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/slice_book.h"

#include <QJsonArray>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString momentText(const QDateTime &at) { return at.toUTC().toString(Qt::ISODateWithMs); }

QDateTime momentOf(const QJsonValue &text) { return QDateTime::fromString(text.toString(), Qt::ISODateWithMs).toUTC(); }

qint64 count(const QJsonValue &value) { return static_cast<qint64>(std::max(0.0, value.toDouble())); }

QJsonObject recordJson(qint64 start, const SliceRecord &record)
{
    QJsonObject json { { u"digest"_s, record.digest }, { u"rows"_s, static_cast<double>(record.rows) },
        { u"differing"_s, static_cast<double>(record.differing) }, { u"at"_s, momentText(record.judged) } };
    json["slice"_L1] = start == kNoSlice
        ? QJsonValue()
        : QJsonValue(QDateTime::fromSecsSinceEpoch(start, Qt::UTC).toString(Qt::ISODate));
    if (record.was)
        json["was"_L1] = QJsonObject { { u"rows"_s, static_cast<double>(record.was->rows) },
            { u"differing"_s, static_cast<double>(record.was->differing) },
            { u"at"_s, momentText(record.was->judged) } };
    return json;
}

} // namespace

void SliceBook::take(const QJsonObject &news)
{
    for (const QJsonValue &value : news["slices"_L1].toArray()) {
        const QJsonObject json = value.toObject();
        const QDateTime start = momentOf(json["slice"_L1]);
        if (!start.isValid() && !json["slice"_L1].isNull())
            continue;
        SliceRecord record { json["digest"_L1].toString(), count(json["rows"_L1]), count(json["differing"_L1]),
            momentOf(json["at"_L1]), {} };
        if (const QJsonObject was = json["was"_L1].toObject(); !was.isEmpty())
            record.was
                = SliceRecord::Earlier { count(was["rows"_L1]), count(was["differing"_L1]), momentOf(was["at"_L1]) };
        slices.insert(start.isValid() ? start.toSecsSinceEpoch() : kNoSlice, record);
    }
    const QDateTime settled = momentOf(news["settled_to"_L1]);
    if (settled.isValid() && (!settledTo.isValid() || settled > settledTo))
        settledTo = settled;
}

QJsonObject sliceNews(const SliceBook &before, const SliceBook &now, bool isLive)
{
    QJsonArray judged;
    for (auto it = now.slices.cbegin(); it != now.slices.cend(); ++it) {
        const auto known = before.slices.constFind(it.key());
        const bool isNew = known == before.slices.cend();
        if (isNew || (isLive ? (known->differing > 0) != (it->differing > 0) : *known != *it))
            judged.append(recordJson(it.key(), *it));
    }
    QJsonObject news;
    if (!judged.isEmpty())
        news["slices"_L1] = judged;
    if (now.settledTo.isValid() && now.settledTo != before.settledTo)
        news["settled_to"_L1] = momentText(now.settledTo);
    return news;
}

} // namespace sluice

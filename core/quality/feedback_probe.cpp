// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/probe_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString probeSql(const ProbeDialect &dialect, const FeedbackProbe &probe, const Gate &)
{
    const QString time = dialect.column(probe.from, probe.time);
    const QString negative = probeCondition(probe.negative);
    const QString person = probe.person.isEmpty() ? u"NULL"_s : dialect.column(probe.from, probe.person);
    QString answers = u"SELECT CASE WHEN %1 THEN 1 WHEN NOT %1 THEN 0 END AS answer, %2 AS moment, %3 AS person FROM %4 WHERE %5"_s.arg(
        negative, dialect.epoch(time), person, dialect.relation(probe.from), dialect.isWithin(time, probe.window));
    if (!probe.person.isEmpty()) {
        // Of two answers at one moment the negative one counts. Who is nobody, and an answer of which nothing is known, hides no other.
        const QString place = u"CASE WHEN person IS NULL OR answer IS NULL THEN 1 ELSE row_number() OVER"
                              " (PARTITION BY person, CASE WHEN answer IS NULL THEN 1 ELSE 0 END ORDER BY moment DESC, answer DESC) END"_s;
        answers = u"SELECT answer, moment FROM (SELECT answer, moment, %1 AS place FROM (%2) AS given) AS placed WHERE place = 1"_s.arg(place, answers);
    }
    return u"SELECT %1 / nullif(count(answer), 0), count(answer), max(moment), %2, count(*) - count(answer) FROM (%3) AS answers"_s.arg(
        dialect.real(u"sum(answer)"_s), dialect.clock(), answers);
}

} // namespace sluice

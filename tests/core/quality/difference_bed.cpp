// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "difference_bed.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

DifferenceSides::Opener openerOf(const TestDatabase &database)
{
    return [&database] {
        SessionOptions options;
        options.statementTimeout = Duration(0);
        return database.tryOpen(SessionRole::Probe, options);
    };
}

/// Values that every engine writes in another way: fractions with zeros behind, a double without an exact text.
QString rowSql(Engine engine, int id)
{
    const QString moment
        = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC).addSecs(id * 61).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    return u"(%1, %2.50, %3, %4, %5, '%6.250', '%7', %8)"_s.arg(QString::number(id), QString::number(id * 7),
        QString::number(id / 3.0, 'g', 17), u"'Kunde | %1 \\ ä'"_s.arg(QString::number(id)),
        DifferenceBed::bytes(engine, "\x01|" + QByteArray::number(id)), moment, moment.left(10),
        id % 2 == 0 ? u"TRUE"_s : u"FALSE"_s);
}

void fillTable(const TestDatabase &database, const QString &name, const QList<int> &ids)
{
    database.run(DifferenceBed::tableSql(database.engine(), name, u"PRIMARY KEY"_s));
    constexpr qsizetype kRowsAtOnce = 500;
    for (qsizetype from = 0; from < ids.size(); from += kRowsAtOnce) {
        QStringList rows;
        for (const int id : ids.mid(from, kRowsAtOnce))
            rows += rowSql(database.engine(), id);
        database.run(u"INSERT INTO "_s + name + u" VALUES "_s + rows.join(u", "_s));
    }
}

} // namespace

DifferenceBed::DifferenceBed(Engine legacy, Engine candidate, bool isOne)
    : m_legacy(std::make_unique<TestDatabase>(legacy))
    , m_candidate(isOne ? nullptr : std::make_unique<TestDatabase>(candidate))
{
}

QString DifferenceBed::bytes(Engine engine, const QByteArray &value)
{
    const QString digits = QString::fromLatin1(value.toHex());
    return engine == Engine::Postgresql ? u"'\\x%1'"_s.arg(digits) : u"X'%1'"_s.arg(digits);
}

QString DifferenceBed::tableSql(Engine engine, const QString &name, const QString &key)
{
    switch (engine) {
    case Engine::Postgresql:
        return u"CREATE TABLE %1 (id bigint %2, amount numeric(12,4), ratio double precision, name text, raw bytea, at timestamp, day date, flag boolean)"_s
            .arg(name, key);
    case Engine::Mariadb:
        return u"CREATE TABLE %1 (id BIGINT %2, amount DECIMAL(12,4), ratio DOUBLE, name VARCHAR(200) CHARACTER SET "
               u"utf8mb4, raw VARBINARY(60), "
               "at DATETIME(6), day DATE, flag BOOLEAN)"_s.arg(name, key);
    case Engine::Sqlite:
    case Engine::Odbc:
        break;
    }
    return u"CREATE TABLE %1 (id INTEGER %2, amount DECIMAL(12,4), ratio DOUBLE, name TEXT, raw BLOB, at DATETIME, day DATE, flag BOOLEAN)"_s
        .arg(name, key);
}

void DifferenceBed::fill(int rows)
{
    QList<int> ids;
    for (int id = 1; id <= rows; ++id)
        ids += id;
    fillTable(*m_legacy, u"legacy"_s, ids);
    std::reverse(ids.begin(), ids.end());
    fillTable(candidate(), u"candidate"_s, ids);
}

DifferenceRequest DifferenceBed::request()
{
    DifferenceRequest request;
    request.legacy = { {}, u"legacy"_s };
    request.candidate = { {}, u"candidate"_s };
    request.key = QStringList { u"id"_s };
    request.settling = Duration(1);
    return request;
}

Result<TableDifference> DifferenceBed::compare(
    DifferenceRequest request, std::stop_token stop, const DifferenceWatcher &watcher) const
{
    DifferenceSides sides { openerOf(*m_legacy) };
    if (m_candidate)
        sides.candidate = openerOf(*m_candidate);
    return compareTables(sides, request, std::move(stop), watcher);
}

} // namespace sluice

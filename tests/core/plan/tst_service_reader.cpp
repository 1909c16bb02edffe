// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QByteArray fileOf(const QString &name)
{
    QFile file(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/resources/services/"_s + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// The profiles of what stands behind ODBC, and what the reader makes of broken ones.
class ServiceReaderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyFileIsRead();
    void provenAreTheTwoThatTestsRunAgainst();
    void saysWhatAServiceCan();
    void refuses_data();
    void refuses();
};

void ServiceReaderTest::everyFileIsRead()
{
    const QDir folder(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/resources/services"_s);
    QStringList names;
    for (const QString &name : folder.entryList({ u"*.yaml"_s }, QDir::Files, QDir::Name)) {
        const auto service = parseService(fileOf(name), name);
        QVERIFY2(service, service ? "" : qPrintable(service.error().what + service.error().where));
        QCOMPARE(service->name + u".yaml"_s, name);
        names.append(service->name);
    }
    QCOMPARE(names, serviceNames());
    for (const QString &name : std::as_const(names))
        QCOMPARE(*serviceNamed(name), parseService(fileOf(name + u".yaml"_s), name).value());
    QVERIFY(!serviceNamed(u"oracle"_s));
    QCOMPARE(serviceNamed(u"sqlite"_s), serviceNamed(u"sqlite"_s)); // one value, so that profiles compare equal
}

void ServiceReaderTest::provenAreTheTwoThatTestsRunAgainst()
{
    for (const QString &name : serviceNames()) {
        const auto service = serviceNamed(name);
        QCOMPARE(service->isProven, name == u"postgresql" || name == u"sqlite");
        QCOMPARE(service->kin == SqlKin::Unchecked, !service->isProven);
        QCOMPARE(service->types.size(), 9);
    }
}

void ServiceReaderTest::saysWhatAServiceCan()
{
    const auto snowflake = serviceNamed(u"snowflake"_s);
    QVERIFY(snowflake->coversRows && !snowflake->coversSchema && snowflake->hasBackslashEscapes);
    QCOMPARE(snowflake->timeTravelDays, 1);
    QCOMPARE(snowflake->cloneTable, u"CREATE TABLE {new} CLONE {old}"_s);
    QCOMPARE(serviceNamed(u"bigquery"_s)->quotes, NameQuotes::Backtick);
    QCOMPARE(serviceNamed(u"sqlserver"_s)->quotes, NameQuotes::Bracket);
    QVERIFY(serviceNamed(u"databricks"_s)->begin.isEmpty());
    QVERIFY(serviceNamed(u"redshift"_s)->coversSchema && serviceNamed(u"redshift"_s)->timeTravel.isEmpty());
    QVERIFY(serviceNamed(u"sqlite"_s)->isFile && !serviceNamed(u"sqlite"_s)->isWide);
    QVERIFY(serviceNamed(u"sqlite"_s)->cancelsConnection && !serviceNamed(u"postgresql"_s)->cancelsConnection);
}

void ServiceReaderTest::refuses_data()
{
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QByteArray &from, const QByteArray &to, const QString &expected) {
        QTest::newRow(name) << from << to << expected;
    };
    row("unknown key", "place: server", "place: server\ncolour: red", u"postgresql.yaml:9:1"_s);
    row("nearest key", "rules: postgresql", "rule: postgresql", u"did you mean 'rules'"_s);
    row("unknown place", "place: server", "place: cloud", u"postgresql.yaml:8:8"_s);
    row("kind", "kind: Service", "kind: Workspace", u"postgresql.yaml:3:7"_s);
    row("proven by nobody", "proven: true", "proven: maybe", u"postgresql.yaml:6:9"_s);
    row("proven but unchecked", "rules: postgresql", "rules: unchecked", u"is not proven"_s);
    row("unknown brace", "\"{host}\"", "\"{hast}\"", u"postgresql.yaml:13:26"_s);
    row("unknown brace in a setting", "{ms}", "{minutes}", u"holds {minutes}"_s);
    row("two keywords in one", "value: 7.4-0", "value: 7.4-0;UID=root", u"ends a keyword"_s);
    row("password among others", "\"{password}\"", "\"x{password}\"", u"the password stands alone"_s);
    row("no password", "  - {key: PWD, value: \"{password}\"}\n", "", u"must use {password} once"_s);
    row("no database", "  - {key: Database, value: \"{database}\"}\n", "", u"must use {database} once"_s);
    row("a mark that nobody asks for", "session_mark: SELECT", "# SELECT", u"give both or neither"_s);
    row("a mark that nobody gives", "={session}", "=x", u"give both or neither"_s);
    row("begins nothing", "covers: [rows, schema]", "covers: []", u"give both or neither"_s);
    row("covers the unknown", "covers: [rows, schema]", "covers: [rows, views]", u"found 'views'"_s);
    row("waits and does not", "  lock_timeout: SET lock_timeout = {ms}",
        "  lock_timeout: SET lock_timeout = {ms}\n  retries_locks: true", u"leave 'lock_timeout' out"_s);
    row("cancels the unknown", "  lock_timeout:", "  cancels: everything\n  lock_timeout:", u"cancels"_s);
    row("a type is missing", "boolean: boolean, ", "", u"boolean"_s);
    row("anchor", "place: server", "place: &a server", u"postgresql.yaml:8:8"_s);
    row("twice", "place: server", "place: server\nplace: file", u"postgresql.yaml:9:1"_s);
    row("not UTF-8", "place: server", "place: \xff", u"postgresql.yaml"_s);
}

void ServiceReaderTest::refuses()
{
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    QFETCH(QString, expected);
    QByteArray bytes = fileOf(u"postgresql.yaml"_s);
    QVERIFY(bytes.contains(from));
    const auto service = parseService(bytes.replace(from, to), u"postgresql.yaml"_s);
    QVERIFY(!service);
    QCOMPARE(service.error().code, ErrorCode::InvalidConnection);
    const QString told = service.error().where + u' ' + service.error().what + u' ' + service.error().next;
    QVERIFY2(told.contains(expected), qPrintable(told));
}

QTEST_GUILESS_MAIN(ServiceReaderTest)
#include "tst_service_reader.moc"

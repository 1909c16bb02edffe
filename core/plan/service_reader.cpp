// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"

#include "plan/mapping_reader.h"
#include "plan/yaml_reader.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

// Outside every namespace, as the macro demands; a static library keeps its resources only when asked for them.
static void initialiseServices() { Q_INIT_RESOURCE(services); }

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A text of the service's own SQL; of the braced words it may hold these alone, so that a slip is found here.
QString sqlText(MappingReader &reader, QLatin1String key, const QStringList &words, Need need = Need::Optional)
{
    static const QRegularExpression braced(u"\\{([a-z]+)\\}"_s);
    const QString text = reader.text(key, need);
    for (auto it = braced.globalMatch(text); it.hasNext();) {
        const QString word = it.next().captured(1);
        if (!words.contains(word))
            reader.add(
                key, u"'%1' of %2 holds {%3}, which nobody fills in there"_s.arg(QString(key), reader.subject(), word));
    }
    return text;
}

void readKeywords(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    const YamlNode *list = parent.list("connection"_L1, Need::Required);
    if (!list)
        return;
    static const QStringList words { u"host"_s, u"port"_s, u"database"_s, u"user"_s, u"password"_s, u"tls"_s,
        u"ca"_s, u"session"_s };
    int databases = 0;
    int passwords = 0;
    int sessions = 0;
    for (size_t i = 0; i < list->items.size(); ++i) {
        MappingReader reader(list->items[i], u"connection[%1]"_s.arg(i), u"keyword %1"_s.arg(i + 1), findings);
        const QString key = reader.identifier("key"_L1);
        const QString value = sqlText(reader, "value"_L1, words, Need::Required);
        if (value.contains(u';'))
            reader.add("value"_L1, u"'value' of %1 holds ';', which ends a keyword"_s.arg(reader.subject()));
        if (value.contains(u"{password}"_s) && value != u"{password}")
            reader.add("value"_L1, u"'value' of %1: the password stands alone"_s.arg(reader.subject()));
        databases += value.contains(u"{database}"_s) ? 1 : 0;
        passwords += value == u"{password}" ? 1 : 0;
        sessions += value.contains(u"{session}"_s) ? 1 : 0;
        service.keywords.emplaceBack(key, value);
        reader.finish();
    }
    if (databases != 1)
        parent.add("connection"_L1, u"'connection' must use {database} once"_s);
    service.sessionMark = parent.text("session_mark"_L1);
    if (service.sessionMark.isEmpty() != (sessions == 0))
        parent.add("connection"_L1, u"'session_mark' asks for the {session} of 'connection': give both or neither"_s);
    if (passwords != (service.isFile ? 0 : 1))
        parent.add("connection"_L1,
            service.isFile ? u"'connection' of a file has no {password}"_s
                           : u"'connection' must use {password} once"_s);
}

void readSettings(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    const YamlNode *node = parent.mapping("settings"_L1, Need::Required);
    if (!node)
        return;
    MappingReader reader(*node, u"settings"_s, u"'settings'"_s, findings);
    service.pins = reader.texts("always"_L1);
    service.readOnlyPins = reader.texts("read_only"_L1);
    service.statementTimeout = sqlText(reader, "statement_timeout"_L1, { u"ms"_s, u"s"_s });
    service.lockTimeout = sqlText(reader, "lock_timeout"_L1, { u"ms"_s, u"s"_s });
    service.retriesLocks = reader.boolean("retries_locks"_L1, false);
    if (service.retriesLocks && !service.lockTimeout.isEmpty())
        reader.add(
            "retries_locks"_L1, u"'retries_locks' is for a driver that does not wait: leave 'lock_timeout' out"_s);
    service.cancelsConnection = reader.choice("cancels"_L1, { u"statement"_s, u"connection"_s }, u"statement"_s) == u"connection";
    reader.finish();
}

void readTransactions(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    const YamlNode *node = parent.mapping("transactions"_L1, Need::Required);
    if (!node)
        return;
    MappingReader reader(*node, u"transactions"_s, u"'transactions'"_s, findings);
    service.begin = sqlText(reader, "begin"_L1, {});
    service.beginReadOnly
        = sqlText(reader, "begin_read_only"_L1, {}, service.begin.isEmpty() ? Need::Optional : Need::Required);
    const YamlNode *covers = reader.node("covers"_L1, Need::Required);
    const QStringList parts = covers && covers->kind == YamlNode::Kind::Sequence && covers->items.empty()
        ? QStringList()
        : reader.texts("covers"_L1, Need::Required);
    for (const QString &part : parts) {
        if (part != u"rows" && part != u"schema")
            reader.add("covers"_L1,
                u"'covers' of 'transactions': expected rows and schema, found %1"_s.arg(quotedForMessage(part)));
    }
    service.coversRows = parts.contains(u"rows"_s);
    service.coversSchema = parts.contains(u"schema"_s);
    if (service.begin.isEmpty() != !(service.coversRows || service.coversSchema))
        reader.add("covers"_L1, u"'covers' says what 'begin' begins: give both or neither"_s);
    reader.finish();
}

void readLiterals(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    if (const YamlNode *node = parent.mapping("literals"_L1, Need::Required)) {
        MappingReader reader(*node, u"literals"_s, u"'literals'"_s, findings);
        service.bytesLiteral = sqlText(reader, "bytes"_L1, { u"hex"_s }, Need::Required);
        service.trueLiteral = reader.text("yes"_L1, Need::Required);
        service.falseLiteral = reader.text("no"_L1, Need::Required);
        reader.node("backslashes"_L1, Need::Required);
        service.hasBackslashEscapes = reader.boolean("backslashes"_L1, false);
        reader.finish();
    }
    if (const YamlNode *node = parent.mapping("exact"_L1)) {
        MappingReader reader(*node, u"exact"_s, u"'exact'"_s, findings);
        service.exactTime = sqlText(reader, "time"_L1, { u"value"_s });
        service.exactLiteral = sqlText(reader, "value"_L1, { u"value"_s });
        reader.finish();
    }
}

void readTypes(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    const YamlNode *node = parent.mapping("types"_L1, Need::Required);
    if (!node)
        return;
    MappingReader reader(*node, u"types"_s, u"'types'"_s, findings);
    for (const QLatin1String word : { "integer"_L1, "bigint"_L1, "decimal"_L1, "double"_L1, "text"_L1, "boolean"_L1,
             "date"_L1, "timestamp"_L1, "bytes"_L1 })
        service.types.insert(word, reader.text(word, Need::Required));
    reader.finish();
}

void readCopies(MappingReader &parent, OdbcService &service, PlanFindings &findings)
{
    if (const YamlNode *node = parent.mapping("time_travel"_L1)) {
        MappingReader reader(*node, u"time_travel"_s, u"'time_travel'"_s, findings);
        service.timeTravel = sqlText(reader, "read"_L1, { u"time"_s }, Need::Required);
        service.timeTravelDays = reader.integer("days"_L1, 0, 0, 90);
        reader.finish();
    }
    if (const YamlNode *node = parent.mapping("clones"_L1)) {
        MappingReader reader(*node, u"clones"_s, u"'clones'"_s, findings);
        service.cloneTable = sqlText(reader, "table"_L1, { u"new"_s, u"old"_s }, Need::Required);
        reader.finish();
    }
}

/// A word of a fixed list, which must be there.
QString word(MappingReader &reader, QLatin1String key, const QStringList &words)
{
    reader.node(key, Need::Required);
    return reader.choice(key, words, words.first());
}

OdbcService readService(MappingReader &reader, PlanFindings &findings)
{
    OdbcService service;
    for (const auto &[key, expected] :
        { std::pair("apiVersion"_L1, "sluice/v1"_L1), std::pair("kind"_L1, "Service"_L1) }) {
        const YamlNode *node = reader.node(key, Need::Required);
        if (node && node->text != expected)
            reader.expected(key, *node, u'\'' + expected + u'\'');
    }
    service.name = reader.identifier("name"_L1);
    service.title = reader.text("title"_L1, Need::Required);
    reader.node("proven"_L1, Need::Required);
    service.isProven = reader.boolean("proven"_L1, false);
    service.driver = reader.text("driver"_L1, Need::Required);
    service.isFile = word(reader, "place"_L1, { u"server"_s, u"file"_s }) == u"file";
    service.isWide = word(reader, "text"_L1, { u"utf-16"_s, u"utf-8"_s }) == u"utf-16";
    const QString rules = word(reader, "rules"_L1, { u"unchecked"_s, u"postgresql"_s, u"sqlite"_s });
    service.kin = rules == u"postgresql" ? SqlKin::Postgresql : rules == u"sqlite" ? SqlKin::Sqlite : SqlKin::Unchecked;
    const QString quotes = word(reader, "quotes"_L1, { u"double"_s, u"backtick"_s, u"bracket"_s });
    service.quotes = quotes == u"backtick" ? NameQuotes::Backtick
        : quotes == u"bracket"             ? NameQuotes::Bracket
                                           : NameQuotes::Double;
    if (service.isProven && service.kin == SqlKin::Unchecked)
        reader.add("proven"_L1, u"a service whose statements cannot be checked is not proven"_s);
    readKeywords(reader, service, findings);
    readSettings(reader, service, findings);
    readTransactions(reader, service, findings);
    readLiterals(reader, service, findings);
    readTypes(reader, service, findings);
    readCopies(reader, service, findings);
    reader.finish();
    return service;
}

using Services = QMap<QString, std::shared_ptr<const OdbcService>>;

Services loadServices()
{
    initialiseServices();
    Services services;
    const QDir folder(u":/services"_s);
    for (const QString &name : folder.entryList({ u"*.yaml"_s }, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        SLUICE_INVARIANT(file.open(QIODevice::ReadOnly));
        const Result<OdbcService> service = parseService(file.readAll(), name);
        SLUICE_INVARIANT(service); // tst_service_reader names what is wrong
        services.insert(service->name, std::make_shared<const OdbcService>(*service));
    }
    return services;
}

const Services &services()
{
    static const Services all = loadServices();
    return all;
}

} // namespace

Result<OdbcService> parseService(const QByteArray &utf8, const QString &file)
{
    PlanFindings findings(file);
    findings.notePlace({}, { 1, 1, 0 });
    const std::optional<YamlNode> tree = readYaml(utf8, findings);
    if (!tree)
        return fail(findings.toError(ErrorCode::InvalidConnection));
    MappingReader reader(*tree, {}, u"the service"_s, findings);
    OdbcService service = readService(reader, findings);
    if (!findings.isEmpty())
        return fail(findings.toError(ErrorCode::InvalidConnection));
    return service;
}

QStringList serviceNames() { return services().keys(); }

std::shared_ptr<const OdbcService> serviceNamed(const QString &name) { return services().value(name); }

} // namespace sluice

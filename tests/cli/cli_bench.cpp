// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include "ledger/ledger.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

namespace sluice::test {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMayTakeMs = 60'000;

const char *const kPlan = R"(apiVersion: sluice/v1
kind: RolloutPlan
metadata: {id: small, title: Add a currency, reason: finance asks for it, owner: finance-data}
target: {connection: warehouse, objects: [orders]}
stages:
  - id: add
    kind: additive
    steps:
      - {id: column, op: add_column, table: orders, column: {name: currency, type: text}}
      - {id: fill, op: backfill, table: orders, set: {currency: "'EUR'"}, where: "currency is null", batch: 40}
    gates:
      - {id: filled, probe: null_rate, table: orders, column: currency, max: 0, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 200ms
  - id: watch
    kind: additive
    gates:
      - {id: rows, probe: row_count, table: orders, min: 10, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 200ms
  - id: late
    kind: additive
    gates:
      - {id: still, probe: row_count, table: orders, min: 10, interval: 100ms, warmup: 1, min_samples: 2}
    bake: 1h
rollback: {window: 1h, owner: "@on-call"}
)";

QJsonObject oneObject(const QByteArray &bytes)
{
    if (bytes.count('\n') != 1 || !bytes.endsWith('\n'))
        return {};
    return QJsonDocument::fromJson(bytes).object();
}

std::unique_ptr<SqlSession> openFile(const QString &path)
{
    auto session = SqlSession::openFile(path, true);
    if (!session)
        qFatal("%s: %s", qPrintable(path), qPrintable(session.error().what));
    return *std::move(session);
}

SqlRows rowsOf(SqlSession &session, const QString &sql)
{
    auto rows = session.query(sql);
    if (!rows)
        qFatal("%s: %s", qPrintable(sql), qPrintable(rows.error().what));
    return *std::move(rows);
}

} // namespace

QJsonObject CliResult::json() const { return oneObject(out); }

QJsonObject CliResult::errorJson() const { return oneObject(err); }

QByteArray CliResult::told() const { return "exit " + QByteArray::number(code) + "\nout: " + out + "\nerr: " + err; }

CliBench::CliBench()
    : m_folder(QDir::tempPath() + u"/sluice-cli-XXXXXX"_s)
    , m_program(qEnvironmentVariable("SLUICE_BIN_DIR") + u"/sluice"_s)
{
    if (!QFileInfo(m_program).isExecutable())
        qFatal("%s is not there; SLUICE_BIN_DIR must name the folder of the programs", qPrintable(m_program));
    for (const char *name : { "PATH", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "SLUICE_SOURCE_DIR" }) {
        if (qEnvironmentVariableIsSet(name))
            m_environment.insert(QLatin1String(name), qEnvironmentVariable(name));
    }
    for (const auto &[variable, name] :
        { std::pair("HOME", "home"), std::pair("XDG_STATE_HOME", "state"), std::pair("TMPDIR", "tmp") }) {
        QDir(folder()).mkpath(QLatin1String(name));
        m_environment.insert(QLatin1String(variable), folder() + u'/' + QLatin1String(name));
    }
    m_environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"disabled:"_s);
    m_environment.insert(u"USER"_s, u"somebody-else"_s); // whoever acts must not be read from here
}

void CliBench::prepare(QProcess &process) const
{
    process.setProcessEnvironment(m_environment);
    process.setWorkingDirectory(QFileInfo::exists(workspace()) ? workspace() : folder());
    process.setProgram(m_program);
    if (m_inChild)
        process.setChildProcessModifier(m_inChild);
}

CliResult CliBench::run(const QStringList &words, const QByteArray &input) const
{
    QProcess process;
    prepare(process);
    process.setArguments(words);
    process.start();
    process.write(input);
    process.closeWriteChannel();
    const bool isEnded = process.waitForFinished(kMayTakeMs);
    CliResult result { -1, process.readAllStandardOutput(), process.readAllStandardError() };
    if (!isEnded) {
        process.kill();
        process.waitForFinished();
        result.err += "\n(did not end in time)";
    } else if (process.exitStatus() == QProcess::NormalExit) {
        result.code = process.exitCode();
    }
    return result;
}

CliResult CliBench::must(const QStringList &words) const
{
    CliResult result = run(words);
    if (result.code != 0)
        qFatal("sluice %s: %s", qPrintable(words.join(u' ')), result.told().constData());
    return result;
}

std::unique_ptr<QProcess> CliBench::start(const QStringList &words, const QByteArray &input) const
{
    auto process = std::make_unique<QProcess>();
    prepare(*process);
    process->setArguments(words);
    process->start();
    process->write(input);
    process->closeWriteChannel();
    if (!process->waitForStarted())
        qFatal("%s does not start: %s", qPrintable(m_program), qPrintable(process->errorString()));
    return process;
}

void CliBench::init() const { must({ u"init"_s, workspace() }); }

void CliBench::initSmall() const
{
    init();
    addSmall();
}

void CliBench::addSmall() const
{
    QStringList statements {
        u"create table orders (id integer primary key, day integer, amount integer)"_s,
        u"create view daily as select day, sum(amount) as amount from orders group by day"_s,
        u"insert into orders with recursive n(i) as (select 1 union all select i + 1 from n where i < 100) select i, i % 7, i * 3 from n"_s
    };
    runSql(warehouse(), statements);
    must({ u"connection"_s, u"add"_s, u"warehouse"_s, u"--driver"_s, u"sqlite"_s, u"--database"_s, u"warehouse.db"_s,
        u"--environment"_s, u"dev"_s });
    must({ u"connection"_s, u"enrol"_s, u"warehouse"_s });
    writePlan(u"small"_s);
}

void CliBench::writePlan(const QString &id, const std::function<void(QByteArray &)> &change) const
{
    QByteArray text = kPlan;
    text.replace("{id: small,", "{id: " + id.toUtf8() + ',');
    if (change)
        change(text);
    write(u"plans/"_s + id + u".yaml"_s, text);
}

void CliBench::acceptLossAs(const QString &user, const QJsonObject &answer) const
{
    const QJsonObject waiting = answer[u"waiting"_s].toObject();
    const SystemClock clock;
    const auto opened = openSqliteLedger(ledger(), clock, user);
    const auto said = opened ? (*opened)->append({ NewEvent { EventType::CommandRequested, answer[u"run"_s].toString(),
                          QJsonObject { { u"command"_s, u"accept_loss"_s }, { u"id"_s, u"accepted"_s },
                              { u"request"_s, waiting[u"request"_s] }, { u"accepts"_s, waiting[u"entry"_s] },
                              { u"to"_s, waiting[u"to"_s] }, { u"losses"_s, waiting[u"losses"_s] } } } })
                             : Result<QList<Event>>(tl::make_unexpected(opened.error()));
    if (!said)
        qFatal("%s", qPrintable(said.error().what));
}

void CliBench::write(const QString &name, const QByteArray &bytes) const
{
    QFile target(file(name));
    if (!target.open(QIODevice::WriteOnly) || target.write(bytes) != bytes.size())
        qFatal("%s: %s", qPrintable(name), qPrintable(target.errorString()));
}

QByteArray CliBench::read(const QString &name) const
{
    QFile source(file(name));
    return source.open(QIODevice::ReadOnly) ? source.readAll() : QByteArray();
}

QByteArray contentOf(const QString &databaseFile, const QString &exceptPart)
{
    if (!QFileInfo::exists(databaseFile))
        return "no file";
    const auto session = openFile(databaseFile);
    QByteArray content;
    for (const QVariantList &object :
        rowsOf(*session, u"select type, name, coalesce(sql, '') from sqlite_master order by name"_s).rows) {
        if (!exceptPart.isEmpty() && object[1].toString().contains(exceptPart))
            continue;
        content += object[1].toByteArray() + ": " + object[2].toByteArray() + '\n';
        const bool isTable = object[0].toString() == "table"_L1 && object[1].toString() != "ledger_lease"_L1
            && !object[1].toString().startsWith("sqlite_"_L1);
        if (!isTable || object[2].toString().startsWith("CREATE VIRTUAL"_L1, Qt::CaseInsensitive))
            continue;
        for (const QVariantList &row : rowsOf(*session, u"select * from \"%1\""_s.arg(object[1].toString())).rows) {
            for (const QVariant &value : row)
                content += value.toByteArray().toPercentEncoding() + ' ';
            content += '\n';
        }
    }
    return content;
}

void runSql(const QString &databaseFile, const QStringList &statements)
{
    const auto session = openFile(databaseFile);
    for (const QString &statement : statements) {
        if (const auto done = session->execute(statement); !done)
            qFatal("%s: %s", qPrintable(statement), qPrintable(done.error().what));
    }
}

SqlLock::SqlLock(const QString &databaseFile)
    : m_session(openFile(databaseFile))
{
    if (const auto begun = m_session->begin(); !begun)
        qFatal("%s: %s", qPrintable(databaseFile), qPrintable(begun.error().what));
}

SqlLock::~SqlLock() { m_session->rollback(); }

QString scalar(const QString &databaseFile, const QString &sql)
{
    return rowsOf(*openFile(databaseFile), sql).scalar().toString();
}

} // namespace sluice::test

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_connector.h"

#include "support/postgres_cluster.h"
#include "support/verify.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTcpServer>

namespace sluice {

using namespace Qt::StringLiterals;

/// How a connection comes about, or does not: each failure is told apart, and nothing outside the profile steers it.
class PostgresConnectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsFailuresApart_data();
    void tellsFailuresApart();
    void neverWaitsPastItsDeadline();
    void environmentDoesNotSteer_data();
    void environmentDoesNotSteer();
    void buildsEachOptionOnce();
    void verifiesCertificates_data();
    void verifiesCertificates();
    void connectsThroughTheSocket();
    void passwordFileIsReadOnlyWhereSaid_data();
    void passwordFileIsReadOnlyWhereSaid();

private:
    Result<std::unique_ptr<SqlSession>> open(const ConnectionProfile &profile, const QString &password) const
    {
        return SqlSession::open(profile, {}, SessionRole::Control, Secret(password.toUtf8()));
    }
    Result<void> makeCertificates();

    std::unique_ptr<PostgresCluster> m_cluster;
    QTemporaryDir m_home;
};

namespace {

const QString kPassword = u"c4nary pass'word\\"_s;

void openssl(const QString &folder, const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(u"openssl"_s, arguments);
    QVERIFY2(process.waitForFinished() && process.exitCode() == 0, process.readAllStandardError().constData());
}

} // namespace

void PostgresConnectorTest::initTestCase()
{
    PostgresCluster::Options options;
    options.password = kPassword;
    options.settings = { u"listen_addresses = '127.0.0.1,127.0.0.2'"_s };
    auto cluster = PostgresCluster::create(options);
    VERIFY_OK(cluster);
    m_cluster = *std::move(cluster);
    const auto session = open(m_cluster->profile(), kPassword);
    VERIFY_OK(session);
    VERIFY_OK((*session)->execute(u"CREATE ROLE full LOGIN CONNECTION LIMIT 0 PASSWORD 'x'"_s));
    VERIFY_OK((*session)->execute(u"CREATE DATABASE closed"_s));
    VERIFY_OK((*session)->execute(u"REVOKE CONNECT ON DATABASE closed FROM PUBLIC"_s));
}

void PostgresConnectorTest::tellsFailuresApart_data()
{
    QTest::addColumn<ConnectionProfile>("profile");
    QTest::addColumn<QString>("password");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("sqlState");
    const auto row = [this](const char *name, auto change, const QString &password, ErrorCode code, const QString &state = {}) {
        ConnectionProfile profile = m_cluster->profile();
        change(profile);
        QTest::newRow(name) << profile << password << code << state;
    };
    const auto same = [](ConnectionProfile &) {};
    row("wrong password", same, u"wrong"_s, ErrorCode::LoginRefused, u"28P01"_s);
    row("no password", same, {}, ErrorCode::LoginRefused);
    row("no such user", [](ConnectionProfile &p) { p.user = u"nobody"_s; }, kPassword, ErrorCode::LoginRefused, u"28P01"_s);
    row("no such database", [](ConnectionProfile &p) { p.database = u"nowhere"_s; }, kPassword, ErrorCode::NotFound, u"3D000"_s);
    row("no free slot", [](ConnectionProfile &p) { p.user = u"full"_s; }, u"x"_s, ErrorCode::Busy, u"53300"_s);
    row("nobody listens", [](ConnectionProfile &p) { p.port = 1; }, kPassword, ErrorCode::CannotConnect);
    row("no such socket", [](ConnectionProfile &p) { p.host = u"/nonexistent"_s; }, kPassword, ErrorCode::CannotConnect);
    row("several hosts", [](ConnectionProfile &p) { p.host = u"127.0.0.1,127.0.0.2"_s; }, kPassword, ErrorCode::InvalidConnection);
    row("unknown sslmode", [](ConnectionProfile &p) { p.sslMode = u"verify-full;sslmode=disable"_s; }, kPassword, ErrorCode::InvalidConnection);
    row("no database", [](ConnectionProfile &p) { p.database.clear(); }, kPassword, ErrorCode::InvalidConnection);
    row("port out of range", [](ConnectionProfile &p) { p.port = 70000; }, kPassword, ErrorCode::InvalidConnection);
    row("nul in a name", [](ConnectionProfile &p) { p.database = u"a"_s + QChar(0); }, kPassword, ErrorCode::InvalidConnection);
    row("conninfo as a name", [](ConnectionProfile &p) { p.database = u"host=/nonexistent dbname=postgres"_s; }, kPassword, ErrorCode::NotFound, u"3D000"_s);
    row("tls stated, server has none", [](ConnectionProfile &p) { p.sslMode = u"require"_s; }, kPassword, ErrorCode::CannotConnect);
    row(
        "tls is the default elsewhere", [](ConnectionProfile &p) { p.host = u"127.0.0.2"_s; }, kPassword,
        ErrorCode::CannotConnect);
    row("odbc without a service", [](ConnectionProfile &p) { p.engine = Engine::Odbc; }, kPassword, ErrorCode::InvalidConnection);
}

void PostgresConnectorTest::tellsFailuresApart()
{
    QFETCH(ConnectionProfile, profile);
    QFETCH(QString, password);
    QFETCH(ErrorCode, code);
    QFETCH(QString, sqlState);
    const auto session = open(profile, password);
    VERIFY_ERROR(session, code);
    QCOMPARE(session.error().sqlState, sqlState);
    QCOMPARE(session.error().where, u"connection warehouse"_s);
    QVERIFY(!session.error().what.isEmpty());
    for (const QString &text : { session.error().what, session.error().next })
        QVERIFY2(!text.contains(kPassword) && !text.contains(u'\n') && !text.contains(u"LOCATION"_s), qPrintable(text));
}

void PostgresConnectorTest::neverWaitsPastItsDeadline()
{
    QTcpServer mute; // accepts in its backlog and never says a word
    QVERIFY(mute.listen(QHostAddress::LocalHost));
    ConnectionProfile profile = m_cluster->profile();
    profile.port = mute.serverPort();
    SessionOptions options;
    options.connectTimeout = Duration(300);
    QElapsedTimer timer;
    timer.start();
    VERIFY_ERROR(SqlSession::open(profile, {}, SessionRole::Control, m_cluster->password(), options), ErrorCode::CannotConnect);
    QVERIFY(timer.elapsed() >= 290 && timer.elapsed() < 3000);
}

void PostgresConnectorTest::environmentDoesNotSteer_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    const QList<std::pair<QByteArray, QByteArray>> hostile { { "PGHOSTADDR", "203.0.113.1" }, { "PGHOST", "203.0.113.1" }, { "PGPORT", "1" },
        { "PGDATABASE", "template1" }, { "PGUSER", "nobody" }, { "PGPASSWORD", "wrong" }, { "PGPASSFILE", "/dev/null" }, { "PGSERVICE", "evil" },
        { "PGSERVICEFILE", "/nonexistent" }, { "PGSYSCONFDIR", "/nonexistent" }, { "PGOPTIONS", "-c search_path=evil -c statement_timeout=1" },
        { "PGAPPNAME", "evil" }, { "PGSSLMODE", "verify-full" }, { "PGREQUIRESSL", "1" }, { "PGSSLROOTCERT", "/nonexistent" },
        { "PGSSLCERT", "/nonexistent" }, { "PGCHANNELBINDING", "require" }, { "PGREQUIREPEER", "evil" }, { "PGGSSENCMODE", "require" },
        { "PGTARGETSESSIONATTRS", "standby" }, { "PGCLIENTENCODING", "SQL_ASCII" }, { "PGDATESTYLE", "German" }, { "PGTZ", "Asia/Tokyo" },
        { "PGCONNECT_TIMEOUT", "1" }, { "PGGEQO", "off" } };
    for (const auto &[name, value] : hostile)
        QTest::newRow(name.constData()) << name << value;
}

void PostgresConnectorTest::environmentDoesNotSteer()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    qputenv(name.constData(), value);
    const auto session = open(m_cluster->profile(), kPassword);
    VERIFY_OK(session);
    const auto rows = (*session)->query(u"SELECT current_database(), current_user, inet_server_port(), current_setting('search_path'),"
                                        " current_setting('application_name'), current_setting('TimeZone'), current_setting('DateStyle'),"
                                        " current_setting('client_encoding'), current_setting('statement_timeout')"_s);
    VERIFY_OK(rows);
    QCOMPARE(rows->rows[0],
        (QVariantList { u"postgres"_s, u"postgres"_s, qlonglong(m_cluster->port()), u"public, pg_temp"_s, u"sluice"_s, u"UTC"_s, u"ISO, YMD"_s,
            u"UTF8"_s, u"15min"_s }));
    QVERIFY(!qEnvironmentVariableIsSet(name.constData()));
}

void PostgresConnectorTest::buildsEachOptionOnce()
{
    SqlOpenRequest request;
    request.profile = m_cluster->profile();
    request.options.applicationName = u"sluice:runner; sslmode=disable 'x'"_s;
    const auto parameters = postgresParameters(request);
    VERIFY_OK(parameters);
    QSet<QByteArray> seen;
    for (const auto &[key, value] : *parameters) {
        QVERIFY2(!seen.contains(key), key.constData());
        seen.insert(key);
        QVERIFY2(!value.isEmpty(), "libpq takes an empty value for none and looks elsewhere");
    }
    QVERIFY(seen.contains("passfile") && seen.contains("sslmode") && seen.contains("target_session_attrs"));
}

Result<void> PostgresConnectorTest::makeCertificates()
{
    const QString folder = m_home.path();
    const QStringList key { u"req"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-batch"_s };
    for (const QString &name : { u"ca"_s, u"other"_s }) {
        openssl(folder, key + QStringList { u"-x509"_s, u"-days"_s, u"10"_s, u"-subj"_s, u"/CN="_s + name, u"-keyout"_s, name + u".key"_s, u"-out"_s,
                                 name + u".crt"_s });
    }
    openssl(folder, key + QStringList { u"-subj"_s, u"/CN=127.0.0.1"_s, u"-keyout"_s, u"server.key"_s, u"-out"_s, u"server.csr"_s });
    openssl(folder, { u"x509"_s, u"-req"_s, u"-in"_s, u"server.csr"_s, u"-CA"_s, u"ca.crt"_s, u"-CAkey"_s, u"ca.key"_s, u"-CAcreateserial"_s,
                        u"-days"_s, u"10"_s, u"-out"_s, u"server.crt"_s });
    for (const QString &name : { u"server.key"_s, u"server.crt"_s }) {
        const QString target = m_cluster->dataDirectory() + u'/' + name;
        if (!QFile::copy(folder + u'/' + name, target))
            return fail(ErrorCode::IoFailed, u"cannot copy a certificate"_s, target);
        SLUICE_CHECK(PostgresCluster::giveToServer(target));
    }
    return {};
}

void PostgresConnectorTest::verifiesCertificates_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("mode");
    QTest::addColumn<QString>("authority");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("right authority, right host") << u"127.0.0.1"_s << u"verify-full"_s << u"ca.crt"_s << true;
    QTest::newRow("wrong host") << u"127.0.0.2"_s << u"verify-full"_s << u"ca.crt"_s << false;
    QTest::newRow("wrong host, by default") << u"127.0.0.2"_s << QString() << u"ca.crt"_s << false;
    QTest::newRow("wrong host, only the authority wanted") << u"127.0.0.2"_s << u"verify-ca"_s << u"ca.crt"_s << true;
    QTest::newRow("wrong authority") << u"127.0.0.1"_s << u"verify-full"_s << u"other.crt"_s << false;
    QTest::newRow("system's authorities") << u"127.0.0.1"_s << u"verify-full"_s << QString() << false;
    QTest::newRow("stated as unverified") << u"127.0.0.2"_s << u"require"_s << QString() << true;
}

void PostgresConnectorTest::verifiesCertificates()
{
    QFETCH(QString, host);
    QFETCH(QString, mode);
    QFETCH(QString, authority);
    QFETCH(bool, accepted);
    if (!QFile::exists(m_cluster->dataDirectory() + u"/server.crt"_s)) {
        VERIFY_OK(makeCertificates());
        VERIFY_OK(m_cluster->addSettings({ u"ssl = on"_s }));
        VERIFY_OK(m_cluster->restart(PostgresCluster::StopMode::Fast));
    }
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", m_home.path().toLocal8Bit());
    QDir(m_home.path()).mkpath(u".postgresql"_s);
    const QString root = m_home.path() + u"/.postgresql/root.crt"_s;
    QFile::remove(root);
    if (!authority.isEmpty())
        QVERIFY(QFile::copy(m_home.path() + u'/' + authority, root));
    ConnectionProfile profile = m_cluster->profile();
    profile.host = host;
    profile.sslMode = mode;
    const auto session = open(profile, kPassword);
    qputenv("HOME", home);
    if (accepted) {
        VERIFY_OK(session);
        QVERIFY((*session)->query(u"SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"_s)->scalar().toBool());
    } else {
        VERIFY_ERROR(session, ErrorCode::CannotConnect);
        QVERIFY2(session.error().next.contains(u"certificate"_s), qPrintable(session.error().what));
    }
}

void PostgresConnectorTest::connectsThroughTheSocket()
{
    const auto session = open(m_cluster->socketProfile(), kPassword);
    VERIFY_OK(session);
    QVERIFY((*session)->query(u"SELECT inet_server_addr() IS NULL"_s)->scalar().toBool());
}

void PostgresConnectorTest::passwordFileIsReadOnlyWhereSaid_data()
{
    QTest::addColumn<Login>("login");
    QTest::addColumn<QByteArray>("password"); // in the file; empty: there is none
    QTest::addColumn<bool>("isPrivate");
    QTest::addColumn<QString>("refusal"); // empty: connected
    const QByteArray good = QByteArray(kPassword.toUtf8()).replace('\\', "\\\\");
    QTest::newRow("said, there") << Login::Passfile << good << true << QString();
    QTest::newRow("not said") << Login::Keychain << good << true << u"none is stored"_s;
    QTest::newRow("said, not there") << Login::Passfile << QByteArray() << true << u"~/.pgpass has none for this connection"_s;
    QTest::newRow("said, readable by others") << Login::Passfile << good << false << u"~/.pgpass has none for this connection"_s;
    QTest::newRow("said, wrong") << Login::Passfile << QByteArray("wrong") << true << u"password authentication failed"_s;
}

void PostgresConnectorTest::passwordFileIsReadOnlyWhereSaid()
{
    QFETCH(Login, login);
    QFETCH(QByteArray, password);
    QFETCH(bool, isPrivate);
    QFETCH(QString, refusal);
    const QTemporaryDir folder;
    if (!password.isEmpty()) {
        QFile file(folder.filePath(u".pgpass"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("127.0.0.1:*:*:*:" + password + '\n');
        const auto own = QFile::ReadOwner | QFile::WriteOwner;
        QVERIFY(file.setPermissions(isPrivate ? own : own | QFile::ReadGroup));
    }
    const QByteArray home = qgetenv("HOME");
    qputenv("HOME", QFile::encodeName(folder.path()));
    qputenv("PGPASSFILE", "/nonexistent");
    ConnectionProfile profile = m_cluster->profile();
    profile.login = login;
    const auto session = open(profile, {});
    qputenv("HOME", home);
    if (refusal.isEmpty()) {
        VERIFY_OK(session);
        return;
    }
    VERIFY_ERROR(session, ErrorCode::LoginRefused);
    QVERIFY2(session.error().what.contains(refusal), qPrintable(session.error().what));
    QVERIFY(!session.error().next.isEmpty() && !session.error().what.contains(kPassword));
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::PostgresConnectorTest)
#include "tst_postgres_connector.moc"

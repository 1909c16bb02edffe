// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_session.h"
#include "support/mariadb_server.h"
#include "support/verify.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

/// What ssl_mode promises on a server whose certificate nobody vouches for.
class MariadbTlsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void modes_data();
    void modes();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<MariadbServer> m_server;
};

void MariadbTlsTest::initTestCase()
{
    const QString key = m_folder.filePath(u"key.pem"_s);
    const QString certificate = m_folder.filePath(u"certificate.pem"_s);
    QProcess process;
    process.start(u"openssl"_s,
        { u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s, u"-batch"_s, u"-days"_s, u"10"_s, u"-subj"_s,
            u"/CN=127.0.0.1"_s, u"-keyout"_s, key, u"-out"_s, certificate });
    QVERIFY(process.waitForFinished() && process.exitCode() == 0);
    // The server runs under an account of its own.
    const auto readable = QFile::ReadOwner | QFile::ReadUser | QFile::ReadGroup | QFile::ReadOther;
    QVERIFY(QFile::setPermissions(m_folder.path(), readable | QFile::ExeOwner | QFile::ExeUser | QFile::ExeOther));
    QVERIFY(QFile::setPermissions(key, readable));
    QVERIFY(QFile::setPermissions(certificate, readable));
    MariadbServer::Options options;
    options.settings = { u"--ssl-key="_s + key, u"--ssl-cert="_s + certificate };
    auto server = MariadbServer::create(options);
    VERIFY_OK(server);
    m_server = *std::move(server);
}

void MariadbTlsTest::modes_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<std::optional<ErrorCode>>("refused");
    QTest::addColumn<bool>("isEncrypted");
    QTest::newRow("on this machine") << QString() << std::optional<ErrorCode>() << false;
    QTest::newRow("disable") << u"disable"_s << std::optional<ErrorCode>() << false;
    QTest::newRow("require") << u"require"_s << std::optional<ErrorCode>() << true;
    QTest::newRow("verify-full") << u"verify-full"_s << std::optional(ErrorCode::CannotConnect) << true;
    QTest::newRow("verify-ca") << u"verify-ca"_s << std::optional(ErrorCode::InvalidConnection) << true;
    QTest::newRow("prefer") << u"prefer"_s << std::optional(ErrorCode::InvalidConnection) << true;
}

void MariadbTlsTest::modes()
{
    QFETCH(QString, mode);
    QFETCH(std::optional<ErrorCode>, refused);
    QFETCH(bool, isEncrypted);
    ConnectionProfile profile = m_server->profile();
    profile.sslMode = mode;
    const auto session = SqlSession::open(profile, {}, SessionRole::Control, {});
    if (refused) {
        VERIFY_ERROR(session, *refused);
        QVERIFY2(!session.error().next.isEmpty(), qPrintable(session.error().what));
        return;
    }
    VERIFY_OK(session);
    const auto cipher = (*session)->query(
        u"SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'"_s);
    VERIFY_OK(cipher);
    QCOMPARE(!cipher->scalar().toString().isEmpty(), isEncrypted);
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::MariadbTlsTest)
#include "tst_mariadb_tls.moc"

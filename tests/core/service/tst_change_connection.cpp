// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/memory_store.h"
#include "service/local_service.h"
#include "support/verify.h"

#include <QFile>
#include <QJsonArray>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// Something that calls itself PostgreSQL and asks for the password as plain text.
class GreedyServer : public QTcpServer
{
public:
    GreedyServer()
    {
        if (!listen(QHostAddress::LocalHost))
            qFatal("%s", qPrintable(errorString()));
        connect(this, &QTcpServer::newConnection, this, [this] {
            QTcpSocket *socket = nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                const QByteArray got = socket->readAll();
                heard += got;
                if (got.size() == 8)
                    socket->write("N"); // no TLS here
                else if (got.size() > 8 && got[0] == 0)
                    socket->write(QByteArray("R\0\0\0\x8\0\0\0\x3", 9));
                else
                    socket->disconnectFromHost();
            });
        });
    }

    QByteArray heard;
};

/// A store that can refuse to write.
class LockableStore final : public SecretStore
{
public:
    bool isLocked = false;
    bool isUnreadable = false;
    QMap<QString, QByteArray> secrets;

    void read(const QString &key, std::function<void(Result<Secret>)> done) override
    {
        later([this, key, done] {
            if (isUnreadable)
                return done(fail(ErrorCode::SecretUnavailable, u"the keychain is locked"_s));
            done(secrets.contains(key) ? Result<Secret>(Secret(secrets.value(key)))
                                       : fail(ErrorCode::NotFound, u"no such entry"_s));
        });
    }
    void write(const QString &key, const Secret &secret, std::function<void(Result<>)> done) override
    {
        later([this, key, bytes = secret.reveal(), done] {
            if (isLocked)
                return done(fail(ErrorCode::SecretUnavailable, u"the keychain is locked"_s));
            secrets.insert(key, bytes);
            done({});
        });
    }
    void remove(const QString &key, std::function<void(Result<>)> done) override
    {
        later([this, key, done] {
            done(secrets.remove(key) > 0 ? Result<>() : fail(ErrorCode::NotFound, u"no such entry"_s));
        });
    }

private:
    void later(std::function<void()> job)
    {
        QMetaObject::invokeMethod(&m_context, std::move(job), Qt::QueuedConnection);
    }

    QObject m_context;
};

template <class T> Result<T> waited(const QFuture<Result<T>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, 30'000))
        qFatal("no answer");
    return future.result();
}

} // namespace

/// A connection that is changed: one act in file and keychain, and a password goes only where it was meant to go.
class ChangeConnectionTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    SystemClock m_clock;
    std::unique_ptr<LockableStore> m_secrets;
    std::unique_ptr<GreedyServer> m_server;
    std::unique_ptr<LocalService> m_service;
    int m_number = 0;

    QString root() const { return m_folder.filePath(QString::number(m_number)); }
    Workspace workspace() const { return *openWorkspace(root()); }
    QByteArray file() const
    {
        QFile read(root() + u"/sluice.yaml"_s);
        return read.open(QIODevice::ReadOnly) ? read.readAll() : QByteArray();
    }
    void write(const QByteArray &text) const
    {
        QFile written(root() + u"/sluice.yaml"_s);
        if (!written.open(QIODevice::WriteOnly) || written.write(text) < 0)
            qFatal("%s", qPrintable(written.errorString()));
    }
    QString keyOf(const ConnectionProfile &profile) const { return secretKey(workspace().id, profile); }
    QList<QByteArray> stored() const { return m_secrets->secrets.values(); }
    ConnectionProfile shop() const
    {
        ConnectionProfile profile;
        profile.name = u"shop"_s;
        profile.engine = Engine::Postgresql;
        profile.host = u"127.0.0.1"_s;
        profile.port = 1; // nobody listens there
        profile.database = u"shop"_s;
        profile.user = u"sluice"_s;
        return profile;
    }
    ConnectionProfile moved() const
    {
        ConnectionProfile profile = shop();
        profile.port = m_server->serverPort();
        return profile;
    }
    void open()
    {
        m_service
            = std::make_unique<LocalService>(workspace(), ServiceDependencies { &m_clock, m_secrets.get(), u"test"_s });
        m_service->start();
    }

private Q_SLOTS:
    void init()
    {
        ++m_number;
        VERIFY_OK(createWorkspace(root(), u"shop"_s));
        m_secrets = std::make_unique<LockableStore>();
        m_server = std::make_unique<GreedyServer>();
        open();
        VERIFY_OK(waited(m_service->addConnection(shop(), Secret("canary"))));
        QCOMPARE(stored(), QList<QByteArray> { "canary" });
    }
    void cleanup()
    {
        m_service.reset();
        m_server.reset();
    }

    /// That the server hears what it is sent: else the tests below could not fail.
    void theServerHears()
    {
        (void)waited(m_service->testConnection(moved(), Secret("given-for-it")));
        QVERIFY(m_server->heard.contains("given-for-it"));
    }

    void aPasswordIsNotSentWhereAFileSaysSince_data()
    {
        QTest::addColumn<bool>("isRestarted");
        QTest::newRow("by the program that runs") << false;
        QTest::newRow("by one that starts later") << true;
    }
    void aPasswordIsNotSentWhereAFileSaysSince()
    {
        QFETCH(const bool, isRestarted);
        write(file().replace("port: 1\n", "port: " + QByteArray::number(m_server->serverPort()) + '\n'));
        QVERIFY(*workspace().connection(u"shop"_s) == moved());
        if (isRestarted)
            open();
        else
            m_service->setWorkspace(workspace());
        const auto found = waited(m_service->testConnection(moved(), Secret()));
        VERIFY_OK(found);
        QVERIFY(found->error);
        QVERIFY2(found->error->what.contains(u"keychain holds none"_s) || found->error->next.contains(u"never sent"_s),
            qPrintable(found->error->what + u" | "_s + found->error->next));
        QVERIFY(m_server->heard.contains("sluice")); // it was called …
        QVERIFY(!m_server->heard.contains("canary")); // … and given nothing
        QCOMPARE(stored(), QList<QByteArray> { "canary" });
    }

    void whatDoesNotTouchTheLoginLeavesThePassword()
    {
        const QByteArray before = file();
        ConnectionProfile after = shop();
        after.environment = Environment::Staging;
        VERIFY_OK(waited(m_service->changeConnection(shop(), after, Secret(), false)));
        QCOMPARE(file(), QByteArray(before).replace("environment: dev", "environment: staging"));
        QCOMPARE(stored(), QList<QByteArray> { "canary" });
        QVERIFY(m_secrets->secrets.contains(keyOf(after)));
        QTRY_VERIFY(m_service->snapshot()
            && m_service->snapshot()->workspace.connection(u"shop"_s)->environment == Environment::Staging);
        const auto log = waited(m_service->searchLog(LogQuery {}));
        VERIFY_OK(log);
        QCOMPARE(log->first().type, EventType::ConnectionChanged);
        QCOMPARE(log->first().json()["changed"_L1].toArray(), QJsonArray { u"environment"_s });
    }

    void anotherAddressLosesIt()
    {
        VERIFY_OK(waited(m_service->changeConnection(shop(), moved(), Secret(), false)));
        QTRY_COMPARE(stored(), QList<QByteArray>());
        (void)waited(m_service->testConnection(moved(), Secret()));
        QVERIFY(!m_server->heard.contains("canary"));
    }

    void unlessAPersonSaysSo()
    {
        VERIFY_OK(waited(m_service->changeConnection(shop(), moved(), Secret(), true)));
        QTRY_COMPARE(m_secrets->secrets, (QMap<QString, QByteArray> { { keyOf(moved()), "canary" } }));
        (void)waited(m_service->testConnection(moved(), Secret()));
        QVERIFY(m_server->heard.contains("canary"));
    }

    void aNewPasswordGoesWithANewAddress()
    {
        VERIFY_OK(waited(m_service->changeConnection(shop(), moved(), Secret("fresh"), false)));
        QTRY_COMPARE(m_secrets->secrets, (QMap<QString, QByteArray> { { keyOf(moved()), "fresh" } }));
        (void)waited(m_service->testConnection(moved(), Secret()));
        QVERIFY(m_server->heard.contains("fresh") && !m_server->heard.contains("canary"));
    }

    void anotherNameTakesItAlong()
    {
        ConnectionProfile after = shop();
        after.name = u"store"_s;
        VERIFY_OK(waited(m_service->changeConnection(shop(), after, Secret(), false)));
        QTRY_COMPARE(m_secrets->secrets, (QMap<QString, QByteArray> { { keyOf(after), "canary" } }));
    }

    /// The keychain was locked when the program began.
    void aPasswordThatTheProgramDoesNotKnowIsNotLost()
    {
        m_secrets->isUnreadable = true;
        open();
        const QByteArray before = file();
        ConnectionProfile after = shop();
        after.name = u"store"_s;
        VERIFY_ERROR(waited(m_service->changeConnection(shop(), after, Secret(), false)), ErrorCode::SecretUnavailable);
        QCOMPARE(file(), before);
        QVERIFY(m_secrets->secrets.contains(keyOf(shop())));
        m_secrets->isUnreadable = false;
        VERIFY_OK(waited(m_service->changeConnection(shop(), after, Secret(), false)));
        QTRY_COMPARE(stored(), QList<QByteArray> { "canary" });
        QVERIFY(m_secrets->secrets.contains(keyOf(after)));
    }

    /// Its file was changed by somebody else while the new password was asked for.
    void aRefusedPasswordDoesNotReplaceTheOldOne()
    {
        ConnectionProfile after = shop();
        after.environment = Environment::Staging;
        const auto change = m_service->changeConnection(shop(), after, Secret("new"), false);
        write(file().replace("environment: dev", "environment: prod"));
        const auto refused = waited(change);
        QVERIFY(!refused);
        QTRY_COMPARE(stored(), QList<QByteArray> { "canary" });
    }

    /// Closed while the keychain is asked: nobody is there to answer.
    void closingInBetweenIsNoCrash()
    {
        ConnectionProfile after = shop();
        after.name = u"store"_s;
        const auto change = m_service->changeConnection(shop(), after, Secret("new"), false);
        m_service.reset();
        QCoreApplication::processEvents();
        QCOMPARE(file().count("store"), 0);
    }

    void aPasswordFileNeedsNone()
    {
        ConnectionProfile after = shop();
        after.login = Login::Passfile;
        VERIFY_OK(waited(m_service->changeConnection(shop(), after, Secret(), false)));
        QTRY_COMPARE(stored(), QList<QByteArray>());
    }

    void aRefusalLeavesEverything_data()
    {
        QTest::addColumn<QString>("what");
        for (const char *what : { "a name that is taken", "the keychain is locked", "the file changed meanwhile" })
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void aRefusalLeavesEverything()
    {
        QFETCH(const QString, what);
        ConnectionProfile other = shop();
        other.name = u"other"_s;
        VERIFY_OK(waited(m_service->addConnection(other, Secret("theirs"))));
        ConnectionProfile before = shop();
        ConnectionProfile after = moved();
        if (what.startsWith(u"a name"))
            after.name = u"other"_s;
        else if (what.startsWith(u"the file"))
            before.user = u"somebody"_s;
        m_secrets->isLocked = what.startsWith(u"the keychain");
        const QByteArray text = file();
        const QMap<QString, QByteArray> secrets = m_secrets->secrets;
        QVERIFY(!waited(m_service->changeConnection(before, after, Secret("fresh"), false)));
        QCOMPARE(file(), text);
        QCOMPARE(m_secrets->secrets, secrets);
        QVERIFY(*workspace().connection(u"shop"_s) == shop());
    }
};

QTEST_GUILESS_MAIN(ChangeConnectionTest)
#include "tst_change_connection.moc"

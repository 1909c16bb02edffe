// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/keychain_store.h"
#include "secrets/memory_store.h"

#include "support/keyring.h"
#include "support/verify.h"

#include <QDirIterator>
#include <QSignalSpy>

#include <optional>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString keyOf(const QString &workspace, const QString &connection, const QString &host = u"db-1"_s)
{
    ConnectionProfile profile;
    profile.name = connection;
    profile.engine = Engine::Postgresql;
    profile.host = host;
    return secretKey(workspace, profile);
}

} // namespace

/// The contract of SecretStore, on memory and on a real gnome-keyring.
class SecretStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void returnsWhatWasWritten_data() { stores(); }
    void returnsWhatWasWritten();
    void replacesAndRemoves_data() { stores(); }
    void replacesAndRemoves();
    void keepsEntriesApart_data() { stores(); }
    void keepsEntriesApart();
    void refusesEmptySecrets_data() { stores(); }
    void refusesEmptySecrets();
    void answersLaterAndOnce_data() { stores(); }
    void answersLaterAndOnce();
    void aDeadStoreStaysSilent_data() { stores(); }
    void aDeadStoreStaysSilent();
    void leavesNoPlainText();
    void aPasswordIsOfOneLogin();

private:
    static void stores()
    {
        QTest::addColumn<bool>("onKeychain");
        QTest::newRow("memory") << false;
        QTest::newRow("keychain") << true;
    }
    static std::unique_ptr<SecretStore> makeStore()
    {
        QFETCH(bool, onKeychain);
        if (onKeychain)
            return std::make_unique<KeychainStore>();
        return std::make_unique<MemoryStore>();
    }
    template <class T, class Call>
    static Result<T> await(Call call)
    {
        std::optional<Result<T>> answer;
        call([&answer](Result<T> given) { answer = std::move(given); });
        if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, 10'000))
            return fail(ErrorCode::Internal, u"the store never answered"_s);
        return *answer;
    }
    static Result<Secret> read(SecretStore &store, const QString &key)
    {
        return await<Secret>([&](auto done) { store.read(key, done); });
    }
    static Result<> write(SecretStore &store, const QString &key, const QByteArray &secret)
    {
        return await<void>([&](auto done) { store.write(key, Secret(secret), done); });
    }
    static Result<> remove(SecretStore &store, const QString &key)
    {
        return await<void>([&](auto done) { store.remove(key, done); });
    }
};

void SecretStoreTest::returnsWhatWasWritten()
{
    const auto store = makeStore();
    int number = 0;
    for (const QByteArray &secret : { "plain"_ba, "with space, quote \" ' and \\ backslash"_ba, "pä§🔑"_ba, QByteArray("nul\0inside", 10), "\n"_ba,
             QByteArray(10'000, 'x') }) {
        const QString key = keyOf(u"workspace"_s, QString::number(++number));
        VERIFY_OK(write(*store, key, secret));
        const Result<Secret> back = read(*store, key);
        VERIFY_OK(back);
        QCOMPARE(back->reveal(), secret);
    }
}

void SecretStoreTest::replacesAndRemoves()
{
    const auto store = makeStore();
    const QString key = keyOf(u"workspace"_s, u"replaced"_s);
    VERIFY_ERROR(read(*store, key), ErrorCode::NotFound);
    VERIFY_ERROR(remove(*store, key), ErrorCode::NotFound);
    VERIFY_OK(write(*store, key, "one"));
    VERIFY_OK(write(*store, key, "two"));
    QCOMPARE(read(*store, key)->reveal(), "two"_ba);
    VERIFY_OK(remove(*store, key));
    VERIFY_ERROR(read(*store, key), ErrorCode::NotFound);
}

/// Who changes in a file where a connection goes must not be given the password that was meant for another place.
void SecretStoreTest::aPasswordIsOfOneLogin()
{
    ConnectionProfile given;
    given.name = u"warehouse"_s;
    given.engine = Engine::Postgresql;
    given.host = u"db-1"_s;
    given.port = 5432;
    given.database = u"shop"_s;
    given.user = u"sluice"_s;
    QList<ConnectionProfile> others(7, given);
    others[0].engine = Engine::Mariadb;
    others[1].host = u"db-1.evil.example"_s;
    others[2].port = 5433;
    others[3].database = u"shop2"_s;
    others[4].user = u"sluic"_s;
    others[4].database = u"shope"_s; // no two fields may be read as one
    others[5].odbcDriver = u"Other"_s;
    others[6].service = std::make_shared<const OdbcService>(OdbcService { .name = u"x"_s });
    QSet<QString> keys { secretKey(u"w"_s, given) };
    for (const ConnectionProfile &other : std::as_const(others)) {
        QVERIFY(!isSameLogin(given, other));
        keys.insert(secretKey(u"w"_s, other));
    }
    QCOMPARE(keys.size(), others.size() + 1);
    ConnectionProfile same = given;
    same.environment = Environment::Prod;
    same.sslMode = u"verify-full"_s;
    same.probeRole = u"probes"_s;
    QVERIFY(isSameLogin(given, same));
    QCOMPARE(secretKey(u"w"_s, same), secretKey(u"w"_s, given));
    QVERIFY(!secretKey(u"w"_s, given).contains(u"shop"_s));
}

void SecretStoreTest::keepsEntriesApart()
{
    const auto store = makeStore();
    const QStringList keys { keyOf(u"a"_s, u"b"_s), keyOf(u"a"_s, u"B"_s), keyOf(u"A"_s, u"b"_s), keyOf(u"a"_s, u"b "_s),
        keyOf(u"ä"_s, u"b"_s), keyOf(u"a"_s, u"b"_s, u"db-2"_s) };
    for (const QString &key : keys)
        VERIFY_OK(write(*store, key, key.toUtf8()));
    for (const QString &key : keys)
        QCOMPARE(read(*store, key)->reveal(), key.toUtf8());
}

void SecretStoreTest::refusesEmptySecrets()
{
    const auto store = makeStore();
    VERIFY_ERROR(write(*store, u"sluice/empty"_s, {}), ErrorCode::Usage);
    VERIFY_ERROR(write(*store, QString(), "secret"), ErrorCode::Usage);
    VERIFY_ERROR(read(*store, u"sluice/empty"_s), ErrorCode::NotFound);
}

void SecretStoreTest::answersLaterAndOnce()
{
    const auto store = makeStore();
    int answers = 0;
    for (int i = 0; i < 5; ++i)
        store->read(u"sluice/nothing/%1"_s.arg(i), [&answers](const Result<Secret> &) { ++answers; });
    QCOMPARE(answers, 0);
    QTRY_COMPARE(answers, 5);
    VERIFY_OK(write(*store, u"sluice/last"_s, "x")); // comes after all of them, so a second answer would be in by now
    QCOMPARE(answers, 5);
}

void SecretStoreTest::aDeadStoreStaysSilent()
{
    auto store = makeStore();
    VERIFY_OK(write(*store, u"sluice/kept"_s, "value"));
    bool answered = false;
    store->read(u"sluice/kept"_s, [&answered](const Result<Secret> &) { answered = true; });
    store.reset();
    const auto other = makeStore();
    VERIFY_OK(write(*other, u"sluice/other"_s, "value")); // jobs run in order: the orphan has ended before
    QVERIFY(!answered);
}

void SecretStoreTest::leavesNoPlainText()
{
    const QByteArray canary = "S3CR3T-canary-4711";
    KeychainStore store;
    VERIFY_OK(write(store, u"sluice/canary"_s, canary));
    QCOMPARE(read(store, u"sluice/canary"_s)->reveal(), canary);
    int files = 0;
    for (QDirIterator it(qEnvironmentVariable("SLUICE_KEYRING_HOME"), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        ++files;
        const QByteArray bytes = file.readAll();
        QVERIFY2(!bytes.contains(canary) && !bytes.contains(canary.toBase64()), qPrintable(file.fileName()));
    }
    QVERIFY(files > 0);
}

} // namespace sluice

int main(int argc, char **argv)
{
    sluice::runUnderKeyring(argc, argv);
    QCoreApplication application(argc, argv);
    sluice::SecretStoreTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_secret_store.moc"

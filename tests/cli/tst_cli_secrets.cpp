// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"
#include "support/keyring.h"
#include "support/postgres_cluster.h"

#include <QDirIterator>
#include <QTest>

using namespace sluice;
using namespace sluice::test;
using namespace Qt::StringLiterals;

namespace {

/// Unlike any word, path or number that may stand in a file by chance.
const QString kCanary = u"kanarienvogel-S3CR3T-8271-gelb"_s;

QByteArrayList forms(const QString &secret)
{
    const QByteArray bytes = secret.toUtf8();
    const QByteArray wide(reinterpret_cast<const char *>(secret.utf16()), secret.size() * 2);
    // Base64 at each of the three offsets that it may have inside a longer text.
    return { bytes, wide, bytes.toHex(), bytes.toBase64(QByteArray::OmitTrailingEquals).chopped(2),
        (' ' + bytes).toBase64().mid(2, bytes.size()), ("  " + bytes).toBase64().mid(4, bytes.size()) };
}

bool holds(const QByteArray &bytes)
{
    const QByteArrayList all = forms(kCanary);
    return std::any_of(all.cbegin(), all.cend(), [&](const QByteArray &form) { return bytes.contains(form); });
}

QStringList filesThatHoldIt(const QString &folder)
{
    QStringList found;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
         it.hasNext();) {
        QFile file(it.next());
        if (file.open(QIODevice::ReadOnly) && holds(file.readAll()))
            found += file.fileName();
    }
    return found;
}

int filesBelow(const QString &folder)
{
    int count = 0;
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories); it.hasNext();
         it.next())
        ++count;
    return count;
}

QByteArray procFile(qint64 pid, const char *name)
{
    QFile file(u"/proc/%1/%2"_s.arg(pid).arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

/// A password goes from standard input to the keychain and from there to the server, and to no other place.
class CliSecretsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theSearchFindsWhatIsThere();
    void theCanaryStaysInTheKeychain();
    void aWrongPasswordIsRefusedAndNotTold();
    void theEnvironmentChangesNothing_data();
    void theEnvironmentChangesNothing();
    void theLedgersPasswordIsThereToo();
    void removingTheConnectionRemovesIt();

private:
    CliResult watched(const QStringList &words, const QByteArray &input = {});
    QStringList profileOptions(const QString &database) const;

    std::unique_ptr<PostgresCluster> m_cluster;
    std::unique_ptr<CliBench> m_bench;
    QByteArray m_told; ///< everything that any process said
    int m_looks = 0; ///< at a living process
};

void CliSecretsTest::initTestCase()
{
    PostgresCluster::Options options;
    options.password = kCanary;
    options.settings = QStringList { u"log_statement = 'all'"_s, u"log_connections = on"_s };
    auto cluster = PostgresCluster::create(options);
    QVERIFY2(cluster, cluster ? "" : qPrintable(cluster.error().what));
    m_cluster = *std::move(cluster);
    QVERIFY(m_cluster->createDatabase(u"shop"_s));
    auto session = m_cluster->open(u"shop"_s);
    QVERIFY(session);
    for (const QString &statement : { u"create table orders (id integer primary key, day integer, amount integer)"_s,
             u"insert into orders select i, i % 7, i * 3 from generate_series(1, 100) i"_s })
        QVERIFY((*session)->execute(statement));
    session->reset(); // a template is idle
    QVERIFY(m_cluster->createDatabase(u"shop_copy"_s, u"shop"_s));
    m_bench = std::make_unique<CliBench>();
    // The keyring of this session; everything else of the program stays in the bench's own folders.
    m_bench->environment().insert(u"DBUS_SESSION_BUS_ADDRESS"_s, qEnvironmentVariable("DBUS_SESSION_BUS_ADDRESS"));
    m_bench->environment().insert(u"XDG_RUNTIME_DIR"_s, qEnvironmentVariable("XDG_RUNTIME_DIR"));
    m_bench->environment().insert(u"QT_LOGGING_RULES"_s, u"*.debug=true;qt.*=false"_s);
    m_bench->init();
    m_bench->writePlan(u"small"_s);
}

QStringList CliSecretsTest::profileOptions(const QString &database) const
{
    return { u"--driver"_s, u"postgresql"_s, u"--host"_s, u"127.0.0.1"_s, u"--port"_s,
        QString::number(m_cluster->port()), u"--database"_s, database, u"--user"_s, u"postgres"_s, u"--environment"_s,
        u"dev"_s };
}

/// Runs the program to its end, looks at the process all the while, and keeps what it said.
CliResult CliSecretsTest::watched(const QStringList &words, const QByteArray &input)
{
    const auto process = m_bench->start(words, input);
    bool isLeaked = false;
    while (process->state() == QProcess::Running) {
        for (const char *name : { "cmdline", "environ" }) {
            const QByteArray bytes = procFile(process->processId(), name);
            m_looks += bytes.isEmpty() ? 0 : 1;
            isLeaked = isLeaked || holds(bytes);
        }
        process->waitForFinished(5);
    }
    CliResult result { process->exitStatus() == QProcess::NormalExit ? process->exitCode() : -1,
        process->readAllStandardOutput(), process->readAllStandardError() };
    m_told += result.out + result.err;
    if (isLeaked)
        m_told += kCanary.toUtf8() + " in the arguments or environment of: sluice " + words.join(u' ').toUtf8();
    return result;
}

/// A search that cannot fail proves nothing.
void CliSecretsTest::theSearchFindsWhatIsThere()
{
    const QTemporaryDir folder;
    QVERIFY(filesThatHoldIt(folder.path()).isEmpty());
    int number = 0;
    QByteArrayList written = forms(kCanary);
    for (int offset = 0; offset < 3; ++offset)
        written += ("{\"password\": \"" + (QByteArray(offset, 'x') + kCanary.toUtf8() + "yz").toBase64() + "\"}");
    for (const QByteArray &form : std::as_const(written)) {
        QFile file(folder.filePath(u".hidden-%1"_s.arg(++number)));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("before" + form + "after");
    }
    QCOMPARE(filesThatHoldIt(folder.path()).size(), number);
}

void CliSecretsTest::theCanaryStaysInTheKeychain()
{
    const QStringList verbose { u"--verbose"_s };
    const CliResult copy = watched(QStringList { u"connection"_s, u"add"_s, u"shop-copy"_s, u"--password-stdin"_s } + profileOptions(u"shop_copy"_s),
        kCanary.toUtf8() + '\n');
    QVERIFY2(copy.code == 0, copy.told().constData());
    const CliResult added = watched(QStringList { u"connection"_s, u"add"_s, u"warehouse"_s, u"--password-stdin"_s, u"--rehearsal"_s, u"shop-copy"_s }
            + profileOptions(u"shop"_s) + verbose,
        kCanary.toUtf8() + '\n');
    QVERIFY2(added.code == 0, added.told().constData());
    const CliResult tested = watched(QStringList { u"connection"_s, u"test"_s, u"warehouse"_s } + verbose);
    QVERIFY2(tested.code == 1 && !tested.error().contains(u"password"_s),
        tested.told().constData()); // reached, not enrolled yet
    for (const QStringList &words :
        { QStringList { u"connection"_s, u"enrol"_s, u"warehouse"_s },
            QStringList { u"connection"_s, u"test"_s, u"warehouse"_s },
            QStringList { u"connection"_s, u"list"_s, u"--json"_s },
            QStringList { u"rehearse"_s, u"small"_s }, // a copy is another database, with the same password
            QStringList { u"run"_s, u"small"_s, u"--until"_s, u"watch"_s }, QStringList { u"status"_s, u"--json"_s },
            QStringList { u"lineage"_s, u"show"_s, u"orders"_s },
            QStringList { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"rehearsal"_s },
            QStringList { u"log"_s, u"--details"_s, u"--json"_s }, QStringList { u"log"_s, u"verify"_s } }) {
        const CliResult result = watched(words + verbose);
        QVERIFY2(result.code == 0, (words.join(u' ').toUtf8() + ": " + result.told()).constData());
    }
    QVERIFY(!m_told.isEmpty());
    QVERIFY2(!holds(m_told), m_told.constData());
    QVERIFY(m_looks > 20);
    // Workspace, state, home and temporary folder; then the keyring's own store, which is encrypted.
    QVERIFY(filesBelow(m_bench->folder()) > 5);
    QCOMPARE(filesThatHoldIt(m_bench->folder()), QStringList());
    QVERIFY(filesBelow(qEnvironmentVariable("SLUICE_KEYRING_HOME")) > 0);
    QCOMPARE(filesThatHoldIt(qEnvironmentVariable("SLUICE_KEYRING_HOME")), QStringList());
    QVERIFY(m_cluster->logText().contains(u"statement: "_s));
    QVERIFY(!m_cluster->logText().contains(kCanary));
}

void CliSecretsTest::aWrongPasswordIsRefusedAndNotTold()
{
    const QByteArray wrong = "wrong-" + kCanary.toUtf8();
    QCOMPARE(watched(QStringList { u"connection"_s, u"add"_s, u"wrong"_s, u"--password-stdin"_s }
                     + profileOptions(u"shop"_s),
                 wrong + '\n')
                 .code,
        0);
    const CliResult refused = watched({ u"connection"_s, u"test"_s, u"wrong"_s, u"--verbose"_s });
    QCOMPARE(refused.code, 3);
    QVERIFY2(
        refused.error().startsWith(u"sluice: "_s) && refused.error().contains(u"wrong"_s), refused.told().constData());
    QVERIFY2(refused.error().contains(u"password"_s), refused.told().constData());
    QVERIFY(!holds(refused.out + refused.err));
    QCOMPARE(watched({ u"connection"_s, u"remove"_s, u"wrong"_s }).code, 0);
    QCOMPARE(filesThatHoldIt(m_bench->folder()), QStringList());
}

void CliSecretsTest::theEnvironmentChangesNothing_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value");
    QTest::newRow("password") << u"PGPASSWORD"_s << kCanary;
    QTest::newRow("host") << u"PGHOST"_s << u"192.0.2.1"_s;
    QTest::newRow("address") << u"PGHOSTADDR"_s << u"192.0.2.1"_s;
    QTest::newRow("service") << u"PGSERVICE"_s << u"elsewhere"_s;
    QTest::newRow("service file") << u"PGSERVICEFILE"_s << u"/nonexistent"_s;
    QTest::newRow("options") << u"PGOPTIONS"_s << u"-c search_path=pg_catalog"_s;
    QTest::newRow("user") << u"PGUSER"_s << u"nobody"_s;
    QTest::newRow("encryption") << u"PGSSLMODE"_s << u"verify-full"_s;
    QTest::newRow("password file") << u"PGPASSFILE"_s << m_bench->folder() + u"/home/.pgpass"_s;
}

/// With the password of the keychain everything works as without the variable; without a password, nothing does.
void CliSecretsTest::theEnvironmentChangesNothing()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    const QString passwordFile = m_bench->folder() + u"/home/.pgpass"_s;
    if (variable == "PGPASSFILE"_L1) {
        QFile file(passwordFile);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
        file.write("*:*:*:*:" + kCanary.toUtf8() + '\n');
    }
    const CliResult before = m_bench->must({ u"lineage"_s, u"show"_s, u"orders"_s, u"--json"_s });
    m_bench->must(QStringList { u"connection"_s, u"add"_s, u"bare"_s, u"--no-password"_s } + profileOptions(u"shop"_s));
    m_bench->environment().insert(variable, value);
    const CliResult good = m_bench->run({ u"connection"_s, u"test"_s, u"warehouse"_s });
    const CliResult bare = m_bench->run({ u"connection"_s, u"test"_s, u"bare"_s });
    m_bench->environment().remove(variable);
    m_bench->must({ u"connection"_s, u"remove"_s, u"bare"_s });
    QFile::remove(passwordFile);
    QVERIFY2(good.code == 0, good.told().constData());
    QCOMPARE(good.out, m_bench->must({ u"connection"_s, u"test"_s, u"warehouse"_s }).out);
    QVERIFY2(bare.code == 3 && bare.error().contains(u"password"_s), bare.told().constData());
    QCOMPARE(m_bench->must({ u"lineage"_s, u"show"_s, u"orders"_s, u"--json"_s }).json()[u"columns"_s],
        before.json()[u"columns"_s]);
}

/// Who only reads the ledger needs its password, and no other.
void CliSecretsTest::theLedgersPasswordIsThereToo()
{
    QVERIFY(m_cluster->createDatabase(u"record"_s));
    const auto useLedger = [&](const QByteArray &from, const QByteArray &to) {
        m_bench->write(u"sluice.yaml"_s, m_bench->read(u"sluice.yaml"_s).replace(from, to));
    };
    m_told.clear();
    QCOMPARE(watched(QStringList { u"connection"_s, u"add"_s, u"team"_s, u"--password-stdin"_s } + profileOptions(u"record"_s), kCanary.toUtf8() + '\n').code, 0);
    useLedger("{file: .sluice/ledger.db}", "{connection: team}");
    for (const QStringList &words : { QStringList { u"ledger"_s, u"init"_s }, QStringList { u"status"_s }, QStringList { u"log"_s, u"verify"_s },
             QStringList { u"run"_s, u"small"_s, u"--until"_s, u"add"_s }, QStringList { u"log"_s, u"--details"_s, u"--json"_s },
             QStringList { u"rollback"_s, u"small"_s, u"--to"_s, u"start"_s, u"--yes"_s, u"--reason"_s, u"rehearsal"_s } }) {
        const CliResult result = watched(words + QStringList { u"--verbose"_s });
        QVERIFY2(result.code == 0, (words.join(u' ').toUtf8() + ": " + result.told()).constData());
    }
    QVERIFY2(!holds(m_told), m_told.constData());
    QCOMPARE(filesThatHoldIt(m_bench->folder()), QStringList());
    const CliResult kept = m_bench->run({ u"connection"_s, u"remove"_s, u"team"_s }); // the ledger would be nowhere
    QVERIFY2(kept.code == 1 && m_bench->read(u"sluice.yaml"_s).contains("name: team"), kept.told().constData());
    useLedger("{connection: team}", "{file: .sluice/ledger.db}");
    m_bench->must({ u"connection"_s, u"remove"_s, u"team"_s });
}

void CliSecretsTest::removingTheConnectionRemovesIt()
{
    m_bench->must({ u"connection"_s, u"remove"_s, u"warehouse"_s });
    m_bench->must(
        QStringList { u"connection"_s, u"add"_s, u"warehouse"_s, u"--no-password"_s } + profileOptions(u"shop"_s));
    const CliResult refused = m_bench->run({ u"connection"_s, u"test"_s, u"warehouse"_s });
    QVERIFY2(refused.code == 3, refused.told().constData());
}

int main(int argc, char **argv)
{
    sluice::runUnderKeyring(argc, argv);
    QCoreApplication application(argc, argv);
    CliSecretsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_cli_secrets.moc"

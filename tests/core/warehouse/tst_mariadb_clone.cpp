// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "mariadb_objects.h"
#include "sql/sql_quoting.h"
#include "support/mariadb_server.h"
#include "support/test_database.h"
#include "support/verify.h"
#include "warehouse/clone.h"
#include "warehouse/fingerprint.h"
#include "warehouse/mariadb/mariadb_copy.h"
#include "warehouse/target_identity.h"

#include <QProcess>

#include <sys/resource.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

using Open = std::function<Result<std::unique_ptr<SqlSession>>(
    const ConnectionProfile &, SessionRole, const SessionOptions &)>;

Result<std::unique_ptr<SqlSession>> plainOpen(
    const ConnectionProfile &profile, SessionRole role, const SessionOptions &options)
{
    return SqlSession::open(profile, {}, role, {}, options);
}

CloneOrder orderFor(const ConnectionProfile &source, Open open = plainOpen, std::stop_token stop = {})
{
    return CloneOrder { source, {}, std::move(open), {}, {}, std::move(stop) };
}

QStringList copies()
{
    const auto session = MariadbServer::shared().open();
    const auto rows = (*session)->query(
        u"SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'sluice\\_rehearsal\\_%' ESCAPE '\\' ORDER BY 1"_s);
    if (!rows)
        qFatal("%s", qPrintable(rows.error().what));
    QStringList names;
    for (const QVariantList &row : rows->rows)
        names += row[0].toString();
    return names;
}

QString valueOf(const ConnectionProfile &profile, const QString &sql)
{
    const auto session = plainOpen(profile, SessionRole::Control, {});
    const auto rows = session ? (*session)->query(sql) : Result<SqlRows>(tl::make_unexpected(session.error()));
    return rows ? rows->scalar().toString() : rows.error().what;
}

/// The first lines that differ; empty: none.
QString difference(const QString &before, const QString &after)
{
    const QStringList a = before.split(u'\n');
    const QStringList b = after.split(u'\n');
    for (qsizetype i = 0; i < std::max(a.size(), b.size()); ++i) {
        if (a.value(i) != b.value(i))
            return u"- "_s + a.value(i) + u"\n+ "_s + b.value(i);
    }
    return {};
}

const QStringList kShop { u"CREATE TABLE orders (id int PRIMARY KEY, amount int, KEY (amount))"_s,
    u"INSERT INTO orders VALUES (1, 10), (2, 20), (3, 30)"_s, u"CREATE SEQUENCE numbers"_s,
    u"CREATE VIEW totals AS SELECT count(*) AS n FROM orders"_s, u"CREATE TABLE audit (id int)"_s,
    u"CREATE TRIGGER audited AFTER INSERT ON orders FOR EACH ROW INSERT INTO audit VALUES (new.id)"_s,
    u"CREATE TABLE past (id int, a float) WITH SYSTEM VERSIONING"_s, u"INSERT INTO past VALUES (1, 1)"_s,
    u"UPDATE past SET a = 1.0000001"_s, u"CREATE FUNCTION twice(a int) RETURNS int DETERMINISTIC RETURN 2 * a"_s };

long peakKilobytes()
{
    rusage usage {};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// In a process of its own, which is killed.
int cloneAndDie(const QStringList &arguments)
{
    ConnectionProfile profile;
    profile.name = u"warehouse"_s;
    profile.engine = Engine::Mariadb;
    profile.host = u"127.0.0.1"_s;
    profile.port = arguments[0].toInt();
    profile.user = u"root"_s;
    profile.database = arguments[1];
    const auto clone = makeClone(orderFor(profile));
    return clone ? 0 : 1;
}

} // namespace

/// A clone of a database of MariaDB: whole, alone, and gone afterwards.
class MariadbCloneTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(copies(), QStringList()); }

    void everythingIsCopied_data()
    {
        QTest::addColumn<QStringList>("statements");
        for (const MariadbObjects &objects : mariadbObjects())
            QTest::newRow(objects.name) << objects.statements;
    }
    void everythingIsCopied()
    {
        QFETCH(const QStringList, statements);
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), statements);
        const QString before = mariadbDump(source.profile());
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        QCOMPARE(difference(before, mariadbDump((*clone)->profile(), source.profile().database)), QString());
        QCOMPARE(difference(before, mariadbDump(source.profile())), QString());
        QCOMPARE(copies(), QStringList { (*clone)->profile().database });
        VERIFY_OK((*clone)->remove());
        QCOMPARE(copies(), QStringList());
    }

    void namesOfDatabasesMayBeAnything_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : { u"we`ird"_s, u"with space"_s, u"a.b"_s, u"ünï"_s, u"select"_s, u"it's"_s,
                 u"a\"b"_s, u"2024"_s, u"my-shop"_s, u"%_x"_s, u"orders"_s })
            QTest::newRow(qPrintable(name)) << name;
    }
    void namesOfDatabasesMayBeAnything()
    {
        QFETCH(const QString, name);
        const MariadbServer &server = MariadbServer::shared();
        VERIFY_OK(server.createDatabase(name));
        const ConnectionProfile source = server.profile(name);
        QStringList statements = kShop;
        statements.append(u"CREATE VIEW second AS SELECT `{db}`.totals.n FROM `{db}`.totals"_s);
        if (name != u"orders") // a table of that name could be meant
            statements.append(u"CREATE PROCEDURE p() DELETE FROM `{db}`.`audit`"_s);
        runAsAdministrator(source, statements);
        const auto clone = makeClone(orderFor(source));
        VERIFY_OK(clone);
        QCOMPARE(difference(mariadbDump(source), mariadbDump((*clone)->profile(), name)), QString());
        QCOMPARE(valueOf((*clone)->profile(), u"SELECT n FROM totals"_s), u"3"_s);
        VERIFY_OK((*clone)->remove());
        VERIFY_OK(server.dropDatabase(name));
    }

    /// What is done to the clone by name stays in it.
    void itLivesOnItsOwn()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(),
            kShop
                + QStringList { u"CREATE TRIGGER also AFTER DELETE ON orders FOR EACH ROW DELETE FROM `{db}`.audit"_s,
                    u"CREATE PROCEDURE p() INSERT INTO `{db}`.orders VALUES (9, 90)"_s,
                    u"INSERT INTO audit VALUES (7)"_s, u"CREATE VIEW wide AS SELECT id, amount FROM `{db}`.orders"_s });
        const QString before = mariadbDump(source.profile());
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const ConnectionProfile copy = (*clone)->profile();
        QCOMPARE(valueOf(copy, u"SELECT count(*) FROM audit"_s), u"1"_s); // no trigger fired for the rows
        runAsAdministrator(copy,
            { u"CALL p()"_s, u"UPDATE wide SET amount = 0"_s, u"SELECT nextval(numbers)"_s,
                u"DELETE FROM orders WHERE id = 1"_s });
        QCOMPARE(valueOf(copy, u"SELECT sum(amount) FROM orders"_s), u"0"_s);
        QCOMPARE(valueOf(copy, u"SELECT count(*) FROM audit"_s), u"0"_s);
        QCOMPARE(difference(before, mariadbDump(source.profile())), QString());
    }

    void eventsOfACopyNeverRun()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(),
            { u"CREATE EVENT e ON SCHEDULE EVERY 1 SECOND ENABLE COMMENT 'enable' DO CREATE TABLE ran (id int)"_s });
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const QString status = u"SELECT STATUS FROM information_schema.EVENTS WHERE EVENT_SCHEMA = "_s;
        QCOMPARE(valueOf(source.profile(), status + quoteLiteral(source.profile().database)), u"ENABLED"_s);
        QCOMPARE(valueOf(source.profile(), status + quoteLiteral((*clone)->profile().database)), u"DISABLED"_s);
    }

    void anEnrolledCopyBecomesATargetOfItsOwn()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const auto enrolled = enrolTarget(*source.open(), Environment::Staging);
        VERIFY_OK(enrolled);
        runAsAdministrator(source.profile(), { u"INSERT INTO sluice_flag VALUES ('f', 'all', 1)"_s });
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const auto session = plainOpen((*clone)->profile(), SessionRole::Control, {});
        VERIFY_OK(session);
        VERIFY_ERROR(verifyTarget(**session), ErrorCode::IdentityMismatch);
        const auto own = enrolTarget(**session, (*clone)->profile().environment);
        VERIFY_OK(own);
        QVERIFY(own->uuid != enrolled->uuid);
        QCOMPARE(valueOf((*clone)->profile(), u"SELECT is_on FROM sluice_flag"_s), u"1"_s);
        session->get()->rollback();
    }

    void theFingerprintOfACopyIsEqual()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(),
            kShop + QStringList { u"CREATE TRIGGER own AFTER DELETE ON orders FOR EACH ROW DELETE FROM {db}.audit"_s });
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const auto print = [](const ConnectionProfile &profile) {
            const auto session = plainOpen(profile, SessionRole::Catalogue, {});
            return *takeFingerprint(**session, { { {}, u"orders"_s }, { {}, u"numberless"_s } });
        };
        const Fingerprint there = print(source.profile());
        const Fingerprint here = print((*clone)->profile());
        QVERIFY(there.total != here.total); // each names its own database
        QCOMPARE(fingerprintDifferences(portableForm(there), portableForm(here)), QStringList());
        QCOMPARE(portableForm(fingerprintFromJson(toJson(here))).total, portableForm(there).total);
        runAsAdministrator(
            (*clone)->profile(), { u"CREATE OR REPLACE VIEW totals AS SELECT 1 + count(*) AS n FROM orders"_s });
        QVERIFY(!fingerprintDifferences(portableForm(there), portableForm(print((*clone)->profile()))).isEmpty());
    }

    void whatCannotBeCopiedIsRefusedBeforeAnything_data()
    {
        QTest::addColumn<QStringList>("statements");
        QTest::addColumn<QString>("why");
        for (const MariadbRefusal &refusal : mariadbRefusals())
            QTest::newRow(refusal.name) << refusal.statements << refusal.why;
    }
    void whatCannotBeCopiedIsRefusedBeforeAnything()
    {
        QFETCH(const QStringList, statements);
        QFETCH(const QString, why);
        const TestDatabase source(Engine::Mariadb);
        const TestDatabase other(Engine::Mariadb);
        runAsAdministrator(source.profile(), statements, other.profile().database);
        bool isControlled = false;
        const auto clone = makeClone(orderFor(
            source.profile(), [&](const ConnectionProfile &profile, SessionRole role, const SessionOptions &options) {
                isControlled = isControlled || profile.database.startsWith(u"sluice_rehearsal_"_s);
                return plainOpen(profile, role, options);
            }));
        runAsAdministrator(source.profile(),
            { u"SET foreign_key_checks = 0"_s, u"DROP TABLE IF EXISTS `{other}`.child, t"_s },
            other.profile().database);
        VERIFY_ERROR(clone, ErrorCode::Refused);
        QVERIFY2(clone.error().what.contains(why), qPrintable(clone.error().what));
        QVERIFY(!isControlled);
    }

    void productionIsNeverATemplate()
    {
        const TestDatabase source(Engine::Mariadb);
        ConnectionProfile profile = source.profile();
        profile.environment = Environment::Prod;
        VERIFY_ERROR(makeClone(orderFor(profile)), ErrorCode::Refused);
        VERIFY_OK(enrolTarget(*source.open(), Environment::Prod));
        VERIFY_ERROR(makeClone(orderFor(source.profile())), ErrorCode::Refused);
    }

    void missingRightsAreNamed()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(),
            kShop
                + QStringList { u"CREATE OR REPLACE USER copier@'127.0.0.1'"_s,
                    u"GRANT SELECT, TRIGGER, EVENT ON `{db}`.* TO copier@'127.0.0.1'"_s });
        ConnectionProfile profile = source.profile();
        profile.user = u"copier"_s;
        const auto lacks = [&] {
            const auto clone = makeClone(orderFor(profile));
            return clone ? QString() : clone.error().what;
        };
        for (const QString &what :
            { u"lacks SELECT on mysql.proc, mysql.event, mysql.tables_priv, mysql.columns_priv; "_s,
                u"it lacks SHOW VIEW on test_"_s, u"may not make a copy: it lacks SELECT, INSERT"_s,
                u"it lacks PROCESS on *.*"_s })
            QVERIFY2(lacks().contains(what), qPrintable(lacks()));
        runAsAdministrator(source.profile(),
            { u"GRANT SELECT ON mysql.proc TO copier@'127.0.0.1'"_s,
                u"GRANT SELECT ON mysql.event TO copier@'127.0.0.1'"_s,
                u"GRANT SELECT ON mysql.tables_priv TO copier@'127.0.0.1'"_s,
                u"GRANT SELECT ON mysql.columns_priv TO copier@'127.0.0.1'"_s,
                u"GRANT SHOW VIEW ON `{db}`.* TO copier@'127.0.0.1'"_s,
                u"GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, REFERENCES, INDEX, ALTER, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, EXECUTE ON `sluice\\_rehearsal\\_%`.* TO copier@'127.0.0.1'"_s,
                u"GRANT PROCESS ON *.* TO copier@'127.0.0.1'"_s });
        QVERIFY2(
            lacks().contains(u"may not make a copy: it lacks TRIGGER on sluice_rehearsal_"_s), qPrintable(lacks()));
        runAsAdministrator(
            source.profile(), { u"GRANT TRIGGER ON `sluice\\_rehearsal\\_%`.* TO copier@'127.0.0.1'"_s });
        const QString before = mariadbDump(source.profile());
        const auto clone = makeClone(orderFor(profile));
        VERIFY_OK(clone);
        ConnectionProfile asRoot = (*clone)->profile();
        asRoot.user = u"root"_s;
        QCOMPARE(difference(before, mariadbDump(asRoot, source.profile().database)), QString());
        VERIFY_OK((*clone)->remove());
        runAsAdministrator(source.profile(), { u"DROP USER copier@'127.0.0.1'"_s });
    }

    /// Somebody works there: neither waits for the other, and what is not committed is not copied.
    void nothingIsLockedInTheSource()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const auto writer = source.open();
        VERIFY_OK(writer->begin());
        VERIFY_OK(writer->execute(u"UPDATE orders SET amount = 99"_s));
        VERIFY_OK(writer->execute(u"INSERT INTO orders VALUES (4, 40)"_s));
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        QCOMPARE(valueOf((*clone)->profile(), u"SELECT sum(amount) FROM orders"_s), u"60"_s);
        VERIFY_OK(writer->commit());
        QCOMPARE(valueOf(source.profile(), u"SELECT sum(amount) FROM orders"_s), u"337"_s);
    }

    void whoChangesTheSourceMeanwhileIsTold_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("named");
        QTest::newRow("rows") << u"INSERT INTO audit VALUES (1)"_s << u"table audit has other rows, 1 instead of 0"_s;
        QTest::newRow("values") << u"UPDATE orders SET amount = 31 WHERE id = 3"_s << u"table orders has other rows"_s;
        QTest::newRow("a table") << u"CREATE TABLE late (id int)"_s << u"table late was not there"_s;
        QTest::newRow("a view") << u"CREATE OR REPLACE VIEW totals AS SELECT 7 AS n"_s << u"view totals is another"_s;
        QTest::newRow("a trigger") << u"DROP TRIGGER audited"_s << u"trigger audited is missing"_s;
    }
    void whoChangesTheSourceMeanwhileIsTold()
    {
        QFETCH(const QString, change);
        QFETCH(const QString, named);
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const auto clone = makeClone(orderFor(
            source.profile(), [&](const ConnectionProfile &profile, SessionRole role, const SessionOptions &options) {
                if (profile.database != source.profile().database) // the copy begins
                    runAsAdministrator(source.profile(), { change });
                return plainOpen(profile, role, options);
            }));
        VERIFY_ERROR(clone, ErrorCode::Busy);
        QVERIFY2(clone.error().what.contains(named), qPrintable(clone.error().what));
    }

    void aCopyThatIsAnotherIsFound_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("named");
        QTest::newRow("a value") << u"UPDATE orders SET amount = 11 WHERE id = 1"_s
                                 << u"table orders has other rows, 3 instead of 3"_s;
        QTest::newRow("a row") << u"DELETE FROM orders WHERE id = 1"_s
                               << u"table orders has other rows, 2 instead of 3"_s;
        QTest::newRow("an index") << u"ALTER TABLE orders DROP KEY amount"_s << u"table orders is another"_s;
        QTest::newRow("a column") << u"ALTER TABLE orders ADD COLUMN x int"_s << u"table orders is another"_s;
        QTest::newRow("a comment") << u"ALTER TABLE orders COMMENT 'x'"_s << u"table orders is another"_s;
        QTest::newRow("a view") << u"DROP VIEW totals"_s << u"view totals is missing"_s;
        QTest::newRow("a trigger")
            << u"CREATE OR REPLACE TRIGGER audited AFTER INSERT ON orders FOR EACH ROW SET @a = 1"_s
            << u"trigger audited is another"_s;
        QTest::newRow("a function") << u"DROP FUNCTION twice"_s << u"function twice is missing"_s;
        QTest::newRow("a sequence") << u"SELECT nextval(numbers)"_s << u"sequence numbers has other rows"_s;
        QTest::newRow("a history") << u"DELETE HISTORY FROM past"_s << u"table past has other rows, 1:"_s;
        QTest::newRow("more than there was") << u"CREATE PROCEDURE p() SELECT 1"_s << u"procedure p was not there"_s;
    }
    void aCopyThatIsAnotherIsFound()
    {
        QFETCH(const QString, change);
        QFETCH(const QString, named);
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const auto reader = source.open(SessionRole::Catalogue);
        const auto survey = surveyMariadb(*reader, (*clone)->profile().database);
        VERIFY_OK(survey);
        const auto copy = plainOpen((*clone)->profile(), SessionRole::Control, {});
        VERIFY_OK(proveMariadbCopy(*reader, **copy, *survey));
        VERIFY_OK((*copy)->query(change));
        const auto proven = proveMariadbCopy(*reader, **copy, *survey);
        QVERIFY(!proven);
        QVERIFY2(proven.error().what.contains(named), qPrintable(proven.error().what));
        (*copy)->rollback();
    }

    void aStoppedCopyLeavesNothing()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        std::stop_source stop;
        const auto clone = makeClone(orderFor(
            source.profile(),
            [&](const ConnectionProfile &profile, SessionRole role, const SessionOptions &options) {
                if (profile.database != source.profile().database)
                    stop.request_stop();
                return plainOpen(profile, role, options);
            },
            stop.get_token()));
        VERIFY_ERROR(clone, ErrorCode::Cancelled);
    }

    /// Killed at any point, it leaves at most its database, which the next one removes; nobody else's is touched.
    void aKilledCopyIsCleanedUp_data()
    {
        QTest::addColumn<QString>("point");
        QTest::addColumn<int>("left");
        QTest::newRow("before the database") << u"K30"_s << 0;
        QTest::newRow("behind the rows") << u"K32"_s << 1;
        QTest::newRow("at the end") << u"K31"_s << 1;
    }
    void aKilledCopyIsCleanedUp()
    {
        QFETCH(const QString, point);
        QFETCH(const int, left);
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const QString before = mariadbDump(source.profile());
        const QString theirs = u"sluice_rehearsal_fedcba987654"_s; // a name is not a mark
        VERIFY_OK(MariadbServer::shared().createDatabase(theirs));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"SLUICE_KILL_AT"_s, point);
        process.setProcessEnvironment(environment);
        process.start(QCoreApplication::applicationFilePath(),
            { u"--clone"_s, QString::number(source.profile().port), source.profile().database });
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitStatus(), QProcess::CrashExit);
        QCOMPARE(copies().size(), left + 1);
        QCOMPARE(difference(before, mariadbDump(source.profile())), QString());
        const CloneOrder order = orderFor(source.profile());
        int removed = 0;
        // The server may notice a moment later that nobody is there any more.
        QTRY_VERIFY_WITH_TIMEOUT((removed += removeDeadClones(order).value_or(100)) == left, 10'000);
        QCOMPARE(copies(), QStringList { theirs });
        VERIFY_OK(MariadbServer::shared().dropDatabase(theirs));
    }

    void whoLivesKeepsIt()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(), kShop);
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        const auto removed = removeDeadClones(orderFor(source.profile())); // nobody is connected to it just now
        VERIFY_OK(removed);
        QCOMPARE(*removed, 0);
        QCOMPARE(copies(), QStringList { (*clone)->profile().database });
    }

    void serversOfOtherSettings_data()
    {
        QTest::addColumn<QStringList>("settings");
        QTest::addColumn<QString>("database");
        QTest::addColumn<QString>("refusal");
        QTest::newRow("with a log of rows")
            << QStringList { u"--log-bin"_s, u"--binlog-format=MIXED"_s } << u"shop"_s << QString();
        QTest::newRow("with a log of statements")
            << QStringList { u"--log-bin"_s, u"--binlog-format=STATEMENT"_s } << u"shop"_s << u"logs statements"_s;
        QTest::newRow("that knows no case")
            << QStringList { u"--lower-case-table-names=1"_s } << u"shop"_s << QString();
        QTest::newRow("in another case") << QStringList { u"--lower-case-table-names=1"_s } << u"SHOP"_s
                                         << u"no database of exactly this name"_s;
        QTest::newRow("with modes of its own")
            << QStringList { u"--sql-mode=ANSI_QUOTES,NO_BACKSLASH_ESCAPES,PIPES_AS_CONCAT"_s,
                   u"--character-set-server=latin1"_s, u"--transaction-isolation=SERIALIZABLE"_s }
            << u"shop"_s << QString();
    }
    void serversOfOtherSettings()
    {
        QFETCH(const QStringList, settings);
        QFETCH(const QString, database);
        QFETCH(const QString, refusal);
        MariadbServer::Options options;
        options.settings = settings;
        const auto server = MariadbServer::create(options);
        VERIFY_OK(server);
        VERIFY_OK((*server)->createDatabase(u"shop"_s));
        const bool knowsNoCase = settings.contains(u"--lower-case-table-names=1"_s);
        runAsAdministrator((*server)->profile(u"shop"_s),
            QStringList { u"SET tx_isolation = 'REPEATABLE-READ', GLOBAL sql_quote_show_create = 0"_s } + kShop
                + QStringList { u"CREATE PROCEDURE p() DELETE FROM %1.audit WHERE 'it\\'s' = \"a\""_s.arg(
                    knowsNoCase ? u"SHOP"_s : u"shop"_s) });
        const ConnectionProfile source = (*server)->profile(database);
        const auto clone = makeClone(orderFor(source));
        if (!refusal.isEmpty()) {
            QVERIFY(!clone);
            QVERIFY2(clone.error().what.contains(refusal), qPrintable(clone.error().what));
            return;
        }
        VERIFY_OK(clone);
        QCOMPARE(difference(mariadbDump(source).replace(u"SHOP"_s, u"@"_s), mariadbDump((*clone)->profile(), database)),
            QString());
        runAsAdministrator((*clone)->profile(), { u"INSERT INTO orders VALUES (9, 9)"_s, u"CALL p()"_s });
        QCOMPARE(valueOf(source, u"SELECT count(*) FROM orders"_s), u"3"_s);
    }

    void rowsNeverComeHere()
    {
        const TestDatabase source(Engine::Mariadb);
        runAsAdministrator(source.profile(),
            { u"CREATE TABLE wide (id int PRIMARY KEY, a longtext)"_s,
                u"INSERT INTO wide WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) SELECT i, repeat(char(65 + i % 26), 100000) FROM n"_s });
        const long before = peakKilobytes();
        const auto clone = makeClone(orderFor(source.profile()));
        VERIFY_OK(clone);
        QVERIFY2(peakKilobytes() - before < 12 * 1024, qPrintable(QString::number(peakKilobytes() - before)));
        QCOMPARE(valueOf((*clone)->profile(), u"SELECT sum(length(a)) FROM wide"_s), u"40000000"_s);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == u"--clone")
        return cloneAndDie(arguments.mid(2));
    MariadbCloneTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_mariadb_clone.moc"

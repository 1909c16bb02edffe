// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/verify.h"
#include "warehouse/mariadb/mariadb_qualifier.h"
#include "warehouse/mariadb/mariadb_rights.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr auto kTable = MariadbTextKind::Table;
constexpr auto kView = MariadbTextKind::View;
constexpr auto kProgram = MariadbTextKind::Program;

MariadbMove shopTo(const QString &to)
{
    return { u"shop"_s, to, { u"crm"_s, u"mysql"_s, u"sys"_s, u"performance_schema"_s }, false, false, false };
}

} // namespace

Q_DECLARE_METATYPE(sluice::MariadbTextKind)

/// Names of a database in definitions: which are rewritten, and which are refused because they could be something else.
class MariadbQualifierTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void qualifiersAreMoved_data()
    {
        QTest::addColumn<MariadbTextKind>("kind");
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("moved");
        const auto row = [](const char *name, MariadbTextKind kind, const QString &text, const QString &moved,
                             const QString &mode = {}) { QTest::newRow(name) << kind << mode << text << moved; };
        const auto same = [&](const char *name, MariadbTextKind kind, const QString &text, const QString &mode = {}) {
            row(name, kind, text, text, mode);
        };
        row("a column of three parts", kView, u"select `shop`.`t`.`id` AS `id` from `shop`.`t`"_s,
            u"select `c`.`t`.`id` AS `id` from `c`.`t`"_s);
        row("without quotes", kProgram, u"insert into shop.log values (new.id)"_s,
            u"insert into `c`.log values (new.id)"_s);
        row("with space around the dot", kProgram, u"select 1 from shop . /* here */ log"_s,
            u"select 1 from `c` . /* here */ log"_s);
        row("every column", kProgram, u"select shop.t.* from shop.t"_s, u"select `c`.t.* from `c`.t"_s);
        row("a function", kProgram, u"set x = shop.f(1)"_s, u"set x = `c`.f(1)"_s);
        row("a default from a sequence", kTable, u"`shop` int DEFAULT nextval(`shop`.`s`)"_s,
            u"`shop` int DEFAULT nextval(`c`.`s`)"_s);
        row("behind an escaped quote", kProgram, u"select 'it\\'s', 1 from shop.t"_s,
            u"select 'it\\'s', 1 from `c`.t"_s);
        row("behind a backslash that is one", kProgram, u"select 'a\\', 1 from shop.t where x = 'b'"_s,
            u"select 'a\\', 1 from `c`.t where x = 'b'"_s, u"NO_BACKSLASH_ESCAPES"_s);
        row("in double quotes that quote names", kProgram, u"select 1 from \"shop\".\"t\""_s,
            u"select 1 from `c`.\"t\""_s, u"ANSI_QUOTES"_s);
        row("in brackets that quote names", kProgram, u"select [id] from [shop].[t]"_s, u"select [id] from `c`.[t]"_s,
            u"ANSI_QUOTES,MSSQL"_s);
        row("a column called like it, in a printed query", kView,
            u"select `shop`.`t`.`shop` AS `shop` from `shop`.`t`"_s, u"select `c`.`t`.`shop` AS `shop` from `c`.`t`"_s);
        row("an account called like it", kView,
            u"CREATE DEFINER=`shop`@`%` VIEW `v` AS select `shop`.`t`.`id` AS `id` from `shop`.`t`"_s,
            u"CREATE DEFINER=`shop`@`%` VIEW `v` AS select `c`.`t`.`id` AS `id` from `c`.`t`"_s);
        row("a role called like it", kProgram, u"CREATE DEFINER=`shop` PROCEDURE `p`() delete from shop.t"_s,
            u"CREATE DEFINER=`shop` PROCEDURE `p`() delete from `c`.t"_s);
        same("an account with its host", kProgram, u"CREATE DEFINER=`a`@`shop.example` PROCEDURE `p`() select 1"_s);
        same("a text", kProgram, u"select 'shop.t', \"shop.t\""_s);
        same("a text in a view", kView, u"select 'shop' AS `s` from `t`"_s);
        same("a comment", kProgram, u"select 1 -- from shop.t\n"_s);
        same("a comment of a hash", kProgram, u"select 1 # shop.t\n"_s);
        same("a column called like it", kView, u"select `t`.`shop` AS `x` from `t`"_s);
        same("a variable with a dot in its name", kProgram, u"set @shop.t = 1"_s);
        same("another case is another database", kView, u"select 1 from `Shop`.`t`"_s);
        same("a longer word", kProgram, u"select shopping.t from workshop shopping"_s);
        same("an alias of another name", kProgram, u"select o.id from orders o"_s);
        same("the server's own lists", kProgram, u"select count(*) from information_schema.tables"_s);
        same("a view reads another database", kView, u"select `crm`.`t`.`id` AS `id` from `crm`.`t`"_s);
        same("a compressed column", kTable, u"`c` text /*M!100301 COMPRESSED*/ COMMENT 'of shop'"_s);
        same("a row of a trigger", kProgram, u"set new.x = old.x"_s);
    }
    void qualifiersAreMoved()
    {
        QFETCH(const MariadbTextKind, kind);
        QFETCH(const QString, mode);
        QFETCH(const QString, text);
        QFETCH(const QString, moved);
        const auto result = movedMariadbText(text, mariadbLexis(mode), kind, shopTo(u"c"_s));
        VERIFY_OK(result);
        QCOMPARE(*result, moved);
        // And back: what was moved is the only thing that was.
        const auto back = movedMariadbText(
            *result, mariadbLexis(mode), kind, { u"c"_s, u"shop"_s, { u"crm"_s }, false, false, false });
        VERIFY_OK(back);
        QCOMPARE(QString(*back).remove(u'`'),
            QString(text).remove(u'`').replace(u"\"shop\""_s, u"shop"_s).replace(u"[shop]"_s, u"shop"_s));
    }

    void whatCanBeReadInTwoWaysIsRefused_data()
    {
        QTest::addColumn<MariadbTextKind>("kind");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("why");
        const auto row = [](const char *name, MariadbTextKind kind, const QString &text, const QString &why) {
            QTest::newRow(name) << kind << text << why;
        };
        row("a table's alias", kView, u"select `shop`.`id` AS `id` from `db`.`t` `shop`"_s, u"also the name"_s);
        row("an alias of a program", kProgram, u"select shop.id from t as shop"_s, u"also the name"_s);
        row("a variable", kProgram, u"begin declare shop row type of t; set shop.id = 1; end"_s, u"also the name"_s);
        row("a common table", kView, u"with `shop` as (select 1 AS `a`) select `shop`.`a` AS `a` from `shop`"_s,
            u"also the name"_s);
        row("SQL in a text", kProgram, u"begin execute immediate 'delete from shop.t'; end"_s, u"in a text"_s);
        row("SQL in a text for another", kProgram, u"call run('delete from `shop`.t')"_s, u"in a text"_s);
        row("a text of the catalogue", kView,
            u"select 1 from `information_schema`.`tables` where `table_schema` = 'shop'"_s, u"in a text"_s);
        row("in a comment that runs", kProgram, u"select 1 /*!50000 from shop.t */"_s, u"in a comment"_s);
        row("another of MariaDB's", kProgram, u"select 1 /*M! from shop.t */"_s, u"in a comment"_s);
        row("alone", kProgram, u"show tables from shop"_s, u"alone"_s);
        row("a program writes elsewhere", kProgram, u"insert into crm.log values (1)"_s, u"names database crm"_s);
        row("in another case", kProgram, u"insert into CRM.log values (1)"_s, u"names database CRM"_s);
        row("where nobody can look", kProgram, u"insert into hidden.log.x values (1)"_s, u"names database hidden"_s);
        row("the server's users", kProgram, u"delete from mysql.user"_s, u"names database mysql"_s);
        row("a key leads elsewhere", kTable, u"FOREIGN KEY (`a`) REFERENCES `crm`.`t` (`a`)"_s,
            u"names database crm"_s);
        row("a quote without an end", kProgram, u"select 'shop"_s, u"does not end"_s);
        row("a comment without an end", kProgram, u"select 1 /* shop"_s, u"does not end"_s);
    }
    void whatCanBeReadInTwoWaysIsRefused()
    {
        QFETCH(const MariadbTextKind, kind);
        QFETCH(const QString, text);
        QFETCH(const QString, why);
        const auto result = movedMariadbText(text, mariadbLexis({}), kind, shopTo(u"c"_s));
        VERIFY_ERROR(result, ErrorCode::Refused);
        QVERIFY2(result.error().what.contains(why), qPrintable(result.error().what));
    }

    void aTableCalledLikeItsDatabaseIsRefused()
    {
        MariadbMove move = shopTo(u"c"_s);
        move.isShared = true;
        VERIFY_ERROR(
            movedMariadbText(u"update shop.t set a = 1"_s, mariadbLexis({}), kProgram, move), ErrorCode::Refused);
        const auto viewed = movedMariadbText(u"select 1 AS `a` from `shop`.`shop`"_s, mariadbLexis({}), kView, move);
        VERIFY_OK(viewed);
        QCOMPARE(*viewed, u"select 1 AS `a` from `c`.`shop`"_s);
        move.isView = true; // then `shop`.`id` would be a column of it
        VERIFY_ERROR(movedMariadbText(u"select `shop`.`id` AS `i` from `shop`.`shop`"_s, mariadbLexis({}), kView, move),
            ErrorCode::Refused);
        const auto whole = movedMariadbText(u"select `shop`.`shop`.`id` AS `i`"_s, mariadbLexis({}), kView, move);
        VERIFY_OK(whole);
        QCOMPARE(*whole, u"select `c`.`shop`.`id` AS `i`"_s);
    }

    void aServerMayIgnoreCase()
    {
        MariadbMove move = shopTo(u"c"_s);
        move.ignoresCase = true;
        const auto moved = movedMariadbText(u"delete from SHOP.t"_s, mariadbLexis({}), kProgram, move);
        VERIFY_OK(moved);
        QCOMPARE(*moved, u"delete from `c`.t"_s);
    }

    void aDefinerIsReplaced_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("replaced");
        QTest::newRow("an account") << QString() << u"CREATE DEFINER=`a`@`b` PROCEDURE `p`() SELECT 'DEFINER=`a`@`b`'"_s
                                    << u"CREATE DEFINER=`m``e`@`h` PROCEDURE `p`() SELECT 'DEFINER=`a`@`b`'"_s;
        QTest::newRow("a role") << QString() << u"CREATE DEFINER=`a` EVENT `e` DO SELECT 1"_s
                                << u"CREATE DEFINER=`m``e`@`h` EVENT `e` DO SELECT 1"_s;
        QTest::newRow("in double quotes")
            << u"ANSI_QUOTES"_s << u"CREATE DEFINER=\"a\"@\"b\" PROCEDURE \"p\"() SELECT 1"_s
            << u"CREATE DEFINER=\"m`e\"@\"h\" PROCEDURE \"p\"() SELECT 1"_s;
        QTest::newRow("none") << QString() << u"CREATE TABLE `definer` (`a` int)"_s
                              << u"CREATE TABLE `definer` (`a` int)"_s;
    }
    void aDefinerIsReplaced()
    {
        QFETCH(const QString, mode);
        QFETCH(const QString, text);
        QFETCH(const QString, replaced);
        QCOMPARE(withMariadbDefiner(text, mariadbLexis(mode), u"m`e@h"_s), replaced);
    }

    void aDatabaseIsLeftOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("without");
        QTest::newRow("in a view") << u"definition select `shop`.`t`.`id` AS `id` from `shop`.`t`"_s
                                   << u"definition select `t`.`id` AS `id` from `t`"_s;
        QTest::newRow("in a program") << u"trigger x AFTER insert into shop.log values (1)"_s
                                      << u"trigger x AFTER insert into log values (1)"_s;
        QTest::newRow("another stays") << u"select 1 from `crm`.`t`"_s << u"select 1 from `crm`.`t`"_s;
        QTest::newRow("a text stays") << u"select 'shop.t'"_s << u"select 'shop.t'"_s;
    }
    void aDatabaseIsLeftOut()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, without);
        QCOMPARE(withoutMariadbDatabase(text, u"shop"_s), without);
        QCOMPARE(withoutMariadbDatabase(
                     QString(text).replace(u"`shop`"_s, u"`other`"_s).replace(u" shop."_s, u" other."_s), u"other"_s),
            without);
    }

    void databasesOfAPlanAreFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QStringList>("found");
        QTest::newRow("a relation") << u"shop.orders"_s << QStringList { u"shop"_s };
        QTest::newRow("none") << u"select o.id from orders o"_s << QStringList();
        QTest::newRow("two") << u"insert into `crm`.t select * from SHOP.t"_s << QStringList { u"crm"_s, u"shop"_s };
        QTest::newRow("a name that begins with a dollar sign")
            << u"delete from $crm.orders"_s << QStringList { u"$crm"_s };
        QTest::newRow("a name with digits and a dollar sign")
            << u"delete from 1$a.orders"_s << QStringList { u"1$a"_s };
        QTest::newRow("use") << u"use shop"_s << QStringList { u"shop"_s };
        QTest::newRow("a text that runs") << u"execute immediate 'drop table shop.t'"_s << QStringList { u"shop"_s };
        QTest::newRow("a text that is a value") << u"select 'shop.t'"_s << QStringList();
        QTest::newRow("a comment that runs") << u"select 1 /*! from shop.t */"_s << QStringList { u"shop"_s };
    }
    void databasesOfAPlanAreFound()
    {
        QFETCH(const QString, sql);
        QFETCH(const QStringList, found);
        QCOMPARE(mariadbDatabasesIn(sql, { u"$crm"_s, u"1$a"_s, u"crm"_s, u"shop"_s }), found);
    }

    void changesOfTheServerAreFound_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("change");
        QTest::newRow("database") << u"DROP DATABASE IF EXISTS archive"_s << u"DROP DATABASE"_s;
        QTest::newRow("its other word") << u"create or replace schema archive"_s << u"CREATE SCHEMA"_s;
        QTest::newRow("without a name") << u"ALTER DATABASE CHARACTER SET utf8mb4"_s << u"ALTER DATABASE"_s;
        QTest::newRow("user") << u"RENAME USER a TO b"_s << u"RENAME USER"_s;
        QTest::newRow("role") << u"DROP ROLE auditors"_s << u"DROP ROLE"_s;
        QTest::newRow("event") << u"CREATE DEFINER = role@localhost EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1"_s
                               << u"CREATE EVENT"_s;
        QTest::newRow("second statement") << u"SELECT 1; /* a */ ALTER EVENT e ENABLE"_s << u"ALTER EVENT"_s;
        QTest::newRow("in a comment") << u"/* DROP DATABASE a */ SELECT 1"_s << QString();
        QTest::newRow("a column of that name") << u"ALTER TABLE orders DROP user"_s << QString();
        QTest::newRow("a table of that name") << u"DROP TABLE `database`, role"_s << QString();
        QTest::newRow("an account of that name") << u"CREATE DEFINER=role@server VIEW v AS SELECT 1"_s << QString();
        QTest::newRow("an index") << u"CREATE UNIQUE INDEX i ON orders (user)"_s << QString();
    }
    void changesOfTheServerAreFound()
    {
        QFETCH(const QString, sql);
        QFETCH(const QString, change);
        QCOMPARE(mariadbServerChange(sql), change);
    }

    void rightsAreReadFromGrants()
    {
        const MariadbRights rights
            = MariadbRights::parse({ u"GRANT PROCESS, SET USER ON *.* TO `a`@`%` IDENTIFIED BY PASSWORD 'x'"_s,
                u"GRANT SELECT, SHOW VIEW ON `shop`.* TO `a`@`%`"_s,
                u"GRANT ALL PRIVILEGES ON `sluice\\_rehearsal\\_%`.* TO `a`@`%`"_s,
                u"GRANT DELETE ON `shop`.`t` TO `a`@`%`"_s, u"GRANT INSERT (`b`) ON `shop`.`t` TO `a`@`%`"_s,
                u"GRANT `role` TO `a`@`%`"_s });
        QVERIFY(rights.has(u"PROCESS"_s, {}));
        QVERIFY(rights.has(u"SET USER"_s, u"any"_s));
        QVERIFY(!rights.has(u"SELECT"_s, {}));
        QVERIFY(rights.has(u"CREATE VIEW"_s, u"sluice_rehearsal_0123456789ab"_s));
        QVERIFY(!rights.has(u"CREATE VIEW"_s, u"sluiceXrehearsal_0123456789ab"_s));
        QCOMPARE(rights.missing({ u"SELECT"_s, u"DELETE"_s, u"INSERT"_s, u"SHOW VIEW"_s }, u"shop"_s),
            (QStringList { u"DELETE"_s, u"INSERT"_s }));
        QVERIFY(MariadbRights::parse({ u"GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION"_s })
                    .has(u"TRIGGER"_s, u"shop"_s));
    }
};

QTEST_GUILESS_MAIN(MariadbQualifierTest)
#include "tst_mariadb_qualifier.moc"

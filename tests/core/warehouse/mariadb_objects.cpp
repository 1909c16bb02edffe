// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "mariadb_objects.h"

#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QString kOrders = u"CREATE TABLE orders (id int PRIMARY KEY, amount int, note varchar(40))"_s;
const QString kRows = u"INSERT INTO orders VALUES (1, 10, 'a'), (2, 20, 'b'), (3, NULL, '')"_s;

SqlRows rowsOf(SqlSession &session, const QString &sql)
{
    auto rows = session.query(sql, { 100'000, 64 * 1024 * 1024 });
    if (!rows)
        qFatal("%s: %s", qPrintable(sql), qPrintable(rows.error().what));
    return *std::move(rows);
}

QString shown(const QString &text) { return QString::fromLatin1(text.toUtf8().toPercentEncoding(" '()=,;:`.")); }

QString lines(const SqlRows &rows)
{
    QStringList list;
    for (const QVariantList &row : rows.rows) {
        QStringList values;
        for (const QVariant &value : row)
            values.append(
                value.isNull() ? u"NULL"_s : QString::fromLatin1(value.toByteArray().toPercentEncoding(" '()=,;:`.")));
        list.append(values.join(u" | "_s));
    }
    list.sort();
    return list.join(u'\n') + u'\n';
}

} // namespace

QList<MariadbObjects> mariadbObjects()
{
    return {
        { "nothing", {} },
        { "columns of every kind",
            { u"CREATE TABLE t (a tinyint(1) unsigned zerofill NOT NULL DEFAULT 7, b bit(9) DEFAULT b'101', c "
              u"decimal(30,10) DEFAULT -1.5, d float, e double,"
              " f char(3) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT 'x''y', g varchar(20) DEFAULT 'a\\\\b\\n' "
              "COMMENT 'it''s \\\\ a \"comment\"\\nof two lines',"
              " h binary(3) DEFAULT '\\0a', i varbinary(9), j blob, k longtext COLLATE utf8mb4_nopad_bin, l "
              "enum('a','b''c','d,e') DEFAULT 'b''c', m set('x','y'),"
              " n date DEFAULT '2020-01-01', o datetime(6) DEFAULT current_timestamp(6) ON UPDATE "
              "current_timestamp(6), p timestamp NULL, q time(3), r year,"
              " s json DEFAULT json_object('a', 1), u uuid DEFAULT uuid(), v inet6, w int INVISIBLE DEFAULT (1 + 2), x varchar(99) COMPRESSED, y geometry) COMMENT 'of \\\\ all'"_s,
                u"INSERT INTO t (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, u, v, x, y) VALUES (1, b'1', "
                u"1234567890.0123456789, 0.1, 1e300, 'é', '\\\\''\\0\"', 'abc', x'00ff', x'000102fffe27225c', 'ß😀',"
                " 'a', 'x,y', '2024-02-29', '2024-01-01 00:00:00.000001', '2024-06-01 12:00:00', '-838:59:59.000', "
                "1999, '{\"k\": \"v\\\\n\"}', '123e4567-e89b-12d3-a456-426655440000', '::1', repeat('z', 90), point(1, "
                "2)), "
                "(DEFAULT, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)"_s,
                u"INSERT INTO t (a, w) VALUES (3, 99)"_s } },
        { "computed columns",
            { u"CREATE TABLE t (a int, b int AS (a * 2) VIRTUAL, c varchar(30) AS (concat('\\\\', a, '''')) PERSISTENT, d int AS (a % 3) VIRTUAL UNIQUE, KEY (c), KEY (b, a))"_s,
                u"INSERT INTO t (a) VALUES (1), (2), (NULL)"_s } },
        { "checks, and rows from before them",
            { u"CREATE TABLE t (a int CHECK (a > 0), b varchar(9), CONSTRAINT `named one` CHECK (b <> 'it''s \\\\'))"_s,
                u"SET STATEMENT check_constraint_checks = 0 FOR INSERT INTO t VALUES (-1, 'x')"_s,
                u"INSERT INTO t VALUES (1, 'y')"_s } },
        { "foreign keys in a circle",
            { u"CREATE TABLE zebra (id int PRIMARY KEY, self int, CONSTRAINT loop_self FOREIGN KEY (self) REFERENCES zebra (id) ON DELETE CASCADE)"_s,
                u"CREATE TABLE ape (id int PRIMARY KEY, z int, CONSTRAINT to_zebra FOREIGN KEY (z) REFERENCES zebra (id) ON UPDATE CASCADE ON DELETE SET NULL)"_s,
                u"ALTER TABLE zebra ADD COLUMN a int, ADD CONSTRAINT to_ape FOREIGN KEY (a) REFERENCES ape (id)"_s,
                u"INSERT INTO zebra VALUES (1, 1, NULL)"_s, u"INSERT INTO ape VALUES (5, 1)"_s,
                u"UPDATE zebra SET a = 5"_s } },
        { "a key of zero, and a counter ahead",
            { u"CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, a int) AUTO_INCREMENT = 500"_s,
                u"INSERT INTO t (a) VALUES (1), (2)"_s, u"UPDATE t SET id = 0 WHERE a = 1"_s,
                u"DELETE FROM t WHERE a = 2"_s } },
        { "partitions",
            { u"CREATE TABLE r (id int, d date) PARTITION BY RANGE (year(d)) SUBPARTITION BY HASH (id) SUBPARTITIONS 2 (PARTITION old VALUES LESS THAN (2020) COMMENT = 'it''s old', PARTITION rest VALUES LESS THAN MAXVALUE)"_s,
                u"CREATE TABLE l (c varchar(9)) PARTITION BY LIST COLUMNS (c) (PARTITION `p 1` VALUES IN ('a', 'b''c'), PARTITION p2 DEFAULT)"_s,
                u"CREATE TABLE k (id int PRIMARY KEY) PARTITION BY KEY () PARTITIONS 3"_s,
                u"INSERT INTO r VALUES (1, '2019-01-01'), (2, '2021-01-01')"_s, u"INSERT INTO l VALUES ('a'), ('x')"_s,
                u"INSERT INTO k VALUES (1), (2), (3), (4)"_s } },
        { "indexes of every kind",
            { u"CREATE TABLE t (id int PRIMARY KEY, a varchar(99), b text, p point NOT NULL, UNIQUE KEY `u k` (a(9)) COMMENT 'it''s', FULLTEXT KEY f (b), SPATIAL KEY s (p), KEY two (a, id) USING BTREE, KEY gone (id) IGNORED)"_s,
                u"INSERT INTO t VALUES (1, 'a', 'some words', point(1, 1))"_s } },
        { "sequences",
            { u"CREATE SEQUENCE s START WITH 5 INCREMENT BY 3 CACHE 10"_s,
                u"CREATE SEQUENCE down START WITH 10 MINVALUE 1 MAXVALUE 10 INCREMENT BY -3 CYCLE NOCACHE"_s,
                u"CREATE SEQUENCE fresh"_s, u"CREATE SEQUENCE out_of MAXVALUE 3 CACHE 2"_s,
                u"CREATE TABLE t (id int DEFAULT nextval(s), `{db}` int)"_s,
                u"INSERT INTO t (`{db}`) VALUES (1), (2)"_s,
                u"SELECT nextval(down), nextval(down), nextval(down), nextval(down), nextval(down)"_s,
                u"SELECT nextval(out_of), nextval(out_of), nextval(out_of)"_s } },
        { "views that read each other",
            { kOrders, kRows, u"CREATE VIEW z AS SELECT id, amount FROM orders WHERE note <> 'it''s \\\\ \\0'"_s,
                u"CREATE VIEW m AS SELECT z.id, o.note FROM z JOIN `{db}`.orders o ON o.id = z.id"_s,
                u"CREATE ALGORITHM = TEMPTABLE SQL SECURITY INVOKER VIEW a AS SELECT m.id AS `{db}`, (SELECT max(amount) FROM z) AS top FROM m"_s,
                u"CREATE FUNCTION f(x int) RETURNS int DETERMINISTIC RETURN x + (SELECT count(*) FROM `{db}`.orders)"_s,
                u"CREATE VIEW b AS SELECT f(id) AS x, '{db}' AS source FROM a JOIN z ON a.`{db}` = z.id"_s,
                u"CREATE VIEW checked AS SELECT * FROM orders WHERE amount > 5 WITH LOCAL CHECK OPTION"_s,
                u"CREATE DEFINER = `no body`@`some.host` VIEW theirs AS SELECT 1 AS one"_s,
                u"CREATE VIEW common AS WITH c AS (SELECT id FROM orders) SELECT * FROM c UNION ALL SELECT id FROM `{db}`.z"_s,
                u"SET collation_connection = 'utf8mb4_spanish_ci'"_s,
                u"CREATE VIEW spanish AS SELECT 'ñ' AS text"_s } },
        { "triggers in their order",
            { kOrders, kRows, u"CREATE TABLE `log` (what text)"_s,
                u"CREATE TRIGGER `{db}`.second BEFORE INSERT ON `{db}`.orders FOR EACH ROW SET new.note = concat(new.note, 'it\\'s')"_s,
                u"CREATE TRIGGER first BEFORE INSERT ON orders FOR EACH ROW PRECEDES second INSERT INTO `{db}`.`log` VALUES ('for each row, \\\\ follows')"_s,
                u"CREATE TRIGGER third BEFORE INSERT ON orders FOR EACH ROW FOLLOWS second BEGIN /* {db}.orders */ INSERT INTO `log` SELECT note FROM `{db}`.orders WHERE id = new.id; SET new.amount = 1; END"_s,
                u"SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"_s,
                u"CREATE TRIGGER fourth AFTER DELETE ON orders FOR EACH ROW INSERT INTO \"{db}\".\"log\" VALUES ('\\')"_s,
                u"SET sql_mode = ''"_s,
                u"CREATE DEFINER = `no body`@`some.host` TRIGGER fifth AFTER UPDATE ON orders FOR EACH ROW INSERT INTO `log` VALUES (\"ünï\")"_s } },
        { "procedures and functions",
            { kOrders, kRows,
                u"CREATE PROCEDURE p(IN a int, OUT b varchar(9) CHARSET latin1, INOUT c decimal(5,2)) COMMENT 'it''s \\\\' SQL SECURITY INVOKER MODIFIES SQL DATA BEGIN DELETE FROM `{db}`.orders WHERE id = a; CALL `{db}`.q(); END"_s,
                u"CREATE PROCEDURE q() BEGIN DECLARE x cursor FOR SELECT id FROM orders; SET @a = 'SELECT 1'; PREPARE s FROM @a; EXECUTE s; END"_s,
                u"CREATE FUNCTION `f u`(`a b` varchar(20)) RETURNS varchar(40) CHARSET utf8mb4 COLLATE utf8mb4_bin NOT DETERMINISTIC READS SQL DATA RETURN concat(`a b`, \"it's\", '\\n')"_s,
                u"CREATE AGGREGATE FUNCTION total(x int) RETURNS int BEGIN DECLARE s int DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END"_s,
                u"SET sql_mode = 'ORACLE'"_s,
                u"CREATE PROCEDURE o(a IN int) AS BEGIN INSERT INTO \"{db}\".orders VALUES (a, 1, 'x'); END"_s,
                u"SET sql_mode = 'ANSI_QUOTES'"_s, u"CREATE PROCEDURE ansi() SELECT \"id\" FROM \"{db}\".\"orders\""_s,
                u"SET sql_mode = ''"_s } },
        { "events",
            { kOrders, u"SET time_zone = 'SYSTEM'"_s,
                u"CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' ENDS '2035-01-01 00:00:00' ON COMPLETION PRESERVE ENABLE COMMENT 'do enable it''s' DO DELETE FROM `{db}`.orders"_s,
                u"CREATE EVENT once ON SCHEDULE AT '2035-01-01 00:00:00' DO BEGIN DELETE FROM orders; END"_s,
                u"CREATE EVENT off ON SCHEDULE EVERY '1:30' MINUTE_SECOND DISABLE DO SELECT 'enable'"_s,
                u"SET time_zone = '+05:30'"_s,
                u"CREATE DEFINER = `no body`@`some.host` EVENT elsewhere ON SCHEDULE EVERY 2 HOUR STARTS '2030-06-01 12:00:00' DISABLE ON SLAVE DO SELECT 1"_s } },
        { "names of every kind",
            { u"CREATE TABLE `we``ird` (`a``b` int, `c.d` int, `e f` int, `select` int, `ünï` int, `'q'` int, `\"z\"` int, `%_\\\\` int, `-- x` int, KEY `k``y` (`a``b`), CONSTRAINT `c``k` CHECK (`e f` <> 1))"_s,
                u"INSERT INTO `we``ird` VALUES (1, 2, 3, 4, 5, 6, 7, 8, 9)"_s, u"CREATE TABLE `a.b` (id int)"_s,
                u"CREATE TABLE `Orders` (id int)"_s, u"CREATE TABLE orders (`Id` int)"_s,
                u"CREATE TABLE `%` (id int)"_s, u"CREATE TABLE `back\\slash` (id int)"_s,
                u"CREATE VIEW `v``w` AS SELECT `a``b` AS `x``y`, `%_\\\\` AS `'` FROM `we``ird`"_s,
                u"CREATE TRIGGER `t``r` AFTER INSERT ON `we``ird` FOR EACH ROW INSERT INTO `a.b` VALUES (1)"_s,
                u"CREATE TABLE `sluice_rehearsal_0123456789ab` (id int)"_s } },
        { "histories",
            { u"CREATE TABLE hidden (id int PRIMARY KEY, a float, b int AS (id * 2) VIRTUAL) WITH SYSTEM VERSIONING"_s,
                u"INSERT INTO hidden (id, a) VALUES (1, 0.1), (2, 0.2)"_s, u"UPDATE hidden SET a = 3 WHERE id = 1"_s,
                u"DELETE FROM hidden WHERE id = 2"_s,
                u"CREATE TABLE told (id int, a int WITHOUT SYSTEM VERSIONING, von timestamp(6) GENERATED ALWAYS AS ROW START, `bis``` timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (von, `bis```)) WITH SYSTEM VERSIONING"_s,
                u"INSERT INTO told (id, a) VALUES (1, 1), (2, 2)"_s, u"UPDATE told SET id = 5 WHERE id = 1"_s,
                u"CREATE TABLE parted (id int) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME LIMIT 100 (PARTITION p0 HISTORY, PARTITION pn CURRENT)"_s,
                u"INSERT INTO parted VALUES (1)"_s, u"DELETE FROM parted"_s,
                u"CREATE TABLE dated (a date, b date, PERIOD FOR app (a, b))"_s,
                u"INSERT INTO dated VALUES ('2020-01-01', '2021-01-01')"_s } },
        { "values that no mode would take today",
            { u"CREATE TABLE t (id int PRIMARY KEY, d date, dt datetime, e enum('a') NOT NULL)"_s,
                u"SET sql_mode = 'ALLOW_INVALID_DATES'"_s,
                u"INSERT IGNORE INTO t VALUES (1, '0000-00-00', '2024-00-00 00:00:00', 'x'), (2, '2024-02-31', '0000-00-00 00:00:00', 'a')"_s,
                u"SET sql_mode = ''"_s,
                u"CREATE TABLE child (p int, CONSTRAINT dangling FOREIGN KEY (p) REFERENCES t (id))"_s,
                u"SET STATEMENT foreign_key_checks = 0 FOR INSERT INTO child VALUES (99)"_s } },
        { "another character set",
            { u"ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german1_ci"_s,
                u"CREATE TABLE t (a varchar(9), b text)"_s, u"INSERT INTO t VALUES ('äöü', 'ß')"_s,
                u"CREATE FUNCTION f(a varchar(9)) RETURNS varchar(9) DETERMINISTIC RETURN a"_s, u"SET NAMES latin1"_s,
                u"CREATE VIEW v AS SELECT a, 'plain' AS b FROM t"_s, u"SET NAMES utf8mb4"_s } },
    };
}

QList<MariadbRefusal> mariadbRefusals()
{
    const QString table = u"CREATE TABLE t (id int PRIMARY KEY)"_s;
    return {
        { "another engine", { u"CREATE TABLE old (id int) ENGINE=MyISAM"_s }, u"table old is in MyISAM"_s },
        { "several at once",
            { u"CREATE TABLE old (id int) ENGINE=MyISAM"_s, u"CREATE TABLE fast (id int) ENGINE=MEMORY"_s },
            u"table fast is in MEMORY, not in InnoDB; table old"_s },
        { "a history by transactions",
            { u"CREATE TABLE h (id int, a bigint unsigned GENERATED ALWAYS AS ROW START, b bigint unsigned GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (a, b)) WITH SYSTEM VERSIONING"_s },
            u"table h keeps its history by the numbers of transactions"_s },
        { "a view of another database", { table, u"CREATE VIEW `{other}`.theirs AS SELECT id FROM `{db}`.t"_s },
            u"theirs of another database reads it"_s },
        { "a key out of it",
            { u"CREATE TABLE `{other}`.parent (id int PRIMARY KEY)"_s,
                u"CREATE TABLE child (p int, FOREIGN KEY (p) REFERENCES `{other}`.parent (id))"_s },
            u"foreign key of"_s },
        { "a key into it",
            { table, u"CREATE TABLE `{other}`.child (p int, FOREIGN KEY (p) REFERENCES `{db}`.t (id))"_s },
            u"foreign key of"_s },
        { "a trigger that writes elsewhere",
            { table, u"CREATE TABLE `{other}`.log (id int)"_s,
                u"CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW INSERT INTO `{other}`.log VALUES (1)"_s },
            u"trigger tr: it names database"_s },
        { "SQL that is put together", { u"CREATE PROCEDURE p() EXECUTE IMMEDIATE 'DELETE FROM {db}.t'"_s },
            u"procedure p: it names its database in a text"_s },
        { "its name as an alias",
            { table,
                u"CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW SET @a = (SELECT max(`{db}`.id) FROM `{db}`.t AS `{db}`)"_s },
            u"trigger tr: '"_s },
        { "a view of what is gone", { table, u"CREATE VIEW v AS SELECT id FROM t"_s, u"DROP TABLE t"_s },
            u"view v cannot be read"_s },
        { "a package", { u"SET sql_mode = 'ORACLE'"_s, u"CREATE PACKAGE pack AS PROCEDURE p(); END"_s },
            u"package pack cannot be copied"_s },
        { "words of another character set",
            { u"SET character_set_client = latin1"_s, u"CREATE PROCEDURE p() SELECT 'ü'"_s }, u"written in latin1"_s },
        { "made under another collation",
            { u"CREATE FUNCTION f(a varchar(9)) RETURNS int DETERMINISTIC RETURN 1"_s,
                u"ALTER DATABASE CHARACTER SET latin1"_s },
            u"function f was made when the database's collation was"_s },
    };
}

QString mariadbDump(const ConnectionProfile &profile, const QString &copied)
{
    auto opened = SqlSession::open(profile, {}, SessionRole::Catalogue, {});
    if (!opened)
        qFatal("%s", qPrintable(opened.error().what));
    SqlSession &session = **opened;
    const QString here = u" = "_s + quoteLiteral(profile.database) + u" COLLATE utf8mb4_bin"_s;
    QString dump = lines(
        rowsOf(session, u"SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME"_s + here));
    for (const QVariantList &row : rowsOf(session,
             u"SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA"_s + here
                 + u" ORDER BY BINARY TABLE_NAME"_s)
                                       .rows) {
        const QString name = quoteRelation(Engine::Mariadb, { profile.database, row[0].toString() });
        dump += lines(
            rowsOf(session, u"SHOW CREATE "_s + (row[1].toString() == u"VIEW" ? u"VIEW "_s : u"TABLE "_s) + name));
        const QString computed
            = u"SELECT GROUP_CONCAT(CONCAT('`', REPLACE(COLUMN_NAME, '`', '``'), '`') ORDER BY ORDINAL_POSITION) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA"_s
            + here + u" AND TABLE_NAME = "_s + quoteLiteral(row[0].toString()) + u" COLLATE utf8mb4_bin"_s;
        const auto rows
            = session.query(u"SELECT "_s + rowsOf(session, computed).scalar().toString() + u" FROM "_s + name);
        if (row[0].toString() != u"theirs") // nobody could read it in the source
            dump += rows ? lines(*rows) : rows.error().what + u'\n';
        if (row[1].toString() == u"SYSTEM VERSIONED") {
            const auto all = session.query(u"SELECT * FROM "_s + name + u" FOR SYSTEM_TIME ALL"_s);
            const auto times = session.query(u"SELECT row_start, row_end FROM "_s + name + u" FOR SYSTEM_TIME ALL"_s);
            dump += all ? lines(*all) : all.error().what;
            dump += times ? lines(*times) : times.error().what;
        }
    }
    dump += lines(rowsOf(session,
        u"SELECT TABLE_NAME, DEFINER, SECURITY_TYPE, CHECK_OPTION, IS_UPDATABLE, ALGORITHM, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA"_s
            + here));
    dump += lines(rowsOf(session,
        u"SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME, COLUMN_DEFAULT, EXTRA FROM information_schema.COLUMNS WHERE TABLE_SCHEMA"_s
            + here));
    dump += lines(rowsOf(session,
        u"SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, DEFINER, SQL_MODE, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA"_s
            + here));
    dump += lines(rowsOf(session,
        u"SELECT ROUTINE_NAME, ROUTINE_TYPE, DTD_IDENTIFIER, DEFINER, SQL_MODE, SECURITY_TYPE, SQL_DATA_ACCESS, IS_DETERMINISTIC, ROUTINE_COMMENT, CHARACTER_SET_CLIENT, COLLATION_CONNECTION, DATABASE_COLLATION, ROUTINE_DEFINITION FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA"_s
            + here));
    dump += lines(rowsOf(session,
        u"SELECT SPECIFIC_NAME, ORDINAL_POSITION, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER, COLLATION_NAME FROM information_schema.PARAMETERS WHERE SPECIFIC_SCHEMA"_s
            + here));
    dump += lines(rowsOf(session,
        u"SELECT EVENT_NAME, DEFINER, TIME_ZONE, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, ON_COMPLETION, EVENT_COMMENT, SQL_MODE, EVENT_DEFINITION FROM information_schema.EVENTS WHERE EVENT_SCHEMA"_s
            + here));
    // An unquoted name is given back in quotes, and what only looks like the database's name stays.
    for (const QString &name : { copied.isEmpty() ? profile.database : copied, profile.database })
        dump.replace(shown(name), u"@"_s).replace(shown(QString(name).replace(u'`', u"``"_s)), u"@"_s);
    // On a copy everything belongs to whoever made it.
    for (const QString &account :
        { u"no body%40some.host"_s, u"copier%40127.0.0.1"_s, u"%22no body%22%40%22some.host%22"_s })
        dump.replace(QString(account).replace(u"%40"_s, u"`%40`"_s), u"root%40127.0.0.1"_s)
            .replace(account, u"root%40127.0.0.1"_s);
    return dump.remove(u'`').replace(u"%22@%22"_s, u"@"_s);
}

void runAsAdministrator(const ConnectionProfile &profile, const QStringList &statements, const QString &other)
{
    auto session = SqlSession::open(profile, {}, SessionRole::Control, {});
    if (!session)
        qFatal("%s", qPrintable(session.error().what));
    for (QString statement : QStringList { u"SET sql_mode = ''"_s } + statements) {
        statement.replace(u"`{db}`"_s, quoteIdentifier(Engine::Mariadb, profile.database));
        statement.replace(u"{db}"_s, profile.database).replace(u"{other}"_s, other);
        if (const auto done = (*session)->query(statement); !done)
            qFatal("%s: %s", qPrintable(statement), qPrintable(done.error().what));
    }
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_script_writer.h"

#include "sql/mariadb_pins.h"
#include "sql/postgres_pins.h"
#include "sql/sql_quoting.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A dollar quote that the text does not hold.
QString dollarQuoted(const QString &text)
{
    QString tag = u"$sluice$"_s;
    for (int i = 1; text.contains(tag); ++i)
        tag = u"$sluice%1$"_s.arg(i);
    return tag + text + tag;
}

class PsqlWriter final : public UndoScriptWriter
{
public:
    void prepare() override
    {
        for (const QString &text : { u"\\set ON_ERROR_STOP on"_s, u"\\set ON_ERROR_ROLLBACK off"_s, u"\\set AUTOCOMMIT on"_s })
            line(text);
        const QStringList ours { u"client_encoding = 'UTF8'"_s, u"client_min_messages = warning"_s, u"default_transaction_read_only = off"_s,
            u"statement_timeout = 0"_s, u"lock_timeout = '10s'"_s };
        for (const QString &setting : ours + postgresPins())
            statement(u"SET "_s + setting);
    }
    void require(const QString &condition, const QString &message) override
    {
        statement(u"DO "_s
            + dollarQuoted(u"BEGIN IF ("_s + condition + u"\n) IS NOT TRUE THEN RAISE EXCEPTION USING MESSAGE = "_s + quoteLiteral(message) + u"; END IF; END"_s));
    }
    void begin() override { line(u"BEGIN;"_s); }
    void commit() override { line(u"COMMIT;"_s); }
    void beginWhole() override { }
    void commitWhole() override { }
    bool canChoose() const override { return true; }
    void beginUnless(const QString &condition) override
    {
        line(u"SELECT NOT ("_s + condition + u") AS sluice_todo \\gset"_s);
        line(u"\\if :sluice_todo"_s);
    }
    void endUnless() override { line(u"\\endif"_s); }
    QString remember(const QString &query) override
    {
        line(u"SELECT ("_s + query + u"\n) AS sluice_rows \\gset"_s);
        return u":sluice_rows"_s;
    }
    void beginIfZero(const QString &number) override
    {
        line(u"SELECT %1 = 0 AS sluice_clean \\gset"_s.arg(number));
        line(u"\\if :sluice_clean"_s);
    }
    void otherwise() override { line(u"\\else"_s); }
    void endIf() override { line(u"\\endif"_s); }
};

/// All of it is one transaction; what is not as it should be violates a constraint whose name says what.
class SqliteShellWriter final : public UndoScriptWriter
{
public:
    void prepare() override
    {
        line(u".bail on"_s);
        line(u"PRAGMA foreign_keys = ON;"_s);
    }
    void require(const QString &condition, const QString &message) override
    {
        const QString table = u"temp.sluice_check_%1"_s.arg(++m_checks);
        statement(u"CREATE TABLE %1 (ok INTEGER CONSTRAINT %2 CHECK (ok IS TRUE))"_s.arg(table, quoteIdentifier(Engine::Sqlite, message)));
        statement(u"INSERT INTO %1 SELECT ("_s.arg(table) + condition + u"\n)"_s);
    }
    void begin() override { }
    void commit() override { }
    void beginWhole() override { line(u"BEGIN IMMEDIATE;"_s); }
    void commitWhole() override { line(u"COMMIT;"_s); }
    bool canChoose() const override { return false; }
    void beginUnless(const QString &) override { }
    void endUnless() override { }
    QString remember(const QString &query) override
    {
        const QString table = u"temp.sluice_rows_%1"_s.arg(++m_checks);
        statement(u"CREATE TABLE %1 AS SELECT ("_s.arg(table) + query + u"\n) AS n"_s);
        return u"(SELECT n FROM %1)"_s.arg(table);
    }
    void beginIfZero(const QString &) override { }
    void otherwise() override { }
    void endIf() override { }

private:
    int m_checks = 0;
};

/// The client knows no branches, but the server takes blocks of statements with IF in them. The client looks for the
/// delimiter outside of quotes only.
class MariadbClientWriter final : public UndoScriptWriter
{
public:
    void prepare() override
    {
        const QStringList ours { u"SESSION TRANSACTION READ WRITE"_s, u"max_statement_time = 0"_s,
            u"lock_wait_timeout = 10"_s, u"innodb_lock_wait_timeout = 10"_s };
        for (const QString &setting : mariadbPins() + ours)
            statement(u"SET "_s + setting);
        require(u"LENGTH('\r\n') = 2"_s, u"the client changes line ends in values; run it with --binary-mode"_s);
    }
    void require(const QString &condition, const QString &message) override
    {
        open();
        line(u"IF NOT coalesce(("_s + condition + u"\n), FALSE) THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = "_s
            + quoteLiteral(message) + u"; END IF;"_s);
        close();
    }
    void begin() override { line(u"START TRANSACTION;"_s); }
    void commit() override { line(u"COMMIT;"_s); }
    void beginWhole() override { }
    void commitWhole() override { }
    bool canChoose() const override { return true; }
    void beginUnless(const QString &condition) override
    {
        open();
        line(u"IF NOT coalesce(("_s + condition + u"\n), FALSE) THEN"_s);
    }
    void endUnless() override
    {
        line(u"END IF;"_s);
        close();
    }
    QString remember(const QString &query) override
    {
        statement(u"SET @sluice_rows = ("_s + query + u"\n)"_s);
        return u"@sluice_rows"_s;
    }
    void beginIfZero(const QString &number) override { line(u"IF %1 = 0 THEN"_s.arg(number)); }
    void otherwise() override { line(u"ELSE"_s); }
    void endIf() override { line(u"END IF;"_s); }

private:
    /// Only the outermost block needs another delimiter.
    void open()
    {
        if (m_depth++ > 0)
            return;
        line(u"DELIMITER $sluice$"_s);
        line(u"BEGIN NOT ATOMIC"_s);
    }
    void close()
    {
        if (--m_depth > 0)
            return;
        line(u"END$sluice$"_s);
        line(u"DELIMITER ;"_s);
    }
    int m_depth = 0;
};

} // namespace

std::unique_ptr<UndoScriptWriter> UndoScriptWriter::create(Engine engine)
{
    if (engine == Engine::Postgresql)
        return std::make_unique<PsqlWriter>();
    if (engine == Engine::Mariadb)
        return std::make_unique<MariadbClientWriter>();
    return std::make_unique<SqliteShellWriter>();
}

UndoScriptWriter::~UndoScriptWriter() = default;

void UndoScriptWriter::line(const QString &text)
{
    m_text += text + u'\n';
}

/// Names of others are in it: what ends a line for psql (a carriage return does) must not make the rest a statement.
void UndoScriptWriter::comment(const QString &text)
{
    const QStringList lines = text.split(u'\n');
    for (QString each : lines) {
        for (QChar &c : each)
            c = c.category() == QChar::Other_Control ? QChar(u' ') : c;
        line((u"-- "_s + each).trimmed());
    }
}

/// On a line of its own behind it, or a comment at its end would swallow the semicolon.
void UndoScriptWriter::statement(const QString &sql)
{
    const bool endsInComment = sql.section(u'\n', -1).contains(u"--"_s);
    line(sql + (endsInComment ? u"\n;"_s : u";"_s));
}

void UndoScriptWriter::statements(const QStringList &list)
{
    for (const QString &sql : list)
        statement(sql);
}

} // namespace sluice

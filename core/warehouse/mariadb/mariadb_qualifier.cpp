// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_qualifier.h"

#include "sql/sql_quoting.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const QStringList &systemDatabases()
{
    static const QStringList names { u"information_schema"_s, u"mysql"_s, u"performance_schema"_s, u"sys"_s };
    return names;
}

bool isSame(const QString &a, const QString &b) { return a.compare(b, Qt::CaseInsensitive) == 0; }

/// The tokens that carry meaning, asked for names and what stands around them.
class Names
{
public:
    Names(const QString &text, const SqlLexis &lexis)
        : m_text(text)
    {
        for (const SqlToken &token : tokenizeSql(text, lexis))
            (token.isSolid() ? m_solid : m_comments).append(token);
    }

    qsizetype size() const { return m_solid.size(); }
    const SqlToken &token(qsizetype at) const { return m_solid[at]; }
    const QList<SqlToken> &comments() const { return m_comments; } ///< and space
    QString textOf(const SqlToken &token) const { return token.in(m_text).toString(); }

    bool isName(qsizetype at) const
    {
        return at >= 0 && at < size()
            && (m_solid[at].kind == SqlTokenKind::Word || m_solid[at].kind == SqlTokenKind::Quoted);
    }
    bool isSymbol(qsizetype at, QChar symbol) const
    {
        return at >= 0 && at < size() && m_solid[at].kind == SqlTokenKind::Symbol && m_text[m_solid[at].at] == symbol;
    }
    bool isWord(qsizetype at, QLatin1String word) const
    {
        return at >= 0 && at < size() && m_solid[at].kind == SqlTokenKind::Word
            && m_solid[at].in(m_text).compare(word, Qt::CaseInsensitive) == 0;
    }
    bool hasWord(std::initializer_list<const char *> words) const
    {
        for (qsizetype at = 0; at < size(); ++at) {
            if (std::any_of(
                    words.begin(), words.end(), [&](const char *word) { return isWord(at, QLatin1String(word)); }))
                return true;
        }
        return false;
    }
    QString name(qsizetype at) const
    {
        QString text = textOf(m_solid[at]);
        if (m_solid[at].kind != SqlTokenKind::Quoted || text.size() < 2)
            return text;
        const QChar quote = text.back();
        text = text.mid(1, text.size() - 2);
        return text.replace(QString(2, quote), QString(quote));
    }
    /// Neither behind a dot nor part of the name of a variable.
    bool isFirst(qsizetype at) const { return !isSymbol(at - 1, u'.') && !isSymbol(at - 1, u'@'); }
    /// a in "a.b" and "a.b.c".
    bool isQualifier(qsizetype at) const
    {
        return isName(at) && isFirst(at) && isSymbol(at + 1, u'.') && (isName(at + 2) || isSymbol(at + 2, u'*'));
    }
    /// In "a.b.c", a is a database, whatever else there is.
    bool isDatabase(qsizetype at) const
    {
        return isQualifier(at) && isSymbol(at + 3, u'.') && (isName(at + 4) || isSymbol(at + 4, u'*'));
    }

private:
    const QString &m_text;
    QList<SqlToken> m_solid;
    QList<SqlToken> m_comments;
};

/// As a word of its own.
bool mentions(const QString &text, const QString &name)
{
    const QRegularExpression word(u"(?<![\\w$])"_s + QRegularExpression::escape(name) + u"(?![\\w$])"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return text.contains(word);
}

class Mover
{
public:
    Mover(const QString &text, const SqlLexis &lexis, MariadbTextKind kind, const MariadbMove &move)
        : m_text(text)
        , m_kind(kind)
        , m_move(move)
        , m_names(text, lexis)
    {
    }

    Result<QString> run()
    {
        SLUICE_CHECK(checkComments());
        SLUICE_CHECK(checkTexts());
        SLUICE_CHECK(checkBareNames());
        QString moved;
        qsizetype from = 0;
        for (qsizetype at = 0; at < m_names.size(); ++at) {
            if (!m_names.isQualifier(at))
                continue;
            SLUICE_CHECK(checkOther(at));
            if (!isOwn(m_names.name(at)))
                continue;
            if (isAmbiguous() && !m_names.isDatabase(at))
                return refused(u"'%1' is also the name of something else there"_s.arg(m_move.from));
            const SqlToken &token = m_names.token(at);
            moved += QStringView(m_text).mid(from, token.at - from);
            moved += quoteIdentifier(Engine::Mariadb, m_move.to);
            from = token.at + token.length;
        }
        return moved + m_text.mid(from);
    }

private:
    static tl::unexpected<Error> refused(const QString &why) { return fail(ErrorCode::Refused, why); }

    bool isOwn(const QString &name) const
    {
        return m_move.ignoresCase ? isSame(name, m_move.from) : name == m_move.from;
    }

    /// The server runs what stands in some comments.
    Result<void> checkComments() const
    {
        for (const SqlToken &token : m_names.comments()) {
            const QString text = m_names.textOf(token);
            if (!token.isClosed)
                return refused(u"a comment in it does not end"_s);
            const bool isRun = text.startsWith(u"/*!") || text.startsWith(u"/*M!");
            if (isRun && mentions(text, m_move.from))
                return refused(u"it names its database in a comment that the server runs"_s);
        }
        return {};
    }

    bool readsServer() const
    {
        for (qsizetype at = 0; at < m_names.size(); ++at) {
            if (m_names.isQualifier(at) && systemDatabases().contains(m_names.name(at).toLower()))
                return true;
        }
        return false;
    }

    /// A text may become SQL, or be compared with the server's own lists of databases; else it is only a value.
    Result<void> checkTexts() const
    {
        const bool isAsked = m_kind != MariadbTextKind::Table && readsServer();
        const bool isRun = m_kind == MariadbTextKind::Program && m_names.hasWord({ "prepare", "execute", "call" });
        for (qsizetype at = 0; at < m_names.size(); ++at) {
            const SqlToken &token = m_names.token(at);
            if (!token.isClosed)
                return refused(u"a quote in it does not end"_s);
            if (token.kind == SqlTokenKind::Text && (isAsked || isRun) && mentions(m_names.textOf(token), m_move.from))
                return refused(u"it names its database in a text: %1"_s.arg(m_names.textOf(token).left(60)));
        }
        return {};
    }

    /// An account is no name in reach: DEFINER = `shop`@`%`, or a role.
    bool isAccount(qsizetype at) const
    {
        return m_names.isSymbol(at + 1, u'@')
            || (m_names.isSymbol(at - 1, u'=') && m_names.isWord(at - 2, "definer"_L1));
    }

    bool isBareOwn(qsizetype at) const
    {
        return m_names.isName(at) && m_names.isFirst(at) && !m_names.isQualifier(at) && !isAccount(at)
            && isSame(m_names.name(at), m_move.from);
    }

    Result<void> checkBareNames() const
    {
        if (m_kind != MariadbTextKind::Program || !m_names.hasWord({ "show", "database", "schema", "use" }))
            return {};
        for (qsizetype at = 0; at < m_names.size(); ++at) {
            if (isBareOwn(at))
                return refused(u"it names its database alone, not before a name"_s);
        }
        return {};
    }

    /// Something in reach has the database's name: a relation, an alias, a variable. In a printed query a name behind
    /// AS is a column's.
    bool isAmbiguous()
    {
        if (m_kind == MariadbTextKind::Table)
            return false;
        if (!m_ambiguity) {
            m_ambiguity = m_kind == MariadbTextKind::View ? m_move.isView : m_move.isShared;
            for (qsizetype at = 0; at < m_names.size() && !*m_ambiguity; ++at) {
                const bool isColumn = m_kind == MariadbTextKind::View && m_names.isWord(at - 1, "as"_L1);
                m_ambiguity = isBareOwn(at) && !isColumn;
            }
        }
        return *m_ambiguity;
    }

    Result<void> checkOther(qsizetype at) const
    {
        const QString name = m_names.name(at);
        const bool isReadOnly = isSame(name, u"information_schema"_s) || isSame(name, u"performance_schema"_s);
        if (m_kind == MariadbTextKind::View || isOwn(name) || isReadOnly)
            return {};
        if (m_names.isDatabase(at) || m_move.databases.contains(name, Qt::CaseInsensitive)
            || systemDatabases().contains(name, Qt::CaseInsensitive))
            return refused(u"it names database %1, where a rehearsal must not write"_s.arg(name));
        return {};
    }

    const QString &m_text;
    const MariadbTextKind m_kind;
    const MariadbMove &m_move;
    const Names m_names;
    std::optional<bool> m_ambiguity;
};

} // namespace

SqlLexis mariadbLexis(const QString &sqlMode)
{
    SqlLexis lexis = SqlLexis::of(Engine::Mariadb);
    const QStringList modes = sqlMode.toUpper().split(u',');
    lexis.backslashes = !modes.contains(u"NO_BACKSLASH_ESCAPES"_s);
    lexis.doubleTexts = !modes.contains(u"ANSI_QUOTES"_s);
    lexis.brackets = modes.contains(u"MSSQL"_s);
    return lexis;
}

Result<QString> movedMariadbText(
    const QString &text, const SqlLexis &lexis, MariadbTextKind kind, const MariadbMove &move)
{
    return Mover(text, lexis, kind, move).run();
}

QString withMariadbDefiner(const QString &text, const SqlLexis &lexis, const QString &account)
{
    const Names names(text, lexis);
    for (qsizetype at = 0; at + 2 < names.size(); ++at) {
        if (!names.isWord(at, "definer"_L1) || !names.isSymbol(at + 1, u'=') || !names.isName(at + 2))
            continue;
        const bool hasHost = names.isSymbol(at + 3, u'@') && names.isName(at + 4);
        const SqlToken &first = names.token(at + 2);
        const SqlToken &last = names.token(hasHost ? at + 4 : at + 2);
        const auto quoted = [quote = names.textOf(first).front()](QString name) {
            const QChar mark = quote == u'"' ? u'"' : u'`';
            return mark + name.replace(mark, QString(2, mark)) + mark;
        };
        const qsizetype host = account.lastIndexOf(u'@');
        return text.left(first.at)
            + (host < 0 ? quoted(account) : quoted(account.left(host)) + u'@' + quoted(account.mid(host + 1)))
            + text.mid(last.at + last.length);
    }
    return text;
}

QString withoutMariadbDatabase(const QString &text, const QString &database)
{
    const Names names(text, SqlLexis::of(Engine::Mariadb));
    QString without;
    qsizetype from = 0;
    for (qsizetype at = 0; at < names.size(); ++at) {
        if (!names.isQualifier(at) || names.name(at) != database)
            continue;
        without += QStringView(text).mid(from, names.token(at).at - from);
        from = names.token(at + 2).at;
    }
    return without + text.mid(from);
}

QStringList mariadbDatabasesIn(const QString &sql, const QStringList &databases)
{
    const Names names(sql, SqlLexis::of(Engine::Mariadb));
    const bool isRun = names.hasWord({ "prepare", "execute" });
    QStringList found;
    const auto note = [&](const auto &isNamed) {
        for (const QString &database : databases) {
            if (!found.contains(database) && isNamed(database))
                found.append(database);
        }
    };
    for (qsizetype at = 0; at < names.size(); ++at) {
        if (names.isQualifier(at) || (names.isWord(at - 1, "use"_L1) && names.isName(at)))
            note([&](const QString &database) { return isSame(names.name(at), database); });
        if (isRun && names.token(at).kind == SqlTokenKind::Text)
            note([&](const QString &database) { return mentions(names.textOf(names.token(at)), database); });
    }
    for (const SqlToken &comment : names.comments()) {
        const QString text = names.textOf(comment);
        if (text.startsWith(u"/*!") || text.startsWith(u"/*M!"))
            note([&](const QString &database) { return mentions(text, database); });
    }
    return found;
}

QString mariadbServerChange(const QString &sql)
{
    static const QStringList verbs { u"CREATE"_s, u"ALTER"_s, u"DROP"_s, u"RENAME"_s };
    static const QStringList inDatabase { u"TABLE"_s, u"VIEW"_s, u"INDEX"_s, u"TRIGGER"_s, u"PROCEDURE"_s,
        u"FUNCTION"_s, u"SEQUENCE"_s, u"PACKAGE"_s };
    static const QStringList onServer { u"DATABASE"_s, u"SCHEMA"_s, u"USER"_s, u"ROLE"_s, u"SERVER"_s, u"EVENT"_s,
        u"TABLESPACE"_s, u"LOGFILE"_s, u"INSTANCE"_s };
    const Names names(sql, SqlLexis::of(Engine::Mariadb));
    const auto word = [&](qsizetype at) {
        return names.token(at).kind == SqlTokenKind::Word ? names.textOf(names.token(at)).toUpper() : QString();
    };
    for (qsizetype at = 0; at < names.size(); ++at) {
        const bool isFirst = at == 0 || names.isSymbol(at - 1, u';');
        if (!isFirst || !verbs.contains(word(at)))
            continue;
        for (qsizetype next = at + 1; next < names.size() && !inDatabase.contains(word(next)); ++next) {
            const bool isAccount = names.isSymbol(next - 1, u'=') || names.isSymbol(next - 1, u'@');
            if (!isAccount && onServer.contains(word(next)))
                return word(at) + u' ' + word(next);
        }
    }
    return {};
}

} // namespace sluice

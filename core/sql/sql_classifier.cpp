// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_classifier.h"

#include "sql/postgres_classifier.h"
#include "sql/sql_tokenizer.h"

#include <QHash>
#include <QSet>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The words of one statement outside quotes, with the depth of the parentheses around each.
struct FoundWord {
    QString word;
    int depth = 0;
    bool isCalled = false; ///< an opening parenthesis follows
};

QList<FoundWord> wordsOf(Engine engine, const QString &sql)
{
    QList<FoundWord> words;
    int depth = 0;
    const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(engine));
    for (const SqlToken &token : tokens) {
        if (!token.isSolid())
            continue;
        const QChar first = sql[token.at];
        if (token.kind == SqlTokenKind::Word) {
            words.append({ token.in(sql).toString().toUpper(), depth });
        } else if (token.kind == SqlTokenKind::Quoted && token.length > 2) {
            // A quoted name can be called like any other, but is never a keyword.
            words.append({ u'"' + token.in(sql).sliced(1).chopped(1).toString().toUpper(), depth });
        } else if (token.kind == SqlTokenKind::Symbol && first == u'(') {
            if (!words.isEmpty())
                words.last().isCalled = true;
            ++depth;
        } else if (token.kind == SqlTokenKind::Symbol && first == u')') {
            --depth;
        }
    }
    return words;
}

/// The verb behind WITH … AS (…): the first one outside all parentheses.
QString mainVerb(const QList<FoundWord> &words)
{
    static const QSet<QString> verbs { u"SELECT"_s, u"VALUES"_s, u"INSERT"_s, u"REPLACE"_s, u"UPDATE"_s, u"DELETE"_s };
    if (words.isEmpty() || words[0].word != u"WITH")
        return words.isEmpty() ? QString() : words[0].word;
    const auto verb = std::ranges::find_if(words, [](const FoundWord &word) { return word.depth == 0 && verbs.contains(word.word); });
    return verb == words.end() ? QString() : verb->word;
}

QString refusedVerb(const QString &verb)
{
    static const QHash<QString, QString> reasons { { u"BEGIN"_s, u"the transaction belongs to Sluice"_s },
        { u"START"_s, u"the transaction belongs to Sluice"_s }, { u"COMMIT"_s, u"the transaction belongs to Sluice"_s },
        { u"END"_s, u"the transaction belongs to Sluice"_s }, { u"ROLLBACK"_s, u"the transaction belongs to Sluice"_s },
        { u"SAVEPOINT"_s, u"the transaction belongs to Sluice"_s }, { u"RELEASE"_s, u"the transaction belongs to Sluice"_s },
        { u"XA"_s, u"the transaction belongs to Sluice"_s }, { u"LOCK"_s, u"it ends the transaction"_s },
        { u"UNLOCK"_s, u"it ends the transaction"_s }, { u"ATTACH"_s, u"a step may touch one database only"_s },
        { u"DETACH"_s, u"a step may touch one database only"_s }, { u"USE"_s, u"a step may touch one database only"_s },
        { u"VACUUM"_s, u"it cannot run inside a transaction"_s }, { u"PRAGMA"_s, u"settings of the session belong to Sluice"_s },
        { u"SET"_s, u"settings of the session belong to Sluice"_s }, { u"PREPARE"_s, u"what it runs cannot be checked"_s },
        { u"EXECUTE"_s, u"what it runs cannot be checked"_s }, { u"DO"_s, u"what it runs cannot be checked"_s },
        { u"EXPLAIN"_s, u"it has no effect that a step could prove"_s } };
    return reasons.value(verb);
}

Result<QList<FoundWord>> onlyStatement(Engine engine, const QString &sql)
{
    if (sql.contains(QChar(0)) || !sql.isValidUtf16())
        return fail(ErrorCode::InvalidPlan, u"the SQL text holds a NUL character or invalid Unicode"_s);
    const QStringList statements = splitStatements(engine, sql);
    if (statements.isEmpty())
        return fail(ErrorCode::InvalidPlan, u"there is no statement in the SQL text"_s);
    if (statements.size() > 1)
        return fail(ErrorCode::InvalidPlan, u"%1 statements where one is expected"_s.arg(statements.size()));
    if (engine == Engine::Mariadb && (sql.contains(u"/*!"_s) || sql.contains(u"/*M!"_s)))
        return fail(ErrorCode::Refused, u"comments that the server executes cannot be checked"_s);
    return wordsOf(engine, sql);
}

Result<void> refuseCalls(const QList<FoundWord> &words)
{
    static const QSet<QString> acting { u"LOAD_EXTENSION"_s, u"WRITEFILE"_s, u"EDIT"_s, u"FTS3_TOKENIZER"_s,
        u"LOAD_FILE"_s, u"GET_LOCK"_s, u"RELEASE_LOCK"_s, u"RELEASE_ALL_LOCKS"_s };
    for (const FoundWord &word : words) {
        const QString name = word.word.startsWith(u'"') ? word.word.sliced(1) : word.word;
        if (word.isCalled && acting.contains(name))
            return fail(ErrorCode::Refused, u"%1() acts outside the database"_s.arg(name.toLower()));
    }
    return {};
}

} // namespace

Result<void> checkStepStatement(Engine engine, const QString &sql)
{
    if (engine == Engine::Postgresql)
        return checkPostgresStep(sql);
    static const QSet<QString> known { u"CREATE"_s, u"ALTER"_s, u"DROP"_s, u"INSERT"_s, u"REPLACE"_s, u"UPDATE"_s, u"DELETE"_s, u"WITH"_s,
        u"SELECT"_s, u"VALUES"_s, u"ANALYZE"_s, u"REINDEX"_s, u"TRUNCATE"_s, u"RENAME"_s };
    SLUICE_TRY(const QList<FoundWord> words, onlyStatement(engine, sql));
    const QString verb = words.isEmpty() ? QString() : words[0].word;
    if (const QString reason = refusedVerb(verb); !reason.isEmpty())
        return fail(ErrorCode::Refused, u"a step may not hold %1: %2"_s.arg(verb, reason));
    if (!known.contains(verb))
        return fail(ErrorCode::InvalidPlan, u"'%1' does not begin a statement that is known here"_s.arg(verb.left(40)));
    return refuseCalls(words);
}

Result<void> checkReadOnlyStatement(Engine engine, const QString &sql)
{
    if (engine == Engine::Postgresql)
        return checkPostgresReadOnly(sql);
    SLUICE_TRY(const QList<FoundWord> words, onlyStatement(engine, sql));
    const QString verb = mainVerb(words);
    if (verb != u"SELECT" && verb != u"VALUES")
        return fail(ErrorCode::Refused, u"only a SELECT, VALUES or WITH … SELECT may stand here"_s);
    const bool writesFile = engine == Engine::Mariadb
        && std::ranges::any_of(words, [](const FoundWord &word) { return word.word == u"INTO" || word.word == u"UPDATE"; });
    if (writesFile)
        return fail(ErrorCode::Refused, u"a reading statement may not write or lock"_s);
    return refuseCalls(words);
}

} // namespace sluice

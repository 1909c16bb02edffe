// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_parser.h"

#include "sql/sql_tokenizer.h"

#include <QJsonDocument>
#include <QSet>

#include <pg_query.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxLength = 4 * 1024 * 1024;
/// The parser recurses once a nested operator; measured to fail near 50,000 on an eight megabyte stack.
constexpr int kMaxDepth = 2000;

/// An upper bound of how deep the tree of a text can get. Operators chain until a comma, AND, OR or the end of their
/// parentheses; set operations, joins and the like chain over a whole statement.
class DepthEstimate
{
public:
    int of(const QString &sql)
    {
        const QList<SqlToken> tokens = tokenizeSql(sql, SqlLexis::of(Engine::Postgresql));
        for (const SqlToken &token : tokens) {
            if (token.kind == SqlTokenKind::Symbol)
                takeSymbol(sql[token.at]);
            else if (token.kind == SqlTokenKind::Word)
                takeWord(token.in(sql).toString().toUpper());
            m_deepest = std::max(m_deepest, m_sum + m_chained);
        }
        return m_deepest;
    }

private:
    void takeSymbol(QChar c)
    {
        if (c == u'(' || c == u'[') {
            m_open.push_back(m_here + 1);
            m_sum += 1;
            m_here = 0;
        } else if ((c == u')' || c == u']') && !m_open.empty()) {
            m_sum -= m_here + 1;
            m_here = m_open.back() - 1;
            m_open.pop_back();
        } else if (c == u',' || c == u';') {
            resetHere();
            if (c == u';' && m_open.empty())
                m_chained = 0;
        } else {
            ++m_here;
            ++m_sum;
        }
    }

    void takeWord(const QString &word)
    {
        static const QSet<QString> chaining { u"UNION"_s, u"INTERSECT"_s, u"EXCEPT"_s, u"JOIN"_s, u"NOT"_s, u"CASE"_s, u"IS"_s, u"COLLATE"_s,
            u"AT"_s, u"ISNULL"_s, u"NOTNULL"_s, u"LIKE"_s, u"ILIKE"_s, u"EXPLAIN"_s };
        if (word == u"AND" || word == u"OR")
            resetHere();
        else if (chaining.contains(word))
            ++m_chained;
    }

    void resetHere()
    {
        m_sum -= m_here;
        m_here = 0;
    }

    std::vector<int> m_open;
    int m_here = 0;
    int m_sum = 0;
    int m_chained = 0;
    int m_deepest = 0;
};

struct ParseDeleter {
    void operator()(PgQueryParseResult *result) const { pg_query_free_parse_result(*result); }
};

tl::unexpected<Error> tooDeep()
{
    return fail(ErrorCode::InvalidPlan, u"the SQL text nests too deeply to be checked"_s, {}, u"split it into several statements"_s);
}

} // namespace

Result<QJsonArray> parsePostgres(const QString &sql)
{
    if (sql.contains(QChar(0)) || !sql.isValidUtf16())
        return fail(ErrorCode::InvalidPlan, u"the SQL text holds a NUL character or invalid Unicode"_s);
    if (sql.size() > kMaxLength)
        return fail(ErrorCode::InvalidPlan, u"the SQL text is longer than 4 million characters"_s);
    if (DepthEstimate().of(sql) > kMaxDepth)
        return tooDeep();
    PgQueryParseResult result = pg_query_parse(sql.toUtf8().constData());
    const std::unique_ptr<PgQueryParseResult, ParseDeleter> guard(&result);
    if (result.error) {
        return fail(ErrorCode::InvalidPlan,
            u"%1 at character %2"_s.arg(QString::fromUtf8(result.error->message)).arg(result.error->cursorpos));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromRawData(result.parse_tree, qstrlen(result.parse_tree)), &error);
    if (error.error != QJsonParseError::NoError)
        return tooDeep(); // the only way in which the library's own output cannot be read
    return document[u"stmts"_s].toArray();
}

void visitParseTree(const QJsonValue &root, const std::function<void(const QString &, const QJsonObject &)> &visit)
{
    QList<std::pair<QString, QJsonValue>> waiting { { QString(), root } };
    while (!waiting.isEmpty()) {
        const auto [key, value] = waiting.takeLast();
        if (value.isObject()) {
            const QJsonObject object = value.toObject();
            visit(key, object);
            for (auto it = object.begin(); it != object.end(); ++it)
                waiting.emplaceBack(it.key(), it.value());
        } else if (value.isArray()) {
            const QJsonArray array = value.toArray();
            for (const QJsonValue &item : array)
                waiting.emplaceBack(QString(), item);
        }
    }
}

QStringList parseTreeNames(const QJsonValue &list)
{
    QStringList names;
    const QJsonArray array = list.isObject() ? list[u"List"_s][u"items"_s].toArray() : list.toArray();
    for (const QJsonValue &item : array)
        names.append(item[u"String"_s][u"sval"_s].toString());
    return names;
}

} // namespace sluice

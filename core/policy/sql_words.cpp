// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/sql_words.h"

#include "sql/sql_classifier.h"
#include "sql/sql_tokenizer.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

bool SqlWords::begins(std::initializer_list<const char *> sequence) const
{
    if (words.size() < static_cast<qsizetype>(sequence.size()))
        return false;
    return std::equal(sequence.begin(), sequence.end(), words.cbegin(),
        [](const char *expected, const QString &word) { return word == QLatin1String(expected); });
}

bool SqlWords::hasAny(std::initializer_list<const char *> candidates) const
{
    return std::any_of(candidates.begin(), candidates.end(), [&](const char *word) { return words.contains(QLatin1String(word)); });
}

qsizetype SqlWords::find(std::initializer_list<const char *> sequence, qsizetype from) const
{
    const auto it = std::search(words.cbegin() + std::min(from, words.size()), words.cend(), sequence.begin(), sequence.end(),
        [](const QString &word, const char *expected) { return word == QLatin1String(expected); });
    return it == words.cend() ? -1 : it - words.cbegin();
}

QString SqlWords::nameAt(qsizetype index) const
{
    while (index < words.size()
        && (words[index] == "if"_L1 || words[index] == "not"_L1 || words[index] == "exists"_L1 || words[index] == "only"_L1))
        ++index;
    QString name = words.value(index);
    while (words.value(index + 1) == "."_L1) {
        name += u'.' + words.value(index + 2);
        index += 2;
    }
    return name;
}

QString SqlWords::object() const
{
    static constexpr std::array<std::initializer_list<const char *>, 3> kThird { { { "drop", "materialized", "view" },
        { "refresh", "materialized", "view" }, { "create", "materialized", "view" } } };
    for (const auto &start : kThird) {
        if (begins(start))
            return nameAt(3);
    }
    if (begins({ "alter" }) || begins({ "drop" }))
        return nameAt(words.value(1) == "index"_L1 && words.value(2) == "concurrently"_L1 ? 3 : 2);
    if (begins({ "truncate" }) || begins({ "update" }) || begins({ "cluster" }))
        return nameAt(words.value(1) == "table"_L1 ? 2 : 1);
    if (begins({ "delete", "from" }) || begins({ "insert", "into" }))
        return nameAt(2);
    if (const qsizetype on = begins({ "create" }) && hasAny({ "index", "trigger" }) ? find({ "on" }) : -1; on >= 0)
        return nameAt(on + 1);
    return {};
}

QList<SqlWords> sqlStatements(Engine engine, const QString &sql)
{
    QList<SqlWords> statements;
    const QStringList texts = splitStatements(engine, sql); // which knows bodies with semicolons of their own
    for (const QString &text : texts) {
        SqlWords current;
        for (const SqlToken &token : tokenizeSql(text, SqlLexis::of(engine))) {
            if (!token.isSolid())
                continue;
            const QStringView word = token.in(text);
            if (word == u";")
                continue;
            current.words.append(token.kind == SqlTokenKind::Word ? word.toString().toLower()
                    : token.kind == SqlTokenKind::Text           ? u"''"_s
                                                                 : word.toString());
        }
        if (!current.words.isEmpty())
            statements.append(current);
    }
    return statements;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/sql_fragment.h"

#include "sql/sql_classifier.h"
#include "warehouse/sql_pieces.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Words that begin something else than a type name.
constexpr std::array kNotTypes { "not"_L1, "null"_L1, "default"_L1, "primary"_L1, "unique"_L1, "check"_L1, "references"_L1,
    "collate"_L1, "generated"_L1, "as"_L1, "constraint"_L1, "autoincrement"_L1, "storage"_L1, "compression"_L1 };

Error invalid(const QString &what, const QString &why)
{
    return Error { ErrorCode::InvalidPlan, what + u": "_s + why, {}, {}, {} };
}

bool isOpen(const SqlPiece &token)
{
    return token.isSymbol(u'(') || token.isSymbol(u'[') || token.isSymbol(u'{');
}

bool isClose(const SqlPiece &token)
{
    return token.isSymbol(u')') || token.isSymbol(u']') || token.isSymbol(u'}');
}

Result<void> checkClosed(const QList<SqlPiece> &tokens, const QString &what)
{
    if (tokens.isEmpty())
        return fail(invalid(what, u"nothing is written there"_s));
    int depth = 0;
    for (const SqlPiece &token : tokens) {
        if (!token.isClosed)
            return fail(invalid(what, u"a quote or comment never ends"_s));
        if (token.isSymbol(u';'))
            return fail(invalid(what, u"a semicolon would begin a second statement"_s));
        depth += isOpen(token) ? 1 : isClose(token) ? -1 : 0;
        if (depth < 0)
            return fail(invalid(what, u"a bracket is closed that was not opened"_s));
    }
    if (depth > 0)
        return fail(invalid(what, u"a bracket is never closed"_s));
    return {};
}

/// MariaDB executes what stands in such a comment; to everybody who reads the text it is one.
Result<void> refuseExecuted(Engine engine, const QString &text, const QString &what)
{
    if (engine == Engine::Mariadb && (text.contains(u"/*!"_s) || text.contains(u"/*M!"_s)))
        return fail(invalid(what, u"comments that the server executes cannot be checked"_s));
    return {};
}

bool sameName(Engine engine, const SqlPiece &token, const QString &name)
{
    if (engine != Engine::Postgresql)
        return token.name.compare(name, Qt::CaseInsensitive) == 0;
    return (token.kind == SqlTokenKind::Word ? token.name.toLower() : token.name) == name;
}

} // namespace

Result<void> checkExpression(Engine engine, const QString &text, const QString &what)
{
    SLUICE_CHECK(refuseExecuted(engine, text, what));
    return checkClosed(sqlPieces(engine, text), what);
}

Result<void> checkTypeName(Engine engine, const QString &text, const QString &what)
{
    SLUICE_CHECK(refuseExecuted(engine, text, what));
    const QList<SqlPiece> tokens = sqlPieces(engine, text);
    SLUICE_CHECK(checkClosed(tokens, what));
    if (tokens[0].name.isEmpty())
        return fail(invalid(what, u"'"_s + text + u"' is not a type name"_s));
    int depth = 0;
    for (const SqlPiece &token : tokens) {
        depth += isOpen(token) ? 1 : isClose(token) ? -1 : 0;
        const bool isFrame = isOpen(token) || isClose(token) || token.isSymbol(u',') || (token.isSymbol(u'.') && depth == 0);
        const bool isNumber = token.kind == SqlTokenKind::Word && token.name.isEmpty();
        const bool isWord = !token.name.isEmpty() || (isNumber && depth > 0);
        const bool isSign = token.isSymbol(u'-') && depth > 0;
        const bool isHidden = token.kind == SqlTokenKind::Word
            && std::any_of(kNotTypes.begin(), kNotTypes.end(), [&](QLatin1String word) { return token.isWord(word); });
        if (isHidden || (token.isSymbol(u',') && depth == 0) || !(isFrame || isWord || isSign)) {
            return fail(Error { ErrorCode::InvalidPlan, what + u": '"_s + token.text + u"' is not part of a type name"_s, {},
                u"state nullable and default as their own keys"_s, {} });
        }
    }
    return {};
}

Result<QString> checkedQuery(Engine engine, const QString &text, const QString &what)
{
    QList<SqlPiece> tokens = sqlPieces(engine, text);
    while (!tokens.isEmpty() && tokens.constLast().isSymbol(u';'))
        tokens.removeLast();
    SLUICE_CHECK(checkClosed(tokens, what));
    const QString query = text.mid(tokens.constFirst().begin, tokens.constLast().end - tokens.constFirst().begin);
    if (auto readOnly = checkReadOnlyStatement(engine, query); !readOnly) {
        Error error = std::move(readOnly).error();
        error.what = what + u": "_s + error.what;
        return fail(std::move(error));
    }
    return query;
}

bool mentionsName(Engine engine, const QString &text, const QString &name)
{
    const QList<SqlPiece> tokens = sqlPieces(engine, text);
    return std::any_of(tokens.cbegin(), tokens.cend(), [&](const SqlPiece &token) {
        return !token.name.isEmpty() && sameName(engine, token, name);
    });
}

QStringList calledFunctions(Engine engine, const QString &text)
{
    const QList<SqlPiece> tokens = sqlPieces(engine, text);
    QStringList names;
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i) {
        if (!tokens[i].name.isEmpty() && tokens[i + 1].isSymbol(u'('))
            names.append(tokens[i].name.toLower());
    }
    names.removeDuplicates();
    return names;
}

bool isLiteral(Engine engine, const QString &text)
{
    static const QRegularExpression number(u"^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?$"_s);
    if (number.match(text.trimmed()).hasMatch())
        return true;
    const QList<SqlPiece> tokens = sqlPieces(engine, text);
    return tokens.size() == 1 && tokens[0].isClosed
        && (tokens[0].kind == SqlTokenKind::Text || tokens[0].isWord("null"_L1) || tokens[0].isWord("true"_L1)
            || tokens[0].isWord("false"_L1));
}

} // namespace sluice

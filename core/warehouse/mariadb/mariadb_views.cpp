// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/mariadb/mariadb_views.h"

#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_pieces.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kEngine = Engine::Mariadb;

QString printed(const QString &standard)
{
    // The server's own way to print a string constant, for comparing with what it printed.
    QString text;
    for (const SqlToken &token : tokenizeSql(standard, SqlLexis::of(kEngine))) {
        const QString part = token.in(standard).toString();
        if (token.kind != SqlTokenKind::Text || !part.startsWith(u'\'')) {
            text += part;
            continue;
        }
        QString inner = part.sliced(1).chopped(1);
        inner.replace(u"''"_s, u"'"_s)
            .replace(u'\\', u"\\\\"_s)
            .replace(u'\'', u"\\'"_s)
            .replace(u'\n', u"\\n"_s)
            .replace(u'\r', u"\\r"_s);
        text += u'\'' + inner.replace(QChar(0x1a), u"\\Z"_s) + u'\'';
    }
    return text;
}

Result<QList<MariadbColumn>> readColumns(SqlSession &session, const RelationName &name)
{
    SLUICE_TRY(const SqlRows rows,
        queryAll(session,
            u"SELECT COLUMN_NAME, DATA_TYPE, coalesce(COLLATION_NAME, '') FROM information_schema.COLUMNS WHERE "_s
                + isMariadbRelation(name) + u" ORDER BY ORDINAL_POSITION"_s));
    QList<MariadbColumn> columns;
    for (const QVariantList &row : rows.rows)
        columns.append({ row[0].toString(), row[1].toString(), row[2].toString() });
    return columns;
}

Error refusedTrial(Error error)
{
    if (error.code == ErrorCode::SqlFailed || error.code == ErrorCode::NotFound) {
        error.code = ErrorCode::Refused;
        error.what = u"MariaDB refuses the definition: "_s + error.what;
    }
    return error;
}

} // namespace

QString mariadbAccount(const QString &account)
{
    const qsizetype at = account.lastIndexOf(u'@');
    if (at < 0)
        return quoteIdentifier(kEngine, account);
    return quoteIdentifier(kEngine, account.left(at)) + u'@' + quoteIdentifier(kEngine, account.mid(at + 1));
}

QString standardMariadbText(const QString &printedText)
{
    QString text;
    qsizetype at = 0;
    while (at < printedText.size()) {
        const QChar quote = printedText[at];
        if (quote == u'`') {
            const qsizetype from = at++;
            while (at < printedText.size()
                && (printedText[at] != u'`' || (at + 1 < printedText.size() && printedText[at + 1] == u'`')))
                at += printedText[at] == u'`' ? 2 : 1;
            text += QStringView(printedText).mid(from, ++at - from);
        } else if (quote == u'\'') {
            QString inner;
            for (++at; at < printedText.size()
                 && (printedText[at] != u'\'' || (at + 1 < printedText.size() && printedText[at + 1] == u'\''));
                 ++at) {
                if (printedText[at] == u'\\' && at + 1 < printedText.size()) {
                    const QChar escaped = printedText[++at];
                    inner += escaped == u'n' ? QChar(u'\n')
                        : escaped == u'r'    ? QChar(u'\r')
                        : escaped == u'Z'    ? QChar(0x1a)
                                             : escaped;
                } else {
                    if (printedText[at] == u'\'')
                        ++at; // the second of a doubled one
                    inner += printedText[at];
                }
            }
            ++at;
            text += quoteLiteral(inner);
        } else {
            text += printedText[at++];
        }
    }
    return text;
}

QList<RelationName> mariadbSources(const QString &definition)
{
    const QList<SqlPiece> pieces = sqlPieces(kEngine, definition);
    QList<RelationName> sources;
    for (qsizetype i = 0; i + 2 < pieces.size(); ++i) {
        const bool isPair = pieces[i].kind == SqlTokenKind::Quoted && pieces[i + 1].isSymbol(u'.')
            && pieces[i + 2].kind == SqlTokenKind::Quoted;
        const RelationName source { pieces[i].name, isPair ? pieces[i + 2].name : QString() };
        if (isPair && !sources.contains(source))
            sources.append(source);
    }
    return sources;
}

Result<MariadbView> readMariadbView(SqlSession &session, const RelationName &name)
{
    SLUICE_TRY(const SqlRows rows,
        session.query(
            u"SELECT VIEW_DEFINITION, ALGORITHM, DEFINER, SECURITY_TYPE, CHECK_OPTION, IS_UPDATABLE FROM information_schema.VIEWS WHERE "_s
            + isMariadbRelation(name)));
    if (rows.rows.isEmpty()) {
        SLUICE_TRY(const SqlRows other, session.query(u"SELECT "_s + mariadbNameIsFree(name)));
        const QString what = other.scalar().toBool() ? u"there is no view %1"_s : u"%1 is not a view"_s;
        return fail(ErrorCode::Refused, what.arg(name.text()), session.profile().name);
    }
    const QVariantList &row = rows.rows[0];
    MariadbView view;
    view.name = name;
    view.printed = row[0].toString();
    view.definition = standardMariadbText(view.printed);
    if (view.definition.isEmpty()) {
        return fail(ErrorCode::PermissionDenied, u"the definition of %1 is hidden from this role"_s.arg(name.text()),
            session.profile().name, u"grant SHOW VIEW on it"_s);
    }
    view.attributes = u"ALGORITHM="_s + row[1].toString() + u" DEFINER="_s + mariadbAccount(row[2].toString())
        + u" SQL SECURITY "_s + row[3].toString();
    if (row[4].toString() != u"NONE")
        view.checkOption = u" WITH %1 CHECK OPTION"_s.arg(row[4].toString());
    view.isWritable = row[5].toString() == u"YES";
    SLUICE_TRY(view.columns, readColumns(session, name));
    return view;
}

Result<TriedMariadbView> tryMariadbView(SqlSession &session, const QString &query)
{
    if (session.isInTransaction())
        return fail(ErrorCode::Usage, u"a step is compiled outside a transaction"_s, session.profile().name);
    const RelationName name { session.profile().database, u"sluice_trial_"_s + QString::number(session.backendPid()) };
    if (auto made = session.execute(u"CREATE OR REPLACE VIEW "_s + quoteRelation(kEngine, name) + u" AS "_s + query);
        !made)
        return fail(refusedTrial(std::move(made).error()));
    const auto read = [&]() -> Result<TriedMariadbView> {
        TriedMariadbView tried;
        SLUICE_TRY(const MariadbView view, readMariadbView(session, name));
        tried.definition = view.definition;
        tried.columns = view.columns;
        tried.reads = mariadbSources(view.definition);
        return tried;
    };
    Result<TriedMariadbView> tried = read();
    const SqlSession::PastStop pastStop(session);
    if (auto dropped = session.execute(u"DROP VIEW IF EXISTS "_s + quoteRelation(kEngine, name)); !dropped)
        return fail(std::move(dropped).error());
    return tried;
}

QString createMariadbView(const RelationName &name, const QString &query)
{
    return u"CREATE VIEW "_s + quoteRelation(kEngine, name) + u" AS "_s + query;
}

QString replaceMariadbView(const RelationName &name, const MariadbView &like, const QString &query)
{
    return u"CREATE OR REPLACE "_s + like.attributes + u" VIEW "_s + quoteRelation(kEngine, name) + u" AS "_s + query
        + like.checkOption;
}

QString mariadbViewPrints(const RelationName &name, const QStringList &definitions)
{
    QStringList texts;
    for (const QString &definition : definitions)
        texts.append(u"MD5("_s + quoteLiteral(printed(definition)) + u')');
    texts.removeDuplicates();
    return u"EXISTS (SELECT 1 FROM information_schema.VIEWS WHERE "_s + isMariadbRelation(name)
        + u" AND MD5(CONVERT(VIEW_DEFINITION USING utf8mb4)) IN ("_s + texts.join(u", "_s) + u"))"_s;
}

QString mariadbNameIsFree(const RelationName &name)
{
    return u"NOT EXISTS (SELECT 1 FROM information_schema.TABLES WHERE "_s + isMariadbRelation(name) + u')';
}

QString columnDifference(const QList<MariadbColumn> &expected, const QList<MariadbColumn> &offered)
{
    for (qsizetype i = 0; i < std::max(expected.size(), offered.size()); ++i) {
        if (i >= offered.size())
            return u"column %1 is missing"_s.arg(expected[i].name);
        if (i >= expected.size())
            return u"column %1 is not in the view"_s.arg(offered[i].name);
        if (expected[i] != offered[i]) {
            const auto shown = [](const MariadbColumn &column) {
                return column.name + u' ' + column.type
                    + (column.collation.isEmpty() ? QString() : u" collate "_s + column.collation);
            };
            return u"column %1 is %2 instead of %3"_s.arg(i + 1).arg(shown(offered[i]), shown(expected[i]));
        }
    }
    return {};
}

} // namespace sluice

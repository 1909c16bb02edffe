// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/query_names.h"

#include "sql/sql_tokenizer.h"

namespace sluice {

bool namesRelation(Engine engine, const QString &sql, const QStringList &relations)
{
    for (const SqlToken &token : tokenizeSql(sql, SqlLexis::of(engine))) {
        QString word = token.in(sql).toString();
        if (token.kind == SqlTokenKind::Quoted)
            word = word.mid(1, word.size() - 2);
        if ((token.kind == SqlTokenKind::Word || token.kind == SqlTokenKind::Quoted)
            && relations.contains(word, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

QList<RelationName> relationsBelow(const QList<ViewEdge> &edges, QList<RelationName> relations)
{
    for (qsizetype i = 0; i < relations.size(); ++i) {
        for (const ViewEdge &edge : edges) {
            if (edge.view == relations[i] && !relations.contains(edge.source))
                relations.append(edge.source);
        }
    }
    return relations;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/view_text.h"

#include "warehouse/sql_pieces.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A token, or a bracketed group of nodes (open is then '(' or '[').
struct Node {
    SqlPiece token;
    QChar open;
    QList<Node> children;

    bool isGroup(QChar bracket) const { return open == bracket; }
    bool isWord(QLatin1String word) const { return open.isNull() && token.isWord(word); }
    bool isSymbol(QChar symbol) const { return open.isNull() && token.isSymbol(symbol); }
};

using Nodes = QList<Node>;

Nodes readGroup(const QList<SqlPiece> &tokens, qsizetype &at, QChar close)
{
    Nodes nodes;
    while (at < tokens.size()) {
        const SqlPiece &token = tokens[at++];
        if (!close.isNull() && token.isSymbol(close))
            break;
        if (token.isSymbol(u'(') || token.isSymbol(u'[')) {
            const QChar open = token.text[0];
            Node group { token, open, {} };
            group.children = readGroup(tokens, at, open == u'(' ? u')' : u']');
            nodes.append(group);
        } else {
            nodes.append({ token, QChar(), {} });
        }
    }
    return nodes;
}

bool hasWord(const Nodes &nodes, QLatin1String word)
{
    return std::any_of(nodes.cbegin(), nodes.cend(), [&](const Node &node) { return node.isWord(word); });
}

/// The server prints AND and OR lists with a bracket around each list and each operand; a window frame
/// (BETWEEN … AND …) is no list.
bool isList(const Nodes &nodes, QLatin1String word)
{
    return hasWord(nodes, word) && !hasWord(nodes, "between"_L1) && !hasWord(nodes, "select"_L1);
}

void flattenLists(Nodes &nodes, QLatin1String word)
{
    if (!isList(nodes, word))
        return;
    Nodes flat;
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        const bool isStart = i == 0 || nodes[i - 1].isWord(word);
        const bool isEnd = i + 1 == nodes.size() || nodes[i + 1].isWord(word);
        if (isStart && isEnd && nodes[i].isGroup(u'(') && isList(nodes[i].children, word))
            flat += nodes[i].children;
        else
            flat.append(nodes[i]);
    }
    nodes = flat;
}

Node group(QChar open, const Nodes &children)
{
    return { SqlPiece { SqlTokenKind::Symbol, 0, 0, QString(open), {}, true }, open, children };
}

Nodes castElements(const Nodes &elements, const Nodes &cast)
{
    Nodes out;
    Nodes element;
    const auto flush = [&] {
        if (!element.isEmpty())
            out += Nodes { group(u'(', element) } + cast;
        element.clear();
    };
    for (const Node &node : elements) {
        if (node.isSymbol(u',')) {
            flush();
            out.append(node);
        } else {
            element.append(node);
        }
    }
    flush();
    return out;
}

/// (ARRAY[a, b])::t[] becomes ARRAY[(a)::t, (b)::t].
void pushArrayCasts(Nodes &nodes)
{
    for (qsizetype i = 0; i + 3 < nodes.size(); ++i) {
        const Nodes &inner = nodes[i].children;
        const bool isArray = nodes[i].isGroup(u'(') && inner.size() == 2 && inner[0].isWord("array"_L1) && inner[1].isGroup(u'[');
        if (!isArray || !nodes[i + 1].isSymbol(u':') || !nodes[i + 2].isSymbol(u':'))
            continue;
        qsizetype end = i + 3;
        while (end < nodes.size() && (!nodes[end].token.name.isEmpty() || nodes[end].isSymbol(u'.') || nodes[end].isGroup(u'(')))
            ++end;
        if (end >= nodes.size() || !nodes[end].isGroup(u'[') || !nodes[end].children.isEmpty())
            continue;
        const Nodes cast = nodes.mid(i + 1, end - i - 1);
        const Nodes replacement { inner[0], group(u'[', castElements(inner[1].children, cast)) };
        nodes = nodes.mid(0, i) + replacement + nodes.mid(end + 1);
    }
}

bool endsItem(const Nodes &nodes, qsizetype at)
{
    return at >= nodes.size() || nodes[at].isSymbol(u',') || nodes[at].isSymbol(u';') || nodes[at].isWord("from"_L1)
        || nodes[at].isWord("where"_L1) || nodes[at].isWord("group"_L1) || nodes[at].isWord("union"_L1)
        || nodes[at].isWord("intersect"_L1) || nodes[at].isWord("except"_L1);
}

bool isSetOperator(const Node &node)
{
    return node.isWord("union"_L1) || node.isWord("intersect"_L1) || node.isWord("except"_L1);
}

/// Output names in a later branch of a set operation mean nothing; only the first branch names the columns.
void dropBranchNames(Nodes &nodes, bool isLaterBranch)
{
    Nodes out;
    bool inNames = isLaterBranch;
    for (qsizetype i = 0; i < nodes.size(); ++i) {
        if (isSetOperator(nodes[i]))
            inNames = true;
        else if (nodes[i].isWord("from"_L1))
            inNames = false;
        const bool isBranch = inNames && i > 0 && (isSetOperator(nodes[i - 1]) || nodes[i - 1].isWord("all"_L1));
        if (isBranch && nodes[i].isGroup(u'('))
            dropBranchNames(nodes[i].children, true);
        const bool isName = i + 1 < nodes.size() && nodes[i].isWord("as"_L1) && !nodes[i + 1].token.name.isEmpty();
        if (inNames && isName && endsItem(nodes, i + 2)) {
            ++i;
            continue;
        }
        out.append(nodes[i]);
    }
    nodes = out;
}

void canonicalise(Nodes &nodes)
{
    for (Node &node : nodes)
        canonicalise(node.children);
    flattenLists(nodes, "and"_L1);
    flattenLists(nodes, "or"_L1);
    pushArrayCasts(nodes);
    dropBranchNames(nodes, false);
}

void print(const Nodes &nodes, QStringList &out)
{
    for (const Node &node : nodes) {
        if (node.open.isNull()) {
            out.append(node.token.text);
            continue;
        }
        out.append(QString(node.open));
        print(node.children, out);
        out.append(QString(node.open == u'(' ? u')' : u']'));
    }
}

} // namespace

QString canonicalPostgresView(const QString &definition)
{
    qsizetype at = 0;
    Nodes nodes = readGroup(sqlPieces(Engine::Postgresql, definition), at, QChar());
    while (!nodes.isEmpty() && nodes.constLast().isSymbol(u';'))
        nodes.removeLast();
    canonicalise(nodes);
    QStringList words;
    print(nodes, words);
    return words.join(u' ');
}

QString canonicalSqliteStatement(const QString &statement)
{
    QStringList words;
    for (const SqlPiece &token : sqlPieces(Engine::Sqlite, statement)) {
        QString name = token.name;
        words.append(name.isEmpty() ? token.text : u'"' + name.replace(u'"', u"\"\""_s) + u'"');
    }
    return words.join(u' ');
}

} // namespace sluice

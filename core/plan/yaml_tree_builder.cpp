// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/yaml_tree_builder.h"

#include "plan/yaml_reader.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

YamlTreeBuilder::YamlTreeBuilder(const QByteArray &utf8, PlanFindings &findings)
    : m_utf8(utf8)
    , m_findings(findings)
{
}

std::optional<YamlNode> YamlTreeBuilder::takeRoot()
{
    return std::exchange(m_root, std::nullopt);
}

YamlPlace YamlTreeBuilder::placeAt(const YAML::Mark &mark)
{
    return mark.pos < 0 ? YamlPlace {} : placeAt(qsizetype { mark.pos });
}

YamlPlace YamlTreeBuilder::placeAt(qsizetype offset)
{
    // The library counts bytes, people count characters. Places move forward but for a few errors, so counting goes on
    // from the last one and the whole file is walked once.
    offset = std::min(offset, m_utf8.size());
    if (offset < m_lastPlace.offset)
        m_lastPlace = { 1, 1, 0 };
    for (; m_lastPlace.offset < offset; ++m_lastPlace.offset) {
        const auto byte = static_cast<unsigned char>(m_utf8[m_lastPlace.offset]);
        if (byte == '\n') {
            ++m_lastPlace.line;
            m_lastPlace.column = 0;
        }
        // A character begins after any byte that is not followed by a continuation byte.
        const bool nextContinues = m_lastPlace.offset + 1 < m_utf8.size()
            && (static_cast<unsigned char>(m_utf8[m_lastPlace.offset + 1]) & 0xC0) == 0x80;
        m_lastPlace.column += nextContinues ? 0 : 1;
    }
    return m_lastPlace;
}

void YamlTreeBuilder::OnDocumentStart(const YAML::Mark &mark)
{
    if (++m_documents > 1)
        stop(placeAt(mark), u"more than one document, or text that belongs to nothing before it; a file holds one document"_s);
}

void YamlTreeBuilder::OnNull(const YAML::Mark &mark, YAML::anchor_t)
{
    YamlNode node;
    if (isAtNullWord(mark.pos)) {
        node.place = placeAt(mark);
        node.text = m_utf8[mark.pos] == '~' ? u"~"_s : QString::fromUtf8(m_utf8.mid(mark.pos, 4));
    } else {
        // Nothing was written, so the mark is already that of the next token.
        node.place = placeOfNothing(mark.pos);
        if (byteAt(mark.pos) == '!')
            m_findings.addAt(node.place, {}, u"tags (!) are not allowed; the schema decides the type"_s);
    }
    countNode(node.place);
    add(std::move(node));
}

void YamlTreeBuilder::OnAlias(const YAML::Mark &mark, YAML::anchor_t)
{
    YamlNode node;
    node.place = placeAt(mark);
    m_findings.addAt(node.place, {}, u"aliases (*) are not allowed; write the value out"_s);
    countNode(node.place);
    add(std::move(node));
}

void YamlTreeBuilder::OnAnchor(const YAML::Mark &mark, const std::string &name)
{
    m_findings.addAt(placeAt(mark), {},
        u"anchors (&) are not allowed: "_s + quotedForMessage(QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))));
}

void YamlTreeBuilder::OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t, const std::string &value)
{
    YamlNode node;
    node.kind = YamlNode::Kind::Scalar;
    node.place = placeAt(mark);
    node.text = QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
    node.isQuoted = tag == "!";
    countNode(node.place);
    refuseTag(node.place);
    checkText(node);
    checkQuotes(node.place);
    add(std::move(node));
}

void YamlTreeBuilder::OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value style)
{
    openFrame(YamlNode::Kind::Sequence, mark, style);
}

void YamlTreeBuilder::OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t, YAML::EmitterStyle::value style)
{
    openFrame(YamlNode::Kind::Mapping, mark, style);
}

void YamlTreeBuilder::stop(const YamlPlace &place, const QString &text)
{
    m_findings.addAt(place, {}, text);
    throw Stop {};
}

void YamlTreeBuilder::countNode(const YamlPlace &place)
{
    if (++m_nodes > kMostYamlNodes)
        stop(place, u"more than %1 values"_s.arg(kMostYamlNodes));
}

void YamlTreeBuilder::refuseTag(const YamlPlace &place)
{
    // A value that begins with an exclamation mark is always a tag; quoted text begins with its quote.
    if (byteAt(place.offset) == '!')
        m_findings.addAt(place, {}, u"tags (!) are not allowed; the schema decides the type"_s);
}

void YamlTreeBuilder::openFrame(YamlNode::Kind kind, const YAML::Mark &mark, YAML::EmitterStyle::value style)
{
    Frame frame;
    frame.node.kind = kind;
    frame.node.place = placeAt(mark);
    frame.node.isFlow = style == YAML::EmitterStyle::Flow;
    frame.expectsKey = kind == YamlNode::Kind::Mapping;
    countNode(frame.node.place);
    refuseTag(frame.node.place);
    m_frames.push_back(std::move(frame));
    if (m_frames.size() > static_cast<size_t>(kMostYamlDepth))
        stop(m_frames.back().node.place, u"nested deeper than %1 levels"_s.arg(kMostYamlDepth));
}

void YamlTreeBuilder::closeFrame()
{
    YamlNode node = std::move(m_frames.back().node);
    m_frames.pop_back();
    add(std::move(node));
}

void YamlTreeBuilder::add(YamlNode node)
{
    if (m_frames.empty()) {
        m_root = std::move(node);
        return;
    }
    Frame &parent = m_frames.back();
    if (parent.node.kind == YamlNode::Kind::Sequence) {
        parent.node.items.push_back(std::move(node));
    } else if (parent.expectsKey) {
        addKey(node);
    } else {
        if (parent.keepsValue)
            parent.node.entries.push_back(YamlEntry { std::move(parent.key), parent.keyPlace, std::move(node) });
        parent.expectsKey = true;
    }
}

void YamlTreeBuilder::addKey(const YamlNode &node)
{
    Frame &parent = m_frames.back();
    parent.expectsKey = false;
    parent.keyPlace = node.place;
    parent.key = node.text;
    parent.keepsValue = false;
    if (node.kind != YamlNode::Kind::Scalar || node.text.isEmpty()) {
        m_findings.addAt(node.place, {}, u"a key must be text"_s);
    } else if (node.text == "<<"_L1 && !node.isQuoted) {
        m_findings.addAt(node.place, {}, u"merge keys (<<) are not allowed; write the values out"_s);
    } else if (parent.keys.contains(node.text)) {
        m_findings.addAt(node.place, {}, u"the key "_s + quotedForMessage(node.text) + u" is written twice"_s);
    } else {
        parent.keys.insert(node.text);
        parent.keepsValue = true;
    }
}

void YamlTreeBuilder::checkText(const YamlNode &node)
{
    for (const QChar c : node.text) {
        const bool isControl = c.unicode() < 0x20 ? c != u'\n' && c != u'\t' : c.unicode() >= 0x7F && c.unicode() < 0xA0;
        if (isControl) {
            m_findings.addAt(node.place, {}, u"the text holds an escaped control character"_s);
            return;
        }
    }
    if (!node.text.isValidUtf16())
        m_findings.addAt(node.place, {}, u"the text is not valid Unicode"_s);
    else if (node.text.normalized(QString::NormalizationForm_C) != node.text)
        m_findings.addAt(node.place, {}, u"the text is not in Unicode normal form NFC"_s);
}

void YamlTreeBuilder::checkQuotes(const YamlPlace &place)
{
    // The library takes the end of the file for a forgotten quote, swallows keys that stand to the left of the text,
    // and lets words follow the closing quote: each of these would run something else than what people read.
    const char quote = byteAt(place.offset);
    if (quote != '"' && quote != '\'')
        return;
    int blockColumn = 0;
    for (const Frame &frame : m_frames)
        blockColumn = frame.node.isFlow ? blockColumn : frame.node.place.column;
    for (qsizetype i = place.offset + 1; i < m_utf8.size(); ++i) {
        const char c = m_utf8[i];
        if (quote == '"' && c == '\\' && byteAt(i + 1) != '\n') {
            ++i;
        } else if (c == quote && quote == '\'' && byteAt(i + 1) == quote) {
            ++i; // '' is one quote inside the text
        } else if (c == quote) {
            if (i + 1 < m_utf8.size() && !QByteArrayView(" \t\n,]}:").contains(m_utf8[i + 1]))
                stop(placeAt(i + 1), u"text follows a closing quote"_s);
            return;
        } else if (c == '\n') {
            qsizetype text = i + 1;
            while (byteAt(text) == ' ' || byteAt(text) == '\t')
                ++text;
            if (text < m_utf8.size() && m_utf8[text] != '\n' && text - i <= blockColumn)
                stop(place, u"the quoted text goes on at a line that is not indented: a quote is missing, or the line needs more indentation"_s);
            i = text - 1;
        }
    }
    stop(place, u"a quote is not closed before the end of the file"_s);
}

char YamlTreeBuilder::byteAt(qsizetype offset) const
{
    return offset >= 0 && offset < m_utf8.size() ? m_utf8[offset] : '\0';
}

bool YamlTreeBuilder::isAtNullWord(qsizetype offset) const
{
    static constexpr std::array<const char *, 4> kWords { "~", "null", "Null", "NULL" };
    if (offset < 0 || offset >= m_utf8.size())
        return false;
    for (const char *word : kWords) {
        const QByteArrayView view(word);
        const qsizetype end = offset + view.size();
        if (QByteArrayView(m_utf8).sliced(offset).startsWith(view) && (end == m_utf8.size() || QByteArrayView(" \t\n,]}:#").contains(m_utf8[end])))
            return true;
    }
    return false;
}

YamlPlace YamlTreeBuilder::placeOfNothing(qsizetype ahead)
{
    if (m_frames.empty())
        return { 1, 1, 0 };
    const Frame &parent = m_frames.back();
    if (parent.node.kind == YamlNode::Kind::Mapping && !parent.expectsKey)
        return parent.keyPlace;
    // The dash or comma that promised an item, unless a comment stands between.
    qsizetype offset = std::min(ahead, m_utf8.size()) - 1;
    while (offset > m_lastPlace.offset && QByteArrayView(" \t\n").contains(m_utf8[offset]))
        --offset;
    return offset >= m_lastPlace.offset && QByteArrayView("-,[").contains(m_utf8[offset]) ? placeAt(offset) : parent.node.place;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_search.h"

#include "base/digest.h"

#include <QJsonArray>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostText = 64 * 1024; ///< characters of one entry that are searchable
constexpr qsizetype kMostWords = 2'000;
constexpr qsizetype kLongestWord = 64; ///< characters; the rest of a longer one is not searchable

bool isWordOfItsOwn(char32_t character)
{
    const QChar::Script script = QChar::script(character);
    return script == QChar::Script_Han || script == QChar::Script_Hiragana || script == QChar::Script_Katakana;
}

void appendCharacter(QString &word, char32_t character)
{
    if (character < 0x80)
        word += QChar(static_cast<char16_t>(character));
    else
        word += u'_' + QString::number(character, 16).rightJustified(5, u'0');
}

/// Facet values become digests: any text is safe in the index, and no word of an entry can pass for a facet.
QString facet(char kind, const QString &value)
{
    return u'.' + QChar(QLatin1Char(kind)) + sha256Hex(value.toUtf8()).left(24);
}

void collectText(const QJsonValue &value, QString &out, int depth)
{
    if (out.size() >= kMostText || depth > 32)
        return;
    if (value.isString()) {
        out += u' ' + value.toString().left(kMostText - out.size());
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue item : array)
            collectText(item, out, depth + 1);
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            collectText(it.value(), out, depth + 1);
    }
}

} // namespace

RunFacets runFacets(const QJsonObject &runCreated)
{
    RunFacets facets;
    facets.plan = runCreated.value("plan"_L1).toString();
    const QJsonArray objects = runCreated.value("objects"_L1).toArray();
    for (const QJsonValue object : objects)
        facets.datasets += object.toString();
    return facets;
}

QStringList searchWords(const QString &text)
{
    QStringList words;
    QString word;
    qsizetype length = 0;
    const auto endWord = [&] {
        if (!word.isEmpty() && words.size() < kMostWords)
            words += word;
        word.clear();
        length = 0;
    };
    const QList<uint> characters = text.left(kMostText).toCaseFolded().normalized(QString::NormalizationForm_KD).toUcs4();
    for (const uint character : characters) {
        const char32_t wide { character };
        if (QChar::isMark(wide))
            continue; // accents, after the decomposition
        if (!QChar::isLetterOrNumber(wide)) {
            endWord();
        } else if (isWordOfItsOwn(wide)) {
            endWord();
            appendCharacter(word, wide);
            endWord();
        } else if (length++ < kLongestWord) {
            appendCharacter(word, wide);
        }
    }
    endWord();
    words.removeDuplicates();
    return words;
}

QStringList eventTokens(const Event &event, const RunFacets &run)
{
    const QJsonObject payload = event.json();
    QString text = eventTypeName(event.type) + u' ' + event.actor + u' ' + event.run + u' ' + run.plan;
    collectText(payload, text, 0);
    QStringList tokens = searchWords(text);
    tokens += facet('t', eventTypeName(event.type));
    tokens += facet('a', event.actor);
    if (!isDetailEvent(event.type))
        tokens += u".readable"_s;
    if (!event.run.isEmpty())
        tokens += facet('r', event.run);
    if (!run.plan.isEmpty())
        tokens += facet('p', run.plan);
    for (const QString &dataset : run.datasets)
        tokens += facet('d', dataset);
    const QString own = payload.value("dataset"_L1).toString();
    if (!own.isEmpty() && !run.datasets.contains(own))
        tokens += facet('d', own);
    return tokens;
}

LogMatcher::LogMatcher(const LogQuery &query)
    : m_words(searchWords(query.text))
{
    m_impossible = m_words.isEmpty() && !query.text.trimmed().isEmpty();
    if (!query.actor.isEmpty())
        m_facets += { facet('a', query.actor) };
    if (!query.run.isEmpty())
        m_facets += { facet('r', query.run) };
    if (!query.plan.isEmpty())
        m_facets += { facet('p', query.plan) };
    if (!query.dataset.isEmpty())
        m_facets += { facet('d', query.dataset) };
    if (query.types.isEmpty()) {
        m_facets += { u".readable"_s };
        return;
    }
    QStringList types;
    for (const EventType type : query.types)
        types += facet('t', eventTypeName(type));
    types.removeDuplicates();
    if (types.size() < kEventTypeCount)
        m_facets += types;
}

Result<QString> LogMatcher::ftsExpression(const WordsOf &wordsOf) const
{
    const auto anyOf = [](const QStringList &choices) { return u"(\""_s + choices.join(u"\" OR \""_s) + u"\")"_s; };
    QStringList terms;
    for (const QString &word : m_words) {
        SLUICE_TRY(const QStringList words, wordsOf(word));
        terms += words.isEmpty() ? u'"' + word + u"\" *"_s : anyOf(words);
    }
    for (const QStringList &choices : m_facets)
        terms += anyOf(choices);
    return terms.join(u" AND "_s);
}

bool LogMatcher::matches(const QStringList &tokens) const
{
    if (m_impossible)
        return false;
    const auto hasWord = [&](const QString &word) {
        return std::any_of(tokens.begin(), tokens.end(), [&](const QString &token) { return token.startsWith(word); });
    };
    const auto hasFacet = [&](const QStringList &choices) {
        return std::any_of(choices.begin(), choices.end(), [&](const QString &choice) { return tokens.contains(choice); });
    };
    return std::all_of(m_words.begin(), m_words.end(), hasWord) && std::all_of(m_facets.begin(), m_facets.end(), hasFacet);
}

} // namespace sluice

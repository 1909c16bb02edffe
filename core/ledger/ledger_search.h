// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ledger/ledger.h"

#include <functional>

namespace sluice {

/// What an entry inherits from the run it belongs to, taken from the run's RunCreated.
struct RunFacets {
    QString plan;
    QStringList datasets;
};
RunFacets runFacets(const QJsonObject &runCreated);

/// Searchable words of a text, as ASCII: folded case, without accents, split at everything that is neither letter nor
/// digit, each Chinese or Japanese character a word of its own, other letters written as _hex. Bounded in size.
QStringList searchWords(const QString &text);

/// Every token of one entry: its words and its facets. Facets start with '.', which no word can.
QStringList eventTokens(const Event &event, const RunFacets &run);

/// A query of the change log as tokens, so that the index and the not yet indexed tail answer alike.
/// Every word is a prefix; time and paging are not part of it.
class LogMatcher
{
public:
    explicit LogMatcher(const LogQuery &query);
    /// Nothing to look for: every entry matches.
    bool isEmpty() const { return m_words.isEmpty() && m_facets.isEmpty(); }
    /// The text holds no searchable word, so nothing can match.
    bool isImpossible() const { return m_impossible; }
    /// For FTS5's MATCH; `wordsOf` gives the indexed words that begin with one, or none when they are too many to name.
    using WordsOf = std::function<Result<QStringList>(const QString &prefix)>;
    Result<QString> ftsExpression(const WordsOf &wordsOf) const;
    bool matches(const QStringList &tokens) const;

private:
    QStringList m_words;
    QList<QStringList> m_facets; ///< all of these, any of each
    bool m_impossible = false;
};

} // namespace sluice

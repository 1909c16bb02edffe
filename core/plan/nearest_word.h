// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

namespace sluice {

/// Edits (insert, remove, replace, swap of neighbours) between two words: optimal string alignment distance
/// (Damerau 1964, restricted). Quadratic; callers bound the length.
int editDistance(const QString &a, const QString &b);

/// The word of words that word was probably meant to be; empty when none is near enough (a third of its length,
/// at least one edit; failing that, one begins with the other) or word is absurdly long.
QString nearestWord(const QString &word, const QStringList &words);

/// "; did you mean 'interval'?" or, without a near word, "; expected one of a, b, c".
QString wordHint(const QString &word, const QStringList &words);

} // namespace sluice

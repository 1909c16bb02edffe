// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <vector>

/// Private to core/plan: what the YAML reader hands to the plan and workspace readers.
namespace sluice {

struct YamlPlace {
    int line = 0; ///< 1-based; 0: the whole file
    int column = 0; ///< 1-based, in characters
    qsizetype offset = -1; ///< byte in the UTF-8 text; -1 unknown
};

struct YamlEntry;

/// One node of a document, with its place. Scalars stay text: the schema of the reader decides what they mean.
struct YamlNode {
    enum class Kind { Null, Scalar, Sequence, Mapping };
    Kind kind = Kind::Null;
    QString text; ///< scalar, escapes and folding resolved; Null: as written ("", "~", "null")
    bool isQuoted = false; ///< quotes or a block scalar: certainly meant as text
    bool isFlow = false; ///< written with [] or {}
    YamlPlace place;
    std::vector<YamlNode> items; ///< Sequence
    std::vector<YamlEntry> entries; ///< Mapping, in file order, keys unique

    const YamlEntry *entry(const QString &key) const; ///< nullptr when absent
};

struct YamlEntry {
    QString key;
    YamlPlace place;
    YamlNode value;
};

inline const YamlEntry *YamlNode::entry(const QString &key) const
{
    for (const YamlEntry &candidate : entries) {
        if (candidate.key == key)
            return &candidate;
    }
    return nullptr;
}

} // namespace sluice

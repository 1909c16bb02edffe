// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <simdjson.h>

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace sluice {

/// Front-to-back reading of one JSON document with simdjson's on-demand interface, included by the importers alone.
/// A value of another type than asked for reads as empty; the first hard fault (broken JSON, a bound) is kept in
/// failure(), and every function returns false from then on.
class JsonWalk
{
public:
    using Value = simdjson::ondemand::value;

    /// At most this many list entries and keys counted by spend(): what a hostile file can make us allocate.
    explicit JsonWalk(qsizetype maxReferences)
        : m_left(maxReferences)
    {
    }

    /// Calls field(key, value) for each entry of the root object; bytes are followed by capacity − length padding.
    template <class F>
    bool readRoot(const char *bytes, size_t length, size_t capacity, F field);
    /// Calls field(key, value) for each entry; true without a call when the value is no object.
    template <class F>
    bool each(Value &value, F field);
    /// Calls item(value) for each entry of a list; true without a call when the value is none.
    template <class F>
    bool items(Value &value, F item);

    /// The bytes of a string, or of a number as it is written; empty for any other type.
    bool view(Value &value, std::string_view &into);
    bool text(Value &value, QString &into);
    bool shared(Value &value, QString &into); ///< text() for what repeats: one copy of each
    /// Appends a list of strings, or the one string where the list was left out. isMixed: some entry was none.
    bool texts(Value &value, QStringList &into, bool &isMixed);
    QString interned(std::string_view utf8);
    bool spend(qsizetype references);
    bool stop(const QString &why); ///< keeps the first reason; always false

    const QString &failure() const { return m_failure; }
    qint64 failedAt() const { return m_failedAt; } ///< byte offset; -1: unknown

private:
    template <class F>
    bool eachField(simdjson::ondemand::object &object, F &field);
    bool isFault(simdjson::error_code error);

    simdjson::ondemand::parser m_parser;
    simdjson::ondemand::document m_document;
    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, QString, TextHash, std::equal_to<>> m_interned;
    qsizetype m_left = 0;
    QString m_failure;
    qint64 m_failedAt = -1;
};

/// A document with the room behind it that simdjson reads into.
struct PaddedJson {
    QByteArray bytes;
    qsizetype length = 0; ///< of the document itself
};
PaddedJson paddedJson(const QByteArray &json);
/// noun names the file in messages, next says what to do when it cannot be had. NotFound, IoFailed, InvalidWorkspace.
Result<PaddedJson> loadPaddedJson(const QString &file, qint64 maxBytes, const QString &noun, const QString &next);
Error tooLargeJson(const QString &file, qint64 maxBytes);

inline bool startsWith(JsonWalk::Value &value, char first)
{
    const std::string_view token = value.raw_json_token();
    return !token.empty() && token.front() == first;
}

template <class F>
bool JsonWalk::eachField(simdjson::ondemand::object &object, F &field)
{
    for (auto entry : object) {
        simdjson::ondemand::field at;
        std::string_view key;
        if (isFault(std::move(entry).get(at)) || isFault(at.unescaped_key().get(key)))
            return false;
        if (!field(key, at.value()))
            return false;
    }
    return true;
}

template <class F>
bool JsonWalk::each(Value &value, F field)
{
    if (!startsWith(value, '{'))
        return true;
    simdjson::ondemand::object object;
    return !isFault(value.get_object().get(object)) && eachField(object, field);
}

template <class F>
bool JsonWalk::items(Value &value, F item)
{
    if (!startsWith(value, '['))
        return true;
    simdjson::ondemand::array array;
    if (isFault(value.get_array().get(array)))
        return false;
    for (auto element : array) {
        Value entry;
        if (isFault(std::move(element).get(entry)) || !item(entry))
            return false;
    }
    return true;
}

template <class F>
bool JsonWalk::readRoot(const char *bytes, size_t length, size_t capacity, F field)
{
    simdjson::ondemand::object root;
    if (isFault(m_parser.iterate(bytes, length, capacity).get(m_document)) || isFault(m_document.get_object().get(root)))
        return false;
    const bool isRead = eachField(root, field);
    const char *at = nullptr;
    const bool isAtEnd = m_document.current_location().get(at) != simdjson::SUCCESS;
    if (!isAtEnd)
        m_failedAt = at - bytes;
    return isRead && (isAtEnd || stop(QStringLiteral("something follows the end of its JSON")));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/json_walk.h"

#include <QFile>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

bool JsonWalk::stop(const QString &why)
{
    if (m_failure.isEmpty())
        m_failure = why;
    return false;
}

bool JsonWalk::isFault(simdjson::error_code error)
{
    return error != simdjson::SUCCESS
        && !stop(u"it is not valid JSON (%1)"_s.arg(QString::fromUtf8(simdjson::error_message(error))));
}

bool JsonWalk::spend(qsizetype references)
{
    m_left -= references;
    return m_left >= 0 || stop(u"it states more references than the ten million that are read"_s);
}

QString JsonWalk::interned(std::string_view utf8)
{
    auto position = m_interned.find(utf8);
    if (position == m_interned.end())
        position = m_interned.emplace(utf8, QString::fromUtf8(utf8.data(), qsizetype(utf8.size()))).first;
    return position->second;
}

/// Takes the bytes where they stand unless something is escaped: simdjson's own string buffer, as large as the file,
/// then stays untouched and takes no memory.
bool JsonWalk::view(Value &value, std::string_view &into)
{
    into = {};
    const std::string_view token = value.raw_json_token();
    if (token.empty())
        return true;
    if (token.front() != '"') {
        if (token.front() == '-' || (token.front() >= '0' && token.front() <= '9'))
            into = token.substr(0, token.find_first_of(" \t\r\n"));
        return true;
    }
    if (token.find('\\') != std::string_view::npos)
        return !isFault(value.get_string().get(into));
    into = token.substr(1, token.find('"', 1) - 1);
    return true;
}

bool JsonWalk::text(Value &value, QString &into)
{
    std::string_view utf8;
    if (!view(value, utf8))
        return false;
    into = QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
    return true;
}

bool JsonWalk::shared(Value &value, QString &into)
{
    std::string_view utf8;
    if (!view(value, utf8))
        return false;
    if (!utf8.empty())
        into = interned(utf8);
    return true;
}

bool JsonWalk::texts(Value &value, QStringList &into, bool &isMixed)
{
    std::string_view one;
    if (!startsWith(value, '[')) {
        if (!view(value, one))
            return false;
        if (!one.empty())
            into.append(interned(one));
        return spend(1);
    }
    return items(value, [&](Value &item) {
        if (!view(item, one) || !spend(1))
            return false;
        isMixed = isMixed || one.empty();
        if (!one.empty())
            into.append(interned(one));
        return true;
    });
}

Error tooLargeJson(const QString &file, qint64 maxBytes)
{
    const QString most = maxBytes >= qint64(1) << 30 ? u"%1 GiB"_s.arg(maxBytes >> 30) : u"%1 MiB"_s.arg(maxBytes >> 20);
    return { ErrorCode::InvalidWorkspace, u"this file is larger than the %1 that are read"_s.arg(most), file, {}, {} };
}

PaddedJson paddedJson(const QByteArray &json)
{
    return { json + QByteArray(qsizetype(simdjson::SIMDJSON_PADDING), '\0'), json.size() };
}

Result<PaddedJson> loadPaddedJson(const QString &file, qint64 maxBytes, const QString &noun, const QString &next)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return fail(source.exists() ? ErrorCode::IoFailed : ErrorCode::NotFound,
            u"%1 cannot be opened: %2"_s.arg(noun, source.errorString()), file, next);
    if (source.size() > maxBytes)
        return fail(tooLargeJson(file, maxBytes));
    // Read, not mapped: a file that is written again meanwhile would end a mapped read with a signal.
    PaddedJson json { QByteArray(qsizetype(source.size()) + qsizetype(simdjson::SIMDJSON_PADDING), Qt::Uninitialized), 0 };
    json.length = qsizetype(source.read(json.bytes.data(), source.size()));
    if (json.length < 0)
        return fail(ErrorCode::IoFailed, u"%1 cannot be read: %2"_s.arg(noun, source.errorString()), file);
    if (json.bytes.startsWith("\x1f\x8b"))
        return fail(ErrorCode::InvalidWorkspace, u"this file is compressed with gzip"_s, file, u"unpack it with 'gunzip', then give the JSON file"_s);
    std::fill(json.bytes.begin() + json.length, json.bytes.end(), '\0');
    return json;
}

} // namespace sluice

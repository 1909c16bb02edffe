// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_frames.h"

#include "sql/value_text.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <cstring>

namespace sluice {

namespace {

QByteArrayView bytesOf(sqlite3_value *value)
{
    // Text as UTF-8, whatever the file's encoding is: it is converted before its size is asked for.
    const auto *bytes = sqlite3_value_type(value) == SQLITE_TEXT
        ? reinterpret_cast<const char *>(sqlite3_value_text(value))
        : static_cast<const char *>(sqlite3_value_blob(value));
    return QByteArrayView(bytes, sqlite3_value_bytes(value));
}

/// Nothing where the text is not of this kind and stays as it is.
std::optional<QByteArray> textIn(char kind, QByteArrayView text)
{
    switch (kind) {
    case 'n':
        return plainNumber(text);
    case 'd':
        return momentText(text, MomentForm::Date);
    case 'c':
        return momentText(text, MomentForm::Time);
    case 's':
        return momentText(text, MomentForm::Timestamp);
    default:
        return std::nullopt;
    }
}

void appendValue(QByteArray &into, char kind, sqlite3_value *value)
{
    const bool isMarked = kind == 'a' || kind == 'b'; // where the same text must not stand for two storage classes
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
        return appendNullFrame(into);
    case SQLITE_INTEGER:
        return appendFrame(into, (isMarked ? "i:" : "") + QByteArray::number(qint64(sqlite3_value_int64(value))));
    case SQLITE_FLOAT:
        return appendFrame(into, (isMarked ? "i:" : "") + plainNumber(sqlite3_value_double(value)));
    case SQLITE_TEXT: {
        const QByteArrayView text = bytesOf(value);
        if (isMarked)
            return appendFrame(into, "t:" + text.toByteArray());
        const std::optional<QByteArray> read = textIn(kind, text);
        return appendFrame(into, read ? QByteArrayView(*read) : text);
    }
    default:
        return appendFrame(into, (kind == 'b' ? "" : "x:") + bytesOf(value).toByteArray().toHex());
    }
}

} // namespace

void frameFunction(sqlite3_context *context, int count, sqlite3_value **values)
{
    const QByteArray kinds = count > 0 ? bytesOf(values[0]).toByteArray() : QByteArray();
    if (count < 1 || kinds.size() != count - 1)
        return sqlite3_result_error(context, "sluice_frame needs a kind for every value", -1);
    QByteArray frames;
    for (int i = 1; i < count; ++i)
        appendValue(frames, kinds[i - 1], values[i]);
    void *copy = sqlite3_malloc64(static_cast<sqlite3_uint64>(frames.size() + 1));
    if (!copy)
        return sqlite3_result_error_nomem(context);
    memcpy(copy, frames.constData(), static_cast<size_t>(frames.size()));
    sqlite3_result_text(context, static_cast<const char *>(copy), static_cast<int>(frames.size()), sqlite3_free);
}

void md5Function(sqlite3_context *context, int, sqlite3_value **values)
{
    const QByteArray digest = QCryptographicHash::hash(bytesOf(values[0]), QCryptographicHash::Md5);
    sqlite3_result_int64(context, qFromBigEndian<qint64>(digest.constData()));
}

} // namespace sluice

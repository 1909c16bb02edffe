// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sqlite_functions.h"

#include "sql/sqlite_frames.h"
#include "sql/stable_hash.h"

#include <QDateTime>

#include <cstring>

namespace sluice {

namespace {

void appendValue(QByteArray &into, sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
        appendNull(into);
        break;
    case SQLITE_INTEGER:
        appendInteger(into, sqlite3_value_int64(value));
        break;
    case SQLITE_FLOAT:
        appendReal(into, sqlite3_value_double(value));
        break;
    case SQLITE_TEXT: {
        const auto *text = reinterpret_cast<const char *>(sqlite3_value_text(value)); // converts to UTF-8, so it comes before the size
        appendText(into, QByteArrayView(text, sqlite3_value_bytes(value)));
        break;
    }
    default: {
        const auto *blob = static_cast<const char *>(sqlite3_value_blob(value));
        appendBlob(into, QByteArrayView(blob, sqlite3_value_bytes(value)));
        break;
    }
    }
}

Hash128 hashOf(int count, sqlite3_value **values)
{
    QByteArray encoded;
    for (int i = 0; i < count; ++i)
        appendValue(encoded, values[i]);
    return stableHash(encoded);
}

void resultText(sqlite3_context *context, const QByteArray &text)
{
    void *copy = sqlite3_malloc64(static_cast<sqlite3_uint64>(text.size()));
    if (!copy) {
        sqlite3_result_error_nomem(context);
        return;
    }
    memcpy(copy, text.constData(), static_cast<size_t>(text.size()));
    sqlite3_result_text(context, static_cast<const char *>(copy), static_cast<int>(text.size()), sqlite3_free);
}

void hashFunction(sqlite3_context *context, int count, sqlite3_value **values)
{
    sqlite3_result_int64(context, static_cast<sqlite3_int64>(hashOf(count, values).low));
}

void hashSumStep(sqlite3_context *context, int count, sqlite3_value **values)
{
    auto *sum = static_cast<Hash128 *>(sqlite3_aggregate_context(context, sizeof(Hash128)));
    if (!sum) {
        sqlite3_result_error_nomem(context);
        return;
    }
    *sum += hashOf(count, values); // the context starts as zeros, which is an empty sum
}

void hashSumFinal(sqlite3_context *context)
{
    const auto *sum = static_cast<const Hash128 *>(sqlite3_aggregate_context(context, 0));
    resultText(context, sum ? sum->hex() : Hash128 {}.hex());
}

void nowFunction(sqlite3_context *context, int, sqlite3_value **)
{
    resultText(context, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1());
}

} // namespace

bool registerSqliteFunctions(sqlite3 *database)
{
    constexpr int kPure = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    constexpr int kImpure = SQLITE_UTF8 | SQLITE_DIRECTONLY;
    return sqlite3_create_function_v2(database, "sluice_hash", -1, kPure, nullptr, hashFunction, nullptr, nullptr, nullptr) == SQLITE_OK
        && sqlite3_create_function_v2(database, "sluice_hash_sum", -1, kPure, nullptr, nullptr, hashSumStep, hashSumFinal, nullptr) == SQLITE_OK
        && sqlite3_create_function_v2(database, "sluice_frame", -1, kPure, nullptr, frameFunction, nullptr, nullptr, nullptr) == SQLITE_OK
        && sqlite3_create_function_v2(database, "sluice_md5", 1, kPure, nullptr, md5Function, nullptr, nullptr, nullptr) == SQLITE_OK
        && sqlite3_create_function_v2(database, "sluice_now", 0, kImpure, nullptr, nowFunction, nullptr, nullptr, nullptr) == SQLITE_OK;
}

} // namespace sluice

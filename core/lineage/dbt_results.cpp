// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage/dbt_results.h"

#include "lineage/json_walk.h"

#include <QSet>

#include <charconv>
#include <cmath>
#include <limits>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

using Value = JsonWalk::Value;

constexpr qint64 kMaxBytes = qint64(512) << 20;
constexpr qsizetype kMaxResults = 1'000'000;
constexpr qsizetype kMaxTimings = 10'000'000;

class ResultsReader
{
public:
    Result<DbtResults> read(const PaddedJson &json, const QString &file);

private:
    bool rootField(std::string_view key, Value &value);
    bool readMetadata(Value &value);
    bool readResult(Value &value);
    bool resultField(std::string_view key, Value &value, DbtResult &result);
    bool readTimings(Value &value, DbtResult &result);
    bool number(Value &value, std::optional<double> &into);
    bool time(Value &value, QDateTime &into);
    Result<void> refusal(const QString &file);

    JsonWalk m_json { kMaxTimings };
    DbtResults m_results;
    QString m_schemaVersion;
    QSet<QString> m_ids;
    bool m_hasResults = false;
};

/// Python writes NaN and Infinity, which are no JSON: they are looked at as the tokens that they are.
bool ResultsReader::number(Value &value, std::optional<double> &into)
{
    const std::string_view token = value.raw_json_token();
    if (token.starts_with("NaN") || token.starts_with("Infinity") || token.starts_with("-Infinity")) {
        into = std::numeric_limits<double>::quiet_NaN();
        return true;
    }
    std::string_view text;
    if (!m_json.view(value, text))
        return false;
    double read = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), read);
    const bool isTooLarge = error == std::errc::result_out_of_range;
    if (!startsWith(value, '"') && !text.empty() && end == text.data() + text.size()
        && (error == std::errc() || isTooLarge))
        into = isTooLarge || !std::isfinite(read) ? std::numeric_limits<double>::quiet_NaN() : read;
    return true;
}

bool ResultsReader::time(Value &value, QDateTime &into)
{
    QString text;
    if (!startsWith(value, '"') || !m_json.text(value, text))
        return m_json.failure().isEmpty();
    into = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (into.timeSpec() == Qt::LocalTime) // dbt means UTC where it says nothing
        into.setTimeSpec(Qt::UTC);
    into = into.toUTC();
    return true;
}

bool ResultsReader::readMetadata(Value &value)
{
    return m_json.each(value, [&](std::string_view key, Value &inner) {
        if (key == "dbt_schema_version")
            return m_json.text(inner, m_schemaVersion);
        if (key == "generated_at")
            return time(inner, m_results.generatedAt);
        return key != "invocation_started_at" || time(inner, m_results.startedAt);
    });
}

/// The call is as old as its first work: older versions do not say when it began.
bool ResultsReader::readTimings(Value &value, DbtResult &result)
{
    return m_json.items(value, [&](Value &timing) {
        return m_json.spend(1) && m_json.each(timing, [&](std::string_view key, Value &inner) {
            QDateTime started;
            if (key == "started_at" && !time(inner, started))
                return false;
            if (started.isValid() && (!result.started.isValid() || started < result.started))
                result.started = started;
            return true;
        });
    });
}

bool ResultsReader::resultField(std::string_view key, Value &value, DbtResult &result)
{
    if (key == "unique_id")
        return m_json.text(value, result.id);
    if (key == "status")
        return m_json.shared(value, result.status);
    if (key == "execution_time")
        return number(value, result.seconds);
    if (key == "timing")
        return readTimings(value, result);
    if (key == "max_loaded_at")
        return time(value, result.newestRow);
    return key != "snapshotted_at" || time(value, result.lookedAt);
}

bool ResultsReader::readResult(Value &value)
{
    DbtResult result;
    if (!m_json.each(value, [&](std::string_view key, Value &inner) { return resultField(key, inner, result); }))
        return false;
    if (result.id.isEmpty())
        return m_json.stop(u"entry %1 of its results names no unique_id"_s.arg(m_results.results.size() + 1));
    if (m_ids.contains(result.id))
        m_results.repeated.append(result.id);
    m_ids.insert(result.id);
    m_results.results.append(std::move(result));
    return m_results.results.size() <= kMaxResults
        || m_json.stop(u"it states more results than the million that are read"_s);
}

bool ResultsReader::rootField(std::string_view key, Value &value)
{
    if (key == "metadata")
        return readMetadata(value);
    if (key == "elapsed_time")
        return number(value, m_results.elapsed);
    if (key != "results")
        return true;
    m_hasResults = startsWith(value, '[');
    return m_json.items(value, [this](Value &item) { return readResult(item); });
}

/// Says what the file is when it is none that can be used.
Result<void> ResultsReader::refusal(const QString &file)
{
    const QString advice = u"give the run_results.json or sources.json that dbt writes below target/"_s;
    for (const QString &other : { u"manifest"_s, u"catalog"_s }) {
        if (m_schemaVersion.contains(u'/' + other + u'/'))
            return fail(
                ErrorCode::InvalidWorkspace, u"this is a dbt %1 file, it holds no results"_s.arg(other), file, advice);
    }
    for (const QString &mark : { u"/run-results/v"_s, u"/sources/v"_s }) {
        if (const qsizetype at = m_schemaVersion.lastIndexOf(mark); at >= 0) {
            m_results.kind = mark.startsWith(u"/run"_s) ? DbtResults::Kind::Runs : DbtResults::Kind::Sources;
            m_results.version = m_schemaVersion.mid(at + mark.size()).section(u'.', 0, 0).toInt();
        }
    }
    if (m_results.version < 1)
        return fail(ErrorCode::InvalidWorkspace,
            u"this is no run_results.json and no sources.json of dbt 0.19 or newer"_s, file, advice);
    if (!m_hasResults)
        return fail(ErrorCode::InvalidWorkspace, u"this file has no list of 'results'"_s, file, advice);
    return {};
}

Result<DbtResults> ResultsReader::read(const PaddedJson &json, const QString &file)
{
    const auto field = [this](std::string_view key, Value &value) { return rootField(key, value); };
    if (!m_json.readRoot(json.bytes.constData(), size_t(json.length), size_t(json.bytes.size()), field)) {
        return fail(ErrorCode::InvalidWorkspace,
            u"this file cannot be read as dbt's results: %1"_s.arg(m_json.failure()),
            m_json.failedAt() < 0 ? file : u"%1, near byte %2"_s.arg(file).arg(m_json.failedAt()),
            u"let dbt write it again; while it writes, the file is not whole"_s);
    }
    SLUICE_CHECK(refusal(file));
    return std::move(m_results);
}

} // namespace

Result<DbtResults> parseDbtResults(const QByteArray &json, const QString &file)
{
    if (json.size() > kMaxBytes)
        return fail(tooLargeJson(file, kMaxBytes));
    return ResultsReader().read(paddedJson(json), file);
}

Result<DbtResults> loadDbtResults(const QString &file)
{
    SLUICE_TRY(
        const PaddedJson json, loadPaddedJson(file, kMaxBytes, u"dbt's results"_s, u"check 'file' of the gate"_s));
    return ResultsReader().read(json, file);
}

} // namespace sluice

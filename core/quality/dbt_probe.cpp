// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/dbt_probe.h"

#include "base/digest.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSet>

#include <algorithm>
#include <cmath>

#include <sys/stat.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kClockSlackMs = 60'000; ///< that the clock of whoever ran dbt may be ahead
constexpr qint64 kSettledMs = 2'000; ///< a file written twice within one tick of its clock looks the same

Sample classified(SampleClass sampleClass, const QString &detail)
{
    Sample sample;
    sample.sampleClass = sampleClass;
    sample.detail = detail;
    return sample;
}

QString shortDuration(qint64 milliseconds)
{
    return humanDuration(std::chrono::floor<std::chrono::seconds>(Duration(milliseconds)));
}

enum class Outcome { Done, Failed, NotRun, Unknown };

Outcome outcomeOf(const QString &status)
{
    static const QSet<QString> done { u"success"_s, u"pass"_s, u"warn"_s };
    static const QSet<QString> failed { u"error"_s, u"fail"_s, u"runtime error"_s, u"skipped"_s, u"partial success"_s };
    if (done.contains(status))
        return Outcome::Done;
    if (failed.contains(status))
        return Outcome::Failed;
    return status == u"no-op" ? Outcome::NotRun : Outcome::Unknown;
}

/// The results that a gate asks for, and what they all say of themselves.
class DbtReading
{
public:
    DbtReading(const Gate &gate, const DbtProbe &probe, const DbtResults &results, const QDateTime &now)
        : m_gate(gate)
        , m_probe(probe)
        , m_results(results)
        , m_now(now)
    {
    }
    Sample sample();

private:
    std::optional<Sample> select();
    std::optional<Sample> judgeAge();
    Sample errorRate() const;
    Sample latency() const;
    Sample freshness() const;
    Sample seconds(double value, const QString &what) const;
    bool isFreshness() const { return m_probe.metric == DbtMetric::Freshness; }

    const Gate &m_gate;
    const DbtProbe &m_probe;
    const DbtResults &m_results;
    const QDateTime m_now;
    QList<DbtResult> m_asked;
    QDateTime m_taken; ///< when the oldest of them was found out
    QDateTime m_began;
};

std::optional<Sample> DbtReading::select()
{
    if (isFreshness() != (m_results.kind == DbtResults::Kind::Sources))
        return classified(SampleClass::Error,
            isFreshness() ? u"the file holds results of a run, and sources.json is read"_s
                          : u"the file holds the freshness of sources, and run_results.json is read"_s);
    for (const QString &id : m_results.repeated) {
        if (m_probe.nodes.isEmpty() || m_probe.nodes.contains(id))
            return classified(SampleClass::Error, u"the file states %1 twice"_s.arg(id));
    }
    if (m_probe.nodes.isEmpty())
        m_asked = m_results.results;
    for (const QString &id : m_probe.nodes) {
        const auto found = std::find_if(m_results.results.cbegin(), m_results.results.cend(),
            [&](const DbtResult &result) { return result.id == id; });
        if (found == m_results.results.cend())
            return classified(SampleClass::NoData, u"the file holds no result of %1"_s.arg(id));
        m_asked.append(*found);
    }
    if (m_asked.isEmpty())
        return classified(SampleClass::NoData, u"the file holds no results"_s);
    for (const DbtResult &result : std::as_const(m_asked)) {
        if (!isFreshness() && outcomeOf(result.status) == Outcome::Unknown)
            return classified(SampleClass::Error,
                u"what became of %1 is unknown: its state is no word that Sluice knows"_s.arg(result.id));
        if (isFreshness() && (!result.lookedAt.isValid() || !result.newestRow.isValid()))
            return classified(SampleClass::Error, u"dbt did not find out the newest row of %1"_s.arg(result.id));
    }
    return std::nullopt;
}

/// Also sets when it was found out and when that began.
std::optional<Sample> DbtReading::judgeAge()
{
    if (isFreshness()) {
        m_taken = std::min_element(m_asked.cbegin(), m_asked.cend(), [](const DbtResult &a, const DbtResult &b) {
            return a.lookedAt < b.lookedAt;
        })->lookedAt;
        m_began = m_taken;
    } else {
        m_taken = m_results.generatedAt;
        m_began = m_results.startedAt;
        for (const DbtResult &result : m_results.results) {
            if (!m_results.startedAt.isValid() && result.started.isValid()
                && (!m_began.isValid() || result.started < m_began))
                m_began = result.started;
        }
        if (!m_began.isValid() && m_results.elapsed && std::isfinite(*m_results.elapsed) && *m_results.elapsed >= 0
            && *m_results.elapsed < 1e9)
            m_began = m_taken.addMSecs(-std::llround(*m_results.elapsed * 1000));
    }
    if (!m_taken.isValid() || !m_began.isValid())
        return classified(SampleClass::Error, u"the file does not state when its results are from"_s);
    const qint64 age = m_taken.msecsTo(m_now);
    if (age < -kClockSlackMs || m_began.msecsTo(m_now) < -kClockSlackMs)
        return classified(SampleClass::Error,
            u"the results lie %1 in the future of this machine's clock"_s.arg(
                shortDuration(std::max(-age, -m_began.msecsTo(m_now)))));
    if (!m_gate.maxAge || age > m_gate.maxAge->count())
        return classified(SampleClass::Stale,
            u"the results are %1 old, at most %2 is allowed"_s.arg(
                shortDuration(std::max<qint64>(0, age)), m_gate.maxAge ? humanDuration(*m_gate.maxAge) : u"nothing"_s));
    return std::nullopt;
}

Sample DbtReading::errorRate() const
{
    Sample sample = classified(SampleClass::Good, {});
    qint64 failed = 0;
    for (const DbtResult &result : m_asked) {
        const Outcome outcome = outcomeOf(result.status);
        failed += outcome == Outcome::Failed ? 1 : 0;
        sample.n += outcome == Outcome::NotRun ? 0 : 1;
    }
    if (sample.n == 0)
        return classified(SampleClass::NoData, u"dbt ran none of the nodes"_s);
    sample.value = static_cast<double>(failed) / static_cast<double>(sample.n);
    return sample;
}

Sample DbtReading::seconds(double value, const QString &what) const
{
    if (!std::isfinite(value))
        return classified(SampleClass::NaN, u"%1 is not a finite number"_s.arg(what));
    if (value < 0 || value > 1e9)
        return classified(SampleClass::Error, u"%1 is no length of time"_s.arg(what));
    Sample sample = classified(SampleClass::Good, {});
    sample.value = value;
    sample.n = m_asked.size();
    return sample;
}

Sample DbtReading::latency() const
{
    double slowest = 0;
    for (const DbtResult &result : m_asked) {
        if (outcomeOf(result.status) != Outcome::Done)
            return classified(
                SampleClass::NoData, u"%1 did not end well, so that its time says nothing"_s.arg(result.id));
        if (!result.seconds)
            return classified(SampleClass::Error, u"the time of %1 is no number"_s.arg(result.id));
        const Sample one = seconds(*result.seconds, u"the time of "_s + result.id);
        if (one.sampleClass != SampleClass::Good)
            return one;
        slowest = std::max(slowest, *result.seconds);
    }
    if (!m_probe.nodes.isEmpty())
        return seconds(slowest, {});
    if (!m_results.elapsed)
        return classified(SampleClass::Error, u"the time of the run is no number"_s);
    return seconds(*m_results.elapsed, u"the time of the run"_s);
}

/// As old as the newest row was when dbt looked: what came since is unknown, and max_age bounds it.
Sample DbtReading::freshness() const
{
    const auto age = [](const DbtResult &result) { return result.newestRow.msecsTo(result.lookedAt); };
    const DbtResult &oldest = *std::max_element(
        m_asked.cbegin(), m_asked.cend(), [&](const DbtResult &a, const DbtResult &b) { return age(a) < age(b); });
    for (const DbtResult &result : m_asked) {
        if (age(result) < -kClockSlackMs)
            return classified(
                SampleClass::Error, u"the newest row of %1 lies in the future of when dbt looked"_s.arg(result.id));
    }
    Sample sample = classified(SampleClass::Good, {});
    sample.value = static_cast<double>(std::max<qint64>(0, age(oldest))) / 1000;
    sample.n = m_asked.size();
    sample.newest = oldest.newestRow;
    return sample;
}

Sample DbtReading::sample()
{
    if (const auto none = select())
        return *none;
    if (const auto worse = judgeAge())
        return *worse;
    Sample sample = m_probe.metric == DbtMetric::ErrorRate ? errorRate() : isFreshness() ? freshness() : latency();
    if (sample.sampleClass != SampleClass::Good)
        return sample;
    if (sample.n < m_gate.minRows)
        return classified(SampleClass::NoData,
            u"%1 of at least %2 results"_s.arg(QString::number(sample.n), QString::number(m_gate.minRows)));
    sample.since = m_began;
    if (!sample.newest.isValid())
        sample.newest = m_taken;
    sample.detail = (isFreshness() ? u"what dbt saw at %1 UTC"_s : u"the dbt run of %1 UTC"_s)
                        .arg(m_began.toUTC().toString(u"yyyy-MM-dd HH:mm:ss"_s));
    return sample;
}

struct FileStamp
{
    QString text;
    qint64 changedMs = 0;
};

Result<FileStamp> stampOf(const QString &file)
{
    struct stat state
    {
    };
    if (stat(QFile::encodeName(file).constData(), &state) != 0)
        return fail(ErrorCode::NotFound, u"there is no file %1"_s.arg(file), file);
    if (!S_ISREG(state.st_mode)) // a pipe would keep the lane waiting
        return fail(ErrorCode::InvalidWorkspace, u"%1 is no regular file"_s.arg(file), file);
    return FileStamp { u"%1:%2:%3:%4.%5"_s.arg(QString::number(state.st_dev), QString::number(state.st_ino),
                           QString::number(state.st_size), QString::number(state.st_mtim.tv_sec),
                           QString::number(state.st_mtim.tv_nsec)),
        qint64(state.st_mtim.tv_sec) * 1000 + state.st_mtim.tv_nsec / 1'000'000 };
}

} // namespace

Sample classifyDbtResults(const Gate &gate, const DbtProbe &probe, const DbtResults &results, const QDateTime &now)
{
    return DbtReading(gate, probe, results, now).sample();
}

Result<void> DbtFile::refresh(const QString &file, const QDateTime &now)
{
    SLUICE_TRY(const FileStamp before, stampOf(file));
    if (!m_stamp.isEmpty() && before.text == m_stamp)
        return {};
    m_stamp.clear();
    ++m_reads;
    SLUICE_TRY(m_results, loadDbtResults(file));
    SLUICE_TRY(const FileStamp after, stampOf(file));
    if (after.text != before.text)
        return fail(ErrorCode::Busy, u"the file was written while it was read"_s, file);
    if (now.toMSecsSinceEpoch() - after.changedMs > kSettledMs)
        m_stamp = after.text;
    return {};
}

Sample DbtFile::sample(const Gate &gate, const DbtProbe &probe, const QString &folder, const QDateTime &now)
{
    QElapsedTimer timer;
    timer.start();
    const Result<void> read = refresh(QDir(folder).filePath(probe.file), now);
    Sample sample
        = read ? classifyDbtResults(gate, probe, m_results, now) : classified(SampleClass::Error, read.error().what);
    sample.tookMs = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    sample.gate = gate.id;
    sample.at = now;
    sample.queryDigest = sha256Hex(
        u"dbt %1 %2 %3"_s.arg(QString::number(static_cast<int>(probe.metric)), probe.file, probe.nodes.join(u' '))
            .toUtf8());
    return sample;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tasks/loop_meter.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto kInterval = 5ms;

double msBetween(LoopMeter::Clock::time_point from, LoopMeter::Clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

} // namespace

LoopMeter::LoopMeter(QObject *parent)
    : QObject(parent)
    , m_schedstat(u"/proc/thread-self/schedstat"_s)
    , m_witness([this] { witness(); })
{
    m_schedstat.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(kInterval);
    connect(&m_timer, &QTimer::timeout, this, &LoopMeter::tick);
}

LoopMeter::~LoopMeter()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_isEnding = true;
    }
    m_wake.wakeAll();
    m_witness.join();
}

void LoopMeter::begin()
{
    {
        const QMutexLocker lock(&m_mutex);
        m_late.clear();
    }
    m_gaps.clear();
    m_ticks = 0;
    m_lastDelay = runDelayMs();
    m_begun = m_last = Clock::now();
    m_timer.start();
}

void LoopMeter::end()
{
    tick();
    m_timer.stop();
}

void LoopMeter::tick()
{
    const Clock::time_point now = Clock::now();
    const double delay = runDelayMs();
    const double whole = msBetween(m_last, now);
    ++m_ticks;
    if (whole > 2 * static_cast<double>(kInterval.count())) {
        const double starved = std::max(delay - m_lastDelay, starvedMs(m_last, now));
        m_gaps.push_back({ msBetween(m_begun, m_last), whole, std::max(0.0, whole - starved) });
    }
    m_last = now;
    m_lastDelay = delay;
}

void LoopMeter::witness()
{
    QMutexLocker lock(&m_mutex);
    while (!m_isEnding) {
        const Clock::time_point asked = Clock::now() + kInterval;
        m_wake.wait(&m_mutex, QDeadlineTimer(kInterval, Qt::PreciseTimer));
        const Clock::time_point now = Clock::now();
        if (now - asked > kInterval)
            m_late.push_back({ asked, now });
    }
}

double LoopMeter::starvedMs(Clock::time_point from, Clock::time_point to)
{
    const QMutexLocker lock(&m_mutex);
    double sum = 0;
    for (const auto &[asked, came] : m_late) {
        const Clock::time_point begin = std::max(asked, from);
        const Clock::time_point end = std::min(came, to);
        if (begin < end)
            sum += msBetween(begin, end);
    }
    return sum;
}

/// 0 where the kernel does not count: then the other witness stands alone.
double LoopMeter::runDelayMs()
{
    if (!m_schedstat.isOpen() || !m_schedstat.seek(0))
        return 0;
    const QList<QByteArray> fields = m_schedstat.readAll().split(' ');
    return fields.size() > 1 ? fields[1].toDouble() / 1e6 : 0;
}

LoopMeter::Gap LoopMeter::worst() const
{
    const auto it = std::max_element(
        m_gaps.cbegin(), m_gaps.cend(), [](const Gap &a, const Gap &b) { return a.ownMs < b.ownMs; });
    return it == m_gaps.cend() ? Gap {} : *it;
}

QString LoopMeter::report() const
{
    std::vector<Gap> gaps = m_gaps;
    std::sort(gaps.begin(), gaps.end(), [](const Gap &a, const Gap &b) { return a.ownMs > b.ownMs; });
    QString text = u"%1 ticks, %2 gaps above %3 ms; worst:"_s.arg(
        QString::number(m_ticks), QString::number(gaps.size()), QString::number(2 * kInterval.count()));
    for (std::size_t i = 0; i < std::min<std::size_t>(gaps.size(), 5); ++i)
        text += u" %1 ms own of %2 ms at %3 s;"_s.arg(gaps[i].ownMs, 0, 'f', 1)
                    .arg(gaps[i].wholeMs, 0, 'f', 1)
                    .arg(gaps[i].atMs / 1000, 0, 'f', 2);
    return text;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QFile>
#include <QMutex>
#include <QObject>
#include <QTimer>
#include <QWaitCondition>

#include <chrono>
#include <thread>
#include <vector>

namespace sluice {

/// Measures how long this thread's event loop did not come round, apart from what the machine is to blame for.
///
/// A timer of 5 ms writes down the time between its ticks. On a busy machine a gap may mean no more than that nobody
/// gave this thread a processor; two witnesses tell that part, and the larger of both is taken off the gap:
/// - the kernel's own count of the time in which this thread was ready and waited for a processor (run delay in
///   /proc/thread-self/schedstat), exact where there is one;
/// - a plain thread with the same interval that does nothing: while it was late too, the machine stood still.
/// What remains is time in which the event loop was kept busy or blocked by the program itself.
class LoopMeter : public QObject
{
    Q_OBJECT

public:
    using Clock = std::chrono::steady_clock;
    struct Gap
    {
        double atMs = 0; ///< since begin()
        double wholeMs = 0;
        double ownMs = 0; ///< without what the witnesses saw
    };

    explicit LoopMeter(QObject *parent = nullptr);
    ~LoopMeter() override;
    void begin(); ///< forgets what was measured before
    void end(); ///< the last gap counts up to now
    Gap worst() const; ///< of all gaps the one with the largest own part
    qint64 ticks() const { return m_ticks; }
    QString report() const;

private:
    void tick();
    void witness();
    double starvedMs(Clock::time_point from, Clock::time_point to);
    double runDelayMs();

    QTimer m_timer;
    QFile m_schedstat;
    Clock::time_point m_begun;
    Clock::time_point m_last;
    double m_lastDelay = 0;
    qint64 m_ticks = 0;
    std::vector<Gap> m_gaps;
    QMutex m_mutex;
    QWaitCondition m_wake;
    bool m_isEnding = false;
    std::vector<std::pair<Clock::time_point, Clock::time_point>>
        m_late; ///< when the witness waited longer than it asked for
    std::thread m_witness;
};

} // namespace sluice

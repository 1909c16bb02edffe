// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/difference_watch.h"

#include "app/cli/difference_text.h"

#include <QPointer>

namespace sluice {

namespace {

constexpr std::chrono::milliseconds kSayEvery { 2'000 };

} // namespace

DifferenceWatch::DifferenceWatch(CliSession &session, DifferenceRequest request)
    : QObject(&session)
    , m_session(session)
    , m_request(std::move(request))
{
    connect(&m_timer, &QTimer::timeout, this, [this] { say(); });
    if (session.out().isTerminal() || session.isVerbose())
        m_timer.start(kSayEvery);
}

DifferenceWatcher DifferenceWatch::watcher()
{
    return [self = QPointer(this)](const DifferenceProgress &progress) {
        // The session outlives the service, and with it every thread that calls this.
        QMetaObject::invokeMethod(
            self.data(), [self, progress] { self->take(progress); }, Qt::QueuedConnection);
    };
}

void DifferenceWatch::take(const DifferenceProgress &progress)
{
    const Duration now = m_session.clock().monotonic();
    const Seen &before = m_sides[m_current];
    const size_t side = progress.isLegacy ? 0 : 1;
    const bool isOther = side != m_current && progress.phase == DifferenceProgress::Phase::Summing;
    if (isOther && before.last.phase == progress.phase && before.last.of > 0 && now > before.began)
        m_rowsPerMs = static_cast<double>(before.last.of) / static_cast<double>((now - before.began).count());
    Seen &seen = m_sides[side];
    if (seen.began.count() < 0 || seen.last.phase != progress.phase)
        seen.began = now;
    seen.last = progress;
    m_current = side;
}

void DifferenceWatch::say()
{
    const Seen &seen = m_sides[m_current];
    const bool isKnown = m_rowsPerMs > 0 && seen.last.of > 0 && seen.last.phase == DifferenceProgress::Phase::Summing;
    const Duration expected(isKnown ? static_cast<qint64>(static_cast<double>(seen.last.of) / m_rowsPerMs) : 0);
    const Duration elapsed = seen.began.count() < 0 ? Duration(0) : m_session.clock().monotonic() - seen.began;
    m_session.out().progress(progressText(seen.last, m_request, elapsed, expected));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace sluice {

/// The newest progress of work on another thread, for a presenter that looks at it now and then: however often it is
/// told, nothing is posted, and the work may outlive whoever looks. Thread-safe.
template <class Progress> class WatchedProgress
{
public:
    std::function<void(const Progress &)> watcher() const
    {
        return [shared = m_shared](const Progress &progress) {
            const std::lock_guard lock(shared->mutex);
            shared->newest = progress;
        };
    }
    /// Empty: nothing was told yet.
    std::optional<Progress> newest() const
    {
        const std::lock_guard lock(m_shared->mutex);
        return m_shared->newest;
    }

private:
    struct Shared
    {
        std::mutex mutex;
        std::optional<Progress> newest;
    };
    std::shared_ptr<Shared> m_shared = std::make_shared<Shared>();
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace sluice {

/// The part of a runner that other threads may touch.
struct RunnerSignals
{
    std::atomic<bool> leave { false };
    std::mutex mutex;
    std::condition_variable wake;
    bool isWoken = false;

    /// True once after each wake.
    bool takeWake()
    {
        const std::lock_guard lock(mutex);
        return std::exchange(isWoken, false);
    }

    /// Waits until somebody wakes the runner, at most this long. True when somebody did; takeWake() does not tell it again.
    bool rest(Duration atMost)
    {
        std::unique_lock lock(mutex);
        wake.wait_for(lock, atMost, [this] { return isWoken; });
        return std::exchange(isWoken, false);
    }
};

} // namespace sluice

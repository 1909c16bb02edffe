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
    bool isListening = true; ///< whoever speaks now is heard: commands are read once more after it ends

    /// False when the runner has read its last command: whoever spoke needs another one.
    bool call()
    {
        {
            const std::lock_guard lock(mutex);
            isWoken = true;
            if (!isListening)
                return false;
        }
        wake.notify_all();
        return true;
    }

    void stopListening()
    {
        const std::lock_guard lock(mutex);
        isListening = false;
    }

    /// Not of one that was asked to leave: another one may have been called already.
    bool listenAgain()
    {
        const std::lock_guard lock(mutex);
        isListening = !leave.load();
        return isListening;
    }

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

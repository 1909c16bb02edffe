// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

#include <functional>

namespace sluice {

/// Lets the n-th allocation of an operation fail, once or that and every later one. It runs in a process of its own,
/// which may end as the operating system ends it. A program that links failing_memory.cpp has its allocations counted:
/// all of them, in its own code and in the libraries below. Under a sanitizer, which has an allocator of its own that
/// nobody may stand in front of, those of operator new alone; Qt's containers allocate without it.
class FailingMemory
{
public:
    enum class End {
        Done, ///< and what came of it is right
        Refused, ///< with an error
        Wrong, ///< it came to its end, and to something else than without a failure
        Ended, ///< the program ended in the middle: std::bad_alloc that nobody caught, an assertion
        EndedInLibrary, ///< it touched memory that is not its own, in a library that does not look what it was given
        EndedInOwnCode, ///< the same in Sluice's code
        Hung,
    };

    /// Between both the allocations count; called in the process of the operation alone.
    static void arm();
    static void disarm();
    static bool countsAll(); ///< not those of operator new alone, of which an operation may make none

    /// The operation's own word is Done, Refused or Wrong. 1 is the first allocation.
    FailingMemory(int nth, bool isForever, const std::function<End()> &operation);

    End end() const { return m_end; }
    bool hasStruck() const { return m_hasStruck; } ///< else there are fewer allocations than nth
    QByteArray said() const { return m_said; } ///< its standard error

private:
    End m_end = End::Hung;
    bool m_hasStruck = false;
    QByteArray m_said;
};

} // namespace sluice

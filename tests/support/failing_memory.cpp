// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/failing_memory.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <new>

#include <dlfcn.h>
#include <execinfo.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SLUICE_OWN_ALLOCATOR
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLUICE_OWN_ALLOCATOR
#endif
#endif

namespace {

constexpr unsigned kMostSeconds = 30;
constexpr int kOwnFault = 100;
constexpr int kLibraryFault = 101;
constexpr int kSaid = 110; ///< and what the operation said; a sanitizer that found something ends with others

/// Shared with the process of the operation.
struct Plan
{
    int left = 0; ///< the next allocations that succeed, and one
    bool isForever = false;
    bool hasStruck = false;
};

Plan *thePlan = nullptr;
std::atomic<bool> theArmed = false;

bool strikes()
{
    if (!theArmed.load(std::memory_order_relaxed))
        return false;
    const int left = thePlan->left--;
    if (left > 1 || (left < 1 && !thePlan->isForever))
        return false;
    thePlan->hasStruck = true;
    errno = ENOMEM;
    return true;
}

/// Whose code touched what is not its memory. The C library is asked to by others, so the one behind it counts.
void onFault(int)
{
    theArmed = false;
    std::array<void *, 48> frames {};
    const int count = backtrace(frames.data(), static_cast<int>(frames.size()));
    Dl_info own;
    Dl_info found;
    dladdr(reinterpret_cast<void *>(&onFault), &own);
    int frame = 0;
    // The handler itself, and the system's frame that called it.
    while (frame < count && dladdr(frames[static_cast<size_t>(frame)], &found) && found.dli_fbase == own.dli_fbase)
        ++frame;
    for (; frame < count; ++frame) {
        if (!dladdr(frames[static_cast<size_t>(frame)], &found) || !found.dli_fname
            || std::strstr(found.dli_fname, "/libc.so"))
            continue;
        _exit(found.dli_fbase == own.dli_fbase ? kOwnFault : kLibraryFault);
    }
    _exit(kOwnFault);
}

/// Lets no exception out: the test's own loop would take it, and go on in this process.
[[noreturn]] void work(int said, const std::function<sluice::FailingMemory::End()> &operation) noexcept
{
    dup2(said, STDERR_FILENO);
    const rlimit none {};
    setrlimit(RLIMIT_CORE, &none);
    void *frame = nullptr;
    backtrace(&frame, 1); // loads what it needs, which the handler could not
#ifndef SLUICE_OWN_ALLOCATOR // whose own report says more
    std::signal(SIGSEGV, onFault);
    std::signal(SIGBUS, onFault);
#endif
    std::signal(SIGABRT, SIG_DFL);
    qInstallMessageHandler(nullptr); // the test's would report a failure
    alarm(kMostSeconds);
    const auto end = operation();
    _exit(kSaid + static_cast<int>(end));
}

QByteArray readAll(int file)
{
    QByteArray bytes(static_cast<qsizetype>(lseek(file, 0, SEEK_END)), Qt::Uninitialized);
    const ssize_t read = pread(file, bytes.data(), static_cast<size_t>(bytes.size()), 0);
    return bytes.left(std::max<ssize_t>(read, 0));
}

sluice::FailingMemory::End endOf(int status)
{
    using End = sluice::FailingMemory::End;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGABRT ? End::Ended : WTERMSIG(status) == SIGALRM ? End::Hung : End::EndedInOwnCode;
    switch (WEXITSTATUS(status)) {
    case kOwnFault:
        return End::EndedInOwnCode;
    case kLibraryFault:
        return End::EndedInLibrary;
    case kSaid + static_cast<int>(End::Done):
        return End::Done;
    case kSaid + static_cast<int>(End::Refused):
        return End::Refused;
    default: // also whatever a sanitizer has to say
        return End::Wrong;
    }
}

} // namespace

#ifdef SLUICE_OWN_ALLOCATOR

void *operator new(size_t size)
{
    void *memory = strikes() ? nullptr : std::malloc(std::max<size_t>(size, 1));
    if (!memory)
        throw std::bad_alloc();
    return memory;
}
// The other forms of the language call these two; a sanitizer's own do not.
void *operator new[](size_t size) { return operator new(size); }
void *operator new(size_t size, const std::nothrow_t &) noexcept { return strikes() ? nullptr : std::malloc(std::max<size_t>(size, 1)); }
void *operator new[](size_t size, const std::nothrow_t &nothrow) noexcept { return operator new(size, nothrow); }
void operator delete(void *memory) noexcept { std::free(memory); }
void operator delete(void *memory, size_t) noexcept { std::free(memory); }
void operator delete[](void *memory) noexcept { std::free(memory); }
void operator delete[](void *memory, size_t) noexcept { std::free(memory); }
void operator delete(void *memory, const std::nothrow_t &) noexcept { std::free(memory); }
void operator delete[](void *memory, const std::nothrow_t &) noexcept { std::free(memory); }

#else

extern "C" {

void *__libc_malloc(size_t); // NOLINT(bugprone-reserved-identifier)
void *__libc_calloc(size_t, size_t); // NOLINT(bugprone-reserved-identifier)
void *__libc_realloc(void *, size_t); // NOLINT(bugprone-reserved-identifier)

// The program's own come before the system's, for every library in it.
void *malloc(size_t size) { return strikes() ? nullptr : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return strikes() ? nullptr : __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return strikes() ? nullptr : __libc_realloc(memory, size); }
}

#endif

namespace sluice {

void FailingMemory::arm() { theArmed = true; }

void FailingMemory::disarm() { theArmed = false; }

bool FailingMemory::countsAll()
{
#ifdef SLUICE_OWN_ALLOCATOR
    return false;
#else
    return true;
#endif
}

FailingMemory::FailingMemory(int nth, bool isForever, const std::function<End()> &operation)
{
    if (!thePlan)
        thePlan = static_cast<Plan *>(
            mmap(nullptr, sizeof(Plan), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    *thePlan = Plan { nth, isForever, false };
    static const int said = memfd_create("said", MFD_CLOEXEC);
    if (ftruncate(said, 0) != 0 || lseek(said, 0, SEEK_SET) != 0)
        qFatal("no file for what the process says");
    const pid_t process = fork();
    if (process < 0)
        qFatal("no process for the operation");
    if (process == 0)
        work(said, operation);
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) { }
    m_end = endOf(status);
    m_hasStruck = thePlan->hasStruck;
    m_said = readAll(said);
}

} // namespace sluice

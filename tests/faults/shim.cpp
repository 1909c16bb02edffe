// SPDX-License-Identifier: Apache-2.0
// A disk that fails on demand, for the fault harness: preloaded into a program it lets the n-th matching call fail,
// once or from then on. What fails is said in a file that the harness and all programs map, so it can change at any
// time. Built by disks.py; no part of the product.
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

enum Call : std::uint32_t { Write = 1, Sync = 2, Size = 4 };

struct Control
{
    std::atomic<std::int32_t> calls; // which fail, a sum of Call; 0: none
    std::int32_t error; // errno; 0: half of a write arrives, as on a disk that fills up
    std::int32_t isForever;
    std::atomic<std::int32_t> left; // the next calls that succeed, and one
    std::atomic<std::int32_t> struck;
    char part[108]; // of the path
};

Control *control()
{
    static Control *mapped = []() -> Control * {
        const char *path = std::getenv("SLUICE_SHIM");
        const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
        if (file < 0)
            return nullptr;
        void *memory = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        close(file);
        return memory == MAP_FAILED ? nullptr : static_cast<Control *>(memory);
    }();
    return mapped;
}

bool fails(Call call, int file)
{
    Control *said = control();
    if (!said || (said->calls.load() & call) == 0)
        return false;
    char link[32];
    char path[512];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const int before = errno;
    const ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0)
        return false;
    path[length] = 0;
    if (!std::strstr(path, said->part))
        return false;
    const int left = said->left.fetch_sub(1);
    if (left > 1 || (left < 1 && !said->isForever))
        return false;
    said->struck.fetch_add(1);
    errno = said->error;
    return true;
}

template <class Function> Function next(const char *name) { return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name)); }

bool isShort() { return control()->error == 0; }

} // namespace

extern "C" {

ssize_t write(int file, const void *data, size_t size)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t)>("write");
    if (!fails(Write, file))
        return real(file, data, size);
    return isShort() && size > 1 ? real(file, data, size / 2) : -1;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
    if (!fails(Write, file))
        return real(file, data, size, at);
    return isShort() && size > 1 ? real(file, data, size / 2, at) : -1;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

ssize_t pwritev64(int file, const iovec *parts, int count, off64_t at)
{
    static const auto real = next<ssize_t (*)(int, const iovec *, int, off64_t)>("pwritev64");
    return fails(Write, file) ? -1 : real(file, parts, count, at);
}

ssize_t pwritev(int file, const iovec *parts, int count, off_t at) { return pwritev64(file, parts, count, at); }

int fsync(int file)
{
    static const auto real = next<int (*)(int)>("fsync");
    return fails(Sync, file) ? -1 : real(file);
}

int fdatasync(int file)
{
    static const auto real = next<int (*)(int)>("fdatasync");
    return fails(Sync, file) ? -1 : real(file);
}

int ftruncate64(int file, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    return fails(Size, file) ? -1 : real(file, size);
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int posix_fallocate64(int file, off64_t at, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t, off64_t)>("posix_fallocate64");
    return fails(Size, file) ? control()->error : real(file, at, size);
}

int posix_fallocate(int file, off_t at, off_t size) { return posix_fallocate64(file, at, size); }

int fallocate64(int file, int mode, off64_t at, off64_t size)
{
    static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
    return fails(Size, file) ? -1 : real(file, mode, at, size);
}

int fallocate(int file, int mode, off_t at, off_t size) { return fallocate64(file, mode, at, size); }
}

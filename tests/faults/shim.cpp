// SPDX-License-Identifier: Apache-2.0
// A machine that fails on demand, for the fault harness: preloaded into a program it lets the n-th matching call fail,
// once or from then on: of the disk, or for memory. What fails is said in a file that the harness and all programs map,
// so it can change at any time. Where SLUICE_SHIM_LOG names a file, every change of a file is written down there, so that
// the harness can make what a loss of power would have left. Built by shims.py; no part of the product.
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <csignal>
#include <dlfcn.h>
#include <execinfo.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace {

enum Call : std::uint32_t { Write = 1, Sync = 2, Size = 4, Allocate = 8, FileSystem = 16, Name = 32 };

struct Control
{
    std::atomic<std::int32_t> calls; // which fail, a sum of Call; 0: none
    std::int32_t error; // errno; 0: half of a write arrives, as on a disk that fills up; of FileSystem its magic number
    std::int32_t isForever;
    std::atomic<std::int32_t> left; // the next calls that succeed, and one
    std::atomic<std::int32_t> struck;
    char part[92]; // of the path
    char but[16]; // a path that has this is left alone; empty: none is
};

Control *mapped()
{
    const char *path = std::getenv("SLUICE_SHIM");
    const int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return nullptr;
    void *memory = mmap(nullptr, sizeof(Control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    return memory == MAP_FAILED ? nullptr : static_cast<Control *>(memory);
}

// Which file's code touched what is not its memory. The C library is asked to by others, so the one behind it is named.
void sayWhere(int signal)
{
    void *frames[48];
    const int count = backtrace(frames, 48);
    Dl_info own, found;
    dladdr(reinterpret_cast<void *>(&sayWhere), &own);
    for (int n = 0; n < count; ++n) {
        if (!dladdr(frames[n], &found) || !found.dli_fname || found.dli_fbase == own.dli_fbase || std::strstr(found.dli_fname, "/libc.so"))
            continue;
        const auto text = [](const char *words) { return iovec { const_cast<char *>(words), std::strlen(words) }; };
        const iovec line[] { text("\nsegmentation fault in "), text(found.dli_fname), text("\n") };
        syscall(SYS_writev, STDERR_FILENO, line, 3); // at once: other threads speak too
        break;
    }
    raise(signal);
}

// The C library's own stream calls its own write, which nobody gets between; through this one, what a program answers
// can meet a full disk too.
ssize_t writeAnswer(void *, const char *data, size_t size)
{
    size_t done = 0;
    while (done < size) {
        const ssize_t written = write(STDOUT_FILENO, data + done, size - done);
        if (written < 0)
            return 0;
        done += static_cast<size_t>(written);
    }
    return static_cast<ssize_t>(size);
}

// Before main, or the first allocation of all would come in the middle of it.
Control *theControl = nullptr;
int theLog = -1;

__attribute__((constructor)) void begin()
{
    theControl = mapped();
    if (const char *path = std::getenv("SLUICE_SHIM_LOG"))
        theLog = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (std::getenv("SLUICE_SHIM_ANSWER"))
        stdout = fopencookie(nullptr, "w", { nullptr, writeAnswer, nullptr, nullptr });
    if (!std::getenv("SLUICE_SHIM_FAULTS"))
        return;
    void *frame = nullptr;
    backtrace(&frame, 1); // loads what it needs, which a handler could not
    struct sigaction action {};
    action.sa_handler = sayWhere;
    action.sa_flags = SA_RESETHAND;
    sigaction(SIGSEGV, &action, nullptr);
}

Control *control() { return theControl; }

bool strikes(Control &said)
{
    const int left = said.left.fetch_sub(1);
    if (left > 1 || (left < 1 && !said.isForever))
        return false;
    said.struck.fetch_add(1);
    errno = said.error ? said.error : ENOSPC; // of a write that is too small to arrive by half
    return true;
}

bool pathOf(int file, char (&path)[512])
{
    char link[32];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    const int before = errno;
    const ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length <= 0)
        return false;
    path[length] = 0;
    return path[0] == '/' && std::strncmp(path, "/dev/", 5) != 0;
}

// One entry is one write to a file that is appended to, so those of several threads and programs stay apart.
void note(char kind, const char *path, const char *other, off64_t at, const void *data, size_t size)
{
    struct __attribute__((packed)) Head
    {
        char kind;
        std::uint16_t path;
        std::uint16_t other;
        std::uint64_t at;
        std::uint32_t size;
    };
    const Head head { kind, static_cast<std::uint16_t>(std::strlen(path)), static_cast<std::uint16_t>(std::strlen(other)),
        static_cast<std::uint64_t>(at), static_cast<std::uint32_t>(size) };
    const auto bytes = [](const void *memory, size_t count) { return iovec { const_cast<void *>(memory), count }; };
    const iovec parts[] { bytes(&head, sizeof head), bytes(path, head.path), bytes(other, head.other), bytes(data, size) };
    const int before = errno;
    syscall(SYS_writev, theLog, parts, 4);
    errno = before;
}

void noteFile(char kind, int file, off64_t at, const void *data, size_t size)
{
    char path[512];
    if (theLog >= 0 && pathOf(file, path))
        note(kind, path, "", at, data, size);
}

bool isMeant(const Control &said, const char *path)
{
    return std::strstr(path, said.part) && (!said.but[0] || !std::strstr(path, said.but));
}

bool fails(Call call, int file)
{
    Control *said = control();
    char path[512];
    if (!said || (said->calls.load() & call) == 0 || !pathOf(file, path) || !isMeant(*said, path))
        return false;
    return strikes(*said);
}

bool failsToName(const char *path)
{
    Control *said = control();
    return said && (said->calls.load() & Name) != 0 && isMeant(*said, path) && strikes(*said);
}

bool failsToAllocate()
{
    Control *said = control();
    return said && (said->calls.load() & Allocate) != 0 && strikes(*said);
}

template <class Function> Function next(const char *name) { return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name)); }

bool isShort() { return control()->error == 0; }

} // namespace

extern "C" {

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

void *malloc(size_t size) { return failsToAllocate() ? nullptr : __libc_malloc(size); }
void *calloc(size_t count, size_t size) { return failsToAllocate() ? nullptr : __libc_calloc(count, size); }
void *realloc(void *memory, size_t size) { return failsToAllocate() ? nullptr : __libc_realloc(memory, size); }

ssize_t write(int file, const void *data, size_t size)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t)>("write");
    if (fails(Write, file))
        return isShort() && size > 1 ? real(file, data, size / 2) : -1;
    const ssize_t written = real(file, data, size);
    if (theLog >= 0 && written > 0)
        noteFile('W', file, lseek(file, 0, SEEK_CUR) - written, data, static_cast<size_t>(written));
    return written;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at)
{
    static const auto real = next<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
    if (fails(Write, file))
        return isShort() && size > 1 ? real(file, data, size / 2, at) : -1;
    const ssize_t written = real(file, data, size, at);
    if (written > 0)
        noteFile('W', file, at, data, static_cast<size_t>(written));
    return written;
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) { return pwrite64(file, data, size, at); }

ssize_t pwritev64(int file, const iovec *parts, int count, off64_t at)
{
    if (fails(Write, file))
        return -1;
    ssize_t all = 0;
    for (int part = 0; part < count; ++part) {
        const ssize_t written = pwrite64(file, parts[part].iov_base, parts[part].iov_len, at + all);
        if (written < 0)
            return all > 0 ? all : -1;
        all += written;
    }
    return all;
}

ssize_t pwritev(int file, const iovec *parts, int count, off_t at) { return pwritev64(file, parts, count, at); }

int fsync(int file)
{
    static const auto real = next<int (*)(int)>("fsync");
    if (fails(Sync, file))
        return -1;
    const int done = real(file);
    if (done == 0)
        noteFile('S', file, 0, nullptr, 0);
    return done;
}

int fdatasync(int file)
{
    static const auto real = next<int (*)(int)>("fdatasync");
    if (fails(Sync, file))
        return -1;
    const int done = real(file);
    if (done == 0)
        noteFile('S', file, 0, nullptr, 0);
    return done;
}

int ftruncate64(int file, off64_t size)
{
    static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
    if (fails(Size, file))
        return -1;
    const int done = real(file, size);
    if (done == 0)
        noteFile('T', file, size, nullptr, 0);
    return done;
}

int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

int rename(const char *from, const char *to)
{
    static const auto real = next<int (*)(const char *, const char *)>("rename");
    if (failsToName(to))
        return -1;
    const int done = real(from, to);
    if (theLog >= 0 && done == 0)
        note('R', from, to, 0, nullptr, 0);
    return done;
}

int linkat(int fromFolder, const char *from, int toFolder, const char *to, int flags)
{
    static const auto real = next<int (*)(int, const char *, int, const char *, int)>("linkat");
    return failsToName(to) ? -1 : real(fromFolder, from, toFolder, to, flags);
}

int mkdir(const char *path, mode_t mode)
{
    static const auto real = next<int (*)(const char *, mode_t)>("mkdir");
    return failsToName(path) ? -1 : real(path, mode);
}

int unlink(const char *path)
{
    static const auto real = next<int (*)(const char *)>("unlink");
    const int done = real(path);
    if (theLog >= 0 && done == 0)
        note('U', path, "", 0, nullptr, 0);
    return done;
}

int statfs64(const char *path, struct statfs64 *system)
{
    static const auto real = next<int (*)(const char *, struct statfs64 *)>("statfs64");
    const int done = real(path, system);
    if (Control *said = control(); said && (said->calls.load() & FileSystem) != 0 && std::strstr(path, said->part) && strikes(*said))
        system->f_type = static_cast<std::uint32_t>(said->error);
    return done;
}

int statfs(const char *path, struct statfs *system) { return statfs64(path, reinterpret_cast<struct statfs64 *>(system)); }

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

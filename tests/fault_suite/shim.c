/* Makes a system call on files below a folder fail, or lists these calls; preloaded into a Python process.
 *
 * Arrow and DuckDB do not write through Python, so the functions of the C library are replaced. A call is known by the
 * phase that the process says it is in, its name, and the path relative to the folder with ids as '#'.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char root[PATH_MAX];
static size_t root_length;
static char phase[32] = "start";
static int log_descriptor = -1;

static char target[PATH_MAX]; /* "phase call class" */
static int occurrence, number, until_end;
static int seen, fired, is_full;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }
static int is_digit(char c) { return c >= '0' && c <= '9'; }

/* The path relative to the folder, with every number and every hexadecimal id as '#'. */
static void classify(const char *path, char *class) {
    while (*path) {
        size_t hex = 0, digits = 0;
        while (is_hex(path[hex])) hex++;
        while (is_digit(path[digits])) digits++;
        if (hex >= 8 || digits) {
            *class++ = '#';
            path += hex >= 8 ? hex : digits;
        } else {
            *class++ = *path++;
        }
    }
    *class = 0;
}

/* The part of an absolute path below the folder; NULL if it is outside. */
static const char *below(const char *path) {
    if (!root_length || strncmp(path, root, root_length)) return NULL;
    if (path[root_length] == 0) return ".";
    return path[root_length] == '/' ? path + root_length + 1 : NULL;
}

static const char *absolute(int folder, const char *path, char *buffer) {
    if (!path || path[0] == '/') return path;
    char link[64];
    if (folder == AT_FDCWD) strcpy(link, "/proc/self/cwd");
    else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
    ssize_t length = readlink(link, buffer, PATH_MAX / 2);
    if (length < 0) return NULL;
    buffer[length] = 0;
    if (*path) snprintf(buffer + length, PATH_MAX / 2, "/%s", path);
    return buffer;
}

/* The error number of a call on a path, 0 if it is to succeed. */
static int fault(const char *call, const char *path, int needs_space) {
    const char *relative = path ? below(path) : NULL;
    if (!relative) return 0;
    char point[PATH_MAX + 64], class[PATH_MAX];
    classify(relative, class);
    int length = snprintf(point, sizeof point, "%s %s %s\n", phase, call, class);
    if (log_descriptor >= 0) syscall(SYS_write, log_descriptor, point, length);
    point[length - 1] = 0;
    int result = 0;
    pthread_mutex_lock(&lock);
    if (is_full && needs_space) result = number;
    else if (occurrence && !fired && !strcmp(point, target) && ++seen == occurrence) {
        fired = 1;
        is_full = until_end;
        result = number;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

static int fault_of(const char *call, int descriptor, int needs_space) {
    if (!root_length) return 0;
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    char *deleted = strstr(path, " (deleted)");
    if (deleted) *deleted = 0;
    return fault(call, path, needs_space);
}

/* --- what Python calls ------------------------------------------------------------------------------------------ */

void fault_watch(const char *folder, int descriptor) {
    snprintf(root, sizeof root, "%s", folder);
    root_length = strlen(root);
    log_descriptor = descriptor;
}

void fault_phase(const char *name) { snprintf(phase, sizeof phase, "%s", name); }

/* The call with this ordinal among those of a point fails; if `all`, so does from then on each that needs space. */
void fault_arm(const char *point, int ordinal, int error, int all) {
    snprintf(target, sizeof target, "%s", point);
    occurrence = ordinal;
    number = error;
    until_end = all;
    seen = fired = is_full = 0;
}

int fault_fired(void) { return fired; }

/* --- the functions that are replaced ---------------------------------------------------------------------------- */

#define REAL(type, name, ...)                                                                                         \
    static type (*real)(__VA_ARGS__);                                                                                 \
    if (!real) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

#define FAIL(value)                                                                                                   \
    do {                                                                                                              \
        errno = failed;                                                                                               \
        return value;                                                                                                 \
    } while (0)

static int fault_open(int folder, const char *path, int flags) {
    if (!root_length) return 0;
    char buffer[PATH_MAX];
    int writes = (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) != 0;
    return fault(writes ? "open_write" : "open_read", absolute(folder, path, buffer), (flags & O_CREAT) != 0);
}

#define MODE                                                                                                          \
    mode_t mode = 0;                                                                                                  \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                                              \
        va_list rest;                                                                                                 \
        va_start(rest, flags);                                                                                        \
        mode = va_arg(rest, mode_t);                                                                                  \
        va_end(rest);                                                                                                 \
    }

#define OPEN(name)                                                                                                    \
    int name(const char *path, int flags, ...) {                                                                      \
        REAL(int, #name, const char *, int, ...)                                                                      \
        MODE int failed = fault_open(AT_FDCWD, path, flags);                                                          \
        if (failed) FAIL(-1);                                                                                         \
        return real(path, flags, mode);                                                                               \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name)                                                                                                  \
    int name(int folder, const char *path, int flags, ...) {                                                          \
        REAL(int, #name, int, const char *, int, ...)                                                                 \
        MODE int failed = fault_open(folder, path, flags);                                                            \
        if (failed) FAIL(-1);                                                                                         \
        return real(folder, path, flags, mode);                                                                       \
    }
OPENAT(openat)
OPENAT(openat64)

#define CREAT(name)                                                                                                   \
    int name(const char *path, mode_t mode) {                                                                         \
        REAL(int, #name, const char *, mode_t)                                                                        \
        int failed = fault_open(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC);                                        \
        if (failed) FAIL(-1);                                                                                         \
        return real(path, mode);                                                                                      \
    }
CREAT(creat)
CREAT(creat64)

/* The write that meets a full disk writes half of its bytes; the next one fails. */
#define HALF(size) (failed && (failed == ENOSPC || failed == EDQUOT) && (size) > 1 && first_half())
static int first_half(void) {
    static __thread int halves;
    return halves++ % 2 == 0;
}

ssize_t write(int file, const void *data, size_t size) {
    REAL(ssize_t, "write", int, const void *, size_t)
    int failed = fault_of("write", file, 1);
    if (HALF(size)) return real(file, data, size / 2);
    if (failed) FAIL(-1);
    return real(file, data, size);
}

#define PWRITE(name)                                                                                                  \
    ssize_t name(int file, const void *data, size_t size, off_t offset) {                                             \
        REAL(ssize_t, #name, int, const void *, size_t, off_t)                                                        \
        int failed = fault_of("write", file, 1);                                                                      \
        if (HALF(size)) return real(file, data, size / 2, offset);                                                    \
        if (failed) FAIL(-1);                                                                                         \
        return real(file, data, size, offset);                                                                        \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t writev(int file, const struct iovec *parts, int count) {
    REAL(ssize_t, "writev", int, const struct iovec *, int)
    int failed = fault_of("write", file, 1);
    if (failed) FAIL(-1);
    return real(file, parts, count);
}

ssize_t read(int file, void *data, size_t size) {
    REAL(ssize_t, "read", int, void *, size_t)
    int failed = fault_of("read", file, 0);
    if (failed) FAIL(-1);
    return real(file, data, size);
}

#define PREAD(name)                                                                                                   \
    ssize_t name(int file, void *data, size_t size, off_t offset) {                                                   \
        REAL(ssize_t, #name, int, void *, size_t, off_t)                                                              \
        int failed = fault_of("read", file, 0);                                                                       \
        if (failed) FAIL(-1);                                                                                         \
        return real(file, data, size, offset);                                                                        \
    }
PREAD(pread)
PREAD(pread64)

#define OF_DESCRIPTOR(name, call, needs_space)                                                                        \
    int name(int file) {                                                                                              \
        REAL(int, #name, int)                                                                                         \
        int failed = fault_of(call, file, needs_space);                                                               \
        if (failed) FAIL(-1);                                                                                         \
        return real(file);                                                                                            \
    }
OF_DESCRIPTOR(fsync, "fsync", 1)
OF_DESCRIPTOR(fdatasync, "fsync", 1)

int close(int file) { /* the file is closed all the same, as Linux does */
    REAL(int, "close", int)
    int is_written = root_length && (fcntl(file, F_GETFL) & O_ACCMODE) != O_RDONLY;
    int failed = is_written ? fault_of("close", file, 0) : 0, result = real(file);
    if (failed) FAIL(-1);
    return result;
}

#define TRUNCATE(name)                                                                                                \
    int name(int file, off_t size) {                                                                                  \
        REAL(int, #name, int, off_t)                                                                                  \
        int failed = fault_of("truncate", file, size > 0);                                                            \
        if (failed) FAIL(-1);                                                                                         \
        return real(file, size);                                                                                      \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define FALLOCATE(name)                                                                                               \
    int name(int file, int how, off_t offset, off_t size) {                                                           \
        REAL(int, #name, int, int, off_t, off_t)                                                                      \
        int failed = fault_of("fallocate", file, 1);                                                                  \
        if (failed) FAIL(-1);                                                                                         \
        return real(file, how, offset, size);                                                                         \
    }
FALLOCATE(fallocate)
FALLOCATE(fallocate64)

#define POSIX_FALLOCATE(name)                                                                                         \
    int name(int file, off_t offset, off_t size) {                                                                    \
        REAL(int, #name, int, off_t, off_t)                                                                           \
        int failed = fault_of("fallocate", file, 1);                                                                  \
        return failed ? failed : real(file, offset, size);                                                            \
    }
POSIX_FALLOCATE(posix_fallocate)
POSIX_FALLOCATE(posix_fallocate64)

int flock(int file, int how) {
    REAL(int, "flock", int, int)
    int failed = fault_of("flock", file, 0);
    if (failed) FAIL(-1);
    return real(file, how);
}

#define OF_PATH(name, call, needs_space)                                                                              \
    int name(const char *path) {                                                                                      \
        REAL(int, #name, const char *)                                                                                \
        char buffer[PATH_MAX];                                                                                        \
        int failed = root_length ? fault(call, absolute(AT_FDCWD, path, buffer), needs_space) : 0;                    \
        if (failed) FAIL(-1);                                                                                         \
        return real(path);                                                                                            \
    }
OF_PATH(unlink, "unlink", 0)
OF_PATH(rmdir, "rmdir", 0)

int unlinkat(int folder, const char *path, int flags) {
    REAL(int, "unlinkat", int, const char *, int)
    char buffer[PATH_MAX];
    const char *call = flags & AT_REMOVEDIR ? "rmdir" : "unlink";
    int failed = root_length ? fault(call, absolute(folder, path, buffer), 0) : 0;
    if (failed) FAIL(-1);
    return real(folder, path, flags);
}

int mkdir(const char *path, mode_t mode) {
    REAL(int, "mkdir", const char *, mode_t)
    char buffer[PATH_MAX];
    int failed = root_length ? fault("mkdir", absolute(AT_FDCWD, path, buffer), 1) : 0;
    if (failed) FAIL(-1);
    return real(path, mode);
}

/* Known by the new name. */
static int fault_two(const char *call, int folder, const char *path) {
    char buffer[PATH_MAX];
    return root_length ? fault(call, absolute(folder, path, buffer), 1) : 0;
}

int rename(const char *from, const char *to) {
    REAL(int, "rename", const char *, const char *)
    int failed = fault_two("rename", AT_FDCWD, to);
    if (failed) FAIL(-1);
    return real(from, to);
}

int renameat(int from_folder, const char *from, int to_folder, const char *to) {
    REAL(int, "renameat", int, const char *, int, const char *)
    int failed = fault_two("rename", to_folder, to);
    if (failed) FAIL(-1);
    return real(from_folder, from, to_folder, to);
}

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned int flags) {
    REAL(int, "renameat2", int, const char *, int, const char *, unsigned int)
    int failed = fault_two("rename", to_folder, to);
    if (failed) FAIL(-1);
    return real(from_folder, from, to_folder, to, flags);
}

int link(const char *from, const char *to) {
    REAL(int, "link", const char *, const char *)
    int failed = fault_two("link", AT_FDCWD, to);
    if (failed) FAIL(-1);
    return real(from, to);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
    REAL(int, "linkat", int, const char *, int, const char *, int)
    int failed = fault_two("link", to_folder, to);
    if (failed) FAIL(-1);
    return real(from_folder, from, to_folder, to, flags);
}

DIR *opendir(const char *path) {
    REAL(DIR *, "opendir", const char *)
    char buffer[PATH_MAX];
    int failed = root_length ? fault("opendir", absolute(AT_FDCWD, path, buffer), 0) : 0;
    if (failed) FAIL(NULL);
    return real(path);
}

#define STAT(name, type)                                                                                              \
    int name(const char *path, struct type *found) {                                                                  \
        REAL(int, #name, const char *, struct type *)                                                                 \
        char buffer[PATH_MAX];                                                                                        \
        int failed = root_length ? fault("stat", absolute(AT_FDCWD, path, buffer), 0) : 0;                            \
        if (failed) FAIL(-1);                                                                                         \
        return real(path, found);                                                                                     \
    }
STAT(stat, stat)
STAT(stat64, stat64)
STAT(lstat, stat)
STAT(lstat64, stat64)

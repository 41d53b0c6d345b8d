/* A file system that turns read-only under a running program, as an emergency remount does it: what is open stays open
 * and takes no writes, nothing new is opened for writing. Linux refuses to remount under open files when it is asked
 * nicely, so the calls themselves are refused here: below READONLY_BELOW, while READONLY_WHEN exists. Preloaded. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_below(const char *path) {
    const char *below = getenv("READONLY_BELOW");
    return below && path && strncmp(path, below, strlen(below)) == 0;
}

static int is_shut(void) {
    const char *when = getenv("READONLY_WHEN");
    return when && access(when, F_OK) == 0;
}

static int refuses_path(const char *path) { return is_below(path) && is_shut(); }

static int refuses_file(int file) {
    char link[64], path[4096];
    if (!is_shut()) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return is_below(path);
}

static int refuses_open(const char *path, int flags) {
    if (!is_below(path)) return 0;
    int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC);
    int makes = (flags & O_CREAT) && access(path, F_OK) != 0;
    return (writes || makes) && is_shut();
}

#define REFUSED (errno = EROFS, -1)
#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MODE(flags, mode)                        \
    mode_t mode = 0;                             \
    if ((flags) & (O_CREAT | O_TMPFILE)) {       \
        va_list more;                            \
        va_start(more, flags);                   \
        mode = (mode_t)va_arg(more, int);        \
        va_end(more);                            \
    }

int open(const char *path, int flags, ...) {
    MODE(flags, mode)
    return refuses_open(path, flags) ? REFUSED : NEXT(open)(path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    MODE(flags, mode)
    return refuses_open(path, flags) ? REFUSED : NEXT(open64)(path, flags, mode);
}
int openat(int at, const char *path, int flags, ...) {
    MODE(flags, mode)
    return refuses_open(path, flags) ? REFUSED : NEXT(openat)(at, path, flags, mode);
}
int openat64(int at, const char *path, int flags, ...) {
    MODE(flags, mode)
    return refuses_open(path, flags) ? REFUSED : NEXT(openat64)(at, path, flags, mode);
}
ssize_t write(int file, const void *from, size_t n) {
    return refuses_file(file) ? REFUSED : NEXT(write)(file, from, n);
}
ssize_t writev(int file, const struct iovec *from, int n) {
    return refuses_file(file) ? REFUSED : NEXT(writev)(file, from, n);
}
ssize_t pwrite(int file, const void *from, size_t n, off_t to) {
    return refuses_file(file) ? REFUSED : NEXT(pwrite)(file, from, n, to);
}
ssize_t pwrite64(int file, const void *from, size_t n, off64_t to) {
    return refuses_file(file) ? REFUSED : NEXT(pwrite64)(file, from, n, to);
}
int ftruncate(int file, off_t to) { return refuses_file(file) ? REFUSED : NEXT(ftruncate)(file, to); }
int ftruncate64(int file, off64_t to) { return refuses_file(file) ? REFUSED : NEXT(ftruncate64)(file, to); }
int mkdir(const char *path, mode_t mode) { return refuses_path(path) ? REFUSED : NEXT(mkdir)(path, mode); }
int rmdir(const char *path) { return refuses_path(path) ? REFUSED : NEXT(rmdir)(path); }
int unlink(const char *path) { return refuses_path(path) ? REFUSED : NEXT(unlink)(path); }
int rename(const char *from, const char *to) {
    return refuses_path(from) || refuses_path(to) ? REFUSED : NEXT(rename)(from, to);
}

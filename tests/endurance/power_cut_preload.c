/* A disk that forgets what was not synced, for LD_PRELOAD. Beside each database file NAME it keeps NAME.synced: what
 * would be on the disk after a power cut, that is, what was in the file when fsync or fdatasync last returned 0.
 * power_cut.py kills the program and starts again with nothing but these copies.
 *
 * Only ranges that were written since are copied, so that a program under load is not slowed down by its size.
 * MAILWEIR_FAIL_SYNC=N: the N-th sync of the program fails with EIO, once, and what it should have brought to the disk
 * never gets there unless it is written again: so Linux does it when a disk fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { max_files = 4096, max_ranges = 8192 };

struct range {
    off_t begin, end;
};

/* By descriptor; `copy` is the descriptor of NAME.synced, -1 for files that are no concern of ours. */
struct file {
    int known, copy, range_count, all_dirty;
    struct range ranges[max_ranges];
};

static struct file *files[max_files];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int in_shim;
static long syncs;

static void *real(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function) {
        fprintf(stderr, "power_cut_preload: no %s\n", name);
        abort();
    }
    return function;
}

static ssize_t real_pwrite(int fd, const void *octets, size_t size, off_t offset) {
    static ssize_t (*function)(int, const void *, size_t, off_t);
    if (!function)
        function = (ssize_t(*)(int, const void *, size_t, off_t))real("pwrite64");
    return function(fd, octets, size, offset);
}

static int ends_with(const char *text, const char *end) {
    const size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static void copy_range(int from, int to, off_t begin, off_t end) {
    static char buffer[1 << 16];
    while (begin < end) {
        const size_t wanted = end - begin < (off_t)sizeof buffer ? (size_t)(end - begin) : sizeof buffer;
        const ssize_t got = pread(from, buffer, wanted, begin);
        if (got <= 0 || real_pwrite(to, buffer, (size_t)got, begin) != got)
            return;
        begin += got;
    }
}

static off_t size_of(int fd) {
    struct stat status;
    return fstat(fd, &status) == 0 ? status.st_size : 0;
}

static int open_copy(int fd, const char *path) {
    char name[PATH_MAX + 16];
    snprintf(name, sizeof name, "%s.synced", path);
    const int is_new = access(name, F_OK) != 0;
    const int copy = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (copy >= 0 && is_new)
        copy_range(fd, copy, 0, size_of(fd)); /* what was there before we came is on the disk */
    return copy;
}

/* NULL: not a file that a power cut is about. */
static struct file *find_file(int fd) {
    if (fd < 0 || fd >= max_files || in_shim)
        return NULL;
    if (!files[fd])
        files[fd] = calloc(1, sizeof(struct file));
    struct file *file = files[fd];
    if (file && !file->known) {
        char link[64], path[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        const ssize_t length = readlink(link, path, sizeof path - 1);
        path[length > 0 ? length : 0] = '\0';
        file->known = 1;
        file->copy = -1;
        in_shim = 1;
        if (ends_with(path, ".db") || ends_with(path, ".db-wal") || ends_with(path, ".db-journal"))
            file->copy = open_copy(fd, path);
        in_shim = 0;
    }
    return file && file->copy >= 0 ? file : NULL;
}

static void note_range(struct file *file, off_t begin, off_t end) {
    if (file->range_count == max_ranges) {
        file->all_dirty = 1;
        return;
    }
    file->ranges[file->range_count++] = (struct range){begin, end};
}

static ssize_t note_pwrite(int fd, const void *octets, size_t size, off_t offset) {
    pthread_mutex_lock(&mutex);
    struct file *file = find_file(fd);
    pthread_mutex_unlock(&mutex);
    const ssize_t written = real_pwrite(fd, octets, size, offset);
    pthread_mutex_lock(&mutex);
    if (file && written > 0)
        note_range(file, offset, offset + written);
    pthread_mutex_unlock(&mutex);
    return written;
}

ssize_t pwrite(int fd, const void *octets, size_t size, off_t offset) {
    return note_pwrite(fd, octets, size, offset);
}

ssize_t pwrite64(int fd, const void *octets, size_t size, off_t offset) {
    return note_pwrite(fd, octets, size, offset);
}

int close(int fd) {
    static int (*function)(int);
    if (!function)
        function = (int (*)(int))real("close");
    pthread_mutex_lock(&mutex);
    if (!in_shim && fd >= 0 && fd < max_files && files[fd] && files[fd]->known) {
        if (files[fd]->copy >= 0)
            function(files[fd]->copy);
        free(files[fd]);
        files[fd] = NULL;
    }
    pthread_mutex_unlock(&mutex);
    return function(fd);
}

/* Taken as lasting at once: SQLite syncs the folder, and with it what was unlinked before, when it first syncs a log. */
int unlink(const char *path) {
    char name[PATH_MAX + 16];
    snprintf(name, sizeof name, "%s.synced", path);
    static int (*function)(const char *);
    if (!function)
        function = (int (*)(const char *))real("unlink");
    if (ends_with(path, ".db-wal") || ends_with(path, ".db-journal"))
        function(name);
    return function(path);
}

static void note_synced(int fd) {
    pthread_mutex_lock(&mutex);
    struct file *file = find_file(fd);
    if (file) {
        const off_t size = size_of(fd);
        if (file->all_dirty)
            copy_range(fd, file->copy, 0, size);
        for (int i = 0; !file->all_dirty && i < file->range_count; ++i)
            copy_range(fd, file->copy, file->ranges[i].begin, file->ranges[i].end);
        if (size_of(file->copy) != size && ftruncate(file->copy, size) != 0)
            perror("power_cut_preload");
        file->range_count = file->all_dirty = 0;
    }
    pthread_mutex_unlock(&mutex);
}

static int sync_with(const char *name, int fd) {
    const char *fail_at = getenv("MAILWEIR_FAIL_SYNC");
    if (fail_at && __atomic_add_fetch(&syncs, 1, __ATOMIC_RELAXED) == atol(fail_at)) {
        pthread_mutex_lock(&mutex);
        struct file *file = find_file(fd);
        if (file)
            file->range_count = file->all_dirty = 0;
        pthread_mutex_unlock(&mutex);
        errno = EIO;
        return -1;
    }
    const int result = ((int (*)(int))real(name))(fd);
    if (result == 0)
        note_synced(fd);
    return result;
}

int fsync(int fd) {
    return sync_with("fsync", fd);
}

int fdatasync(int fd) {
    return sync_with("fdatasync", fd);
}

// A disk that fails on demand: SQLite's own view of files, with a fault at the N-th call of a kind. While it
// lives, all databases that are opened are on it.
#pragma once

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>

namespace test {

class FaultyDisk {
public:
    enum class Call { read, write, truncate, sync, count };

    FaultyDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
        current = this;
        vfs_.zName = "faulty";
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.pAppData = real_;
        vfs_.xOpen = open;
        sqlite3_vfs_register(&vfs_, 1);
    }
    ~FaultyDisk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(real_, 1);
        current = nullptr;
    }
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;

    /// The n-th call from now on gives `result`; from then on all do when it is sticky.
    void fail(Call call, int n, int result, bool sticky) {
        result_ = result;
        sticky_ = sticky;
        kind_ = call;
        left_ = n;
    }
    void heal() { kind_ = Call::count; }
    /// Whether the fault has struck since fail().
    bool has_struck() const { return left_ <= 0; }

private:
    struct File {
        sqlite3_file base;
        sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    };
    static File* cast(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
    static sqlite3_file* real_of(sqlite3_file* file) { return cast(file)->real(); }
    static const sqlite3_io_methods& of(sqlite3_file* file) { return *real_of(file)->pMethods; }

    /// SQLITE_OK: go on.
    static int strike(Call call) {
        FaultyDisk& disk = *current;
        if (disk.kind_ != call)
            return SQLITE_OK;
        const int left = --disk.left_;
        return left == 0 || (left < 0 && disk.sticky_) ? disk.result_.load() : SQLITE_OK;
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out) {
        static const sqlite3_io_methods methods = make_methods();
        auto* const real = static_cast<sqlite3_vfs*>(vfs->pAppData);
        const int code = real->xOpen(real, name, real_of(file), flags, out);
        file->pMethods = real_of(file)->pMethods ? &methods : nullptr;
        return code;
    }

    static sqlite3_io_methods make_methods() {
        sqlite3_io_methods m{};
        m.iVersion = 2;
        m.xClose = [](sqlite3_file* f) { return of(f).xClose(real_of(f)); };
        m.xRead = [](sqlite3_file* f, void* octets, int size, sqlite3_int64 at) {
            const int code = strike(Call::read);
            return code ? code : of(f).xRead(real_of(f), octets, size, at);
        };
        m.xWrite = [](sqlite3_file* f, const void* octets, int size, sqlite3_int64 at) {
            const int code = strike(Call::write);
            if (code)  // part of it is written all the same, as a real disk may do
                of(f).xWrite(real_of(f), octets, size / 2, at);
            return code ? code : of(f).xWrite(real_of(f), octets, size, at);
        };
        m.xTruncate = [](sqlite3_file* f, sqlite3_int64 size) {
            const int code = strike(Call::truncate);
            return code ? code : of(f).xTruncate(real_of(f), size);
        };
        m.xSync = [](sqlite3_file* f, int flags) {
            const int code = strike(Call::sync);
            return code ? code : of(f).xSync(real_of(f), flags);
        };
        m.xFileSize = [](sqlite3_file* f, sqlite3_int64* size) { return of(f).xFileSize(real_of(f), size); };
        m.xLock = [](sqlite3_file* f, int level) { return of(f).xLock(real_of(f), level); };
        m.xUnlock = [](sqlite3_file* f, int level) { return of(f).xUnlock(real_of(f), level); };
        m.xCheckReservedLock = [](sqlite3_file* f, int* out) {
            return of(f).xCheckReservedLock(real_of(f), out);
        };
        m.xFileControl = [](sqlite3_file* f, int op, void* arg) {
            return of(f).xFileControl(real_of(f), op, arg);
        };
        m.xSectorSize = [](sqlite3_file* f) { return of(f).xSectorSize(real_of(f)); };
        m.xDeviceCharacteristics = [](sqlite3_file* f) { return of(f).xDeviceCharacteristics(real_of(f)); };
        m.xShmMap = [](sqlite3_file* f, int page, int size, int extend, void volatile** out) {
            return of(f).xShmMap(real_of(f), page, size, extend, out);
        };
        m.xShmLock = [](sqlite3_file* f, int offset, int n, int flags) {
            return of(f).xShmLock(real_of(f), offset, n, flags);
        };
        m.xShmBarrier = [](sqlite3_file* f) { of(f).xShmBarrier(real_of(f)); };
        m.xShmUnmap = [](sqlite3_file* f, int remove) { return of(f).xShmUnmap(real_of(f), remove); };
        return m;
    }

    static inline FaultyDisk* current = nullptr;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
    std::atomic<Call> kind_{Call::count};
    std::atomic<int> left_{0}, result_{0};
    std::atomic<bool> sticky_{false};
};

}  // namespace test

#include "store/connections.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include "store/opening.hpp"

namespace store {
namespace {

std::optional<FileIdentity> identify(const std::string& path) {
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return std::nullopt;
    return FileIdentity{status.st_dev, status.st_ino};
}

Fault moved(const std::string& path) {
    return {FaultKind::error, fmt::format("{} was moved, deleted or replaced while it was in use", path)};
}

}  // namespace

Connections::Connections(std::unique_ptr<Database> writer, const ConnectionSettings& settings,
                         Database::Sync sync)
    : path_(writer->path()),
      in_memory_(path_ == ":memory:"),
      settings_(settings),
      sync_(sync),
      writer_(std::move(writer)) {
    if (in_memory_)
        return;
    open_reader();
    note_files();
}

Connections::~Connections() {
    // The writer is the last to close: it brings the log into the file and removes it.
    reader_.reset();
}

Connections::Lease Connections::lease_writer() {
    if (in_memory_)
        return lease_reader();
    return {{}, writer_.get()};
}

Connections::Lease Connections::lease_reader() {
    std::unique_lock lock(mutex_);
    Database* const database = in_memory_ ? writer_.get() : reader_.get();
    return {std::move(lock), database};
}

void Connections::open_reader() {
    auto settings = settings_;
    settings.create = false;
    settings.query_only = true;
    reader_ = std::make_unique<Database>(path_, settings);
    // The first query is what opens the log and its index.
    reader_->integer("SELECT 1 FROM counters");
}

void Connections::note_files() {
    log_ = identify(path_ + "-wal").value_or(FileIdentity{});
    index_ = identify(path_ + "-shm").value_or(FileIdentity{});
}

std::optional<Fault> Connections::find_moved_file() const {
    if (in_memory_)
        return std::nullopt;
    if (!writer_ || writer_->has_moved())
        return moved(path_);
    if (identify(path_ + "-wal") != log_)
        return moved(path_ + "-wal");
    if (identify(path_ + "-shm") != index_)
        return moved(path_ + "-shm");
    return std::nullopt;
}

void Connections::reopen() {
    if (in_memory_)
        return;
    // While there is nothing to open, reading what is open is better than nothing.
    if (!identify(path_))
        throw DatabaseError(moved(path_));
    const std::lock_guard lock(mutex_);
    try {
        // What was acknowledged goes into the file before the log is let go of: somebody may have deleted it.
        if (writer_)
            writer_->checkpoint(Database::Checkpoint::what_is_free);
    } catch (const DatabaseError&) {
        // The log stays as it is, and is read when the file is opened again.
    }
    reader_.reset();
    writer_.reset();
    try {
        writer_ = reopen_database(path_, settings_, sync_);
    } catch (const DatabaseError&) {
        try {
            open_reader();
        } catch (const DatabaseError&) {
            // Both are closed until the next try; the first reason is the one to tell.
        }
        throw;
    }
    open_reader();
    note_files();
}

}  // namespace store

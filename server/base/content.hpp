// The octets of one message, exactly as received. Small ones are in memory, large ones in a spool file that
// has no name any more (it goes away with the last user, also when the process is killed) and is read as a
// mapped span. Several threads may read one Content; it never changes once it is made.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace base {

class Content {
public:
    /// Empty.
    Content() = default;
    explicit Content(std::string octets);

    std::string_view view() const { return view_; }
    std::size_t size() const { return view_.size(); }

private:
    friend class ContentBuilder;
    std::shared_ptr<const void> owner_;
    std::string_view view_;
};

struct SpoolSettings {
    std::size_t max_memory_bytes_per_message = 1 << 20;    // above it the message goes to a file
    std::size_t max_memory_bytes = std::size_t{64} << 20;  // all unfinished messages together
    std::size_t max_file_bytes = std::size_t{2} << 30;
    std::string folder;  // where spool files are made; empty: the system's folder for temporary files
};

/// What all unfinished messages together may use. Outlives every builder and content made with it. Network
/// thread; a Content may be let go on any thread.
class Spool {
public:
    explicit Spool(SpoolSettings settings);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    std::size_t memory_bytes() const;
    std::size_t file_bytes() const;

private:
    friend class ContentBuilder;
    struct State;
    std::shared_ptr<State> state_;
};

/// Collects a message that is arriving.
class ContentBuilder {
public:
    enum class Outcome { ok, out_of_budget, storage_full, storage_error };

    /// `expected_bytes` (the SIZE parameter, 0 when unknown) saves copying; it is a hint and never trusted.
    explicit ContentBuilder(Spool& spool, std::size_t expected_bytes = 0);
    ~ContentBuilder();
    ContentBuilder(ContentBuilder&&) noexcept;
    ContentBuilder& operator=(ContentBuilder&&) noexcept;

    /// Takes the octets, or none of them when it does not say ok.
    [[nodiscard]] Outcome append(std::string_view octets);
    std::size_t size() const;
    /// Ends the building; the builder is empty afterwards. Its budget is given back when the Content goes
    /// away. Throws std::system_error, and changes nothing, when a spool file cannot be mapped.
    Content finish();
    /// Gives everything back.
    void clear();

private:
    struct Parts;
    bool reserve(std::size_t more);

    std::shared_ptr<Spool::State> spool_;
    std::size_t expected_bytes_ = 0;
    std::shared_ptr<Parts> parts_;  // none until there is an octet; becomes the content's owner
};

}  // namespace base

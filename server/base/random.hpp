// Random octets, injected so that tests can repeat them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <span>

namespace base {

class Random {
public:
    virtual ~Random() = default;
    /// Fills `out` with random octets.
    virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The kernel's random numbers, fit for nonces and ids. Fetches them in stock, since an id each is not worth
/// a system call. Not for several threads at once.
class SystemRandom : public Random {
public:
    void fill(std::span<std::uint8_t> out) override;

private:
    std::array<std::uint8_t, 512> stock_{};
    std::size_t left_ = 0;  // octets of the stock not given out yet, at its front
};

/// The same octets for the same seed, for tests.
class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    void fill(std::span<std::uint8_t> out) override;

private:
    std::mt19937_64 engine_;
};

}  // namespace base

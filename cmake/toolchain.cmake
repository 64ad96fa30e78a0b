# Compiler, language, warnings, hardening. One interface target carries them: mailweir_options.

# GCC 12 builds coroutines that free things twice or jump into nothing, without a word (server/README.md).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    message(FATAL_ERROR "GCC ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines. Use clang 16 or newer, or GCC 13 or "
        "newer: on Debian 12 'apt-get install clang-19', then configure with -DCMAKE_CXX_COMPILER=clang++-19.")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 16)
    message(FATAL_ERROR "clang ${CMAKE_CXX_COMPILER_VERSION} is too old. Use clang 16 or newer: on Debian 12 "
        "'apt-get install clang-19', then configure with -DCMAKE_CXX_COMPILER=clang++-19.")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")

find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(SQLite3 3.40 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(Mimetic REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Threads REQUIRED)

add_library(mailweir_options INTERFACE)
target_include_directories(mailweir_options INTERFACE "${PROJECT_SOURCE_DIR}/server")
# Both defines must be the same everywhere, or classes differ from file to file.
target_compile_definitions(mailweir_options INTERFACE
    BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED _GLIBCXX_ASSERTIONS)
target_compile_options(mailweir_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wformat=2 -Werror
    -fstack-protector-strong -fstack-clash-protection)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    target_compile_options(mailweir_options INTERFACE -fcf-protection)
endif()
target_link_options(mailweir_options INTERFACE -pie -Wl,-z,relro,-z,now)
target_link_libraries(mailweir_options INTERFACE Boost::headers Threads::Threads)

if(MAILWEIR_SANITIZE)
    target_compile_options(mailweir_options INTERFACE
        -fsanitize=${MAILWEIR_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(mailweir_options INTERFACE -fsanitize=${MAILWEIR_SANITIZE})
else()
    target_compile_options(mailweir_options INTERFACE $<$<CONFIG:Release>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3>)
endif()
if(MAILWEIR_FUZZ)
    target_compile_options(mailweir_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

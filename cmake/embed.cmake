# embed(TARGET SYMBOL ROOT [GZIP] [PATTERN GLOB] [DEPENDS …]): puts the files below ROOT into TARGET with .incbin and
# generates "SYMBOL/SYMBOL.hpp", which declares `std::span<const base::EmbeddedFile> SYMBOL()` in namespace `embedded`.
# With PATTERN only the files of ROOT itself that match. The list is taken when building, so that a page which npm has
# just made is found; DEPENDS names what to wait for. GZIP: the compressed form of each file too.
function(embed target symbol root)
    cmake_parse_arguments(arg "GZIP" "PATTERN" "DEPENDS" ${ARGN})
    set(out "${CMAKE_CURRENT_BINARY_DIR}/embedded/${symbol}")
    file(MAKE_DIRECTORY "${out}")
    set(gzip OFF)
    if(arg_GZIP)
        set(gzip ON)
    endif()
    add_custom_command(
        OUTPUT "${out}/${symbol}.cpp" "${out}/${symbol}.hpp"
        COMMAND ${CMAKE_COMMAND} -DROOT=${root} -DOUT=${out} -DSYMBOL=${symbol} -DGZIP=${gzip} "-DPATTERN=${arg_PATTERN}"
            -P "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
        DEPENDS ${arg_DEPENDS} "${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake"
        VERBATIM)
    target_sources(${target} PRIVATE "${out}/${symbol}.cpp" "${out}/${symbol}.hpp")
    target_include_directories(${target} PUBLIC "${CMAKE_CURRENT_BINARY_DIR}/embedded")
endfunction()

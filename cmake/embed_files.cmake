# Run by embed(): writes SYMBOL.cpp and SYMBOL.hpp for the files below ROOT (see embed.cmake).
if(PATTERN)
    file(GLOB files RELATIVE "${ROOT}" "${ROOT}/${PATTERN}")
else()
    file(GLOB_RECURSE files RELATIVE "${ROOT}" "${ROOT}/*")
endif()
list(SORT files)
set(assembly "")
set(declarations "")
set(rows "")
set(number 0)

function(add_bytes label path)
    string(APPEND assembly
        "__asm__(\".section .rodata\\n.balign 16\\n${label}_begin:\\n.incbin \\\"${path}\\\"\\n${label}_end:\\n.byte 0\\n.previous\\n\");\n")
    string(APPEND declarations "extern const char ${label}_begin[] __asm__(\"${label}_begin\");\n"
        "extern const char ${label}_end[] __asm__(\"${label}_end\");\n")
    set(assembly "${assembly}" PARENT_SCOPE)
    set(declarations "${declarations}" PARENT_SCOPE)
endfunction()

foreach(file IN LISTS files)
    set(label "mailweir_${SYMBOL}_${number}")
    add_bytes(${label} "${ROOT}/${file}")
    set(zipped "{}")
    if(GZIP)
        file(MAKE_DIRECTORY "${OUT}/gzip")
        set(zip "${OUT}/gzip/${number}.gz")
        execute_process(COMMAND gzip -9 -n -c "${ROOT}/${file}" OUTPUT_FILE "${zip}" COMMAND_ERROR_IS_FATAL ANY)
        add_bytes(${label}_gz "${zip}")
        set(zipped "{${label}_gz_begin, static_cast<std::size_t>(${label}_gz_end - ${label}_gz_begin)}")
    endif()
    string(APPEND rows "    {\"/${file}\", {${label}_begin, static_cast<std::size_t>(${label}_end - ${label}_begin)}, ${zipped}},\n")
    math(EXPR number "${number} + 1")
endforeach()

file(WRITE "${OUT}/${SYMBOL}.hpp"
    "// Generated. The files that were built into the program.\n#pragma once\n#include <span>\n#include \"base/embedded.hpp\"\n"
    "namespace embedded {\nstd::span<const base::EmbeddedFile> ${SYMBOL}();\n}\n")
if(number EQUAL 0)
    set(table "    return {};\n")
else()
    set(table "    static const base::EmbeddedFile files[] = {\n${rows}    };\n    return files;\n")
endif()
file(WRITE "${OUT}/${SYMBOL}.cpp"
    "// Generated.\n#include \"${SYMBOL}/${SYMBOL}.hpp\"\n#include <cstddef>\n${assembly}extern \"C\" {\n${declarations}}\n"
    "namespace embedded {\nstd::span<const base::EmbeddedFile> ${SYMBOL}() {\n${table}}\n}\n")

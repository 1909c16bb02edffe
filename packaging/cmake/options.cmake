# SPDX-License-Identifier: Apache-2.0
# One interface target carries every flag, so that no folder invents its own.
add_library(sluice_options INTERFACE)
target_compile_options(sluice_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wno-missing-field-initializers
    $<$<BOOL:${SLUICE_WERROR}>:-Werror>)
target_compile_definitions(sluice_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_CAST_FROM_BYTEARRAY QT_NO_KEYWORDS QT_NO_FOREACH
    QT_STRICT_ITERATORS QT_NO_NARROWING_CONVERSIONS_IN_CONNECT
    QT_DISABLE_DEPRECATED_BEFORE=0x060400
    $<$<BOOL:${SLUICE_FAULTS}>:SLUICE_FAULTS>)
target_include_directories(sluice_options INTERFACE ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR})

if(SLUICE_SANITIZE)
    # Code of tests is watched for memory errors; undefined behaviour is looked for in what it calls, because the checks
    # double what a test takes to compile.
    target_compile_options(sluice_options INTERFACE -fsanitize=${SLUICE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
        $<$<BOOL:$<TARGET_PROPERTY:SLUICE_IS_TEST>>:-fno-sanitize=undefined>)
    target_link_options(sluice_options INTERFACE -fsanitize=${SLUICE_SANITIZE})
else()
    target_compile_options(sluice_options INTERFACE $<$<CONFIG:Release>:-fstack-protector-strong>)
    target_compile_definitions(sluice_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endif()
target_compile_definitions(sluice_options INTERFACE _GLIBCXX_ASSERTIONS)
if(SLUICE_PCH AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(sluice_options INTERFACE -fpch-preprocess) # lets ccache see through a precompiled header
endif()

find_program(SLUICE_MOLD NAMES mold)
if(SLUICE_MOLD)
    target_link_options(sluice_options INTERFACE -fuse-ld=mold)
endif()

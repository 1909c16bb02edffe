# SPDX-License-Identifier: Apache-2.0
# sluice_library(NAME SOURCES … LINKS … [PUBLIC …]): one capability, one static target sluice_<NAME>.
# LINKS are private; PUBLIC is for what the headers themselves include.
function(sluice_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PUBLIC" ${ARGN})
    add_library(sluice_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(sluice_${name} PUBLIC sluice_options ${ARG_PUBLIC} PRIVATE ${ARG_LINKS})
    if(SLUICE_PCH)
        target_precompile_headers(sluice_${name} PRIVATE
            <QtCore/QtCore> <algorithm> <chrono> <functional> <memory> <optional> <variant> <vector>)
    endif()
endfunction()

# sluice_test_headers(TARGET): precompiles there what every test of its kind includes, but for QtTest, whose headers differ by test.
function(sluice_test_headers target)
    set_target_properties(${target} PROPERTIES SLUICE_IS_TEST ON)
    if(SLUICE_PCH)
        target_precompile_headers(${target} PRIVATE
            <QtCore/QtCore> <algorithm> <chrono> <functional> <memory> <optional> <variant> <vector> ${ARGN})
    endif()
endfunction()

# sluice_test(tst_name SOURCES … LINKS … [LABELS …]): one Qt Test executable, run offscreen.
function(sluice_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
    if(NOT ARG_SOURCES)
        set(ARG_SOURCES ${name}.cpp)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE sluice_options ${ARG_LINKS} Qt6::Test)
    if(SLUICE_PCH)
        set(headers sluice_test_support)
        if("gui" IN_LIST ARG_LABELS)
            set(headers sluice_test_ui_headers)
        endif()
        target_precompile_headers(${name} REUSE_FROM ${headers})
    endif()
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests SLUICE_IS_TEST ON)
    add_test(NAME ${name} COMMAND ${name})
    set(timeout 300)
    if(SLUICE_SANITIZE) # everything takes two to four times as long there
        set(timeout 900)
    endif()
    set_tests_properties(${name} PROPERTIES
        LABELS "${ARG_LABELS}" TIMEOUT ${timeout}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;SLUICE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SLUICE_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
endfunction()

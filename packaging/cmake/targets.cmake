# SPDX-License-Identifier: Apache-2.0
# What most files include. Every file pays for the size of it, so a header that few need has no place here.
set(SLUICE_PRECOMPILED
    <QtCore/QByteArray> <QtCore/QDateTime> <QtCore/QDir> <QtCore/QFile> <QtCore/QHash> <QtCore/QJsonArray> <QtCore/QJsonObject> <QtCore/QList>
    <QtCore/QMap> <QtCore/QObject> <QtCore/QSet> <QtCore/QString> <QtCore/QStringList> <QtCore/QVariant>
    <algorithm> <chrono> <functional> <memory> <optional> <variant> <vector>)

# And of whoever draws.
set(SLUICE_PRECOMPILED_WIDGETS ${SLUICE_PRECOMPILED}
    <QtGui/QKeyEvent> <QtGui/QPainter> <QtWidgets/QApplication> <QtWidgets/QBoxLayout> <QtWidgets/QLabel> <QtWidgets/QWidget>)

# sluice_reuse_headers(TARGET OWNER): what OWNER has precompiled. Each set of its own takes 140 MB and ten seconds.
function(sluice_reuse_headers target owner)
    if(SLUICE_PCH)
        target_precompile_headers(${target} REUSE_FROM ${owner})
    endif()
endfunction()

# sluice_library(NAME SOURCES … LINKS … [PUBLIC …]): one capability, one static target sluice_<NAME>.
# LINKS are private; PUBLIC is for what the headers themselves include.
function(sluice_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;PUBLIC" ${ARGN})
    add_library(sluice_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(sluice_${name} PUBLIC sluice_options ${ARG_PUBLIC} PRIVATE ${ARG_LINKS})
    if(NOT name STREQUAL "base")
        sluice_reuse_headers(sluice_${name} sluice_base)
    elseif(SLUICE_PCH)
        target_precompile_headers(sluice_base PRIVATE ${SLUICE_PRECOMPILED})
    endif()
endfunction()

# sluice_test_headers(TARGET): precompiles there what every test of its kind includes, but for QtTest, whose headers differ by test.
function(sluice_test_headers target)
    set_target_properties(${target} PROPERTIES SLUICE_IS_TEST ON)
    if(SLUICE_PCH)
        target_precompile_headers(${target} PRIVATE ${ARGN})
    endif()
endfunction()

# sluice_moc_tests(TARGET SOURCES…): what AUTOMOC would do for test classes that stand in a .cpp with their .moc, without its
# two more steps and a file to compile for each of some hundred targets.
function(sluice_moc_tests target)
    foreach(source ${ARGN})
        cmake_path(GET source STEM stem)
        file(STRINGS ${source} includes REGEX "^#include \"${stem}\\.moc\"" LIMIT_COUNT 1)
        if(includes)
            set(moc ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc/${stem}.moc)
            qt_generate_moc(${CMAKE_CURRENT_SOURCE_DIR}/${source} ${moc} TARGET ${target})
            target_sources(${target} PRIVATE ${moc})
            target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR}/${target}_moc)
        endif()
    endforeach()
    set_target_properties(${target} PROPERTIES AUTOMOC OFF)
endfunction()

# sluice_test(tst_name SOURCES … LINKS … [LABELS …]): one Qt Test executable, run offscreen.
function(sluice_test name)
    cmake_parse_arguments(ARG "" "" "SOURCES;LINKS;LABELS" ${ARGN})
    if(NOT ARG_SOURCES)
        set(ARG_SOURCES ${name}.cpp)
    endif()
    add_executable(${name} ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE sluice_options ${ARG_LINKS} Qt6::Test)
    set(headers sluice_test_support)
    if("gui" IN_LIST ARG_LABELS)
        set(headers sluice_test_ui_headers)
    endif()
    sluice_reuse_headers(${name} ${headers})
    if(NOT ARG_SOURCES MATCHES "\\.h(;|$)") # headers with Q_OBJECT are listed
        sluice_moc_tests(${name} ${ARG_SOURCES})
    endif()
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests SLUICE_IS_TEST ON)
    add_test(NAME ${name} COMMAND ${name})
    # The longest take two minutes, four beside the fault harness on a slow machine, and twice that under a sanitizer.
    set_tests_properties(${name} PROPERTIES
        LABELS "${ARG_LABELS}" TIMEOUT 900
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;SLUICE_BIN_DIR=${CMAKE_RUNTIME_OUTPUT_DIRECTORY};SLUICE_SOURCE_DIR=${PROJECT_SOURCE_DIR}")
endfunction()

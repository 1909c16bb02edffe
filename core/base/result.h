// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

// Redeclared first so that ignoring a Result warns; libexpected 1.0.0 lacks the attribute.
namespace tl {
template <class T, class E>
class [[nodiscard]] expected;
}
#include <tl/expected.hpp>

#include <utility>

namespace sluice {

template <class T = void>
using Result = tl::expected<T, Error>;

/// Builds the error side of any Result.
[[nodiscard]] inline tl::unexpected<Error> fail(ErrorCode code, QString what, QString where = {}, QString next = {})
{
    return tl::make_unexpected(Error { code, std::move(what), std::move(where), std::move(next), {} });
}

[[nodiscard]] inline tl::unexpected<Error> fail(Error error)
{
    return tl::make_unexpected(std::move(error));
}

} // namespace sluice

#define SLUICE_CONCAT_INNER(a, b) a##b
#define SLUICE_CONCAT(a, b) SLUICE_CONCAT_INNER(a, b)

/// SLUICE_TRY(declaration, expression): binds the value, or returns the error from the enclosing function.
#define SLUICE_TRY(declaration, ...)                                                                                   \
    auto SLUICE_CONCAT(sluiceTry, __LINE__) = (__VA_ARGS__);                                                           \
    if (!SLUICE_CONCAT(sluiceTry, __LINE__)) [[unlikely]]                                                              \
        return tl::make_unexpected(std::move(SLUICE_CONCAT(sluiceTry, __LINE__)).error());                             \
    declaration = *std::move(SLUICE_CONCAT(sluiceTry, __LINE__)) // NOLINT(bugprone-macro-parentheses)

/// SLUICE_CHECK(expression): returns the error of a Result<void> from the enclosing function.
#define SLUICE_CHECK(...)                                                                                              \
    do {                                                                                                               \
        if (auto sluiceCheck = (__VA_ARGS__); !sluiceCheck) [[unlikely]]                                               \
            return tl::make_unexpected(std::move(sluiceCheck).error());                                                \
    } while (false)

/// Always on, also in release: a broken invariant in ledger or rollback code must stop the program before it writes.
#define SLUICE_INVARIANT(condition)                                                                                    \
    do {                                                                                                               \
        if (!(condition)) [[unlikely]]                                                                                 \
            qFatal("invariant broken: %s at %s:%d", #condition, __FILE__, __LINE__);                                   \
    } while (false)

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

namespace sluice {

/// Holds the settings that change how PostgreSQL prints definitions and values (search_path to '' above all) for as
/// long as the object lives, then gives the session back what it had; a rollback in between restores them by itself.
class PinnedSettings
{
public:
    static Result<PinnedSettings> pin(SqlSession &session);
    ~PinnedSettings();
    PinnedSettings(PinnedSettings &&other) noexcept;
    PinnedSettings &operator=(PinnedSettings &&) = delete;
    PinnedSettings(const PinnedSettings &) = delete;
    PinnedSettings &operator=(const PinnedSettings &) = delete;

private:
    PinnedSettings(SqlSession &session, QString restore);
    SqlSession *m_session;
    QString m_restore;
};

} // namespace sluice

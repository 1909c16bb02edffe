// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/postgresql/postgres_settings.h"

#include "sql/sql_quoting.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Setting {
    QLatin1String name;
    QLatin1String value;
};

// lc_monetary decides the text of money; plan_cache_mode whether a prepared look into the catalogue is planned once; the
// rest is in PostgreSQL's own list of what pg_dump pins.
constexpr std::array kSettings { Setting { "search_path"_L1, ""_L1 }, Setting { "TimeZone"_L1, "UTC"_L1 },
    Setting { "DateStyle"_L1, "ISO, YMD"_L1 }, Setting { "IntervalStyle"_L1, "postgres"_L1 }, Setting { "extra_float_digits"_L1, "1"_L1 },
    Setting { "bytea_output"_L1, "hex"_L1 }, Setting { "quote_all_identifiers"_L1, "off"_L1 }, Setting { "lc_monetary"_L1, "C"_L1 },
    Setting { "xmlbinary"_L1, "base64"_L1 }, Setting { "plan_cache_mode"_L1, "force_generic_plan"_L1 } };

} // namespace

PinnedSettings::PinnedSettings(SqlSession &session, QString restore)
    : m_session(&session)
    , m_restore(std::move(restore))
{
}

PinnedSettings::PinnedSettings(PinnedSettings &&other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
    , m_restore(std::move(other.m_restore))
{
}

PinnedSettings::~PinnedSettings()
{
    if (!m_session || !m_session->isOpen())
        return;
    const SqlSession::PastStop pastStop(*m_session); // whoever uses the session next relies on its own search_path
    static_cast<void>(m_session->query(m_restore)); // fails only where a rollback has restored them already
}

Result<PinnedSettings> PinnedSettings::pin(SqlSession &session)
{
    QStringList reads;
    QStringList writes;
    for (const Setting &setting : kSettings) {
        reads.append(u"current_setting('"_s + setting.name + u"')"_s);
        writes.append(u"set_config('"_s + setting.name + u"', '"_s + setting.value + u"', false)"_s);
    }
    SLUICE_TRY(const SqlRows before, session.query(u"SELECT "_s + reads.join(u", "_s)));
    SLUICE_CHECK(session.query(u"SELECT "_s + writes.join(u", "_s)));
    QStringList restores;
    for (size_t i = 0; i < kSettings.size(); ++i) {
        restores.append(u"set_config('"_s + kSettings[i].name + u"', "_s
            + quoteLiteral(before.rows[0][static_cast<qsizetype>(i)].toString()) + u", false)"_s);
    }
    return PinnedSettings(session, u"SELECT "_s + restores.join(u", "_s));
}

} // namespace sluice

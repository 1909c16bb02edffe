// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "warehouse/mariadb/mariadb_survey.h"

namespace sluice {

/// Makes everything of the survey in the session's database, which is empty, and lets the server copy the rows: they
/// never come here. Nothing is locked in the source: READ COMMITTED reads what is committed.
Result<void> copyMariadb(SqlSession &clone, const MariadbSurvey &survey);

/// That the clone is the source: every definition, the fingerprint of all relations, and the checksum of every table as
/// the source's snapshot has it. Busy when the source has changed meanwhile, Internal when the copy is another; both
/// say what differs. The snapshot ends with it.
Result<void> proveMariadbCopy(SqlSession &source, SqlSession &clone, const MariadbSurvey &survey);

} // namespace sluice

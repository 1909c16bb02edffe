// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/logging.h"

namespace sluice {

Q_LOGGING_CATEGORY(lcSql, "sluice.sql", QtWarningMsg)
Q_LOGGING_CATEGORY(lcEngine, "sluice.engine", QtWarningMsg)
Q_LOGGING_CATEGORY(lcLedger, "sluice.ledger", QtWarningMsg)
Q_LOGGING_CATEGORY(lcQuality, "sluice.quality", QtWarningMsg)
Q_LOGGING_CATEGORY(lcUi, "sluice.ui", QtWarningMsg)

} // namespace sluice

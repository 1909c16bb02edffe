// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "quality/calibration.h"

namespace sluice {

/// A gate's calibration for a terminal: history, how often it would have fired or held, the least limit, how long it
/// takes to decide. other: the same gate with another limit.
QString describeCalibration(
    const GateCalibration &stated, const std::optional<GateCalibration> &other, const Output &out);

/// The same for --json; what is unknown is null.
QJsonObject calibrationJson(const GateCalibration &stated, const std::optional<GateCalibration> &other);

} // namespace sluice

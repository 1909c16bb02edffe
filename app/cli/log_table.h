// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "communication/log_view.h"

namespace sluice {

/// The change log as columns, one entry a line with its reason last and nothing cut. With a width (of a terminal) what
/// and why wrap within it and stand below each other, beside the other columns or, where those leave too little, under
/// them. A text cannot break out of its entry: every character that moves the cursor is taken out.
QString logTable(const QList<LogLine> &lines, int width = 0);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.h"
#include "ui/models/lineage_scene.h"
#include "ui/theme/theme.h"

namespace sluice {

/// The whole drawing as a file: .svg and .pdf at full size, .png with at most 16 million pixels. The ending of path
/// decides. IoFailed when it cannot be written.
Result<void> exportLineage(const LineageScenePtr &scene, const Theme &theme, const QString &path);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

class Theme;

/// The application's style sheet with the theme's colours filled in. Widgets choose by property: kind on buttons
/// (primary, danger, dangerOutline, flat, chip), tone on labels (a colour role), card on frames.
QString styleSheet(const Theme &theme);

} // namespace sluice

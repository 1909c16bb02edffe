// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/glyph.h"

#include <array>

namespace sluice {

namespace {

// In the order of Glyph.
constexpr std::array<const char *, kGlyphCount> kNames {
    "passed", "held", "breach", "rolled_back", "unknown", "approval", "gate", "flag", "rehearsal", "feedback",
    "hazard", "running", "pending", "scheduled", "cross", "search", "chevron_right", "chevron_down", "plus",
    "minus", "start", "stop", "info", "lock", "key", "copy", "export", "refresh", "trash", "more", "filter",
    "fit", "milestone", "database", "plug", "person", "rollouts", "timeline", "lineage", "quality",
    "changelog", "connections", "command", "sun", "step", "runbook", "message", "arrow_up", "check_box",
    "check_box_on",
};

} // namespace

QString glyphName(Glyph glyph)
{
    return QLatin1String(kNames[static_cast<size_t>(glyph)]);
}

} // namespace sluice

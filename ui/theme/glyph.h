// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace sluice {

/// Every sign the product draws, one SVG of one colour each in resources/icons. They are pictures, never characters,
/// so that no font can lack one.
enum class Glyph {
    Passed,
    Held,
    Breach,
    RolledBack,
    Unknown,
    Approval,
    Gate,
    Flag,
    Rehearsal,
    Feedback,
    Hazard,
    Running,
    Pending,
    Scheduled,
    Cross,
    Search,
    ChevronRight,
    ChevronDown,
    Plus,
    Minus,
    Start,
    Stop,
    Info,
    Lock,
    Key,
    Copy,
    Export,
    Refresh,
    Trash,
    More,
    Filter,
    Fit,
    Milestone,
    Database,
    Plug,
    Person,
    Rollouts,
    Timeline,
    Lineage,
    Quality,
    Changelog,
    Connections,
    Command,
    Sun,
    Step,
    Runbook,
    Message,
    ArrowUp,
    CheckBox,
    CheckBoxOn,
};
constexpr int kGlyphCount = 50;

/// The file name without ".svg": "rolled_back".
QString glyphName(Glyph glyph);

} // namespace sluice

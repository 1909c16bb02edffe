// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/impact_look.h"

#include "ui/models/lineage_text.h"

namespace sluice {

StateLook impactLook(ImpactKind kind)
{
    const QString word = impactWord(kind);
    switch (kind) {
    case ImpactKind::Changed: return { Glyph::Feedback, ColorRole::Accent, word };
    case ImpactKind::Breaks: return { Glyph::Cross, ColorRole::Breach, word };
    case ImpactKind::ChangesValue: return { Glyph::Refresh, ColorRole::Watch, word };
    case ImpactKind::SeesNull: return { Glyph::Pending, ColorRole::Resilience, word };
    case ImpactKind::Unknown: return { Glyph::Unknown, ColorRole::Unknown, word };
    case ImpactKind::Untouched: return { Glyph::Minus, ColorRole::Muted, word };
    }
    return {};
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/answering_prompter.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page.h"

namespace sluice {

/// Everything a page needs, over canned values, at the canned moment. S: FakeService or a test's own.
template <class S = FakeService>
struct PageBench {
    explicit PageBench(Theme &theme, CannedMood mood = CannedMood::Calm)
        : service(mood)
        , actions(theme)
        , context { service, theme, clock, actions, prompter, navigator }
    {
    }
    S service;
    FakeClock clock { cannedNow() };
    ActionRegistry actions;
    AnsweringPrompter prompter;
    Navigator navigator;
    PageContext context;
};

} // namespace sluice

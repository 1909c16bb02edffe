// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/target_link.h"

#include "warehouse/fence.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Named so that a takeover knows its own sessions from those of an older runner.
SqlWorker::Opener opener(const RunEnvironment &environment, SessionRole role)
{
    return [open = environment.openSession, role, tag = sessionTag(environment.runner, role)] {
        SessionOptions options;
        options.applicationName = tag;
        return open(role, options);
    };
}

} // namespace

TargetLink::TargetLink(const RunEnvironment &environment)
    : m_steps(opener(environment, SessionRole::Steps), u"sluice-steps"_s)
    , m_control(opener(environment, SessionRole::Control), u"sluice-control"_s)
{
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/target_link.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

SqlWorker::Opener opener(const RunEnvironment &environment, SessionRole role, const QString &purpose)
{
    return [open = environment.openSession, role, tag = u"sluice:%1:%2"_s.arg(environment.runner, purpose)] {
        SessionOptions options;
        options.applicationName = tag.left(63);
        return open(role, options);
    };
}

} // namespace

TargetLink::TargetLink(const RunEnvironment &environment)
    : m_steps(opener(environment, SessionRole::Steps, u"steps"_s), u"sluice-steps"_s)
    , m_control(opener(environment, SessionRole::Control, u"control"_s), u"sluice-control"_s)
{
}

} // namespace sluice

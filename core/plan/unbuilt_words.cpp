// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/unbuilt_words.h"

namespace sluice {

using namespace Qt::StringLiterals;

const QStringList &unbuiltPlanKeys()
{
    static const QStringList words { u"approvals"_s, u"baseline"_s, u"calendar"_s, u"calendars"_s, u"checks"_s,
        u"drills"_s, u"freeze"_s, u"lineage"_s, u"playbook"_s, u"policies"_s, u"rehearsal"_s, u"schedule"_s, u"suppressions"_s };
    return words;
}

const QStringList &unbuiltStageKeys()
{
    static const QStringList words { u"approvals"_s, u"calendar"_s, u"certificate"_s, u"compare"_s, u"drills"_s, u"rehearsal"_s,
        u"schedule"_s, u"workload"_s };
    return words;
}

const QStringList &unbuiltStepKeys()
{
    static const QStringList words { u"approvals"_s, u"guard"_s, u"rehearsal"_s };
    return words;
}

const QStringList &unbuiltGateKeys()
{
    static const QStringList words { u"alpha"_s, u"at"_s, u"baseline"_s, u"mapping"_s, u"segments"_s, u"settling"_s, u"slices"_s, u"tolerance"_s };
    return words;
}

const QStringList &unbuiltExposureKeys()
{
    static const QStringList words { u"approvals"_s, u"percent"_s };
    return words;
}

const QStringList &unbuiltWorkspaceKeys()
{
    static const QStringList words { u"calendars"_s, u"environments"_s, u"policies"_s, u"policy"_s, u"rehearsal"_s, u"roles"_s,
        u"webhooks"_s };
    return words;
}

} // namespace sluice

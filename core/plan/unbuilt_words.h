// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>

/// Private to core/plan: words of the plan language that later versions run and this one refuses by name. A plan that
/// uses one is well formed, so it must not be called a typo; nothing would check it, so it must not pass either.
namespace sluice {

const QStringList &unbuiltPlanKeys();
const QStringList &unbuiltStageKeys();
const QStringList &unbuiltStepKeys();
const QStringList &unbuiltGateKeys(); ///< some of them by every probe but one or two
const QStringList &unbuiltExposureKeys();
const QStringList &unbuiltWorkspaceKeys();

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/mapping_reader.h"
#include "plan/probe_spec.h"
#include "plan/read_context.h"

/// Private to core/plan: the keys of a gate that say what its probe measures.
namespace sluice {

/// Every probe that can be judged.
const QStringList &probeNames();
/// name is one of probeNames().
ProbeSpec readProbe(const QString &name, MappingReader &reader, ReadContext &context);

} // namespace sluice

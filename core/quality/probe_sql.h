// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/probe_dialect.h"

/// Private to core/quality: the statement of each probe, see ProbeQuery.
namespace sluice {

QString probeSql(const ProbeDialect &dialect, const RowCountProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const NullRateProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const UniquenessProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const FreshnessProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const QueryLatencyProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const ErrorRateProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const SqlProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const ReferentialIntegrityProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const VolumeProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const LateRowsProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const SchemaDriftProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const DistributionProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const MappingProbe &probe, const Gate &gate);
QString probeSql(const ProbeDialect &dialect, const FeedbackProbe &probe, const Gate &gate);
/// One statement each, see testStatements().
QString probeSql(const ProbeDialect &dialect, const TestsProbe &probe, const Gate &gate);
/// Words: what is read depends on what is found, see compareTables().
QString probeSql(const ProbeDialect &dialect, const FidelityProbe &probe, const Gate &gate);
/// Empty where the engine has no such statistics.
QString probeSql(const ProbeDialect &dialect, const SystemProbe &probe, const Gate &gate);
/// Empty: it reads a file, see DbtFile.
QString probeSql(const ProbeDialect &dialect, const DbtProbe &probe, const Gate &gate);

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/certificate.h"
#include "plan/plan_bundle.h"

namespace sluice {

// Names that are a rehearsal's alone. Pure.

/// Every text of the plan that a rehearsal makes SQL of: relations, expressions, statements.
QStringList rehearsedTexts(const PlanBundle &bundle);

/// The digest of a step's SQL without the names that are made for one run only.
QString portableDigest(const QJsonObject &compiled, const QString &run);

/// A line for people without the clone's name, which says nothing to anybody: "Fill currency of orders".
QString withoutClone(QString line);
/// The same for all proofs.
void forgetClone(Certificate &certificate);

} // namespace sluice

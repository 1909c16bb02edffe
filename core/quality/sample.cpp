// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/sample.h"

namespace sluice {

QString sampleClassName(SampleClass sampleClass)
{
    switch (sampleClass) {
    case SampleClass::Good:
        return QStringLiteral("good");
    case SampleClass::NoData:
        return QStringLiteral("no_data");
    case SampleClass::Stale:
        return QStringLiteral("stale");
    case SampleClass::Error:
        return QStringLiteral("error");
    case SampleClass::NaN:
        return QStringLiteral("nan");
    case SampleClass::Skipped:
        return QStringLiteral("skipped");
    }
    return {};
}

std::optional<SampleClass> sampleClassFromName(const QString &name)
{
    for (const SampleClass known : { SampleClass::Good, SampleClass::NoData, SampleClass::Stale, SampleClass::Error,
             SampleClass::NaN, SampleClass::Skipped }) {
        if (sampleClassName(known) == name)
            return known;
    }
    return std::nullopt;
}

} // namespace sluice

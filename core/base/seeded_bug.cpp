// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/seeded_bug.h"

#ifdef SLUICE_FAULTS

#include <QByteArray>

namespace sluice {

bool hasSeededBug(const char *name)
{
    static const QByteArray wanted = qgetenv("SLUICE_BUG");
    return wanted == name;
}

} // namespace sluice

#endif

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/secret_store.h"

namespace sluice {

QString secretKey(const QString &workspaceId, const QString &connection)
{
    return QStringLiteral("sluice/") + workspaceId + u'/' + connection;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "secrets/secret_store.h"

#include "base/digest.h"

namespace sluice {

using namespace Qt::StringLiterals;

QString secretKey(const QString &workspaceId, const ConnectionProfile &profile)
{
    const QString service = profile.service ? profile.service->name : QString();
    const QByteArray login = sha256Fields("sluice-login-v1",
        { engineName(profile.engine).toUtf8(), service.toUtf8(), profile.odbcDriver.toUtf8(), profile.host.toUtf8(),
            QByteArray::number(profile.port), profile.database.toUtf8(), profile.user.toUtf8() });
    return u"sluice/%1/%2/"_s.arg(workspaceId, profile.name) + QString::fromLatin1(login.toHex().left(32));
}

} // namespace sluice

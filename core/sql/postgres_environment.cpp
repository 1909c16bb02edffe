// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/postgres_environment.h"

#include <QByteArray>
#include <QDir>
#include <QFileInfo>
#include <QList>

#include <mutex>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

QString postgresAuthorities(const QString &sslMode)
{
    const QString ofTheSystem = u"/etc/ssl/certs/ca-certificates.crt"_s;
    const bool isVerified = sslMode.startsWith(u"verify");
    const bool hasOwn = QFileInfo::exists(QDir::homePath() + u"/.postgresql/root.crt"_s);
    return isVerified && !hasOwn && QFileInfo::exists(ofTheSystem) ? ofTheSystem : QString();
}

void scrubPostgresEnvironment()
{
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    QList<QByteArray> found;
    for (char **entry = environ; entry && *entry; ++entry) {
        const QByteArray text(*entry);
        if (text.startsWith("PG"))
            found.append(text.left(text.indexOf('=')));
    }
    for (const QByteArray &name : std::as_const(found))
        qunsetenv(name.constData());
}

} // namespace sluice

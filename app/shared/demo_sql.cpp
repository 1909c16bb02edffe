// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/demo_sql.h"

#include "base/result.h"

#include <QFile>

// Outside every namespace, as the macro demands; a static library keeps its resources only when asked for them.
static void initialiseResources()
{
    Q_INIT_RESOURCE(demo);
}

namespace sluice {

using namespace Qt::StringLiterals;

QString demoText(const QString &path)
{
    static const bool isReady = (initialiseResources(), true);
    QFile file(u":/demo/"_s + path);
    SLUICE_INVARIANT(isReady && file.open(QIODevice::ReadOnly));
    return QString::fromUtf8(file.readAll());
}

QString demoSql(const QString &path)
{
    const QString text = demoText(path);
    const qsizetype end = text.lastIndexOf(u';');
    return end < 0 ? text : text.first(end);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "service/workload_files.h"

#include <QFile>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMostBytes = 8 * 1024 * 1024; ///< of all files of queries

} // namespace

Result<QList<WorkloadFile>> readWorkloadFiles(const QStringList &names)
{
    QList<WorkloadFile> files;
    qint64 left = kMostBytes;
    for (const QString &name : names) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            return fail(file.exists() ? ErrorCode::IoFailed : ErrorCode::NotFound,
                u"the queries cannot be read: %1"_s.arg(file.errorString()), name);
        const QByteArray bytes = file.read(left + 1);
        left -= bytes.size();
        if (left < 0)
            return fail(ErrorCode::Usage, u"the files of queries are larger than 8 MiB together"_s, name,
                u"give fewer queries"_s);
        const QString text = QString::fromUtf8(bytes);
        if (text.toUtf8() != bytes || text.contains(QChar(0)))
            return fail(ErrorCode::Usage, u"the file is no UTF-8 text"_s, name);
        files.append({ name.section(u'/', -1), text });
    }
    return files;
}

} // namespace sluice

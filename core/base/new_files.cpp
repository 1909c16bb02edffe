// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/new_files.h"

#include <QDir>
#include <QFileInfo>
#include <QSaveFile>

namespace sluice {

using namespace Qt::StringLiterals;

Result<QStringList> writeNewFiles(const QString &folder, const QList<NamedFile> &files)
{
    const QString next = u"choose another folder"_s;
    if (!QDir().mkpath(folder))
        return fail(ErrorCode::IoFailed, u"the folder cannot be made"_s, folder, next);
    for (const NamedFile &wanted : files) {
        const QFileInfo there(QDir(folder).filePath(wanted.name));
        if (there.exists() || there.isSymLink())
            return fail(ErrorCode::AlreadyExists, u"a file of that name is there"_s, there.filePath(), next);
    }
    QStringList written;
    for (const NamedFile &wanted : files) {
        const QString path = QDir(folder).filePath(wanted.name);
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) || file.write(wanted.bytes) != wanted.bytes.size() || !file.commit())
            return fail(ErrorCode::IoFailed, u"the file cannot be written: "_s + file.errorString(), path, u"free space or choose another folder"_s);
        written += path;
    }
    return written;
}

} // namespace sluice

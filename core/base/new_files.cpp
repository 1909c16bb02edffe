// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/new_files.h"

#include "base/whole_file.h"

#include <QDir>
#include <QFileInfo>

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
        written += QDir(folder).filePath(wanted.name);
        Result<void> done = writeWholeFile(written.last(), wanted.bytes, FileReaders::Owner);
        if (!done) { // half of them would be in the way of the next try
            for (const QString &path : std::as_const(written))
                QFile::remove(path);
            done.error().next = u"free space or choose another folder"_s;
            return fail(done.error());
        }
    }
    return written;
}

} // namespace sluice

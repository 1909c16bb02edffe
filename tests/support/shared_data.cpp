// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/shared_data.h"

#include <QDir>
#include <QFile>

#include <zlib.h>

namespace sluice::test {

using namespace Qt::StringLiterals;

QString sharedData(const QString &kind)
{
    const QDir folder(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/../shared/data/"_s + kind);
    return folder.exists() ? folder.canonicalPath() : QString();
}

bool isSharedDataRequired()
{
    return !qEnvironmentVariableIsEmpty("CI");
}

QStringList sharedFiles(const QString &kind)
{
    const QString folder = sharedData(kind);
    QStringList files;
    if (folder.isEmpty())
        return files;
    for (const QString &name : QDir(folder).entryList(QDir::Files, QDir::Name))
        files.append(folder + u'/' + name);
    return files;
}

QByteArray readUnpacked(const QString &file)
{
    QByteArray content;
    const gzFile source = gzopen(QFile::encodeName(file).constData(), "rb"); // reads plain files as they are
    if (source == nullptr)
        return content;
    QByteArray chunk(1 << 18, Qt::Uninitialized);
    for (int got = 0; (got = gzread(source, chunk.data(), unsigned(chunk.size()))) > 0;)
        content.append(chunk.constData(), got);
    gzclose(source);
    return content;
}

} // namespace sluice::test

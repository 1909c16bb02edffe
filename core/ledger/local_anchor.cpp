// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include "base/digest.h"
#include "ledger/ledger_storage.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSaveFile>

#include <cerrno>
#include <sys/stat.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFormat = "sluice-anchor-1"_L1;

QString realPath(const QString &ledgerFile)
{
    const QFileInfo info(ledgerFile);
    if (info.exists())
        return info.canonicalFilePath();
    const QString folder = QFileInfo(info.absolutePath()).canonicalFilePath();
    return (folder.isEmpty() ? info.absolutePath() : folder) + u'/' + info.fileName();
}

/// $XDG_STATE_HOME, or ~/.local/state as the base directory specification says; relative values are ignored.
QString anchorFolder()
{
    QString state = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(state))
        state = QDir::homePath() + u"/.local/state"_s;
    return QDir::cleanPath(state) + u"/sluice/anchors"_s;
}

QString anchorFile(const QString &ledgerFile)
{
    return anchorFolder() + u'/' + sha256Hex(realPath(ledgerFile).toUtf8());
}

Result<void> makePrivateFolder(const QString &folder)
{
    if (QFileInfo(folder).isDir())
        return {};
    SLUICE_CHECK(makePrivateFolder(QFileInfo(folder).absolutePath()));
    if (mkdir(QFile::encodeName(folder).constData(), S_IRWXU) != 0 && errno != EEXIST)
        return fail(fileError(errno, u"the folder of the anchors cannot be made"_s, folder));
    return {};
}

} // namespace

Result<void> writeLocalAnchor(const QString &ledgerFile, const LedgerHead &head)
{
    if (head.seq <= 0 || head.hash.size() != 32)
        return fail(ErrorCode::Usage, u"an anchor needs the head of a ledger"_s, ledgerFile);
    const QString path = anchorFile(ledgerFile);
    const QList<LedgerAnchor> known = localAnchors(ledgerFile);
    for (const LedgerAnchor &anchor : known) {
        // Never backwards: an anchor that gives way tells nothing.
        if (anchor.seq > head.seq || (anchor.seq == head.seq && anchor.hash != head.hash))
            return fail(ErrorCode::LedgerCorrupt,
                u"the ledger ends at "_s + QString::number(head.seq) + u", but this machine saw its entry "_s
                    + QString::number(anchor.seq) + (anchor.seq == head.seq ? u" with another content"_s : QString()),
                ledgerFile, u"run 'sluice log verify'; the file may have been replaced by an older copy"_s);
        if (anchor.seq == head.seq)
            return {};
    }
    SLUICE_CHECK(makePrivateFolder(anchorFolder()));
    const QJsonObject json { { u"format"_s, QString(kFormat) }, { u"ledger"_s, realPath(ledgerFile) }, { u"seq"_s, head.seq },
        { u"hash"_s, QString::fromLatin1(head.hash.toHex()) } };
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorCode::IoFailed, u"the anchor cannot be written: "_s + file.errorString(), path);
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n');
    if (!file.commit())
        return fail(ErrorCode::IoFailed, u"the anchor cannot be written: "_s + file.errorString(), path);
    return {};
}

QList<LedgerAnchor> localAnchors(const QString &ledgerFile)
{
    QFile file(anchorFile(ledgerFile));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject json = QJsonDocument::fromJson(file.read(64 * 1024)).object();
    LedgerAnchor anchor;
    anchor.source = u"this machine"_s;
    anchor.seq = json.value("seq"_L1).toInteger();
    anchor.hash = QByteArray::fromHex(json.value("hash"_L1).toString().toLatin1());
    if (json.value("format"_L1).toString() != kFormat || anchor.seq <= 0 || anchor.hash.size() != 32)
        return {};
    return { anchor };
}

void forgetLocalAnchor(const QString &ledgerFile)
{
    QFile::remove(anchorFile(ledgerFile));
}

} // namespace sluice

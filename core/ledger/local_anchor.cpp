// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger.h"

#include "base/digest.h"
#include "base/whole_file.h"
#include "ledger/ledger_storage.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonDocument>

#include <cerrno>
#include <optional>
#include <sys/stat.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kFormat = "sluice-anchor-2"_L1;

QString realPath(const QString &ledgerFile)
{
    if (ledgerFile.startsWith("postgresql://"_L1))
        return ledgerFile;
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

/// One file for each mark, so that neither can be overwritten by exchanging the other for a while. The path is part of
/// both: copies of a workspace go on side by side, each with a record of its own.
QStringList anchorFiles(const LedgerIdentity &ledger)
{
    const auto fileOf = [place = realPath(ledger.file)](const QString &kind, const QString &mark) {
        return anchorFolder() + u'/' + sha256Hex(QStringList { kind, mark, place }.join(QChar(0)).toUtf8());
    };
    QStringList files { fileOf(u"workspace"_s, ledger.workspace) };
    if (!ledger.firstHash.isEmpty())
        files.append(fileOf(u"ledger"_s, QString::fromLatin1(ledger.firstHash.toHex())));
    return files;
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

std::optional<LedgerAnchor> readAnchor(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject json = QJsonDocument::fromJson(file.read(64 * 1024)).object();
    LedgerAnchor anchor;
    anchor.source = u"this machine"_s;
    anchor.seq = json.value("seq"_L1).toInteger();
    anchor.hash = QByteArray::fromHex(json.value("hash"_L1).toString().toLatin1());
    if (json.value("format"_L1).toString() != kFormat || anchor.seq <= 0 || anchor.hash.size() != 32)
        return std::nullopt;
    return anchor;
}

} // namespace

Result<void> writeLocalAnchor(const LedgerIdentity &ledger, const LedgerHead &head)
{
    if (head.seq <= 0 || head.hash.size() != 32)
        return fail(ErrorCode::Usage, u"an anchor needs the head of a ledger"_s, ledger.file);
    const QList<LedgerAnchor> known = localAnchors(ledger);
    for (const LedgerAnchor &anchor : known) {
        // Never backwards: an anchor that gives way tells nothing.
        if (anchor.seq > head.seq || (anchor.seq == head.seq && anchor.hash != head.hash))
            return fail(ErrorCode::LedgerCorrupt,
                u"the ledger ends at "_s + QString::number(head.seq) + u", but this machine saw its entry "_s
                    + QString::number(anchor.seq) + (anchor.seq == head.seq ? u" with another content"_s : QString()),
                ledger.file, u"run 'sluice log verify'; the file may have been replaced by an older copy"_s);
    }
    SLUICE_CHECK(makePrivateFolder(anchorFolder()));
    const QJsonObject json { { u"format"_s, QString(kFormat) }, { u"ledger"_s, realPath(ledger.file) }, { u"workspace"_s, ledger.workspace },
        { u"seq"_s, head.seq }, { u"hash"_s, QString::fromLatin1(head.hash.toHex()) } };
    const QByteArray content = QJsonDocument(json).toJson(QJsonDocument::Compact) + '\n';
    const QStringList files = anchorFiles(ledger);
    for (const QString &path : files)
        SLUICE_CHECK(writeWholeFile(path, content, FileReaders::Owner)); // an empty one would remember nothing
    return {};
}

QList<LedgerAnchor> localAnchors(const LedgerIdentity &ledger)
{
    QList<LedgerAnchor> anchors;
    const QStringList files = anchorFiles(ledger);
    for (const QString &path : files) {
        if (const auto anchor = readAnchor(path))
            anchors.append(*anchor);
    }
    return anchors;
}

} // namespace sluice

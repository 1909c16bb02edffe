// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/intent_file.h"

#include "base/digest.h"
#include "base/kill_point.h"
#include "base/logging.h"
#include "ledger/ledger_storage.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>

#include <algorithm>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kDigestLength = 64;
constexpr char kSynced = ' '; ///< between digest and record
constexpr char kCopied = '~';
constexpr qint64 kLargestFile = 256 * 1024 * 1024;

/// Closes at the end of the scope.
class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            close(m_number);
    }
    Descriptor(const Descriptor &) = delete;
    Descriptor &operator=(const Descriptor &) = delete;
    int number() const { return m_number; }
    bool isOpen() const { return m_number >= 0; }

private:
    int m_number;
};

Result<void> syncFolder(const QString &folder)
{
    const Descriptor descriptor(open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!descriptor.isOpen() || fsync(descriptor.number()) != 0)
        return fail(fileError(errno, u"the folder of the intent file cannot be synced"_s, folder));
    return {};
}

struct Line {
    QJsonObject record;
    bool isCopy = false; ///< nothing waited for it to be on the disk
};

std::optional<Line> readLine(const QByteArray &line)
{
    if (line.size() < kDigestLength + 3 || (line[kDigestLength] != kSynced && line[kDigestLength] != kCopied))
        return std::nullopt;
    const QByteArray json = line.mid(kDigestLength + 1);
    if (sha256Hex(json).toLatin1() != line.left(kDigestLength))
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(json);
    return document.isObject() ? std::optional(Line { document.object(), line[kDigestLength] == kCopied }) : std::nullopt;
}

/// A power loss keeps of everything since the last sync what it likes, so whole lines may stand behind a lost one, and
/// lost are blocks of zeros. One synced line may be the last of them: that sync was under way. Any other synced line, or
/// damage without zeros, says that the disk had it all before.
bool isLostTail(const QByteArray &bytes, qsizetype from)
{
    bool hadSynced = false;
    while (from < bytes.size()) {
        const qsizetype newline = bytes.indexOf('\n', from);
        if (newline < 0)
            break;
        const QByteArray text = bytes.mid(from, newline - from);
        const std::optional<Line> line = readLine(text);
        if (hadSynced || (!line && !text.contains('\0')))
            return false;
        hadSynced = line && !line->isCopy;
        from = newline + 1;
    }
    return true;
}

struct Content {
    QList<QJsonObject> records;
    qint64 length = 0; ///< bytes of the whole lines; what follows is a torn write that was never acknowledged
};

Result<Content> readContent(const QString &path)
{
    Content content;
    QFile file(path);
    if (!file.exists())
        return content;
    if (file.size() > kLargestFile)
        return fail(ErrorCode::LedgerCorrupt, u"the intent file is larger than any run can make it"_s, path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::IoFailed, u"the intent file cannot be read: "_s + file.errorString(), path);
    const QByteArray bytes = file.readAll();
    while (content.length < bytes.size()) {
        const qsizetype newline = bytes.indexOf('\n', content.length);
        if (newline < 0)
            break;
        const QByteArray line = bytes.mid(content.length, newline - content.length);
        const std::optional<Line> read = readLine(line);
        if (!read && isLostTail(bytes, content.length))
            break;
        if (!read)
            return fail(ErrorCode::LedgerCorrupt, u"a line differs from its checksum"_s,
                path + u':' + QString::number(content.records.size() + 1),
                u"keep the file as evidence, and compare the target's receipts with the ledger before going on"_s);
        content.records += read->record;
        content.length = newline + 1;
    }
    return content;
}

/// Cuts off what follows length, and nothing else: the blocks behind the end that are kept for a rollback on a full
/// disk go with any truncation, also one to the same length, so they are asked for again at once.
bool cutTail(int descriptor, qint64 length)
{
    struct stat info
    {
    };
    if (fstat(descriptor, &info) != 0)
        return false;
    if (info.st_size == length)
        return true;
    if (ftruncate(descriptor, length) != 0)
        return false;
    if (const off_t room = off_t { info.st_blocks } * 512 - length; room > 0 && info.st_size - length < room)
        (void)fallocate(descriptor, FALLOC_FL_KEEP_SIZE, length, room);
    return true;
}

Result<void> writeAll(int descriptor, const QByteArray &line, const QString &path)
{
    qsizetype written = 0;
    while (written < line.size()) {
        const ssize_t count = write(descriptor, line.constData() + written, static_cast<size_t>(line.size() - written));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return fail(fileError(errno, u"the intent file cannot be written"_s, path));
        written += count;
    }
    return {};
}

} // namespace

IntentFile::IntentFile(QString path)
    : m_path(std::move(path))
{
}

Result<IntentFile> IntentFile::open(const QString &folder, const QString &run)
{
    const bool isPlain = std::all_of(run.begin(), run.end(), [](QChar c) {
        return c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'.' || c == u'_' || c == u'-');
    });
    if (run.isEmpty() || run.size() > 128 || run.startsWith(u'.') || !isPlain)
        return fail(ErrorCode::Usage, u"a run's id may hold letters, digits, '.', '_' and '-' only"_s, run);
    if (!QFileInfo(folder).isDir()) {
        if (mkdir(QFile::encodeName(folder).constData(), S_IRWXU) != 0 && errno != EEXIST)
            return fail(fileError(errno, u"the folder of the intent file cannot be made"_s, folder));
        SLUICE_CHECK(syncFolder(QFileInfo(folder).absolutePath()));
    }
    return IntentFile(QFileInfo(folder).absoluteFilePath() + u'/' + run + u".intents"_s);
}

Result<void> IntentFile::append(const QJsonObject &record, Durability durability)
{
    const QByteArray json = QJsonDocument(record).toJson(QJsonDocument::Compact);
    const QByteArray line = sha256Hex(json).toLatin1() + (durability == Durability::Synced ? kSynced : kCopied) + json + '\n';
    const bool isNew = !QFile::exists(m_path);
    const Descriptor descriptor(
        ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!descriptor.isOpen())
        return fail(fileError(errno, u"the intent file cannot be opened"_s, m_path));
    // Two writers: none may take the other's unfinished line for a torn one. Closing gives the lock back.
    while (flock(descriptor.number(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return fail(fileError(errno, u"the intent file cannot be locked"_s, m_path));
    }
    if (!m_tailChecked) {
        // A torn line must not become the head of the next one.
        SLUICE_TRY(const Content content, readContent(m_path));
        if (!cutTail(descriptor.number(), content.length))
            return fail(fileError(errno, u"the intent file cannot be written"_s, m_path));
        m_tailChecked = true;
    }
    const off_t length = lseek(descriptor.number(), 0, SEEK_END);
    if (length < 0)
        return fail(fileError(errno, u"the intent file cannot be read"_s, m_path));
    SLUICE_KILL_POINT("intent.append.before");
    Result<void> written = writeAll(descriptor.number(), line, m_path);
    const bool mustSync = durability == Durability::Synced;
    if (written && mustSync && fdatasync(descriptor.number()) != 0)
        written = fail(fileError(errno, u"the intent file cannot be synced"_s, m_path));
    if (!written) {
        if (cutTail(descriptor.number(), length))
            fdatasync(descriptor.number());
        m_tailChecked = false;
        return written;
    }
    m_appended += line.size();
    if (isNew && mustSync)
        SLUICE_CHECK(syncFolder(QFileInfo(m_path).absolutePath()));
    SLUICE_KILL_POINT("intent.append.after");
    return {};
}

Result<void> IntentFile::reserve(qint64 bytes)
{
    const qint64 length = size();
    if (m_reservedUntil - length >= bytes)
        return {};
    const Descriptor descriptor(
        ::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR));
    if (!descriptor.isOpen())
        return fail(fileError(errno, u"the intent file cannot be opened"_s, m_path));
    int done = 0;
    do { // twice as much, so that not every entry asks
        done = fallocate(descriptor.number(), FALLOC_FL_KEEP_SIZE, length, 2 * bytes);
    } while (done != 0 && errno == EINTR);
    if (done != 0 && errno == EOPNOTSUPP) {
        qCWarning(lcLedger) << "the file system keeps no room for a rollback on a full disk:" << m_path;
        m_reservedUntil = std::numeric_limits<qint64>::max();
        return {};
    }
    if (done != 0)
        return fail(fileError(errno, u"there is no room for the record of a rollback"_s, m_path));
    m_reservedUntil = length + 2 * bytes;
    return {};
}

void IntentFile::giveRoomBack()
{
    const Descriptor descriptor(::open(QFile::encodeName(m_path).constData(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    struct stat info
    {
    };
    const bool isMine
        = descriptor.isOpen() && flock(descriptor.number(), LOCK_EX) == 0 && fstat(descriptor.number(), &info) == 0;
    m_reservedUntil = 0;
    if (isMine && ftruncate(descriptor.number(), info.st_size) != 0) // to the same length: the blocks behind it go
        qCWarning(lcLedger) << "room that nobody needs any more stays reserved:" << m_path;
}

qint64 IntentFile::size() const
{
    return QFileInfo(m_path).size();
}

Result<QList<QJsonObject>> IntentFile::readAll() const
{
    return readContent(m_path).map([](Content content) { return std::move(content.records); });
}

} // namespace sluice

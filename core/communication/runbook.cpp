// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/runbook.h"

#include "communication/plain_text.h"

#include <algorithm>
#include <optional>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostInput = 1024 * 1024;
constexpr qsizetype kMostSteps = 500;
constexpr qsizetype kMostMessages = 50;
constexpr qsizetype kMostMessageText = 16'000;
constexpr qsizetype kMostFilledText = 256 * 1024;

/// An open fence: as many of one mark, or more, close it (CommonMark 4.5).
struct Fence {
    QChar mark;
    qsizetype length = 0;
    QString message; ///< name of the template inside; empty: some other block
    QStringList lines;
};

qsizetype markLength(QStringView line, QChar mark)
{
    qsizetype length = 0;
    while (length < line.size() && line[length] == mark)
        ++length;
    return length;
}

std::optional<Fence> openedFence(QStringView line)
{
    const QStringView text = line.trimmed();
    if (text.isEmpty() || (text[0] != u'`' && text[0] != u'~'))
        return std::nullopt;
    Fence fence { text[0], markLength(text, text[0]), {}, {} };
    const QString info = text.mid(fence.length).toString().simplified();
    if (fence.length < 3 || (fence.mark == u'`' && info.contains(u'`')))
        return std::nullopt;
    if (info.startsWith(u"message "_s))
        fence.message = plainLine(info.section(u' ', 1, 1), 64);
    return fence;
}

bool closesFence(QStringView line, const Fence &fence)
{
    const QStringView text = line.trimmed();
    const qsizetype length = markLength(text, fence.mark);
    return length >= fence.length && length == text.size();
}

bool isOwnerCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'.' || c == u'_' || c == u'-' || c == u'/';
}

/// "- [ ] text @owner", also with * or + or "1." in front.
std::optional<RunbookStep> stepOf(QStringView line)
{
    QStringView rest = line.trimmed();
    if (rest.startsWith(u'-') || rest.startsWith(u'*') || rest.startsWith(u'+')) {
        rest = rest.mid(1);
    } else {
        qsizetype digits = 0;
        while (digits < rest.size() && digits < 9 && rest[digits].isDigit())
            ++digits;
        if (digits == 0 || digits >= rest.size() || (rest[digits] != u'.' && rest[digits] != u')'))
            return std::nullopt;
        rest = rest.mid(digits + 1);
    }
    rest = rest.trimmed();
    if (rest.size() < 5 || rest[0] != u'[' || rest[2] != u']' || !rest[3].isSpace())
        return std::nullopt;
    if (rest[1] != u' ' && rest[1] != u'x' && rest[1] != u'X')
        return std::nullopt;
    RunbookStep step;
    step.isDone = rest[1] != u' ';
    QString text = plainLine(rest.mid(4).toString(), 1'000);
    const qsizetype at = text.lastIndexOf(u'@');
    if (at >= 0 && (at == 0 || text.at(at - 1) == u' ')) {
        const QString owner = text.mid(at + 1);
        if (!owner.isEmpty() && std::all_of(owner.begin(), owner.end(), isOwnerCharacter)) {
            step.owner = owner;
            text = text.left(at).trimmed();
        }
    }
    step.text = text;
    return text.isEmpty() ? std::nullopt : std::optional(step);
}

void keepMessage(Runbook &runbook, const Fence &fence)
{
    if (fence.message.isEmpty() || runbook.messages.size() >= kMostMessages || runbook.messages.contains(fence.message))
        return;
    runbook.messages.insert(fence.message, plainLines(fence.lines.join(u'\n'), kMostMessageText));
}

bool isNameCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || c == u'_';
}

} // namespace

Runbook parseRunbook(const QString &markdown)
{
    Runbook runbook;
    std::optional<Fence> fence;
    const QString input = markdown.left(kMostInput);
    for (QStringView line : QStringView(input).split(u'\n')) {
        if (line.endsWith(u'\r'))
            line.chop(1);
        if (fence) {
            if (closesFence(line, *fence)) {
                keepMessage(runbook, *fence);
                fence.reset();
            } else if (!fence->message.isEmpty()) {
                fence->lines += line.toString();
            }
            continue;
        }
        fence = openedFence(line);
        if (fence)
            continue;
        if (runbook.title.isEmpty() && line.startsWith(u"# "_s)) {
            runbook.title = plainLine(line.mid(2).toString(), 300);
        } else if (runbook.steps.size() < kMostSteps) {
            if (const std::optional<RunbookStep> step = stepOf(line))
                runbook.steps += *step;
        }
    }
    if (fence) // an unclosed block goes on to the end
        keepMessage(runbook, *fence);
    return runbook;
}

QString fillTemplate(const QString &text, const QMap<QString, QString> &values)
{
    QString out;
    qsizetype at = 0;
    while (at < text.size() && out.size() < kMostFilledText) {
        const qsizetype open = text.indexOf(u"{{"_s, at);
        if (open < 0)
            break;
        out += QStringView(text).mid(at, open - at);
        qsizetype end = open + 2;
        while (end < text.size() && (text.at(end) == u' ' || isNameCharacter(text.at(end))))
            ++end;
        const QString name = text.mid(open + 2, end - open - 2).trimmed();
        const bool isClosed = QStringView(text).mid(end).startsWith(u"}}"_s);
        if (isClosed && values.contains(name)) {
            out += plainLines(values.value(name), kMostMessageText);
            at = end + 2;
        } else {
            out += u"{{"_s; // visible, so that the sender sees what is missing
            at = open + 2;
        }
    }
    out += QStringView(text).mid(at);
    return out.left(kMostFilledText);
}

} // namespace sluice

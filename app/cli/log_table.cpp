// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/log_table.h"

#include "app/cli/output.h"
#include "communication/plain_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kLeastText = 40; ///< columns that what and why need to be read beside the others
constexpr qsizetype kIndent = 4;

QStringList facts(const LogLine &line)
{
    return { line.at.toString(u"yyyy-MM-dd HH:mm:ss"_s), QString::number(line.seq), plainLine(line.actor), plainLine(line.plan) };
}

/// At spaces, and inside a word only when it is longer than a line.
QStringList wrapped(QString text, qsizetype width)
{
    QStringList lines;
    while (text.size() > width) {
        const qsizetype space = text.lastIndexOf(u' ', width);
        qsizetype end = space > 0 ? space : width;
        if (space <= 0 && text.at(end - 1).isHighSurrogate() && end > 1)
            --end;
        lines += text.left(end);
        text = text.mid(space > 0 ? end + 1 : end);
    }
    return text.isEmpty() ? lines : lines + QStringList { text };
}

QStringList texts(const LogLine &line, qsizetype width)
{
    const QString why = plainLine(line.why);
    return wrapped(plainLine(line.what), width) + (why.isEmpty() ? QStringList() : wrapped(u"Why: "_s + why, width));
}

QString wideTable(const QList<LogLine> &lines)
{
    QList<QStringList> rows { { u"WHEN (UTC)"_s, u"#"_s, u"WHO"_s, u"PLAN"_s, u"WHAT"_s, u"WHY"_s } };
    for (const LogLine &line : lines) {
        rows += facts(line) + QStringList { plainLine(line.what) };
        if (const QString why = plainLine(line.why); !why.isEmpty()) // else the row would end in padding
            rows.last() += why;
    }
    return table(rows);
}

qsizetype widthOf(const QList<QStringList> &rows)
{
    const QStringList lines = table(rows).split(u'\n');
    qsizetype width = 0;
    for (const QString &line : lines)
        width = std::max(width, line.size());
    return width;
}

QString besideTable(QList<QStringList> head, const QList<LogLine> &lines, qsizetype room)
{
    QList<QStringList> rows { head.takeFirst() + QStringList { u"WHAT"_s } };
    for (qsizetype i = 0; i < lines.size(); ++i) {
        QStringList first = head[i];
        for (const QString &text : texts(lines[i], room)) {
            rows += first + QStringList { text };
            first.fill(QString());
        }
    }
    return table(rows);
}

QString belowTable(const QList<QStringList> &head, const QList<LogLine> &lines, qsizetype room)
{
    const QStringList heads = table(head).split(u'\n');
    QStringList out { heads.first().trimmed() };
    for (qsizetype i = 0; i < lines.size(); ++i) {
        out += heads[i + 1].trimmed();
        for (const QString &text : texts(lines[i], room))
            out += QString(kIndent, u' ') + text;
    }
    return out.join(u'\n');
}

} // namespace

QString logTable(const QList<LogLine> &lines, int width)
{
    if (width <= 0)
        return wideTable(lines);
    QList<QStringList> head { { u"WHEN (UTC)"_s, u"#"_s, u"WHO"_s, u"PLAN"_s } };
    for (const LogLine &line : lines)
        head += facts(line);
    const qsizetype room = width - widthOf(head) - 2;
    return room >= kLeastText ? besideTable(head, lines, room) : belowTable(head, lines, std::max<qsizetype>(width - kIndent, 10));
}

} // namespace sluice

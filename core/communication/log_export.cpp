// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/log_view.h"

#include "communication/plain_text.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LogExport)
};

QString isoTime(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

bool startsFormula(QChar first)
{
    switch (first.unicode()) {
    case u'=':
    case u'+':
    case u'-':
    case u'@':
    case u'\t':
    case u'\r':
    case u'\n':
    case 0xFF0B: // full-width + - = @ count as formulas in some spreadsheets
    case 0xFF0D:
    case 0xFF1D:
    case 0xFF20:
        return true;
    default:
        return false;
    }
}

/// Escapes what Markdown or HTML inside it could act on; ordinary punctuation stays readable.
QString markdownText(const QString &text)
{
    QString out;
    const QString line = plainLine(text, 20'000);
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line.at(i);
        if (c == u'&')
            out += u"&amp;"_s;
        else if (c == u'<')
            out += u"&lt;"_s;
        else if (c == u'>')
            out += u"&gt;"_s;
        else if (u"\\`*_{}[]#|~!$@"_s.contains(c))
            out += u'\\' + QString(c);
        else if (c == u':' && QStringView(line).mid(i + 1).startsWith(u"//"_s)) // no link by itself
            out += u"\\:"_s;
        else if (c == u'.' && QStringView(line).left(i).endsWith(u"www"_s, Qt::CaseInsensitive))
            out += u"\\."_s;
        else
            out += c;
    }
    return out;
}

QString htmlCell(const QString &text, const char *tag = "td")
{
    const QString name = QLatin1String(tag);
    return u'<' + name + u" dir=\"auto\">"_s + plainLine(text, 20'000).toHtmlEscaped() + u"</"_s + name + u'>';
}

QStringList headings()
{
    return { Words::tr("Entry"), Words::tr("When (UTC)"), Words::tr("What"), Words::tr("Why"), Words::tr("Who"), Words::tr("Plan"),
        Words::tr("Run") };
}

QStringList cells(const LogLine &line)
{
    return { QString::number(line.seq), isoTime(line.at), line.what, line.why, line.actor, line.plan, line.run };
}

} // namespace

QString csvCell(const QString &text)
{
    static const QRegularExpression number(
        QRegularExpression::anchoredPattern(u"[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?"_s));
    QString cell = text;
    cell.replace(QChar(0), QChar(QChar::ReplacementCharacter));
    if (!cell.isEmpty() && startsFormula(cell.at(0)) && !number.match(cell).hasMatch())
        cell.prepend(u'\'');
    const bool needsQuotes = cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r')
        || cell.contains(u'\t') || cell.contains(u';') || cell.startsWith(u' ') || cell.endsWith(u' ') || cell.startsWith(u'\'');
    if (!needsQuotes)
        return cell;
    cell.replace(u'"', u"\"\""_s);
    return u'"' + cell + u'"';
}

QByteArray logAsCsv(const QList<LogLine> &lines)
{
    // Fixed names: scripts read these columns whatever the language.
    QByteArray out = "seq,at,kind,what,why,actor,plan,run,detail\r\n";
    for (const LogLine &line : lines) {
        QStringList row;
        for (const QString &text : { QString::number(line.seq), isoTime(line.at), line.kind, line.what, line.why, line.actor, line.plan,
                 line.run, line.isDetail ? u"yes"_s : u"no"_s })
            row += csvCell(text);
        out += row.join(u',').toUtf8() + "\r\n";
    }
    return out;
}

QByteArray logAsJson(const QList<LogLine> &lines)
{
    QJsonArray entries;
    for (const LogLine &line : lines)
        entries += QJsonObject { { u"seq"_s, line.seq }, { u"at"_s, isoTime(line.at) }, { u"kind"_s, line.kind }, { u"what"_s, line.what },
            { u"why"_s, line.why }, { u"actor"_s, line.actor }, { u"plan"_s, line.plan }, { u"run"_s, line.run },
            { u"detail"_s, line.isDetail } };
    return QJsonDocument(QJsonObject { { u"format"_s, u"sluice-log-1"_s }, { u"entries"_s, entries } }).toJson();
}

QByteArray logAsMarkdown(const QList<LogLine> &lines)
{
    QString out = u"| "_s + headings().join(u" | "_s) + u" |\n|"_s + u" --- |"_s.repeated(headings().size()) + u'\n';
    for (const LogLine &line : lines) {
        QStringList row;
        const QStringList texts = cells(line);
        for (const QString &text : texts)
            row += markdownText(text);
        out += u"| "_s + row.join(u" | "_s) + u" |\n"_s;
    }
    return out.toUtf8();
}

QByteArray logAsHtml(const QList<LogLine> &lines, const QString &title)
{
    const QString heading = plainLine(title, 500).toHtmlEscaped();
    QString out = u"<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                  "<meta name=\"referrer\" content=\"no-referrer\">\n<title>"_s
        + heading
        + u"</title>\n<style>\nbody { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: #18202b; }\n"
          "table { border-collapse: collapse; width: 100%; }\n"
          "th, td { text-align: start; vertical-align: top; padding: 4px 12px; border-bottom: 1px solid #dce0e6; }\n"
          "th { color: #566273; font-weight: 500; }\n</style>\n</head>\n<body>\n<h1>"_s
        + heading + u"</h1>\n<table>\n<tr>"_s;
    for (const QString &text : headings())
        out += htmlCell(text, "th");
    out += u"</tr>\n"_s;
    for (const LogLine &line : lines) {
        out += u"<tr>"_s;
        const QStringList texts = cells(line);
        for (const QString &text : texts)
            out += htmlCell(text);
        out += u"</tr>\n"_s;
    }
    out += u"</table>\n</body>\n</html>\n"_s;
    return out.toUtf8();
}

} // namespace sluice

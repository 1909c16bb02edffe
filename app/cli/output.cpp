// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/output.h"

#include "communication/error_text.h"

#include <QJsonDocument>

#include <cstdio>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void write(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

QString printable(const QString &text)
{
    QString clean;
    clean.reserve(text.size());
    for (const QChar c : text) {
        const bool isControl = c.category() == QChar::Other_Control && c != u'\n';
        // Direction overrides could make a line read as something else.
        const bool isDirection = (c >= QChar(0x202A) && c <= QChar(0x202E)) || (c >= QChar(0x2066) && c <= QChar(0x2069));
        clean += isControl || isDirection ? QChar(0xFFFD) : c;
    }
    return clean;
}

QString table(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        for (qsizetype i = 0; i < row.size(); ++i) {
            if (i >= widths.size())
                widths.append(0);
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? row[i].leftJustified(widths[i] + 2) : row[i];
        lines += line;
    }
    return lines.join(u'\n');
}

Output::Output(bool json, Colour colour)
    : m_json(json)
    , m_isTerminal(isatty(STDOUT_FILENO) == 1)
    , m_hasColour(colour == Colour::Always || (colour == Colour::Auto && m_isTerminal && !qEnvironmentVariableIsSet("NO_COLOR")))
{
}

void Output::line(const QString &text) const
{
    if (!m_json)
        write(stdout, text);
}

void Output::progress(const QString &text) const
{
    write(stderr, printable(text));
}

void Output::json(const QString &format, const QJsonObject &body) const
{
    if (!m_json)
        return;
    // QJsonObject sorts its keys; the format must come first for whoever reads a stream.
    const QByteArray rest = QJsonDocument(body).toJson(QJsonDocument::Compact).mid(1);
    write(stdout, u"{\"format\":\"%1\"%2%3"_s.arg(format, body.isEmpty() ? QString() : u","_s, QString::fromUtf8(rest)));
}

void Output::error(const Error &error) const
{
    if (m_json) {
        const QByteArray body = QJsonDocument(QJsonObject { { u"code"_s, errorCodeName(error.code) }, { u"what"_s, error.what },
                                                  { u"where"_s, error.where }, { u"next"_s, errorAdvice(error) } })
                                    .toJson(QJsonDocument::Compact)
                                    .mid(1);
        write(stderr, u"{\"format\":\"sluice.error/1\","_s + QString::fromUtf8(body));
        return;
    }
    write(stderr, breach(u"sluice: "_s) + printable(errorText(error)));
}

QString Output::paint(const QString &text, int code) const
{
    return m_hasColour ? u"\x1b[%1m%2\x1b[0m"_s.arg(code).arg(text) : text;
}

} // namespace sluice

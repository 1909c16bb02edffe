// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/output.h"

#include "communication/error_text.h"

#include <QJsonDocument>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The text of an errno, so that it fits an Error.
Error answerFailure(int number)
{
    return { ErrorCode::IoFailed, u"the answer could not be written: "_s + QString::fromLocal8Bit(std::strerror(number)),
        u"standard output"_s, u"free space or choose another file, then call it again"_s, {} };
}

int answerError = 0; ///< errno of the first failure to write to standard output

void noteAnswerError()
{
    if (answerError == 0)
        answerError = errno == 0 ? EIO : errno;
}

void writeBytes(FILE *stream, const QByteArray &bytes)
{
    errno = 0;
    const bool isWritten = std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream) == static_cast<size_t>(bytes.size())
        && std::fflush(stream) == 0;
    if (!isWritten && stream == stdout)
        noteAnswerError();
}

void write(FILE *stream, const QString &text)
{
    writeBytes(stream, text.toUtf8() + '\n');
}

/// Runs when the program ends, like close_stdout of the GNU tools: whatever wrote the answer, and even when the disk
/// complains only at the last flush, nobody must take a lost answer for a given one. Other codes say more than 3.
void checkAnswer(int code, void *)
{
    errno = 0;
    if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
        noteAnswerError();
    if (answerError == 0 || answerError == EPIPE)
        return;
    write(stderr, u"sluice: "_s + errorText(answerFailure(answerError)));
    if (code == 0)
        _exit(exitCode(ErrorCode::IoFailed));
}

void watchAnswer()
{
    static const int registered = on_exit(checkAnswer, nullptr);
    static_cast<void>(registered);
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
    watchAnswer();
}

int Output::terminalWidth() const
{
    constexpr int kUsual = 80;
    if (!m_isTerminal)
        return 0;
    winsize size {};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    const int told = qEnvironmentVariableIntValue("COLUMNS");
    return told > 0 ? told : kUsual;
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

void Output::document(const QByteArray &bytes) const
{
    writeBytes(stdout, bytes);
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

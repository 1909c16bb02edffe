// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/plain_text.h"

namespace sluice {

namespace {

/// Direction overrides and isolates, zero-width characters, and separators that break a line.
bool isTreacherous(char16_t c)
{
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || (c >= 0x200B && c <= 0x200F) || c == 0x061C
        || c == 0x2028 || c == 0x2029 || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

/// Persian words and emoji need joiners; between ASCII letters they only hide a difference.
bool joins(const QString &text, qsizetype i)
{
    const char16_t c = text.at(i).unicode();
    return (c == 0x200C || c == 0x200D) && i > 0 && text.at(i - 1).unicode() > 0x2FF;
}

QString cleaned(const QString &text, qsizetype most, bool keepLines)
{
    QString out = text.left(most + 1);
    for (qsizetype i = 0; i < out.size(); ++i) {
        const char16_t c = out.at(i).unicode();
        if (c == u'\n' && keepLines)
            continue;
        if (QChar::isHighSurrogate(c) && i + 1 < out.size() && out.at(i + 1).isLowSurrogate())
            ++i;
        else if (c < 0x20 || (c >= 0x7F && c < 0xA0))
            out[i] = QChar(u' ');
        else if (QChar::isSurrogate(c) || (isTreacherous(c) && !joins(out, i)))
            out[i] = QChar(QChar::ReplacementCharacter);
    }
    if (out.size() > most) {
        qsizetype end = most;
        if (end > 0 && out.at(end - 1).isHighSurrogate())
            --end;
        out = out.left(end) + QChar(u'…');
    }
    return out;
}

} // namespace

QString plainLine(const QString &text, qsizetype most)
{
    return cleaned(text, most, false).simplified();
}

QString whyLine(const QString &recorded)
{
    constexpr qsizetype kMost = 400;
    return plainLine(recorded, kMost);
}

QString plainLines(const QString &text, qsizetype most)
{
    return cleaned(text, most, true).trimmed();
}

QString readableId(const QString &id)
{
    QString words = plainLine(id, 200);
    words.replace(u'-', u' ').replace(u'_', u' ');
    words = words.simplified();
    if (!words.isEmpty())
        words[0] = words.at(0).toUpper();
    return words;
}

QString groupedDigits(qint64 number)
{
    QString digits = QString::number(number);
    const qsizetype first = number < 0 ? 1 : 0;
    for (qsizetype i = digits.size() - 3; i > first; i -= 3)
        digits.insert(i, QChar(0x202F));
    return digits;
}

QString sentenceCase(const QString &text)
{
    qsizetype end = 0;
    while (end < text.size() && text.at(end) >= u'a' && text.at(end) <= u'z')
        ++end;
    const bool isWord = end > 0 && (end == text.size() || text.at(end) == u' ' || text.at(end) == u',' || text.at(end) == u'\'');
    return isWord ? text.at(0).toUpper() + text.mid(1) : text;
}

} // namespace sluice

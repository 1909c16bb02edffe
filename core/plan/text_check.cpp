// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/text_check.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString placeText(const QString &name, QStringView before)
{
    const qsizetype lineStart = before.lastIndexOf(u'\n') + 1;
    qsizetype column = 1;
    for (const QChar c : before.sliced(lineStart))
        column += c.isLowSurrogate() ? 0 : 1;
    return u"%1:%2:%3"_s.arg(name, QString::number(before.count(u'\n') + 1), QString::number(column));
}

/// Length of the well-formed UTF-8 sequence at i (Unicode 15, table 3-7); 0 when there is none.
qsizetype sequenceLength(const QByteArray &bytes, qsizetype i)
{
    const auto at = [&](qsizetype k) { return k < bytes.size() ? static_cast<unsigned char>(bytes[k]) : 0U; };
    const auto continues = [&](qsizetype k) { return (at(k) & 0xC0U) == 0x80U; };
    const unsigned first = at(i);
    const unsigned second = at(i + 1);
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4 || !continues(i + 1))
        return 0;
    if (first < 0xE0)
        return 2;
    if (first < 0xF0) {
        const bool overlong = first == 0xE0 && second < 0xA0;
        const bool surrogate = first == 0xED && second >= 0xA0;
        return !overlong && !surrogate && continues(i + 2) ? 3 : 0;
    }
    const bool overlong = first == 0xF0 && second < 0x90;
    const bool tooLarge = first == 0xF4 && second >= 0x90;
    return !overlong && !tooLarge && continues(i + 2) && continues(i + 3) ? 4 : 0;
}

qsizetype firstDifference(QStringView a, QStringView b)
{
    qsizetype i = 0;
    while (i < a.size() && i < b.size() && a[i] == b[i])
        ++i;
    return i;
}

} // namespace

Result<QString> checkedText(const QByteArray &bytes, const QString &name, ErrorCode code)
{
    if (bytes.startsWith("\xEF\xBB\xBF"))
        return fail(code, u"the file begins with a byte order mark"_s, name + u":1:1"_s, u"save it as UTF-8 without a byte order mark"_s);
    for (qsizetype i = 0; i < bytes.size();) {
        const qsizetype length = sequenceLength(bytes, i);
        if (length == 0 || bytes[i] == '\0' || bytes[i] == '\r') {
            const QString place = placeText(name, QString::fromUtf8(bytes.first(i)));
            if (length == 0)
                return fail(code, u"the file is not UTF-8"_s, place, u"save it as UTF-8"_s);
            if (bytes[i] == '\0')
                return fail(code, u"the file holds a NUL character"_s, place, u"save it as UTF-8 text"_s);
            return fail(code, u"the file holds a carriage return"_s, place, u"save it with LF line ends"_s);
        }
        i += length;
    }
    QString text = QString::fromUtf8(bytes);
    const QString composed = text.normalized(QString::NormalizationForm_C);
    if (composed != text)
        return fail(code, u"the file is not in Unicode normal form NFC"_s,
            placeText(name, QStringView(text).first(firstDifference(text, composed))), u"save it in NFC: the same letters are written in two ways"_s);
    return text;
}

} // namespace sluice

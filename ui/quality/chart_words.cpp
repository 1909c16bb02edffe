// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/chart_words.h"

#include <QPainter>

namespace sluice {

namespace {

constexpr qsizetype kMostWords = 400; ///< a chart has some dozens; times pass by

} // namespace

ChartWords::ChartWords(const QFont &font)
    : m_font(font)
    , m_metrics(font)
{
}

void ChartWords::setFont(const QFont &font)
{
    if (font == m_font)
        return;
    m_font = font;
    m_metrics = QFontMetricsF(font);
    m_words.clear();
    m_elided.clear();
}

ChartWords::Word &ChartWords::word(const QString &text)
{
    if (const auto known = m_words.find(text); known != m_words.end())
        return *known;
    if (m_words.size() >= kMostWords)
        m_words.clear();
    Word made { QStaticText(text), m_metrics.horizontalAdvance(text) };
    made.text.setTextFormat(Qt::PlainText);
    made.text.setPerformanceHint(QStaticText::AggressiveCaching);
    made.text.prepare({}, m_font);
    return *m_words.insert(text, made);
}

double ChartWords::width(const QString &text) { return word(text).width; }

QString ChartWords::elided(const QString &text, double width)
{
    if (this->width(text) <= width)
        return text;
    const std::pair<QString, int> key(text, static_cast<int>(width));
    if (const auto known = m_elided.constFind(key); known != m_elided.cend())
        return *known;
    if (m_elided.size() >= kMostWords)
        m_elided.clear();
    return *m_elided.insert(key, m_metrics.elidedText(text, Qt::ElideRight, key.second));
}

void ChartWords::draw(QPainter &painter, double left, double base, const QString &text)
{
    painter.setFont(m_font);
    painter.drawStaticText(QPointF(left, base - m_metrics.ascent()), word(text).text);
}

double ChartWords::digitsWidth(const QString &digits)
{
    double width = 0;
    for (const QChar digit : digits)
        width += word(digit).width;
    return width;
}

void ChartWords::drawDigits(QPainter &painter, double left, double base, const QString &digits)
{
    for (const QChar digit : digits) {
        draw(painter, left, base, digit);
        left += word(digit).width;
    }
}

} // namespace sluice

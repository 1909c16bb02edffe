// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QStaticText>

class QPainter;

namespace sluice {

/// The words of a chart as they were laid out once: shaping them anew for every frame costs more than all of its lines.
/// Owned by the chart; UI thread.
class ChartWords
{
public:
    explicit ChartWords(const QFont &font);

    void setFont(const QFont &font);
    const QFontMetricsF &metrics() const { return m_metrics; }
    double width(const QString &text);
    /// As wide as it may be, with an ellipsis where it must be cut.
    QString elided(const QString &text, double width);
    /// In the pen of the painter, from left on, standing on base.
    void draw(QPainter &painter, double left, double base, const QString &text);
    /// Times and numbers: sign by sign, as they change with every frame.
    double digitsWidth(const QString &digits);
    void drawDigits(QPainter &painter, double left, double base, const QString &digits);

private:
    struct Word
    {
        QStaticText text;
        double width = 0;
    };
    Word &word(const QString &text);

    QFont m_font;
    QFontMetricsF m_metrics;
    QHash<QString, Word> m_words;
    QHash<std::pair<QString, int>, QString> m_elided;
};

} // namespace sluice

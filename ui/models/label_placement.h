// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>

#include <optional>

namespace sluice {

/// A bar that wants to say its name on one line of the timeline.
struct LabelRequest {
    double left = 0; ///< of the bar
    double right = 0;
    double width = 0; ///< of the whole label
};

struct LabelPlacement {
    enum class Where { Inside, Shortened, Beside, Hidden };
    Where where = Where::Hidden;
    double left = 0;
    double width = 0; ///< room given; less than asked when shortened
    int row = 0; ///< of words beside lines
    friend bool operator==(const LabelPlacement &, const LabelPlacement &) = default;
};

/// Labels never overlap each other nor another bar: whole inside the bar, else shortened inside it, else beside it up
/// to the next bar, else hidden (the tooltip has it). Bars come in order of left; visible is what can be seen. A label
/// beside a bar never crosses line (where now is): it ends before it, or begins behind it when that is near.
QList<LabelPlacement> placeLabels(const QList<LabelRequest> &bars, double visibleLeft, double visibleRight,
    std::optional<double> line = {}, double padding = 8, double least = 28);

/// Words on a few rows beside upright lines, most important first: right of their own line wherever a row has room, so
/// that one sees whose they are; left of it only where there is none, at the end of the view above all; else shortened on
/// the side with more room, else hidden. They may lie over the lines of others.
struct LineLabel {
    double x = 0; ///< of its own line
    double width = 0; ///< of the whole words
};
QList<LabelPlacement> placeBesideLines(const QList<LineLabel> &labels, int rows, double left, double right, double least = 40);

/// One line of words between things that are drawn already. Nothing put into it overlaps anything taken.
class NoteLane
{
public:
    NoteLane(double left, double right)
        : m_left(left)
        , m_right(right)
    {
    }
    void take(double from, double to) { m_taken.append({ from, to }); }
    bool isFree(double from, double width) const;
    /// The first of the places where a text of this width is free.
    std::optional<double> firstFree(const QList<double> &places, double width) const;
    /// At x or, when that is taken, at the nearest place right of it.
    std::optional<double> freeFrom(double x, double width) const;
    /// Pixels that are free right of x; 0 when x itself is taken.
    double roomAt(double x) const;
    double roomBefore(double x) const; ///< the same left of x

private:
    double m_left;
    double m_right;
    QList<std::pair<double, double>> m_taken;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

class QPainter;
class QStyleOptionViewItem;

namespace sluice {

class Theme;

/// What lies under a cell of every list: whether it is selected or under the pointer, and the line below.
void paintRowGround(QPainter &painter, const Theme &theme, const QStyleOptionViewItem &option);

} // namespace sluice

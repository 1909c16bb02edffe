// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/plan_timeline.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;

namespace sluice {

/// The gates of one stage: sign, name, value, limit, and how much stands behind the number.
class GateTable : public QWidget
{
    Q_OBJECT

public:
    explicit GateTable(const Theme &theme, QWidget *parent = nullptr);
    void setGates(const QList<GateMark> &gates, const QDateTime &now);

private:
    void addRow(const GateMark &gate, const QDateTime &now, int line);
    const Theme &m_theme;
    QGridLayout *m_grid;
    QList<GateMark> m_gates;
    QStringList m_ages;
};

} // namespace sluice

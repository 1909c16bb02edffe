// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

/// How much speaks against a gate's limit, from nothing to the breach.
class EvidenceBar : public QWidget
{
    Q_OBJECT

public:
    explicit EvidenceBar(const Theme &theme, QWidget *parent = nullptr);
    void setEvidence(double share); ///< 0 … 1

    QSize sizeHint() const override { return { 72, 12 }; }
    QSize minimumSizeHint() const override { return { 30, 12 }; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_share = 0;
};

/// Green, amber from half the way on, red at the breach.
ColorRole evidenceRole(double share);

} // namespace sluice

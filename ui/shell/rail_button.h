// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace sluice {

/// One page in the rail.
class RailButton : public QAbstractButton
{
    Q_OBJECT

public:
    RailButton(const Theme &theme, const QString &id, const QString &title, int number, QWidget *parent = nullptr);
    QString id() const { return m_id; }
    void setCompact(bool isCompact);
    QSize sizeHint() const override { return { 100, 32 }; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QString m_id;
    QString m_title;
    int m_number;
    Glyph m_glyph;
    bool m_isCompact = false;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace sluice {

class RailButton;

/// The pages that exist, with their numbers. Arrow keys walk, Enter opens. Compact: signs only, names in tooltips.
class Rail : public QWidget
{
    Q_OBJECT

public:
    explicit Rail(const Theme &theme, QWidget *parent = nullptr);
    void addPage(const QString &id, const QString &title, int number);
    void setCurrent(const QString &id);
    void setCompact(bool isCompact);
    bool isCompact() const { return m_isCompact; }

Q_SIGNALS:
    void pageRequested(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    const Theme &m_theme;
    QVBoxLayout *m_layout;
    QList<RailButton *> m_buttons;
    bool m_isCompact = false;
};

} // namespace sluice

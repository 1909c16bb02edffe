// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/shell_state.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class ElidedLabel;
class EnvironmentBadge;
class RunnerPill;

/// Where one is: workspace, environment, target, who runs; and the way to everything else, the search.
class TopBar : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(const Theme &theme, QWidget *parent = nullptr);
    void setState(const TopBarState &state);

Q_SIGNALS:
    void searchRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    ElidedLabel *m_workspace;
    EnvironmentBadge *m_environment;
    ElidedLabel *m_target;
    RunnerPill *m_runner;
};

} // namespace sluice

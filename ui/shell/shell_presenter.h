// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/shell_state.h"

#include <QObject>

namespace sluice {

class Clock;
class Navigator;
class Service;
struct WorkspaceSnapshot;

/// Decides what the window's frame says: top bar, alarm, status line. No widgets. Looks again when the snapshot or the
/// plan changes, and when tick() is called (once a second, for ages).
class ShellPresenter : public QObject
{
    Q_OBJECT

public:
    ShellPresenter(Service &service, const Clock &clock, Navigator &navigator, QObject *parent = nullptr);
    void tick();

    const TopBarState &topBar() const { return m_topBar; }
    const AlarmBannerState &alarm() const { return m_alarm; }
    const StatusStripState &status() const { return m_status; }
    bool isLoaded() const { return m_isLoaded; }

Q_SIGNALS:
    void topBarChanged();
    void alarmChanged();
    void statusChanged();

private:
    TopBarState topBarOf(const WorkspaceSnapshot &snapshot) const;
    AlarmBannerState alarmOf(const WorkspaceSnapshot &snapshot) const;
    StatusStripState statusOf(const WorkspaceSnapshot &snapshot) const;

    Service &m_service;
    const Clock &m_clock;
    Navigator &m_navigator;
    TopBarState m_topBar;
    AlarmBannerState m_alarm;
    StatusStripState m_status;
    bool m_isLoaded = false;
};

} // namespace sluice

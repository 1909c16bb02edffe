// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/tray_icon.h"

#include "ui/theme/theme.h"
#include "ui/widgets/state_look.h"

#include <QApplication>
#include <QMenu>
#include <QPainter>

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSizes = std::to_array<int>({ 16, 22, 24, 32, 48, 64 });
constexpr int kShownMs = 10'000;

/// The look that every page has for such a rollout.
RolloutLook lookOf(TrayMood mood)
{
    switch (mood) {
    case TrayMood::Quiet:
        return RolloutLook::Sealed;
    case TrayMood::Running:
        return RolloutLook::Running;
    case TrayMood::Held:
        return RolloutLook::Held;
    case TrayMood::Breached:
        return RolloutLook::Breached;
    case TrayMood::RollingBack:
        return RolloutLook::RollingBack;
    case TrayMood::Stuck:
        return RolloutLook::Stuck;
    }
    return RolloutLook::Sealed;
}

/// An ampersand in a name is no key of the menu.
QString menuText(QString text) { return text.replace(u'&', u"&&"_s); }

} // namespace

QIcon TrayIcon::iconOf(TrayMood mood, const Theme &theme)
{
    if (mood == TrayMood::Quiet)
        return QApplication::windowIcon();
    const StateLook look = stateLook(lookOf(mood));
    QIcon icon;
    for (const int size : kSizes) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.fill(look.role));
        painter.drawRoundedRect(QRectF(0, 0, size, size), size * 0.2, size * 0.2);
        const int inset = size / 8;
        theme.paintGlyph(
            &painter, look.glyph, QRectF(inset, inset, size - 2 * inset, size - 2 * inset), theme.onFill(look.role));
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

TrayIcon::TrayIcon(const Theme &theme, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
    , m_menu(std::make_unique<QMenu>())
{
    m_icon.setIcon(iconOf(m_state.mood, m_theme));
    m_icon.setContextMenu(m_menu.get());
    connect(&m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
            Q_EMIT openRequested();
    });
    connect(&m_icon, &QSystemTrayIcon::messageClicked, this, [this] { Q_EMIT planRequested(m_saidPlan); });
    connect(&theme, &Theme::changed, this, [this] {
        m_icon.setIcon(iconOf(m_state.mood, m_theme));
        fillMenu();
    });
    fillMenu();
}

TrayIcon::~TrayIcon() = default;

void TrayIcon::setState(const TrayState &state)
{
    if (state == m_state)
        return;
    const bool isOtherMood = state.mood != m_state.mood;
    const bool isOtherMenu = state.rollouts != m_state.rollouts; // a menu that is open must not stir for a tooltip
    m_state = state;
    if (isOtherMood)
        m_icon.setIcon(iconOf(state.mood, m_theme));
    if (isOtherMenu)
        fillMenu();
    m_icon.setToolTip(state.toolTip);
}

void TrayIcon::setShown(bool isShown) { m_icon.setVisible(isShown); }

void TrayIcon::setNotifies(bool notifies)
{
    m_notifies = notifies;
    m_notify->setChecked(notifies); // in place: this may come from that very action
}

void TrayIcon::fillMenu()
{
    m_menu->clear();
    connect(m_menu->addAction(tr("Open Sluice")), &QAction::triggered, this, &TrayIcon::openRequested);
    m_menu->addSeparator();
    for (const TrayRollout &rollout : m_state.rollouts) {
        QAction *action = m_menu->addAction(iconOf(rollout.mood, m_theme), menuText(rollout.text));
        connect(action, &QAction::triggered, this, [this, plan = rollout.plan] { Q_EMIT planRequested(plan); });
    }
    if (!m_state.rollouts.isEmpty())
        m_menu->addSeparator();
    m_notify = m_menu->addAction(tr("Desktop notifications"));
    m_notify->setCheckable(true);
    m_notify->setChecked(m_notifies);
    connect(m_notify, &QAction::triggered, this, &TrayIcon::notifiesRequested);
    connect(m_menu->addAction(tr("Quit")), &QAction::triggered, this, &TrayIcon::quitRequested);
}

void TrayIcon::say(const Alert &alert)
{
    if (!isShown() || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_saidPlan = alert.plan;
    m_icon.showMessage(alert.title, alert.text, m_icon.icon(), kShownMs);
}

} // namespace sluice

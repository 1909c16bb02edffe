// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/action_registry.h"

#include "ui/models/text.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr char kGroup[] = "sluiceGroup";
constexpr char kBlockers[] = "sluiceBlockers";

} // namespace

ActionRegistry::ActionRegistry(const Theme &theme, QObject *parent)
    : QObject(parent)
    , m_theme(theme)
{
}

QAction *ActionRegistry::add(const ActionSpec &spec, std::function<void()> triggered, QWidget *scope)
{
    Q_ASSERT_X(!m_actions.contains(spec.id), "ActionRegistry::add", qPrintable(spec.id));
    auto *action = new QAction(spec.text, scope ? static_cast<QObject *>(scope) : this);
    action->setObjectName(spec.id);
    action->setProperty(kGroup, spec.group);
    action->setShortcuts(spec.keys);
    action->setShortcutContext(scope ? Qt::WidgetWithChildrenShortcut : Qt::WindowShortcut);
    if (spec.glyph)
        action->setIcon(m_theme.icon(*spec.glyph));
    connect(action, &QAction::triggered, action, [triggered = std::move(triggered)] { triggered(); });
    if (scope)
        scope->addAction(action);
    m_actions.insert(spec.id, action);
    m_order.append(action);
    connect(action, &QObject::destroyed, this, [this, id = spec.id, action] {
        m_actions.remove(id);
        m_order.removeOne(action);
    });
    if (!scope)
        Q_EMIT added(action);
    return action;
}

QAction *ActionRegistry::action(const QString &id) const
{
    return m_actions.value(id);
}

void ActionRegistry::setBlockers(const QString &id, const QStringList &reasons)
{
    QAction *action = m_actions.value(id);
    if (!action)
        return;
    action->setEnabled(reasons.isEmpty());
    action->setProperty(kBlockers, reasons);
    action->setToolTip(reasons.isEmpty() ? plainToolTip(action->text()) : plainToolTip(reasons.join(u'\n')));
}

QString ActionRegistry::idOf(const QAction *action)
{
    return action->objectName();
}

QString ActionRegistry::groupOf(const QAction *action)
{
    return action->property(kGroup).toString();
}

QStringList ActionRegistry::blockersOf(const QAction *action)
{
    return action->property(kBlockers).toStringList();
}

} // namespace sluice

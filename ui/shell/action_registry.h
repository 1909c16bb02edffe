// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/glyph.h"

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>

#include <functional>

namespace sluice {

class Theme;

/// What an action is: in the palette under group, on a key, on buttons.
struct ActionSpec {
    QString id; ///< "rollout.hold", stable
    QString text; ///< "Hold": a verb; "…" when it asks something first
    QString group; ///< "Rollout", "Timeline", "Go to"
    QList<QKeySequence> keys;
    std::optional<Glyph> glyph;
};

/// Every action of the console, once. Actions of a page belong to its widget (scope): their keys work while it has the
/// focus and they leave with it; the others belong to the window.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(const Theme &theme, QObject *parent = nullptr);

    QAction *add(const ActionSpec &spec, std::function<void()> triggered, QWidget *scope = nullptr);
    QAction *action(const QString &id) const;
    QList<QAction *> actions() const { return m_order; }
    /// Empty enables the action; otherwise it is disabled, and palette and tooltip list every reason.
    void setBlockers(const QString &id, const QStringList &reasons);

    static QString idOf(const QAction *action);
    static QString groupOf(const QAction *action);
    static QStringList blockersOf(const QAction *action);

Q_SIGNALS:
    void added(QAction *action);

private:
    const Theme &m_theme;
    QHash<QString, QAction *> m_actions;
    QList<QAction *> m_order;
};

} // namespace sluice

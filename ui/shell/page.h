// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QWidget>

namespace sluice {

class ActionRegistry;
class Clock;
class Navigator;
class Prompter;
class Service;
class Theme;

/// What every page works with. All of it outlives the page.
struct PageContext {
    Service &service;
    const Theme &theme;
    const Clock &clock;
    ActionRegistry &actions;
    Prompter &prompter;
    Navigator &navigator;
};

/// One page of the rail. It renders and emits intents; its presenter decides. Made when first shown.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;
    /// The page came to the front: load what is stale, put the focus where work begins.
    virtual void activate() { setFocus(Qt::OtherFocusReason); }
    /// A thing inside the page, as the palette or another page names it: a stage id, a ledger number, a node key.
    virtual void showItem(const QString &item) { Q_UNUSED(item) }
    /// What a restored session gets back: zoom, splitters, filters. Never data.
    virtual QJsonObject saveState() const { return {}; }
    virtual void restoreState(const QJsonObject &state) { Q_UNUSED(state) }
};

/// How a page is known before it exists. Registered with the page stack by the composition root.
class PageFactory
{
public:
    virtual ~PageFactory() = default;
    virtual QString id() const = 0; ///< "timeline": in sessions, screenshots, actions
    virtual QString title() const = 0; ///< "Timeline": in the rail and the palette
    virtual Page *create(const PageContext &context, QWidget *parent) const = 0;
};

} // namespace sluice

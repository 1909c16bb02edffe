// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/page.h"

#include <QHash>
#include <QStackedWidget>

#include <memory>
#include <vector>

namespace sluice {

class SessionStore;

/// The pages, each made when it is first shown and kept from then on.
class PageStack : public QStackedWidget
{
    Q_OBJECT

public:
    PageStack(const PageContext &context, SessionStore &session, QWidget *parent = nullptr);
    void addFactory(std::unique_ptr<PageFactory> factory);
    const std::vector<std::unique_ptr<PageFactory>> &factories() const { return m_factories; }
    /// False for an unknown id.
    bool open(const QString &id, const QString &item);
    QString currentId() const { return m_current; }
    Page *page(const QString &id) const { return m_pages.value(id); } ///< nullptr when not made yet
    void saveStates();

private:
    PageContext m_context;
    SessionStore &m_session;
    std::vector<std::unique_ptr<PageFactory>> m_factories;
    QHash<QString, Page *> m_pages;
    QString m_current;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/page_stack.h"

#include "ui/shell/session_store.h"

#include <algorithm>

namespace sluice {

PageStack::PageStack(const PageContext &context, SessionStore &session, QWidget *parent)
    : QStackedWidget(parent)
    , m_context(context)
    , m_session(session)
{
}

void PageStack::addFactory(std::unique_ptr<PageFactory> factory)
{
    m_factories.push_back(std::move(factory));
}

bool PageStack::open(const QString &id, const QString &item)
{
    Page *page = m_pages.value(id);
    if (!page) {
        const auto it = std::find_if(m_factories.cbegin(), m_factories.cend(), [&](const auto &factory) { return factory->id() == id; });
        if (it == m_factories.cend())
            return false;
        page = (*it)->create(m_context, this);
        page->setAccessibleName((*it)->title());
        m_pages.insert(id, page);
        addWidget(page);
        page->restoreState(m_session.pageState(id));
    }
    m_current = id;
    setCurrentWidget(page);
    page->activate();
    if (!item.isEmpty())
        page->showItem(item);
    return true;
}

void PageStack::saveStates()
{
    for (auto it = m_pages.cbegin(); it != m_pages.cend(); ++it)
        m_session.setPageState(it.key(), it.value()->saveState());
}

} // namespace sluice

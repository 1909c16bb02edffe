// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_search.h"

#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCompleter>
#include <QKeyEvent>
#include <QStandardItemModel>

namespace sluice {

using namespace Qt::StringLiterals;

LineageSearch::LineageSearch(const Theme &theme, const LineagePresenter &presenter, QWidget *parent)
    : QLineEdit(parent)
    , m_presenter(presenter)
    , m_hits(new QStandardItemModel(this))
    , m_completer(new QCompleter(m_hits, this))
{
    setPlaceholderText(tr("Find a node  /"));
    setAccessibleName(tr("Find a node"));
    addAction(theme.icon(Glyph::Search), QLineEdit::LeadingPosition);
    setMaxLength(200);
    m_completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
    m_completer->setMaxVisibleItems(12);
    m_completer->setWidget(this); // not setCompleter: that would write the list's text into the field while walking it
    connect(this, &QLineEdit::textEdited, this, &LineageSearch::offer);
    connect(m_completer, qOverload<const QModelIndex &>(&QCompleter::activated), this, &LineageSearch::take);
}

void LineageSearch::offer(const QString &text)
{
    m_hits->clear();
    for (const LineagePresenter::Hit &hit : m_presenter.search(text)) {
        auto *item = new QStandardItem(hit.title == hit.detail ? hit.title : hit.title + u"   "_s + hit.detail);
        item->setData(hit.key, Qt::UserRole);
        m_hits->appendRow(item);
    }
    if (m_hits->rowCount() == 0)
        m_completer->popup()->hide();
    else
        m_completer->complete();
}

void LineageSearch::take(const QModelIndex &index)
{
    const QString key = index.data(Qt::UserRole).toString();
    m_completer->popup()->hide();
    clear();
    Q_EMIT chosen(key);
}

void LineageSearch::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        clear();
        Q_EMIT left();
        return;
    }
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && m_completer->popup()->isVisible() && m_completer->popup()->currentIndex().isValid()) {
        take(m_completer->popup()->currentIndex());
        return;
    }
    if (isEnter && m_hits->rowCount() > 0 && !text().isEmpty()) {
        take(m_hits->index(0, 0));
        return;
    }
    QLineEdit::keyPressEvent(event);
}

} // namespace sluice

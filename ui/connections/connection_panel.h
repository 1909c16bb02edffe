// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/connections/connections_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class Button;
class EnvironmentBadge;
class KeyValueTable;
class PlainLabel;

/// One connection: what it points to, who the target says it is, and what can be done with it.
class ConnectionPanel : public QWidget
{
    Q_OBJECT

public:
    ConnectionPanel(const Theme &theme, ConnectionsPresenter &presenter, QWidget *parent = nullptr);
    void showConnection(const ConnectionView &view);
    QString name() const { return m_view.profile.name; }
    void refresh(); ///< buttons, from the presenter

Q_SIGNALS:
    void testWanted();
    void editWanted();
    void enrolWanted();
    void removeWanted();

private:
    static QString rehearsalText(const ConnectionProfile &profile);
    QList<QPair<QString, QString>> facts() const;

    const Theme &m_theme;
    ConnectionsPresenter &m_presenter;
    ConnectionView m_view;
    PlainLabel *m_title;
    EnvironmentBadge *m_badge;
    PlainLabel *m_problem;
    KeyValueTable *m_rows;
    Button *m_test;
    Button *m_edit;
    Button *m_enrol;
    Button *m_remove;
};

} // namespace sluice

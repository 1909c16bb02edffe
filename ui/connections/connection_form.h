// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/connections/connections_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QHBoxLayout;
class QLineEdit;
class QSpinBox;

namespace sluice {

class BlockersList;
class Button;
class PlainLabel;

/// Adds or changes a connection. The password leaves only as Secret, and the field is emptied when the form goes.
class ConnectionForm : public QWidget
{
    Q_OBJECT

public:
    ConnectionForm(const Theme &theme, ConnectionsPresenter &presenter, QWidget *parent = nullptr);

    void startNew();
    void startEdit(const ConnectionProfile &profile);
    ConnectionProfile profile() const;
    QString editedName() const { return m_editedName; }
    void refresh(); ///< buttons and reasons, from the presenter
    void setDatabaseFile(const QString &path);

Q_SIGNALS:
    void cancelled();
    void fileWanted(); ///< the person wants to choose the SQLite file

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void makeFields();
    void build();
    QFormLayout *addGroup(QHBoxLayout &groups, const QString &caption);
    void addRow(QFormLayout &rows, const QString &text, QWidget *field, QWidget *extra = nullptr);
    QWidget *labelOf(QWidget *field) const;
    void setShown(QWidget *field, bool isShown);
    void showPassword();
    void fill(const ConnectionProfile &profile);
    void showEngine();
    void showRehearsal(const ConnectionProfile &profile);
    QString hint(const ConnectionProfile &profile) const;
    Login login() const;
    Secret password() const;
    void test();
    void save();

    const Theme &m_theme;
    ConnectionsPresenter &m_presenter;
    QString m_editedName;
    ConnectionProfile m_before; ///< the entry that is changed: what the form does not show stays as it is
    bool m_isTouched = false; ///< reasons are listed once something was typed or Save was tried
    bool m_isCertificateWanted = false; ///< by the file or a person; prod asks for it anyway
    QFormLayout *m_about = nullptr;
    QFormLayout *m_address = nullptr;
    PlainLabel *m_title = nullptr;
    QComboBox *m_engine = nullptr;
    QComboBox *m_service = nullptr;
    QLineEdit *m_odbcDriver = nullptr;
    QLineEdit *m_name = nullptr;
    QComboBox *m_environment = nullptr;
    QLineEdit *m_host = nullptr;
    QSpinBox *m_port = nullptr;
    QLineEdit *m_database = nullptr;
    Button *m_browse = nullptr;
    QLineEdit *m_user = nullptr;
    QComboBox *m_login = nullptr;
    QLineEdit *m_password = nullptr;
    QComboBox *m_takesPassword = nullptr;
    QComboBox *m_ssl = nullptr;
    QLineEdit *m_probeRole = nullptr;
    QComboBox *m_rehearsal = nullptr;
    QComboBox *m_certificate = nullptr;
    PlainLabel *m_hint = nullptr;
    BlockersList *m_reasons = nullptr;
    Button *m_test = nullptr;
    Button *m_save = nullptr;
    Button *m_cancel = nullptr;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connection_form.h"

#include "plan/service_reader.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>
#include <QVBoxLayout>

namespace sluice {

/// In the order in which Tab goes through them.
void ConnectionForm::makeFields()
{
    m_name = new QLineEdit(this);
    m_name->setMaxLength(80);
    m_environment = new QComboBox(this);
    for (const Environment environment : { Environment::Dev, Environment::Staging, Environment::Prod })
        m_environment->addItem(environmentName(environment).toUpper(), static_cast<int>(environment));
    m_engine = new QComboBox(this);
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb, Engine::Odbc })
        m_engine->addItem(ConnectionModel::engineText(engine), static_cast<int>(engine));
    m_service = new QComboBox(this);
    for (const QString &name : serviceNames()) {
        const auto service = serviceNamed(name);
        m_service->addItem(service->isProven ? service->title : tr("%1 (unproven)").arg(service->title), name);
    }
    m_odbcDriver = new QLineEdit(this);
    m_probeRole = new QLineEdit(this);
    m_probeRole->setPlaceholderText(tr("the same user"));
    m_rehearsal = new QComboBox(this);
    m_certificate = new QComboBox(this);
    m_certificate->addItem(tr("advisory"), false);
    m_certificate->addItem(tr("required"), true);
    m_host = new QLineEdit(this);
    m_port = new QSpinBox(this);
    m_port->setRange(0, 65'535);
    m_port->setSpecialValueText(tr("default"));
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_database = new QLineEdit(this);
    m_browse = new Button(m_theme, tr("Choose…"), ButtonKind::Normal, this);
    m_user = new QLineEdit(this);
    m_login = new QComboBox(this);
    m_login->addItem(tr("password from the keychain"), static_cast<int>(Login::Keychain));
    m_login->addItem(tr("password from ~/.pgpass"), static_cast<int>(Login::Passfile));
    m_password = new QLineEdit(this);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_takesPassword = new QComboBox(this);
    m_takesPassword->addItem(tr("is not sent there"), false);
    m_takesPassword->addItem(tr("is sent there too"), true);
    m_ssl = new QComboBox(this);
}

void ConnectionForm::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    m_title = new PlainLabel(m_theme, {}, FontRole::Heading, ColorRole::Text, this);
    column->addWidget(m_title);
    makeFields();
    auto *groups = new QHBoxLayout;
    groups->setSpacing(metrics::kPage);
    m_about = addGroup(*groups, tr("Connection"));
    m_address = addGroup(*groups, tr("Address and login"));
    column->addLayout(groups);
    addRow(*m_about, tr("Name"), m_name);
    addRow(*m_about, tr("Environment"), m_environment);
    addRow(*m_about, tr("Driver"), m_engine);
    addRow(*m_about, tr("Service"), m_service);
    addRow(*m_about, tr("ODBC driver"), m_odbcDriver);
    addRow(*m_about, tr("Probe role"), m_probeRole);
    addRow(*m_about, tr("Rehearse on"), m_rehearsal);
    addRow(*m_about, tr("Certificate"), m_certificate);
    addRow(*m_address, tr("Host"), m_host);
    addRow(*m_address, tr("Port"), m_port);
    addRow(*m_address, tr("Database"), m_database, m_browse);
    addRow(*m_address, tr("User"), m_user);
    addRow(*m_address, tr("Login"), m_login);
    addRow(*m_address, tr("Password"), m_password);
    addRow(*m_address, tr("Stored one"), m_takesPassword);
    m_takesPassword->setAccessibleName(tr("Stored password"));
    addRow(*m_address, tr("TLS"), m_ssl);
    m_hint = wrappedLabel(m_theme, {}, FontRole::Small, ColorRole::Muted, this);
    column->addWidget(m_hint);
    m_reasons = new BlockersList(m_theme, this);
    column->addWidget(m_reasons);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGrid);
    m_test = new Button(m_theme, tr("Test"), ButtonKind::Normal, this);
    m_save = new Button(m_theme, tr("Save"), ButtonKind::Primary, this);
    m_cancel = new Button(m_theme, tr("Cancel"), ButtonKind::Normal, this);
    buttons->addWidget(m_save);
    buttons->addWidget(m_test);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addStretch(1); // the place is as high as what it showed before
}

/// Rows under a caption, beside the other group: in one column they would not fit a small screen.
QFormLayout *ConnectionForm::addGroup(QHBoxLayout &groups, const QString &caption)
{
    auto *group = new QWidget(this);
    group->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // both as wide, whatever their texts
    auto *column = new QVBoxLayout(group);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    column->addWidget(new PlainLabel(m_theme, caption, FontRole::Strong, ColorRole::Text, group));
    auto *rows = new QFormLayout;
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setHorizontalSpacing(metrics::kGap);
    rows->setVerticalSpacing(metrics::kGrid);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    column->addLayout(rows);
    column->addStretch(1);
    groups.addWidget(group, 1);
    return rows;
}

QWidget *ConnectionForm::labelOf(QWidget *field) const
{
    QWidget *label = m_about->labelForField(field);
    return label ? label : m_address->labelForField(field);
}

void ConnectionForm::setShown(QWidget *field, bool isShown)
{
    field->setVisible(isShown);
    if (QWidget *label = labelOf(field))
        label->setVisible(isShown);
}

void ConnectionForm::addRow(QFormLayout &rows, const QString &text, QWidget *field, QWidget *extra)
{
    auto *label = new PlainLabel(m_theme, text, FontRole::Body, ColorRole::Muted, this);
    label->setBuddy(field);
    field->setAccessibleName(text);
    if (!extra) {
        rows.addRow(label, field);
        return;
    }
    auto *both = new QWidget(this);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    row->addWidget(field, 1);
    row->addWidget(extra);
    rows.addRow(label, both);
}

} // namespace sluice

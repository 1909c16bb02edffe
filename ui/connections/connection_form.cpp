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

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A choice among names, or none of them. What is chosen stays where it still fits, or is what the file says.
void offer(QComboBox &box, const QString &none, const QStringList &names, const QString &kept)
{
    const QString chosen = box.currentData().toString();
    box.clear();
    box.addItem(none, QString());
    for (const QString &name : names)
        box.addItem(name, name);
    if (box.findData(chosen) < 0 && chosen == kept)
        box.addItem(chosen, chosen);
    box.setCurrentIndex(std::max(0, box.findData(chosen)));
}

} // namespace

ConnectionForm::ConnectionForm(const Theme &theme, ConnectionsPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
{
    build();
    for (const QComboBox *choice : { m_engine, m_service, m_login, m_environment }) {
        connect(choice, &QComboBox::activated, this, [this] {
            showEngine();
            refresh();
        });
    }
    for (QLineEdit *field : { m_name, m_host, m_database, m_user, m_odbcDriver }) {
        connect(field, &QLineEdit::textEdited, this, [this] {
            m_isTouched = true;
            refresh();
        });
        connect(field, &QLineEdit::returnPressed, this, &ConnectionForm::save);
    }
    connect(m_password, &QLineEdit::returnPressed, this, &ConnectionForm::save);
    connect(m_test, &Button::clicked, this, &ConnectionForm::test);
    connect(m_save, &Button::clicked, this, &ConnectionForm::save);
    connect(m_cancel, &Button::clicked, this, &ConnectionForm::cancelled);
    connect(m_browse, &Button::clicked, this, &ConnectionForm::fileWanted);
    startNew();
}

void ConnectionForm::build()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    m_title = new PlainLabel(m_theme, {}, FontRole::Heading, ColorRole::Text, this);
    column->addWidget(m_title);
    m_rows = new QFormLayout;
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(metrics::kPage);
    m_rows->setVerticalSpacing(metrics::kGrid);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setLabelAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    m_engine = new QComboBox(this);
    for (const Engine engine : { Engine::Sqlite, Engine::Postgresql, Engine::Mariadb, Engine::Odbc })
        m_engine->addItem(ConnectionModel::engineText(engine), static_cast<int>(engine));
    m_service = new QComboBox(this);
    for (const QString &name : serviceNames()) {
        const auto service = serviceNamed(name);
        m_service->addItem(service->isProven ? service->title : tr("%1 (unproven)").arg(service->title), name);
    }
    m_odbcDriver = new QLineEdit(this);
    m_name = new QLineEdit(this);
    m_name->setMaxLength(80);
    m_environment = new QComboBox(this);
    for (const Environment environment : { Environment::Dev, Environment::Staging, Environment::Prod })
        m_environment->addItem(environmentName(environment).toUpper(), static_cast<int>(environment));
    m_host = new QLineEdit(this);
    m_port = new QSpinBox(this);
    m_port->setRange(0, 65'535);
    m_port->setSpecialValueText(tr("default"));
    m_port->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_database = new QLineEdit(this);
    m_browse = new Button(m_theme, tr("Choose…"), ButtonKind::Normal, this);
    m_user = new QLineEdit(this);
    m_login = new QComboBox(this);
    m_login->addItem(tr("password in the system keychain"), static_cast<int>(Login::Keychain));
    m_login->addItem(tr("password in ~/.pgpass"), static_cast<int>(Login::Passfile));
    m_password = new QLineEdit(this);
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText | Qt::ImhHiddenText);
    m_ssl = new QComboBox(this);
    m_probeRole = new QLineEdit(this);
    m_probeRole->setPlaceholderText(tr("the same user"));
    m_rehearsal = new QComboBox(this);
    m_certificate = new QComboBox(this);
    m_certificate->addItem(tr("advisory"), false);
    m_certificate->addItem(tr("required"), true);
    addRow(tr("Driver"), m_engine);
    addRow(tr("Service"), m_service);
    addRow(tr("Name"), m_name);
    addRow(tr("Environment"), m_environment);
    addRow(tr("Host"), m_host);
    addRow(tr("Port"), m_port);
    addRow(tr("Database"), m_database, m_browse);
    addRow(tr("User"), m_user);
    addRow(tr("Login"), m_login);
    addRow(tr("Password"), m_password);
    addRow(tr("TLS"), m_ssl);
    addRow(tr("Probe role"), m_probeRole);
    addRow(tr("ODBC driver"), m_odbcDriver);
    addRow(tr("Rehearse on"), m_rehearsal);
    addRow(tr("Certificate"), m_certificate);
    column->addLayout(m_rows);
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
}

void ConnectionForm::addRow(const QString &text, QWidget *field, QWidget *extra)
{
    auto *label = new PlainLabel(m_theme, text, FontRole::Body, ColorRole::Muted, this);
    label->setBuddy(field);
    field->setAccessibleName(text);
    if (!extra) {
        m_rows->addRow(label, field);
        return;
    }
    auto *both = new QWidget(this);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    row->addWidget(field, 1);
    row->addWidget(extra);
    m_rows->addRow(label, both);
}

void ConnectionForm::startNew()
{
    m_editedName.clear();
    m_isTouched = false;
    m_title->setText(tr("Add connection"));
    fill({});
    m_name->setFocus(Qt::OtherFocusReason);
}

void ConnectionForm::startEdit(const ConnectionProfile &profile)
{
    m_editedName = profile.name;
    m_isTouched = false;
    m_title->setText(tr("Change connection"));
    fill(profile);
    m_host->setFocus(Qt::OtherFocusReason);
}

void ConnectionForm::fill(const ConnectionProfile &profile)
{
    m_before = profile;
    m_engine->setCurrentIndex(m_engine->findData(static_cast<int>(profile.engine)));
    m_service->setCurrentIndex(profile.service ? m_service->findData(profile.service->name) : m_service->findData(u"postgresql"_s));
    m_odbcDriver->setText(profile.odbcDriver);
    m_login->setCurrentIndex(m_login->findData(static_cast<int>(profile.login)));
    m_name->setText(profile.name);
    m_environment->setCurrentIndex(m_environment->findData(static_cast<int>(profile.environment)));
    m_host->setText(profile.host);
    m_port->setValue(profile.port);
    m_database->setText(profile.database);
    m_user->setText(profile.user);
    m_password->clear();
    m_password->setPlaceholderText(m_editedName.isEmpty() ? QString() : tr("enter it again"));
    m_ssl->clear();
    m_ssl->addItem(profile.sslMode, profile.sslMode);
    m_probeRole->setText(profile.probeRole);
    m_rehearsal->clear();
    m_rehearsal->addItem(profile.rehearsal.connection, profile.rehearsal.connection);
    m_certificate->setCurrentIndex(m_certificate->findData(profile.rehearsal.isRequired));
    showEngine();
    refresh();
}

void ConnectionForm::showEngine()
{
    const ConnectionProfile now = profile();
    const bool isOdbc = now.engine == Engine::Odbc;
    const bool isFile = ConnectionsPresenter::isFile(now);
    const auto show = [this](QWidget *field, bool isShown) {
        field->setVisible(isShown);
        if (QWidget *label = m_rows->labelForField(field))
            label->setVisible(isShown);
    };
    show(m_service, isOdbc);
    show(m_odbcDriver, isOdbc);
    m_odbcDriver->setPlaceholderText(now.service ? now.service->driver : QString());
    for (QWidget *field : std::initializer_list<QWidget *> { m_host, m_port, m_user })
        show(field, !isFile);
    show(m_login, now.engine == Engine::Postgresql);
    show(m_password, !isFile && login() != Login::Passfile);
    show(m_ssl, ConnectionsPresenter::hasTls(now));
    const bool isSameWay = now.engine == m_before.engine && now.service == m_before.service;
    offer(*m_ssl, tr("verify-full unless local"), ConnectionsPresenter::tlsModes(now), isSameWay ? m_before.sslMode : QString());
    show(m_probeRole, now.engine == Engine::Postgresql);
    show(m_rehearsal, sqlEngine(now) != Engine::Sqlite && !unsupportedTarget(now));
    show(m_certificate, !unsupportedTarget(now));
    showRehearsal(now);
    m_hint->setText(hint(now));
    m_hint->setVisible(!m_hint->text().isEmpty());
    m_browse->setVisible(isFile);
    m_database->setPlaceholderText(isFile ? tr("warehouse.db, below the workspace or absolute") : QString());
    const int port = ConnectionsPresenter::defaultPort(now.engine);
    m_port->setSpecialValueText(port > 0 ? tr("default (%1)").arg(port) : tr("default"));
    if (auto *label = qobject_cast<PlainLabel *>(m_rows->labelForField(m_database->parentWidget())))
        label->setText(isFile ? tr("File") : tr("Database"));
}

/// What is copied for a rehearsal, and whether one must come first. What the workspace names is kept, also where it no
/// longer fits: saving says what is wrong with it.
void ConnectionForm::showRehearsal(const ConnectionProfile &profile)
{
    offer(*m_rehearsal, tr("no copy is named"), m_presenter.rehearsalChoices(profile, m_editedName), m_before.rehearsal.connection);
    const bool isProd = profile.environment == Environment::Prod;
    m_certificate->setEnabled(!isProd);
    if (isProd)
        m_certificate->setCurrentIndex(m_certificate->findData(true));
}

QString ConnectionForm::hint(const ConnectionProfile &profile) const
{
    QStringList lines;
    if (profile.service && !profile.service->isProven)
        lines.append(tr("Nobody has proven this profile against %1 itself: the connection can be tested, and rollouts on it are refused.")
                         .arg(profile.service->title));
    if (login() == Login::Passfile)
        lines.append(tr("PostgreSQL reads the password from the ~/.pgpass of whoever runs Sluice."));
    else if (!ConnectionsPresenter::isFile(profile))
        lines.append(tr("The password goes to the system keychain, never into a file."));
    return lines.join(u'\n');
}

ConnectionProfile ConnectionForm::profile() const
{
    ConnectionProfile profile;
    profile.engine = static_cast<Engine>(m_engine->currentData().toInt());
    if (profile.engine == Engine::Odbc) {
        profile.service = serviceNamed(m_service->currentData().toString());
        profile.odbcDriver = m_odbcDriver->text().trimmed();
    }
    profile.name = m_name->text().trimmed();
    profile.environment = static_cast<Environment>(m_environment->currentData().toInt());
    profile.database = m_database->text().trimmed();
    profile.rehearsal = m_before.rehearsal;
    // In prod it always is, whatever the file says.
    if (profile.environment != Environment::Prod)
        profile.rehearsal.isRequired = m_certificate->currentData().toBool();
    const bool isCopied = sqlEngine(profile) != Engine::Sqlite && !unsupportedTarget(profile);
    profile.rehearsal.connection = isCopied ? m_rehearsal->currentData().toString() : QString();
    if (ConnectionsPresenter::hasTls(profile))
        profile.sslMode = m_ssl->currentData().toString();
    if (ConnectionsPresenter::isFile(profile))
        return profile;
    profile.host = m_host->text().trimmed();
    profile.port = m_port->value();
    profile.user = m_user->text().trimmed();
    profile.login = login();
    if (profile.engine == Engine::Postgresql)
        profile.probeRole = m_probeRole->text().trimmed();
    return profile;
}

/// Another engine has no password file to name, whatever the hidden field says.
Login ConnectionForm::login() const
{
    const bool hasChoice = static_cast<Engine>(m_engine->currentData().toInt()) == Engine::Postgresql;
    return hasChoice ? static_cast<Login>(m_login->currentData().toInt()) : Login::Keychain;
}

Secret ConnectionForm::password() const
{
    return Secret(m_password->isHidden() ? QByteArray() : m_password->text().toUtf8());
}

void ConnectionForm::setDatabaseFile(const QString &path)
{
    m_database->setText(path);
    m_isTouched = true;
    refresh();
}

void ConnectionForm::refresh()
{
    using Activity = ConnectionsPresenter::Activity;
    QStringList reasons;
    for (const ConnectionsPresenter::Finding &finding : m_presenter.findings(profile(), m_editedName))
        reasons.append(finding.text);
    const bool isIdle = m_presenter.activity() == Activity::None;
    const bool isTesting = m_presenter.activity() == Activity::Testing;
    m_reasons->setBlockers(m_isTouched ? reasons : QStringList());
    m_reasons->setVisible(m_isTouched && !reasons.isEmpty());
    m_save->setBlockers(isIdle ? reasons : QStringList { tr("Something else is under way.") });
    m_save->setText(m_presenter.activity() == Activity::Saving ? tr("Saving…") : tr("Save"));
    m_test->setText(isTesting ? tr("Cancel test") : tr("Test"));
    m_test->setBlockers(isTesting ? QStringList() : isIdle ? reasons : QStringList { tr("Something else is under way.") });
}

void ConnectionForm::test()
{
    if (m_presenter.activity() == ConnectionsPresenter::Activity::Testing)
        m_presenter.cancelTest();
    else
        m_presenter.test(profile(), password());
}

void ConnectionForm::save()
{
    m_isTouched = true;
    refresh();
    if (m_save->isEnabled())
        m_presenter.save(profile(), password(), m_editedName);
}

void ConnectionForm::hideEvent(QHideEvent *event)
{
    m_password->clear(); // with it goes the field's own undo history
    QWidget::hideEvent(event);
}

} // namespace sluice

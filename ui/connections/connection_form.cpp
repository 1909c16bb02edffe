// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connection_form.h"

#include "plan/service_reader.h"
#include "ui/models/text.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QSpinBox>

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
    connect(m_certificate, &QComboBox::activated, this, [this] { m_isCertificateWanted = m_certificate->currentData().toBool(); });
    connect(m_port, &QSpinBox::valueChanged, this, &ConnectionForm::refresh);
    connect(m_password, &QLineEdit::textEdited, this, &ConnectionForm::refresh);
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
    m_takesPassword->setCurrentIndex(0);
    m_ssl->clear();
    m_ssl->addItem(profile.sslMode, profile.sslMode);
    m_probeRole->setText(profile.probeRole);
    m_rehearsal->clear();
    m_rehearsal->addItem(profile.rehearsal.connection, profile.rehearsal.connection);
    m_isCertificateWanted = profile.rehearsal.isRequired;
    showEngine();
    refresh();
}

void ConnectionForm::showEngine()
{
    const ConnectionProfile now = profile();
    const bool isOdbc = now.engine == Engine::Odbc;
    const bool isFile = ConnectionsPresenter::isFile(now);
    const auto show = [this](QWidget *field, bool isShown) { setShown(field, isShown); };
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
    if (auto *label = qobject_cast<PlainLabel *>(labelOf(m_database->parentWidget())))
        label->setText(isFile ? tr("File") : tr("Database"));
}

/// What is copied for a rehearsal, and whether one must come first. What the workspace names is kept, also where it no
/// longer fits: saving says what is wrong with it.
void ConnectionForm::showRehearsal(const ConnectionProfile &profile)
{
    offer(*m_rehearsal, tr("no copy is named"), m_presenter.rehearsalChoices(profile, m_editedName), m_before.rehearsal.connection);
    const bool isProd = profile.environment == Environment::Prod;
    m_certificate->setEnabled(!isProd);
    m_certificate->setCurrentIndex(m_certificate->findData(isProd || m_isCertificateWanted)); // prod's word ends with prod
}

QString ConnectionForm::hint(const ConnectionProfile &profile) const
{
    QStringList lines;
    if (profile.service && !profile.service->isProven)
        lines.append(tr("Nobody has proven this profile against %1 itself: the connection can be tested, and rollouts on it are refused.")
                         .arg(profile.service->title));
    const bool isPostgres = profile.engine == Engine::Postgresql;
    if (const QString role = m_probeRole->text().trimmed(); !isPostgres && !role.isEmpty())
        lines.append(tr("The probe role %1 leaves the entry: only PostgreSQL's own driver can take one on.").arg(isolated(role)));
    if (!isPostgres && static_cast<Login>(m_login->currentData().toInt()) == Login::Passfile)
        lines.append(tr("The entry no longer names ~/.pgpass, which only PostgreSQL's own driver reads."));
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
    profile.rehearsal.isRequired = m_isCertificateWanted; // in prod it always is, whatever the file says
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

/// The stored password stays with the login that it was given for; another one gets it only when a person says so.
void ConnectionForm::showPassword()
{
    const ConnectionProfile now = profile();
    const auto hasStored = [](const ConnectionProfile &one) { return !ConnectionsPresenter::isFile(one) && one.login == Login::Keychain; };
    const bool isKept = !m_editedName.isEmpty() && hasStored(m_before) && isSameLogin(m_before, now);
    const bool isAsked = !m_editedName.isEmpty() && !isKept && hasStored(m_before) && hasStored(now) && m_password->text().isEmpty();
    m_password->setPlaceholderText(isKept ? tr("stays as it is") : m_editedName.isEmpty() ? QString() : tr("of this address and user"));
    setShown(m_takesPassword, isAsked);
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
    showPassword();
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
    if (!m_save->isEnabled())
        return;
    if (m_editedName.isEmpty())
        m_presenter.add(profile(), password());
    else
        m_presenter.change(m_before, profile(), password(), !m_takesPassword->isHidden() && m_takesPassword->currentData().toBool());
}

void ConnectionForm::hideEvent(QHideEvent *event)
{
    m_password->clear(); // with it goes the field's own undo history
    QWidget::hideEvent(event);
}

} // namespace sluice

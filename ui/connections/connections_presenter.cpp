// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connections_presenter.h"

#include "base/async.h"
#include "communication/error_text.h"

#include <QRegularExpression>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

ConnectionsPresenter::ConnectionsPresenter(Service &service, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
{
    connect(&m_service, &Service::snapshotChanged, this, &ConnectionsPresenter::readSnapshot);
    readSnapshot();
}

void ConnectionsPresenter::readSnapshot()
{
    const SnapshotPtr snapshot = m_service.snapshot();
    m_isLoading = !snapshot;
    if (snapshot)
        m_model.setConnections(snapshot->connections, m_clock.nowUtc());
    Q_EMIT changed();
}

QList<ConnectionsPresenter::Finding> ConnectionsPresenter::findings(const ConnectionProfile &profile, const QString &editedName) const
{
    static const QRegularExpression kName(u"\\A[A-Za-z][A-Za-z0-9_-]{0,62}\\z"_s);
    QList<Finding> findings;
    if (profile.name.isEmpty())
        findings.append({ Field::Name, tr("A name is needed; plans refer to it.") });
    else if (!kName.match(profile.name).hasMatch())
        findings.append({ Field::Name, tr("Use letters, digits, - and _, beginning with a letter, at most 63.") });
    else if (profile.name != editedName && m_model.rowOf(profile.name) >= 0)
        findings.append({ Field::Name, tr("A connection of this name exists.") });
    if (profile.engine == Engine::Odbc && !profile.service)
        findings.append({ Field::Service, tr("Choose what stands behind the ODBC driver.") });
    if (profile.database.isEmpty()) {
        findings.append({ Field::Database,
            isFile(profile) ? tr("The path of the database file is needed.") : tr("The database is needed.") });
    }
    if (!isFile(profile) && profile.host.isEmpty()) {
        findings.append({ Field::Host,
            profile.engine == Engine::Odbc ? tr("The host is needed.") : tr("The host is needed; a folder names a local socket.") });
    }
    if (profile.port < 0 || profile.port > 65'535)
        findings.append({ Field::Port, tr("Ports lie between 1 and 65535.") });
    if (const QString copy = profile.rehearsal.connection; !copy.isEmpty() && !rehearsalChoices(profile, editedName).contains(copy))
        findings.append({ Field::Rehearsal, tr("%1 cannot be copied for this connection: choose another, or none.").arg(copy) });
    return findings;
}

bool ConnectionsPresenter::isFile(const ConnectionProfile &profile)
{
    return profile.engine == Engine::Sqlite || (profile.service && profile.service->isFile);
}

bool ConnectionsPresenter::hasTls(const ConnectionProfile &profile)
{
    if (profile.engine != Engine::Odbc)
        return profile.engine != Engine::Sqlite;
    return profile.service
        && std::ranges::any_of(profile.service->keywords, [](const auto &keyword) { return keyword.second == u"{tls}"; });
}

QStringList ConnectionsPresenter::tlsModes(const ConnectionProfile &profile)
{
    if (sqlEngine(profile) == Engine::Mariadb)
        return { u"verify-full"_s, u"require"_s, u"disable"_s };
    return { u"verify-full"_s, u"verify-ca"_s, u"require"_s, u"prefer"_s, u"disable"_s };
}

QStringList ConnectionsPresenter::rehearsalChoices(const ConnectionProfile &profile, const QString &editedName) const
{
    QStringList names;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const ConnectionProfile &other = m_model.view(row).profile;
        if (other.engine == profile.engine && other.service == profile.service && other.environment != Environment::Prod
            && other.name != editedName && other.name != profile.name)
            names.append(other.name);
    }
    return names;
}

int ConnectionsPresenter::defaultPort(Engine engine)
{
    switch (engine) {
    case Engine::Postgresql:
        return 5432;
    case Engine::Mariadb:
        return 3306;
    case Engine::Sqlite:
    case Engine::Odbc:
        return 0;
    }
    return 0;
}

QStringList ConnectionsPresenter::plansOf(const QString &connection) const
{
    QStringList plans;
    const SnapshotPtr snapshot = m_service.snapshot();
    for (const RolloutView &view : snapshot ? snapshot->rollouts : QList<RolloutView>()) {
        if ((view.bundle && view.bundle->plan.connection == connection) || view.state.connection == connection)
            plans.append(view.planId);
    }
    return plans;
}

void ConnectionsPresenter::begin(Activity activity)
{
    m_activity = activity;
    m_error.reset();
    m_notice.clear();
    Q_EMIT changed();
}

void ConnectionsPresenter::test(const ConnectionProfile &profile, const Secret &password)
{
    if (m_activity != Activity::None)
        return;
    m_tested = profile;
    m_found.reset();
    begin(Activity::Testing);
    m_test = m_service.testConnection(profile, password);
    onFinished(m_test, this, [this, request = ++m_request](const Result<ConnectionView> &found) {
        if (request != m_request)
            return;
        m_activity = Activity::None;
        m_found = found;
        Q_EMIT changed();
    });
}

void ConnectionsPresenter::cancelTest()
{
    if (m_activity != Activity::Testing)
        return;
    ++m_request;
    m_test.cancel();
    m_activity = Activity::None;
    m_notice = tr("Test cancelled.");
    Q_EMIT changed();
}

bool ConnectionsPresenter::beginSaving(const ConnectionProfile &profile, const QString &editedName)
{
    if (m_activity != Activity::None || !findings(profile, editedName).isEmpty())
        return false;
    begin(Activity::Saving);
    return true;
}

void ConnectionsPresenter::finishSaving(const Result<void> &result, const QString &name, const QString &done)
{
    finish(result, done);
    if (result)
        Q_EMIT saved(name);
}

void ConnectionsPresenter::add(const ConnectionProfile &profile, const Secret &password)
{
    if (!beginSaving(profile, {}))
        return;
    const QString done = password.isEmpty() ? tr("%1 saved.") : tr("%1 saved. Its password is in the system keychain.");
    onFinished(m_service.addConnection(profile, password), this, [this, name = profile.name, done](const Result<void> &result) {
        finishSaving(result, name, done.arg(name));
    });
}

void ConnectionsPresenter::change(const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword)
{
    if (!beginSaving(after, before.name))
        return;
    const bool needsPassword = !isFile(after) && after.login == Login::Keychain;
    const bool isLeft = needsPassword && password.isEmpty() && !isSameLogin(before, after) && !takesPassword;
    const QString done = !password.isEmpty() ? tr("%1 saved. Its password is in the system keychain.")
        : isLeft ? tr("%1 saved. No password is stored for its new address and user.") : tr("%1 saved.");
    onFinished(m_service.changeConnection(before, after, password, takesPassword), this, [this, name = after.name, done](const Result<void> &result) {
        finishSaving(result, name, done.arg(name));
    });
}

void ConnectionsPresenter::enrol(const QString &name)
{
    if (m_activity != Activity::None)
        return;
    begin(Activity::Enrolling);
    onFinished(m_service.enrolConnection(name), this, [this, name](const Result<TargetIdentity> &identity) {
        m_found.reset();
        if (identity)
            finish({}, tr("%1 is enrolled as %2.").arg(name, identity->uuid));
        else
            finish(fail(identity.error()), {});
    });
}

void ConnectionsPresenter::remove(const QString &name)
{
    if (m_activity != Activity::None)
        return;
    begin(Activity::Removing);
    onFinished(m_service.removeConnection(name), this, [this, name](const Result<void> &result) {
        finish(result, tr("%1 removed from the workspace. Its target was not touched.").arg(name));
    });
}

void ConnectionsPresenter::finish(const Result<void> &result, const QString &done)
{
    m_activity = Activity::None;
    if (result)
        m_notice = done;
    else
        m_error = result.error();
    Q_EMIT changed();
}

void ConnectionsPresenter::forgetResult()
{
    if (!m_found && !m_error && m_notice.isEmpty())
        return; // nothing to forget is no news: a banner that is dismissed again must not go round for ever
    m_found.reset();
    m_error.reset();
    m_notice.clear();
    Q_EMIT changed();
}

} // namespace sluice

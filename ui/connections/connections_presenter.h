// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "service/service.h"
#include "ui/models/connection_model.h"

namespace sluice {

/// Decides what the connections page shows: the list, the form's findings, and what a test found. Passwords pass
/// through as Secret and are never kept here. Knows no widget.
class ConnectionsPresenter : public QObject
{
    Q_OBJECT

public:
    enum class Activity { None, Testing, Saving, Enrolling, Removing };
    enum class Field { Name, Service, Host, Port, Database, User, Rehearsal };
    struct Finding {
        Field field = Field::Name;
        QString text;
    };

    ConnectionsPresenter(Service &service, const Clock &clock, QObject *parent = nullptr);

    ConnectionModel &model() { return m_model; }
    const ConnectionModel &model() const { return m_model; }
    bool isLoading() const { return m_isLoading; }
    Activity activity() const { return m_activity; }
    /// What the last test of the form or of a listed connection found; empty before.
    const std::optional<Result<ConnectionView>> &found() const { return m_found; }
    const ConnectionProfile &tested() const { return m_tested; }
    const std::optional<Error> &error() const { return m_error; }
    QString notice() const { return m_notice; }

    /// Everything that is wrong with the form, at once. editedName: the entry being changed, empty for a new one.
    QList<Finding> findings(const ConnectionProfile &profile, const QString &editedName) const;
    static int defaultPort(Engine engine); ///< 0: the engine has none
    /// Connections whose database may be copied for a rehearsal of this one: the same way to the same engine, never prod.
    QStringList rehearsalChoices(const ConnectionProfile &profile, const QString &editedName) const;
    static bool isFile(const ConnectionProfile &profile); ///< no server, no login
    static bool hasTls(const ConnectionProfile &profile);
    static QStringList tlsModes(const ConnectionProfile &profile); ///< that its driver knows
    QStringList plansOf(const QString &connection) const; ///< plans that name it

    void test(const ConnectionProfile &profile, const Secret &password);
    void cancelTest();
    void add(const ConnectionProfile &profile, const Secret &password);
    /// takesPassword: another address or user may be sent the password that is stored for the old one.
    void change(const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword);
    void enrol(const QString &name);
    void remove(const QString &name);
    void forgetResult();

Q_SIGNALS:
    void changed();
    void saved(const QString &name);

private:
    void readSnapshot();
    bool beginSaving(const ConnectionProfile &profile, const QString &editedName);
    void finishSaving(const Result<void> &result, const QString &name, const QString &done);
    void finish(const Result<void> &result, const QString &done);
    void begin(Activity activity);

    Service &m_service;
    const Clock &m_clock;
    ConnectionModel m_model;
    bool m_isLoading = true;
    Activity m_activity = Activity::None;
    std::optional<Result<ConnectionView>> m_found;
    ConnectionProfile m_tested;
    std::optional<Error> m_error;
    QString m_notice;
    QFuture<Result<ConnectionView>> m_test;
    int m_request = 0; ///< the answer to a cancelled test is dropped
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/fake_clock.h"
#include "support/fake_service.h"
#include "ui/connections/connections_presenter.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// Remembers the passwords it was handed, and refuses the additions that it is told to.
class KeepingService : public FakeService
{
public:
    using FakeService::FakeService;
    QList<QByteArray> passwords;
    QList<ConnectionProfile> changedFrom;
    QList<ConnectionProfile> changedTo;

    QFuture<Result<void>> addConnection(const ConnectionProfile &profile, const Secret &password) override
    {
        passwords.append(password.reveal());
        return FakeService::addConnection(profile, password);
    }
    QFuture<Result<void>> changeConnection(
        const ConnectionProfile &before, const ConnectionProfile &after, const Secret &password, bool takesPassword) override
    {
        passwords.append(password.reveal());
        changedFrom.append(before);
        changedTo.append(after);
        return FakeService::changeConnection(before, after, password, takesPassword);
    }
};

ConnectionProfile postgres(const QString &name)
{
    ConnectionProfile profile;
    profile.name = name;
    profile.engine = Engine::Postgresql;
    profile.host = u"db-9"_s;
    profile.database = u"analytics"_s;
    return profile;
}

} // namespace

class TestConnectionsPresenter : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock { cannedNow() };
    using Activity = ConnectionsPresenter::Activity;

private Q_SLOTS:
    void findsEverythingAtOnce()
    {
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        ConnectionProfile profile = postgres(u"ware house"_s);
        profile.host.clear();
        profile.database.clear();
        QCOMPARE(presenter.findings(profile, {}).size(), 3);
        QCOMPARE(presenter.findings(postgres(u"new-one"_s), {}).size(), 0);
        QCOMPARE(presenter.findings(postgres(u"warehouse"_s), {}).size(), 1); // taken
        QCOMPARE(presenter.findings(postgres(u"warehouse"_s), u"warehouse"_s).size(), 0); // its own name
        QCOMPARE(presenter.findings(postgres(QString()), {}).size(), 1);
        QCOMPARE(presenter.findings(postgres(u"a/../b"_s), {}).size(), 1);
    }

    void savesWithThePasswordAsASecret()
    {
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        QSignalSpy saved(&presenter, &ConnectionsPresenter::saved);
        presenter.add(postgres(u"new-one"_s), Secret("canary"));
        QCOMPARE(presenter.activity(), Activity::Saving);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(service.passwords, QList<QByteArray> { "canary" });
        QCOMPARE(presenter.activity(), Activity::None);
        QVERIFY(!presenter.notice().contains(u"canary"_s));
        QVERIFY(!service.calls.join(u'\n').contains(u"canary"_s));
    }

    void doesNotSaveWhatIsIncomplete()
    {
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        presenter.add(postgres(QString()), {});
        presenter.change(postgres(u"warehouse"_s), postgres(QString()), {}, false);
        QCOMPARE(service.calls, QStringList());
    }

    void aChangeIsOneAct()
    {
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        QSignalSpy saved(&presenter, &ConnectionsPresenter::saved);
        ConnectionProfile after = postgres(u"warehouse"_s);
        after.probeRole = u"probes"_s;
        presenter.change(postgres(u"warehouse"_s), after, {}, false);
        QTRY_COMPARE(saved.size(), 1);
        QCOMPARE(service.calls, QStringList { u"changeConnection warehouse"_s });
        QVERIFY(service.changedFrom.constFirst() == postgres(u"warehouse"_s) && service.changedTo.constFirst() == after);
        QCOMPARE(presenter.notice(), u"warehouse saved."_s);
    }

    void aRefusedChangeSaysWhyAndSavesNothing()
    {
        KeepingService service;
        service.nextError = Error { ErrorCode::SecretUnavailable, u"the keychain is locked"_s, {}, u"unlock it"_s, {} };
        ConnectionsPresenter presenter(service, m_clock);
        QSignalSpy saved(&presenter, &ConnectionsPresenter::saved);
        presenter.change(postgres(u"warehouse"_s), postgres(u"warehouse"_s), Secret("x"), false);
        QTRY_COMPARE(presenter.activity(), Activity::None);
        QCOMPARE(service.calls, QStringList { u"changeConnection warehouse"_s });
        QCOMPARE(saved.size(), 0);
        QCOMPARE(presenter.error()->next, u"unlock it"_s);
    }

    void whatBecomesOfThePasswordIsSaid_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("password");
        QTest::addColumn<bool>("takesPassword");
        QTest::addColumn<QString>("notice");
        QTest::newRow("the same address") << u"db-9"_s << QByteArray() << false << u"warehouse saved."_s;
        QTest::newRow("a new one") << u"db-9"_s << QByteArray("canary") << false << u"warehouse saved. Its password is in the system keychain."_s;
        QTest::newRow("another address") << u"db-8"_s << QByteArray() << false << u"warehouse saved. No password is stored for its new address and user."_s;
        QTest::newRow("another address, on a person's word") << u"db-8"_s << QByteArray() << true << u"warehouse saved."_s;
    }
    void whatBecomesOfThePasswordIsSaid()
    {
        QFETCH(const QString, host);
        QFETCH(const QByteArray, password);
        QFETCH(const bool, takesPassword);
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        QSignalSpy saved(&presenter, &ConnectionsPresenter::saved);
        ConnectionProfile after = postgres(u"warehouse"_s);
        after.host = host;
        presenter.change(postgres(u"warehouse"_s), after, Secret(password), takesPassword);
        QTRY_COMPARE(saved.size(), 1);
        QTEST(presenter.notice(), "notice");
        QCOMPARE(service.calls, QStringList { u"changeConnection warehouse"_s + (takesPassword ? u" with its password"_s : QString()) });
        QCOMPARE(service.passwords, QList<QByteArray> { password });
    }

    void aTestCanBeCancelledAndItsAnswerIsDropped()
    {
        KeepingService service;
        service.isHeldBack = true;
        ConnectionsPresenter presenter(service, m_clock);
        presenter.test(postgres(u"new-one"_s), Secret("canary"));
        QCOMPARE(presenter.activity(), Activity::Testing);
        presenter.cancelTest();
        QCOMPARE(presenter.activity(), Activity::None);
        QSignalSpy changed(&presenter, &ConnectionsPresenter::changed);
        service.answerAll();
        presenter.test(postgres(u"other"_s), {}); // the next one is not disturbed by the first one's answer
        service.answerAll();
        QTRY_VERIFY(presenter.found().has_value());
        QCOMPARE((*presenter.found())->profile.name, u"other"_s);
    }

    void oneThingAtATime()
    {
        KeepingService service;
        service.isHeldBack = true;
        ConnectionsPresenter presenter(service, m_clock);
        presenter.enrol(u"scratch"_s);
        presenter.remove(u"scratch"_s);
        presenter.test(postgres(u"x"_s), {});
        QCOMPARE(service.calls, QStringList { u"enrolConnection scratch"_s });
        service.answerAll();
        QTRY_COMPARE(presenter.activity(), Activity::None);
        QVERIFY(presenter.notice().contains(u"3f9c2b7e"_s));
    }

    void failuresAreKeptWhole()
    {
        KeepingService service;
        service.nextError = Error { ErrorCode::PermissionDenied, u"the role may not create a schema"_s, u"connection scratch"_s,
            u"enrol with an owner role"_s, {} };
        ConnectionsPresenter presenter(service, m_clock);
        presenter.enrol(u"scratch"_s);
        QTRY_VERIFY(presenter.error().has_value());
        QCOMPARE(presenter.error()->next, u"enrol with an owner role"_s);
        QVERIFY(presenter.notice().isEmpty());
    }

    void plansThatNameAConnection()
    {
        KeepingService service;
        ConnectionsPresenter presenter(service, m_clock);
        QVERIFY(presenter.plansOf(u"warehouse"_s).contains(u"orders-currency"_s));
        QCOMPARE(presenter.plansOf(u"scratch"_s), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestConnectionsPresenter)
#include "tst_connections_presenter.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/tray/desktop_notifier.h"
#include "ui/tray/notification_server.h"
#include "ui/tray/private_bus.h"

#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Alert breach(const QString &plan = u"orders"_s)
{
    return { AlertKind::Breach, u"k"_s, plan, plan + u" · Breach"_s, u"Loader <b>errors</b> & more: 10 % against 2 %"_s,
        true };
}

} // namespace

class TestDesktopNotifier : public QObject
{
    Q_OBJECT

    std::unique_ptr<PrivateBus> m_bus;

private Q_SLOTS:
    void init()
    {
        m_bus = std::make_unique<PrivateBus>();
        QVERIFY(m_bus->isUp());
    }
    void cleanup() { m_bus.reset(); }

    void theDesktopShowsIt()
    {
        NotificationServer server(m_bus->join());
        QVERIFY(server.isUp());
        DesktopNotifier notifier(m_bus->join());
        QSignalSpy undelivered(&notifier, &DesktopNotifier::undelivered);
        notifier.tell(breach());
        QTRY_COMPARE(server.shown.size(), 1);
        QCOMPARE(server.shown[0].title, u"orders · Breach"_s);
        QCOMPARE(server.shown[0].hints[u"urgency"_s].value<uchar>(), uchar(2));
        QCOMPARE(server.shown[0].actions.value(0), u"default"_s);
        Alert done = breach();
        done.isUrgent = false;
        notifier.tell(done);
        QTRY_COMPARE(server.shown.size(), 2);
        QCOMPARE(server.shown[1].hints[u"urgency"_s].value<uchar>(), uchar(1));
        QCOMPARE(undelivered.size(), 0);
    }

    void othersTextIsNoMarkup_data()
    {
        QTest::addColumn<QStringList>("can");
        QTest::addColumn<QString>("text");
        QTest::newRow("reads markup") << QStringList { u"body-markup"_s }
                                      << u"Loader &lt;b&gt;errors&lt;/b&gt; &amp; more: 10 % against 2 %"_s;
        QTest::newRow("shows what it gets")
            << QStringList { u"body"_s } << u"Loader <b>errors</b> & more: 10 % against 2 %"_s;
    }
    void othersTextIsNoMarkup()
    {
        QFETCH(QStringList, can);
        NotificationServer server(m_bus->join(), can);
        DesktopNotifier notifier(m_bus->join());
        notifier.tell(breach());
        QTRY_COMPARE(server.shown.size(), 1);
        QTEST(server.shown[0].text, "text");
        QCOMPARE(server.shown[0].actions.size(), 0); // neither can be clicked
    }

    void aClickLeadsToItsOwnRollout()
    {
        NotificationServer server(m_bus->join());
        DesktopNotifier notifier(m_bus->join());
        QSignalSpy activated(&notifier, &DesktopNotifier::activated);
        notifier.tell(breach(u"first"_s));
        notifier.tell(breach(u"second"_s));
        QTRY_COMPARE(server.shown.size(), 2);
        Q_EMIT server.ActionInvoked(77, u"default"_s); // another program's
        Q_EMIT server.ActionInvoked(server.shown[1].id, u"default"_s);
        QTRY_COMPARE(activated.size(), 1);
        QCOMPARE(activated[0][0].toString(), server.shown[1].title.section(u' ', 0, 0));
        Q_EMIT server.NotificationClosed(server.shown[0].id, 1);
        Q_EMIT server.ActionInvoked(server.shown[0].id, u"default"_s); // its number may be another's by now
        Q_EMIT server.ActionInvoked(server.shown[1].id, u"default"_s);
        QTRY_COMPARE(activated.size(), 2);
        QCOMPARE(activated[1][0].toString(), u"second"_s);
    }

    void whereNobodyShowsItItComesBack()
    {
        DesktopNotifier notifier(m_bus->join());
        QSignalSpy undelivered(&notifier, &DesktopNotifier::undelivered);
        notifier.tell(breach());
        QTRY_COMPARE(undelivered.size(), 1);
        NotificationServer server(m_bus->join()); // the desktop has come up
        notifier.tell(breach());
        QTRY_COMPARE(server.shown.size(), 1);
        QCOMPARE(undelivered.size(), 1);
    }

    void withoutABusItComesBackAtOnce()
    {
        DesktopNotifier notifier(QDBusConnection(u"no such bus"_s));
        QSignalSpy undelivered(&notifier, &DesktopNotifier::undelivered);
        notifier.tell(breach());
        QCOMPARE(undelivered.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestDesktopNotifier)
#include "tst_desktop_notifier.moc"

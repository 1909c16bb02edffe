// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "ui/models/connection_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestConnectionModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOnlyWhatChanged()
    {
        ConnectionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<ConnectionView> views = cannedWorkspace().connections;
        model.setConnections(views, cannedNow());
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setConnections(views, cannedNow());
        QCOMPARE(changed.size(), 0);
        views[1].isReachable = true;
        model.setConnections(views, cannedNow());
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        QCOMPARE(reset.size(), 0);
        views.removeFirst();
        model.setConnections(views, cannedNow());
        QCOMPARE(reset.size(), 1);
        QCOMPARE(model.rowOf(u"warehouse"_s), -1);
    }

    void saysWhatIsKnown_data()
    {
        QTest::addColumn<bool>("checked");
        QTest::addColumn<bool>("reachable");
        QTest::addColumn<bool>("enrolled");
        QTest::addColumn<int>("error"); // -1: none
        QTest::addColumn<QString>("text");
        QTest::newRow("unknown") << false << false << false << -1 << u"not looked at yet"_s;
        QTest::newRow("unreachable") << true << false << false << static_cast<int>(ErrorCode::CannotConnect) << u"problem"_s;
        QTest::newRow("not enrolled") << true << true << false << static_cast<int>(ErrorCode::NotEnrolled) << u"reachable, not enrolled"_s;
        QTest::newRow("a clone is a problem") << true << true << false << static_cast<int>(ErrorCode::IdentityMismatch) << u"problem"_s;
        QTest::newRow("fine") << true << true << true << -1 << u"reachable, enrolled"_s;
    }
    void saysWhatIsKnown()
    {
        QFETCH(bool, checked);
        QFETCH(bool, reachable);
        QFETCH(bool, enrolled);
        QFETCH(int, error);
        QFETCH(QString, text);
        ConnectionView view;
        view.isChecked = checked;
        view.isReachable = reachable;
        if (enrolled)
            view.identity = TargetIdentity();
        if (error >= 0) {
            view.error = Error { static_cast<ErrorCode>(error), u"so it is"_s, {}, {}, {} };
            view.problem = view.error->what;
        }
        QCOMPARE(ConnectionModel::reachText(ConnectionModel::reach(view)), text);
    }

    void places_data()
    {
        QTest::addColumn<int>("engine");
        QTest::addColumn<QString>("host");
        QTest::addColumn<int>("port");
        QTest::addColumn<QString>("text");
        QTest::newRow("file") << static_cast<int>(Engine::Sqlite) << QString() << 0 << u"analytics"_s;
        QTest::newRow("host") << static_cast<int>(Engine::Postgresql) << u"db-7"_s << 0 << u"db-7 / analytics"_s;
        QTest::newRow("host and port") << static_cast<int>(Engine::Postgresql) << u"db-7"_s << 5433 << u"db-7:5433 / analytics"_s;
    }
    void places()
    {
        QFETCH(int, engine);
        QFETCH(QString, host);
        QFETCH(int, port);
        QFETCH(QString, text);
        ConnectionProfile profile;
        profile.engine = static_cast<Engine>(engine);
        profile.host = host;
        profile.port = port;
        profile.database = u"analytics"_s;
        QCOMPARE(ConnectionModel::placeText(profile), text);
    }
};

QTEST_GUILESS_MAIN(TestConnectionModel)
#include "tst_connection_model.moc"

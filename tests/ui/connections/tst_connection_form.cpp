// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/service_reader.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connections_page.h"
#include "ui/page_bench.h"
#include "ui/check_texts.h"
#include "ui/render.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What the form of a connection shows, asks and gives back.
class TestConnectionForm : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

    static void choose(QComboBox &box, const QString &text)
    {
        QVERIFY2(box.findText(text) >= 0, qPrintable(text));
        box.setCurrentIndex(box.findText(text));
        Q_EMIT box.activated(box.currentIndex());
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void aPasswordFileIsKeptAndAsksForNoPassword()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        ConnectionProfile profile = cannedWorkspace().connections[0].profile;
        profile.engine = Engine::Postgresql;
        profile.login = Login::Passfile;
        form->startEdit(profile);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-passfile"_s);
        QCOMPARE(form->profile().login, Login::Passfile);
        QVERIFY(!namedControl<QLineEdit>(page, u"Password"_s)->isVisible());
        checkTexts(page);
        profile.login = Login::Keychain;
        form->startEdit(profile);
        QCOMPARE(form->profile().login, Login::Keychain);
        QVERIFY(namedControl<QLineEdit>(page, u"Password"_s)->isVisible());
    }

    /// What stands behind ODBC decides what is asked for, and says where nobody has proven it.
    void odbcAsksForWhatItsServiceNeeds()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 820 }, u"connections-odbc"_s);
        auto *driver = namedControl<QComboBox>(page, u"Driver"_s);
        auto *service = namedControl<QComboBox>(page, u"Service"_s);
        QVERIFY(!service->isVisible());
        choose(*driver, u"ODBC"_s);
        QVERIFY(service->isVisible());
        QCOMPARE(service->count(), serviceNames().size());
        QCOMPARE(form->profile().service, serviceNamed(u"postgresql"_s));
        QVERIFY(namedControl<QLineEdit>(page, u"Host"_s)->isVisible() && namedControl<QComboBox>(page, u"TLS"_s)->isVisible());
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 820 }, u"connections-odbc"_s);
        checkTexts(page);
        choose(*service, u"SQLite"_s);
        QVERIFY(!namedControl<QLineEdit>(page, u"Host"_s)->isVisible() && !namedControl<QLineEdit>(page, u"Password"_s)->isVisible());
        QVERIFY(!namedControl<QComboBox>(page, u"Rehearse on"_s)->isVisible()); // it copies its own file
        choose(*service, u"Snowflake (unproven)"_s);
        renderWidget(page, m_theme, ThemeVariant::Dark, { 1104, 820 }, u"connections-odbc-unproven"_s);
        checkTexts(page);
        QVERIFY(!namedControl<QComboBox>(page, u"Certificate"_s)->isVisible());
        bool isSaid = false;
        for (const QLabel *label : form->findChildren<QLabel *>())
            isSaid = isSaid || (label->isVisible() && label->text().contains(u"rollouts on it are refused"_s));
        QVERIFY(isSaid);
        QCOMPARE(form->profile().service, serviceNamed(u"snowflake"_s));
    }

    /// Whoever changes a host must not lose what the entry says besides.
    void whatTheFormDoesNotShowStays_data()
    {
        QTest::addColumn<ConnectionProfile>("profile");
        ConnectionProfile profile = cannedWorkspace().connections[0].profile;
        profile.name = u"shop"_s;
        profile.engine = Engine::Postgresql;
        profile.environment = Environment::Staging;
        profile.host = u"db"_s;
        profile.user = u"sluice"_s;
        profile.sslMode = u"allow"_s; // not among what is offered
        profile.rehearsal = { u"shop-copy"_s, true, std::chrono::hours(48) }; // that nobody has
        QTest::newRow("postgresql") << profile;
        profile.environment = Environment::Prod;
        profile.rehearsal.isRequired = false; // the file does not say it, prod does
        QTest::newRow("prod") << profile;
        profile.engine = Engine::Mariadb;
        profile.sslMode = u"require"_s;
        profile.probeRole.clear();
        QTest::newRow("mariadb") << profile;
        profile.engine = Engine::Odbc;
        profile.service = serviceNamed(u"postgresql"_s);
        profile.odbcDriver = u"PostgreSQL ANSI"_s;
        profile.sslMode = u"verify-ca"_s;
        QTest::newRow("odbc") << profile;
        ConnectionProfile file;
        file.name = u"local"_s;
        file.database = u"x.db"_s;
        file.rehearsal.isRequired = true;
        QTest::newRow("sqlite") << file;
    }
    void whatTheFormDoesNotShowStays()
    {
        QFETCH(ConnectionProfile, profile);
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        form->startEdit(profile);
        QCOMPARE(form->profile(), profile);
    }

    void aStoredPasswordStaysWithItsAddress()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        ConnectionProfile profile;
        profile.name = u"shop"_s;
        profile.engine = Engine::Postgresql;
        profile.host = u"db-1"_s;
        profile.database = u"shop"_s;
        form->startEdit(profile);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-edit"_s);
        auto *takes = namedControl<QComboBox>(page, u"Stored password"_s);
        auto *host = namedControl<QLineEdit>(page, u"Host"_s);
        auto *password = namedControl<QLineEdit>(page, u"Password"_s);
        QVERIFY(!takes->isVisible());
        QCOMPARE(password->placeholderText(), u"stays as it is"_s);
        host->setFocus();
        host->selectAll();
        QTest::keyClicks(host, u"db-2"_s);
        QVERIFY(takes->isVisible() && !takes->currentData().toBool()); // nobody has said so yet
        renderWidget(page, m_theme, ThemeVariant::Dark, { 1104, 700 }, u"connections-edit-moved"_s);
        checkTexts(page);
        QTest::keyClicks(password, u"x"_s); // a new one needs no question
        QVERIFY(!takes->isVisible());
        password->clear();
        Q_EMIT password->textEdited({});
        QVERIFY(takes->isVisible());
        choose(*takes, u"is sent there too"_s);
        QTest::keyClick(password, Qt::Key_Return);
        QTRY_COMPARE(bench.service.calls, QStringList { u"changeConnection shop with its password"_s });
        form->startEdit(profile);
        QVERIFY(!takes->currentData().toBool()); // the word was for that one time
    }

    void whatOdbcCannotSayIsTold()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        ConnectionProfile profile;
        profile.name = u"shop"_s;
        profile.engine = Engine::Postgresql;
        profile.host = u"db-1"_s;
        profile.database = u"shop"_s;
        profile.probeRole = u"probes"_s;
        profile.login = Login::Passfile;
        form->startEdit(profile);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-to-odbc"_s);
        const auto isSaid = [&](const QString &piece) {
            for (const QLabel *label : form->findChildren<QLabel *>()) {
                if (label->isVisible() && label->text().contains(piece))
                    return true;
            }
            return false;
        };
        QVERIFY(!isSaid(u"leaves the entry"_s));
        auto *driver = namedControl<QComboBox>(page, u"Driver"_s);
        choose(*driver, u"ODBC"_s);
        QVERIFY(isSaid(u"leaves the entry"_s) && isSaid(u"no longer names ~/.pgpass"_s));
        QVERIFY(form->profile().probeRole.isEmpty());
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"connections-to-odbc"_s);
        checkTexts(page);
        choose(*driver, u"PostgreSQL"_s);
        QVERIFY(!isSaid(u"leaves the entry"_s));
        QCOMPARE(form->profile(), profile);
    }

    void theCertificateThatProdAskedForGoesWithIt()
    {
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        form->startNew();
        auto *environment = namedControl<QComboBox>(page, u"Environment"_s);
        auto *certificate = namedControl<QComboBox>(page, u"Certificate"_s);
        choose(*environment, u"PROD"_s);
        QCOMPARE(certificate->currentText(), u"required"_s);
        QVERIFY(!certificate->isEnabled());
        choose(*environment, u"STAGING"_s);
        QCOMPARE(certificate->currentText(), u"advisory"_s);
        QVERIFY(!form->profile().rehearsal.isRequired);
        choose(*certificate, u"required"_s); // a person's own word stays
        choose(*environment, u"PROD"_s);
        choose(*environment, u"DEV"_s);
        QCOMPARE(certificate->currentText(), u"required"_s);
        QVERIFY(form->profile().rehearsal.isRequired);
    }

    void nothingScrollsOnASmallScreen_data()
    {
        QTest::addColumn<QString>("driver");
        for (const QString &driver : { u"SQLite"_s, u"PostgreSQL"_s, u"MariaDB"_s, u"ODBC"_s })
            QTest::newRow(qPrintable(driver)) << driver;
    }
    void nothingScrollsOnASmallScreen()
    {
        QFETCH(const QString, driver);
        PageBench bench(m_theme);
        ConnectionsPage page(bench.context);
        page.show();
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        choose(*namedControl<QComboBox>(page, u"Driver"_s), driver);
        Q_EMIT namedControl<QLineEdit>(page, u"Host"_s)->textEdited({}); // every reason is listed, too
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            renderWidget(page, m_theme, variant, { 1104, 700 }, u"connections-form-"_s + driver.toLower());
            checkTexts(page);
            for (const QScrollArea *area : page.findChildren<QScrollArea *>()) {
                if (area->isAncestorOf(form))
                    QCOMPARE(area->verticalScrollBar()->maximum(), 0);
            }
        }
    }

    void aRehearsalIsOfferedWhatMayBeCopied()
    {
        PageBench bench(m_theme);
        WorkspaceSnapshot snapshot = cannedWorkspace();
        const auto add = [&](const QString &name, Engine engine, Environment environment) {
            ConnectionView view = snapshot.connections[0];
            view.profile.name = name;
            view.profile.engine = engine;
            view.profile.environment = environment;
            snapshot.connections.append(view);
        };
        snapshot.connections[0].profile.engine = Engine::Postgresql;
        add(u"shop-copy"_s, Engine::Postgresql, Environment::Staging);
        add(u"shop-prod"_s, Engine::Postgresql, Environment::Prod);
        add(u"other"_s, Engine::Mariadb, Environment::Dev);
        bench.service.setSnapshot(snapshot);
        ConnectionsPage page(bench.context);
        bench.actions.action(u"connections.add"_s)->trigger();
        auto *form = page.findChild<ConnectionForm *>();
        ConnectionProfile profile = snapshot.connections[0].profile;
        profile.environment = Environment::Prod;
        form->startEdit(profile);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 820 }, u"connections-rehearsal"_s);
        auto *rehearsal = namedControl<QComboBox>(page, u"Rehearse on"_s);
        QVERIFY(rehearsal->findText(u"shop-copy"_s) > 0);
        for (const QString &name : { u"shop-prod"_s, u"other"_s, profile.name })
            QVERIFY2(rehearsal->findText(name) < 0, qPrintable(name));
        QVERIFY(!namedControl<QComboBox>(page, u"Certificate"_s)->isEnabled()); // in prod it always is required
        choose(*rehearsal, u"shop-copy"_s);
        QCOMPARE(form->profile().rehearsal.connection, u"shop-copy"_s);
        QVERIFY(page.presenter().findings(form->profile(), profile.name).isEmpty());
        // What the file names and nobody may copy is said before anything is saved: the entry would be gone from the keychain.
        profile.rehearsal.connection = u"shop-prod"_s;
        QVERIFY(!page.presenter().findings(profile, profile.name).isEmpty());
        checkTexts(page);
    }
};

QTEST_MAIN(TestConnectionForm)
#include "tst_connection_form.moc"

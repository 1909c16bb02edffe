// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include <QDirIterator>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace sluice {

using namespace Qt::StringLiterals;

/// A keychain that is absent, locked, hanging or pointed at plain files: one clear error in time, never a leak.
class HostileKeychainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failsInTime_data();
    void failsInTime();

private:
    struct Outcome {
        QString text;
        qint64 elapsedMs = 0;
    };
    static QString sourceFile(const QString &path) { return qEnvironmentVariable("SLUICE_SOURCE_DIR") + u'/' + path; }
    static Outcome call(const QStringList &wrapper, const QProcessEnvironment &environment, const QString &verb);
};

namespace {

const QByteArray kCanary = "S3CR3T-hostile-4711";

bool holdsCanary(const QString &folder)
{
    for (QDirIterator it(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); it.hasNext();) {
        QFile file(it.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QByteArray bytes = file.readAll();
        if (bytes.contains(kCanary) || bytes.contains(kCanary.toBase64()))
            return true;
    }
    return false;
}

} // namespace

void HostileKeychainTest::failsInTime_data()
{
    QTest::addColumn<QStringList>("wrapper");
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("verb");
    const QStringList alone;
    const QStringList bareBus { u"dbus-run-session"_s, u"--config-file="_s + sourceFile(u"tests/support/empty-bus.conf"_s), u"--"_s };
    const QStringList keyring { sourceFile(u"tests/support/with-keyring"_s) };
    const QString noBus = u"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent"_s;
    const QStringList kde { u"XDG_CURRENT_DESKTOP=KDE"_s, u"KDE_SESSION_VERSION=4"_s };
    for (const QString &verb : { u"read"_s, u"write"_s, u"remove"_s }) {
        const auto row = [&verb](const char *name) -> QTestData & { return QTest::newRow(qPrintable(QLatin1String(name) + u", "_s + verb)); };
        row("no bus") << alone << QStringList() << verb;
        row("dead bus") << alone << QStringList { noBus } << verb;
        row("bus without a service") << bareBus << QStringList() << verb;
        row("bus without a service, as if under KDE") << bareBus << kde << verb;
        row("no bus, as if under KDE") << alone << kde << verb;
        row("no event loop of GLib") << keyring << QStringList { u"QT_NO_GLIB=1"_s } << verb;
        row("locked without a display") << keyring << QStringList { u"SLUICE_KEYRING_LOCKED=1"_s } << verb;
    }
}

HostileKeychainTest::Outcome HostileKeychainTest::call(const QStringList &wrapper, const QProcessEnvironment &environment, const QString &verb)
{
    QStringList command = wrapper;
    command << QCoreApplication::applicationDirPath() + u"/keychain_caller"_s << verb << u"sluice/hostile"_s;
    QProcess process;
    process.setProcessEnvironment(environment);
    QElapsedTimer timer;
    timer.start();
    process.start(command.takeFirst(), command);
    process.write(kCanary);
    process.closeWriteChannel();
    if (!process.waitForFinished(20'000))
        return { u"hangs"_s, timer.elapsed() };
    return { QString::fromUtf8(process.readAllStandardOutput()).trimmed(), timer.elapsed() };
}

void HostileKeychainTest::failsInTime()
{
    QFETCH(QStringList, wrapper);
    QFETCH(QStringList, variables);
    QFETCH(QString, verb);
    const QTemporaryDir home;
    QProcessEnvironment environment;
    environment.insert(u"PATH"_s, qEnvironmentVariable("PATH"));
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"TMPDIR"_s, home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
    if (qEnvironmentVariableIsSet("ASAN_OPTIONS"))
        environment.insert(u"ASAN_OPTIONS"_s, qEnvironmentVariable("ASAN_OPTIONS"));
    for (const QString &variable : variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    const Outcome outcome = call(wrapper, environment, verb);
    QVERIFY2(outcome.text.startsWith(u"secret_unavailable "_s), qPrintable(outcome.text));
    QVERIFY2(outcome.elapsedMs < 6'500, "the deadline of 5 s, plus starting the session");
    QVERIFY(!holdsCanary(home.path()));
    QVERIFY(!outcome.text.contains(QString::fromLatin1(kCanary)));
}

} // namespace sluice

QTEST_GUILESS_MAIN(sluice::HostileKeychainTest)
#include "tst_hostile_keychain.moc"

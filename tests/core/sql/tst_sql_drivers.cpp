// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_drivers.h"
#include "sql/sql_session.h"

#include <QLibrary>
#include <QLoggingCategory>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>
#include <thread>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

std::mutex mutex;
QList<std::pair<QByteArray, std::thread::id>> registered;
QLoggingCategory::CategoryFilter usual = nullptr;

/// Qt calls it for every category that is used for the first time.
void note(QLoggingCategory *category)
{
    if (usual)
        usual(category);
    const std::lock_guard lock(mutex);
    registered.append({ category->categoryName(), std::this_thread::get_id() });
}

QByteArrayList loadersRegisteredOn(std::thread::id thread)
{
    QByteArrayList names;
    const std::lock_guard lock(mutex);
    for (const auto &[name, where] : std::as_const(registered)) {
        if (where == thread && (name.startsWith("qt.core.plugin") || name.startsWith("qt.core.library")))
            names += name;
    }
    return names;
}

} // namespace

/// In a program of its own: what matters is what happens for the first time.
class SqlDriversTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// A status command crashed once in some thousand calls, when the keychain's library and the ledger's driver were
    /// loaded side by side.
    void nothingIsRegisteredBesideTheMainThread()
    {
        usual = QLoggingCategory::installFilter(note);
        loadSqlDrivers();
        const QByteArrayList here = loadersRegisteredOn(std::this_thread::get_id());
        QVERIFY2(here.size() >= 2, here.join(' ').constData()); // or this test would look for the wrong names
        QTemporaryDir folder;
        std::thread::id other;
        std::thread worker([&] {
            other = std::this_thread::get_id();
            const auto session = SqlSession::openFile(folder.filePath(u"own.db"_s), true);
            if (!session)
                qFatal("%s", qPrintable(session.error().what));
            QLibrary library(u"sluice-no-such-library"_s);
            library.load();
        });
        worker.join();
        const QByteArrayList there = loadersRegisteredOn(other);
        QVERIFY2(there.isEmpty(), there.join(' ').constData());
    }
};

QTEST_GUILESS_MAIN(SqlDriversTest)
#include "tst_sql_drivers.moc"

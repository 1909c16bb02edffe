// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/os_user.h"

#include <QTest>

#include <pwd.h>
#include <unistd.h>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

/// For a moment somebody else, where the test runs as root; else nothing changes.
class AsUser
{
public:
    explicit AsUser(uid_t user)
        : m_isRoot(geteuid() == 0)
    {
        if (m_isRoot && seteuid(user) != 0)
            qFatal("cannot step down");
    }
    ~AsUser()
    {
        if (m_isRoot && seteuid(0) != 0)
            qFatal("cannot step up again");
    }
    AsUser(const AsUser &) = delete;
    AsUser &operator=(const AsUser &) = delete;

private:
    bool m_isRoot;
};

QString nameOf(uid_t user)
{
    const passwd *entry = getpwuid(user);
    return entry ? QString::fromLocal8Bit(entry->pw_name) : u"uid %1"_s.arg(user);
}

} // namespace

class TestOsUser : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theEnvironmentIsNotAsked()
    {
        qputenv("USER", "somebody-else");
        qputenv("LOGNAME", "somebody-else");
        QCOMPARE(osUser(), nameOf(geteuid()));
    }

    void itIsWhoseRightsTheProcessHas()
    {
        const AsUser nobody(65534);
        QCOMPARE(osUser(), nameOf(geteuid()));
    }

    void aUserWithoutANameHasANumber()
    {
        const AsUser nameless(54321);
        QCOMPARE(osUser(), nameOf(geteuid()));
        if (geteuid() == 54321)
            QCOMPARE(osUser(), u"uid 54321"_s);
    }
};

QTEST_GUILESS_MAIN(TestOsUser)
#include "tst_os_user.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
//
// keychain_caller read|write|remove KEY: one call on the keychain. Prints the error code's name or "ok" and, for read,
// the length of what came. A written secret is read from standard input.
#include "secrets/keychain_store.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdio>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void report(const Result<> &answer)
{
    std::puts(answer ? "ok" : qPrintable(errorCodeName(answer.error().code) + u' ' + answer.error().what));
    std::fflush(stdout);
    QCoreApplication::quit();
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 3)
        return 2;
    KeychainStore store;
    if (arguments[1] == u"read") {
        store.read(arguments[2], [](const Result<Secret> &answer) {
            if (answer)
                std::printf("%d bytes ", static_cast<int>(answer->reveal().size()));
            report(answer.map([](const Secret &) {}));
        });
    } else if (arguments[1] == u"write") {
        QFile input;
        if (!input.open(stdin, QIODevice::ReadOnly))
            return 2;
        store.write(arguments[2], Secret(input.readAll()), report);
    } else {
        store.remove(arguments[2], report);
    }
    return QCoreApplication::exec();
}

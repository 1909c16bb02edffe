// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/manual.h"

#include <QCoreApplication>
#include <QTextStream>

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("sluice"));
    const QString what = app.arguments().value(1);
    if (what != QLatin1String("man") && what != QLatin1String("bash"))
        return QTextStream(stderr) << "usage: sluice-manual man|bash" << Qt::endl, 2;
    QTextStream(stdout) << (what == QLatin1String("man") ? sluice::manualPage() : sluice::bashCompletion());
    return 0;
}

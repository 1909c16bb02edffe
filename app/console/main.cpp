// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/composition_root.h"
#include "app/console/screenshot_tour.h"
#include "app/shared/translations.h"
#include "communication/error_text.h"
#include "sql/postgres_environment.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTextStream>

#include <cstdio>
#include <cstring>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kUsage = 2;
constexpr int kCannotReach = 3;

bool hasArgument(int argc, char **argv, const char *name)
{
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], name, std::strlen(name)) == 0)
            return true;
    }
    return false;
}

/// Qt ends the process with a core file where there is no display; a sentence is kinder.
bool preparePlatform(bool isForPictures)
{
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        return true;
    if (!qEnvironmentVariable("DISPLAY").isEmpty() || !qEnvironmentVariable("WAYLAND_DISPLAY").isEmpty())
        return true;
    if (!isForPictures)
        return false;
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return true;
}

} // namespace

int main(int argc, char **argv)
{
    scrubPostgresEnvironment(); // before any thread: the environment is nobody's way to change where a connection goes
    const bool isForPictures = hasArgument(argc, argv, "--screenshots");
    const bool isQuestion = hasArgument(argc, argv, "--help") || hasArgument(argc, argv, "-h") || hasArgument(argc, argv, "--version");
    if (!preparePlatform(isForPictures || isQuestion)) {
        std::fputs("sluice-console: no display. Run it in a desktop session, or use 'sluice demo --headless' and the other commands of sluice.\n", stderr);
        return kCannotReach;
    }
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"Sluice"_s);
    QApplication::setApplicationName(u"sluice-console"_s);
    QApplication::setApplicationDisplayName(u"Sluice"_s);
    QApplication::setApplicationVersion(QLatin1String(SLUICE_VERSION));
    QApplication::setDesktopFileName(u"local.sluice.console"_s);
    installTranslations(application);

    QCommandLineParser parser;
    parser.setApplicationDescription(QApplication::translate("main", "Carries warehouse schema changes to production in staged, gated, reversible steps."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(u"DIR"_s, QApplication::translate("main", "Workspace folder; the current one by default."), u"[DIR]"_s);
    const QCommandLineOption pictures(u"screenshots"_s, QApplication::translate("main", "Write a picture of every page and end."), u"OUT"_s);
    parser.addOption(pictures);
    parser.process(application);
    if (parser.positionalArguments().size() > 1) {
        QTextStream(stderr) << QApplication::translate("main", "Only one workspace folder can be opened") << Qt::endl;
        return kUsage;
    }
    const QString dir = parser.positionalArguments().value(0);

    CompositionRoot root(application);
    if (!parser.isSet(pictures)) {
        root.openDefault(dir);
        return QApplication::exec();
    }
    root.forgetSettings();
    if (const Result<void> opened = root.openWorkspaceIn(dir.isEmpty() ? u"."_s : dir); !opened) {
        QTextStream(stderr) << errorText(opened.error()) << Qt::endl;
        return exitCode(opened.error().code);
    }
    ScreenshotTour tour(*root.window(), *root.service(), root.theme(), parser.value(pictures));
    QObject::connect(&tour, &ScreenshotTour::finished, &application, [](int failures) { QApplication::exit(failures == 0 ? 0 : 1); }, Qt::QueuedConnection);
    tour.start();
    return QApplication::exec();
}

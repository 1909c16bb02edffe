// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void addGlobalOptions(QCommandLineParser &parser)
{
    parser.setOptionsAfterPositionalArgumentsMode(QCommandLineParser::ParseAsOptions);
    parser.addOptions({
        { u"workspace"_s, u"Folder with sluice.yaml; the current one or a parent by default."_s, u"DIR"_s },
        { u"json"_s, u"One JSON object instead of text."_s },
        { u"color"_s, u"auto, always or never."_s, u"WHEN"_s, u"auto"_s },
        { u"verbose"_s, u"Say what is being done."_s },
        { { u"h"_s, u"help"_s }, u"Show this help."_s },
        { u"version"_s, u"Show the version."_s },
    });
}

void printHelp(const std::vector<std::unique_ptr<Command>> &commands)
{
    QTextStream out(stdout);
    out << "Usage: sluice COMMAND [ARGUMENTS] [OPTIONS]\n\nCarries warehouse schema changes to production in staged, gated, reversible steps.\n\n";
    QList<QStringList> rows;
    for (const auto &command : commands)
        rows.append({ u"  "_s + command->name(), command->summary() });
    out << table(rows) << "\n\nEvery command takes --workspace DIR, --json, --color WHEN, --verbose, --help.\n"
        << "Exit: 0 done, 1 finding, breach or refusal, 2 usage, 3 cannot reach, 4 outcome unknown, 5 internal.\n";
}

/// The longest command name that the arguments begin with, options aside.
Command *match(const std::vector<std::unique_ptr<Command>> &commands, const QStringList &words)
{
    Command *best = nullptr;
    for (const auto &command : commands) {
        const QStringList name = command->name().split(u' ');
        if (words.mid(0, name.size()) == name && (!best || name.size() > best->name().split(u' ').size()))
            best = command.get();
    }
    return best;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sluice"_s);
    QCoreApplication::setApplicationVersion(QLatin1String(SLUICE_VERSION));
    const auto commands = allCommands();

    QStringList words;
    for (const QString &argument : app.arguments().mid(1)) {
        if (!argument.startsWith(u'-'))
            words += argument;
        else if (words.isEmpty() && (argument == u"--version"_s))
            return QTextStream(stdout) << "sluice " << SLUICE_VERSION << Qt::endl, 0;
    }
    Command *const command = match(commands, words);
    if (!command) {
        const Output output(false, Output::Colour::Auto);
        if (words.isEmpty()) {
            printHelp(commands);
            return app.arguments().contains(u"--help"_s) || app.arguments().contains(u"-h"_s) ? 0 : 2;
        }
        output.error(Error { ErrorCode::Usage, u"there is no command '%1'"_s.arg(words.mid(0, 2).join(u' ')), {}, u"'sluice --help' lists them"_s, {} });
        return 2;
    }
    QCommandLineParser parser;
    parser.setApplicationDescription(command->summary());
    addGlobalOptions(parser);
    for (const QString &word : command->name().split(u' '))
        parser.addPositionalArgument(word, {}, word);
    command->describe(parser);
    const bool parsed = parser.parse(app.arguments());
    const QString colour = parser.value(u"color"_s);
    const Output output(parser.isSet(u"json"_s),
        colour == u"always"_s ? Output::Colour::Always : colour == u"never"_s ? Output::Colour::Never : Output::Colour::Auto);
    if (!parsed) {
        output.error(Error { ErrorCode::Usage, parser.errorText(), {}, u"'sluice %1 --help' shows its options"_s.arg(command->name()), {} });
        return 2;
    }
    if (parser.isSet(u"help"_s)) {
        QTextStream(stdout) << parser.helpText();
        return 0;
    }
    CliSession session(output, parser.isSet(u"workspace"_s) ? parser.value(u"workspace"_s) : u"."_s, parser.isSet(u"verbose"_s));
    QObject::connect(&session, &CliSession::finished, &app, &QCoreApplication::exit, Qt::QueuedConnection);
    QTimer::singleShot(0, &app, [&] { command->run(parser, session); });
    return app.exec();
}

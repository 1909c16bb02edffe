// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command_parser.h"
#include "app/shared/translations.h"
#include "sql/postgres_environment.h"

#include <QCoreApplication>
#include <QTextStream>
#include <QTimer>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

void printHelp(const std::vector<std::unique_ptr<Command>> &commands)
{
    QTextStream out(stdout);
    out << "Usage: sluice COMMAND [ARGUMENTS] [OPTIONS]\n\nCarries warehouse schema changes to production in staged, gated, reversible steps.\n\n";
    QList<QStringList> rows;
    for (const auto &command : commands)
        rows.append({ u"  "_s + command->usage(), command->summary() });
    out << table(rows) << "\n\nEvery command takes --workspace DIR, --json, --color WHEN, --verbose, --help.\n"
        << "Exit: 0 done, 1 finding, breach or refusal, 2 usage, 3 cannot reach, 4 outcome unknown, 5 internal.\n";
}

int printVersion(const Output &output)
{
    output.line(u"sluice "_s + QLatin1String(SLUICE_VERSION));
    output.json(u"sluice.version/1"_s, QJsonObject { { u"version"_s, QLatin1String(SLUICE_VERSION) } });
    return 0;
}

/// The longest command name that the words begin with.
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

/// "sluice connection" with nothing behind it: what there is of that name.
std::vector<const Command *> familyOf(const std::vector<std::unique_ptr<Command>> &commands, const QStringList &words)
{
    std::vector<const Command *> family;
    for (const auto &command : commands) {
        if (words.size() == 1 && command->name().startsWith(words.first() + u' '))
            family.push_back(command.get());
    }
    return family;
}

void printFamily(const std::vector<const Command *> &family)
{
    QList<QStringList> rows;
    for (const Command *command : family)
        rows.append({ u"  sluice "_s + command->usage(), command->summary() });
    QTextStream(stdout) << table(rows) << "\n\n'sluice COMMAND --help' says more.\n";
}

Error unknownCommand(const std::vector<std::unique_ptr<Command>> &commands, const QStringList &words)
{
    QStringList family;
    for (const auto &command : commands) {
        if (command->name().startsWith(words.first() + u' '))
            family += command->name();
    }
    const QString named = family.isEmpty() ? words.first() : words.mid(0, 2).join(u' ');
    return Error { ErrorCode::Usage, u"there is no command '%1'"_s.arg(named), {},
        family.isEmpty() ? u"'sluice --help' lists them"_s : u"there is: sluice "_s + family.join(u", sluice "_s), {} };
}

/// Empty when the number of words behind the command's name fits its arguments().
QString countProblem(const Command &command, qsizetype given)
{
    qsizetype least = 0;
    qsizetype most = 0;
    for (const QString &argument : command.arguments().split(u' ', Qt::SkipEmptyParts)) {
        least += argument.startsWith(u'[') ? 0 : 1;
        most += argument.contains(u'…') ? 1'000'000 : 1;
    }
    if (given < least)
        return u"%1 needs %2"_s.arg(command.name(), command.arguments().section(u' ', given, given));
    return given > most ? u"%1 takes %2"_s.arg(command.name(), most == 0 ? u"no argument"_s : u"%1 only"_s.arg(command.arguments())) : QString();
}

std::optional<Output::Colour> colourFromName(const QString &name)
{
    if (name == "auto"_L1)
        return Output::Colour::Auto;
    if (name == "always"_L1)
        return Output::Colour::Always;
    return name == "never"_L1 ? std::optional(Output::Colour::Never) : std::nullopt;
}

/// The words of the call that are no option and no value of a global one.
QStringList wordsOf(const QStringList &arguments)
{
    QCommandLineParser parser;
    addGlobalOptions(parser);
    parser.parse(arguments); // options of commands are unknown here, which does not matter yet
    return parser.positionalArguments();
}

} // namespace

int main(int argc, char **argv)
{
    scrubPostgresEnvironment(); // before any thread: the environment is nobody's way to change where a connection goes
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"sluice"_s);
    QCoreApplication::setApplicationVersion(QLatin1String(SLUICE_VERSION));
    if (!app.arguments().contains(u"--json"_s)) // which programs read, in whatever country
        installTranslations(app);
    const auto commands = allCommands();

    const QStringList words = wordsOf(app.arguments());
    Command *const command = match(commands, words);
    if (!command) {
        QCommandLineParser parser;
        addGlobalOptions(parser);
        const bool isParsed = parser.parse(app.arguments());
        const Output output(parser.isSet(u"json"_s), Output::Colour::Auto);
        if (words.isEmpty() && isParsed && parser.isSet(u"version"_s))
            return printVersion(output);
        if (words.isEmpty() && isParsed) {
            printHelp(commands);
            return parser.isSet(u"help"_s) ? 0 : 2;
        }
        if (const auto family = familyOf(commands, words); !family.empty() && isParsed && parser.isSet(u"help"_s)) {
            printFamily(family);
            return 0;
        }
        output.error(words.isEmpty() ? Error { ErrorCode::Usage, parser.errorText(), {}, u"'sluice --help' shows the options"_s, {} } : unknownCommand(commands, words));
        return 2;
    }
    QCommandLineParser parser;
    addGlobalOptions(parser);
    addCommand(parser, *command);
    const bool isParsed = parser.parse(app.arguments());
    const auto colour = colourFromName(parser.value(u"color"_s));
    const Output output(parser.isSet(u"json"_s), colour.value_or(Output::Colour::Auto));
    if (isParsed && parser.isSet(u"version"_s))
        return printVersion(output);
    if (isParsed && parser.isSet(u"help"_s)) {
        QTextStream(stdout) << parser.helpText();
        return 0;
    }
    const QString problem = !isParsed ? parser.errorText()
        : !colour                     ? u"--color must be auto, always or never"_s
                  : countProblem(*command, parser.positionalArguments().size() - command->name().split(u' ').size());
    if (!problem.isEmpty()) {
        Error error = usageError(problem, command->usage());
        error.next += u"; 'sluice %1 --help' says more"_s.arg(command->name());
        output.error(error);
        return 2;
    }
    CliSession session(output, parser.isSet(u"workspace"_s) ? parser.value(u"workspace"_s) : u"."_s, parser.isSet(u"verbose"_s));
    QObject::connect(&session, &CliSession::finished, &app, &QCoreApplication::exit, Qt::QueuedConnection);
    QTimer::singleShot(0, &app, [&] { command->run(parser, session); });
    return app.exec();
}

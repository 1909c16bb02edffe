// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/command_parser.h"

namespace sluice {

using namespace Qt::StringLiterals;

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

void addCommand(QCommandLineParser &parser, const Command &command)
{
    parser.setApplicationDescription(command.summary());
    for (const QString &word : command.name().split(u' '))
        parser.addPositionalArgument(word, {}, word);
    command.describe(parser);
}

} // namespace sluice

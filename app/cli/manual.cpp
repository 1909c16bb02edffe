// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/manual.h"

#include "app/cli/command_parser.h"

#include <QMap>
#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// QCommandLineParser tells its options in its help text only: two spaces, names, two spaces or more, words; lines that
/// begin further right go on with the words.
QList<ManualOption> optionsIn(const QString &help)
{
    static const QRegularExpression line(u"^  (-\\S.*?)(?:  +(.*))?$"_s);
    static const QRegularExpression value(u"<(.+)>$"_s);
    QList<ManualOption> options;
    bool isInside = false;
    for (const QString &text : help.split(u'\n')) {
        if (!text.startsWith(u' ')) {
            isInside = text == u"Options:"_s;
            continue;
        }
        if (!isInside)
            continue;
        const QRegularExpressionMatch match = line.match(text);
        if (!match.hasMatch()) {
            if (!options.isEmpty())
                options.last().text = QString(options.last().text + u' ' + text.trimmed()).trimmed();
            continue;
        }
        QString names = match.captured(1);
        const QRegularExpressionMatch argument = value.match(names);
        if (argument.hasMatch())
            names.truncate(argument.capturedStart());
        options.append(ManualOption { names.simplified().split(u", "_s), argument.captured(1), match.captured(2) });
    }
    return options;
}

/// Plain text for mdoc: nothing in it may be taken for a request or an escape.
QString plain(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s).replace(u"\u2026"_s, u"\\&..."_s);
    return text.startsWith(u'.') || text.startsWith(u'\'') ? u"\\&"_s + text : text;
}

/// A word of a macro line: quoted, so that "Oo" or a comma stays a word.
QString word(const QString &text) { return u'"' + plain(text).replace(u'"', u"\\(dq"_s) + u'"'; }

void addOption(QStringList &lines, const ManualOption &option)
{
    QStringList names;
    for (const QString &name : option.names)
        names += u"Fl "_s + word(name.mid(1));
    lines += u".It "_s + names.join(u" , "_s) + (option.value.isEmpty() ? QString() : u" Ar "_s + word(option.value));
    lines += plain(option.text);
}

const char *const kHead = R"(.\" Written by sluice-manual from what the commands say of themselves.
.Dd $Mdocdate$
.Dt SLUICE 1
.Os
.Sh NAME
.Nm sluice
.Nd carry warehouse schema changes to production in staged, gated, reversible steps
.Sh SYNOPSIS
.Nm
.Ar command
.Op Ar arguments
.Op Ar options
.Sh DESCRIPTION
.Nm
starts, watches and takes back rollouts of warehouse schema changes.
A rollout is one plan file of a workspace, a folder with
.Pa sluice.yaml ,
.Pa plans ,
.Pa sql
and
.Pa runbooks .
Each stage changes the warehouse a little, is watched by gates, and can be undone.
.Pp
The same workspace can be opened with
.Xr sluice-console 1 .
.Sh COMMANDS
.Bl -tag -width Ds
)";

const char *const kTail = R"(.El
.Sh FILES
.Bl -tag -width Ds
.It Pa sluice.yaml
Environments, connections without secrets, and the place of the ledger.
.It Pa plans/*.yaml
One rollout each.
.It Pa checks/*.yaml
Standing checks of one data domain each, judged outside rollouts.
.El
.Pp
Passwords are kept in the keychain of the desktop, never in a file of the workspace.
.Sh EXIT STATUS
.Bl -tag -width Ds
.It 0
Done, or clean.
.It 1
A finding, a breach or a refusal.
.It 2
The command was called wrongly.
.It 3
The target or the ledger cannot be reached.
.It 4
The outcome is unknown and a person is needed.
.It 5
An internal error.
.El
.Sh EXAMPLES
See a whole rollout, with a fault and the way back, in the terminal:
.Pp
.Dl $ sluice demo
.Pp
Make a workspace to try everything with, and start its plan:
.Pp
.Dl $ sluice init shop --demo
.Dl $ sluice run orders-currency --workspace shop
.Pp
Take it back to the end of a stage, without questions:
.Pp
.Dl $ sluice rollback orders-currency --to additive --yes --reason 'totals differ'
.Sh SEE ALSO
.Xr sluice-console 1
)";

const char *const kCompletion
    = R"(# bash completion for sluice(1), written by sluice-manual from what the commands say of themselves
_sluice()
{
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words='' first='' second='' word i
    COMPREPLY=()
    case $prev in
        --workspace | --dir) mapfile -t COMPREPLY < <(compgen -d -- "$cur"); return ;;
        --color) mapfile -t COMPREPLY < <(compgen -W 'auto always never' -- "$cur"); return ;;
    esac
    for ((i = 1; i < COMP_CWORD; ++i)); do
        word=${COMP_WORDS[i]}
        [[ $word == -* || ${COMP_WORDS[i-1]} == --workspace || ${COMP_WORDS[i-1]} == --color ]] && continue
        if [[ -z $first ]]; then first=$word; elif [[ -z $second ]]; then second=$word; fi
    done
    if [[ $cur == -* ]]; then
        words=@SHARED@
        for word in "$first" "$first $second"; do
            case $word in
@OPTIONS@
            esac
        done
    elif [[ -z $first ]]; then
        words=@FIRSTS@
    else
        case $first in
@SECONDS@
        esac
        case $first${second:+ $second} in
            @PLANS@)
                for word in plans/*.yaml; do
                    [[ -e $word ]] && word=${word##*/} && words+=" ${word%.yaml}"
                done ;;
        esac
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _sluice sluice
)";

QString quoted(const QStringList &words) { return u'\'' + words.join(u' ') + u'\''; }

QStringList namesOf(const QList<ManualOption> &options)
{
    QStringList names;
    for (const ManualOption &option : options)
        names += option.names;
    return names;
}

} // namespace

QList<ManualOption> globalOptions()
{
    QCommandLineParser parser;
    addGlobalOptions(parser);
    return optionsIn(parser.helpText());
}

QList<ManualEntry> manualEntries()
{
    const qsizetype shared = globalOptions().size();
    QList<ManualEntry> entries;
    for (const auto &command : allCommands()) {
        QCommandLineParser parser;
        addGlobalOptions(parser);
        addCommand(parser, *command);
        entries.append(
            { command->name(), command->arguments(), command->summary(), optionsIn(parser.helpText()).mid(shared) });
    }
    return entries;
}

QString manualPage()
{
    QStringList lines;
    const QList<ManualEntry> entries = manualEntries();
    for (const ManualEntry &entry : entries) {
        lines += u".It Cm "_s + word(entry.name)
            + (entry.arguments.isEmpty() ? QString() : u" Ar "_s + word(entry.arguments));
        lines += plain(entry.summary) + u'.';
        if (entry.options.isEmpty())
            continue;
        lines += u".Bl -tag -width Ds -compact"_s;
        for (const ManualOption &option : entry.options)
            addOption(lines, option);
        lines += u".El"_s;
    }
    lines += { u".El"_s, u".Sh OPTIONS"_s, u"Every command takes these:"_s, u".Bl -tag -width Ds"_s };
    const QList<ManualOption> shared = globalOptions();
    for (const ManualOption &option : shared)
        addOption(lines, option);
    QString head = QLatin1String(kHead);
    head.replace(u"$Mdocdate$"_s, u"January 2026"_s); // of the text, not of the build: builds are reproducible
    return head + lines.join(u'\n') + u'\n' + QLatin1String(kTail);
}

QString bashCompletion()
{
    QStringList firsts;
    QMap<QString, QStringList> seconds;
    QStringList options;
    QStringList ofPlans;
    const QList<ManualEntry> entries = manualEntries();
    for (const ManualEntry &entry : entries) {
        const QString first = entry.name.section(u' ', 0, 0);
        const QString second = entry.name.section(u' ', 1);
        if (!firsts.contains(first))
            firsts += first;
        if (!second.isEmpty())
            seconds[first] += second;
        if (entry.arguments.contains(u"PLAN"_s))
            ofPlans += quoted({ entry.name });
        if (const QStringList own = namesOf(entry.options); !own.isEmpty())
            options += u"                '%1') words+=%2 ;;"_s.arg(entry.name, quoted(QStringList { QString() } + own));
    }
    QStringList groups;
    for (auto it = seconds.cbegin(); it != seconds.cend(); ++it)
        groups += u"            '%1') [[ -z $second ]] && words=%2 ;;"_s.arg(it.key(), quoted(*it));
    QString script = QLatin1String(kCompletion);
    script.replace(u"@SHARED@"_s, quoted(namesOf(globalOptions()))).replace(u"@FIRSTS@"_s, quoted(firsts));
    script.replace(u"@OPTIONS@"_s, options.join(u'\n')).replace(u"@SECONDS@"_s, groups.join(u'\n'));
    return script.replace(u"@PLANS@"_s, ofPlans.join(u" | "_s));
}

} // namespace sluice

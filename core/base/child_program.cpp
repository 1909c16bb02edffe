// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/child_program.h"

#include <QElapsedTimer>
#include <QProcess>

#include <csignal>
#include <sys/prctl.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMostOutput = 4096;
constexpr qsizetype kMostInSentence = 300;
constexpr int kPollMs = 50;
constexpr int kGraceMs = 5000;

/// Whoever prints without end must not fill the memory.
void takeOutput(QProcess &process, QByteArray &last)
{
    last += process.readAll();
    if (last.size() > kMostOutput)
        last = last.last(kMostOutput);
}

void endGroup(QProcess &process, pid_t group, QByteArray &last)
{
    ::kill(-group, SIGTERM);
    QElapsedTimer since;
    since.start();
    while (process.state() != QProcess::NotRunning && since.elapsed() < kGraceMs) {
        process.waitForFinished(kPollMs);
        takeOutput(process, last);
    }
    ::kill(-group, SIGKILL); // also what the program itself left behind
    process.waitForFinished(kGraceMs);
}

/// On one line and without what would move a terminal's cursor.
QString printable(const QByteArray &bytes)
{
    QString text = QString::fromUtf8(bytes);
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format)
            c = u' ';
    }
    return text.simplified();
}

} // namespace

Result<ProgramEnd> runToEnd(const ProgramCall &call, Duration limit, std::stop_token stop)
{
    QProcess process;
    process.setProgram(call.path);
    process.setArguments(call.arguments);
    process.setWorkingDirectory(call.workingDirectory.isEmpty() ? u"/"_s : call.workingDirectory);
    QProcessEnvironment environment;
    for (auto it = call.environment.cbegin(); it != call.environment.cend(); ++it)
        environment.insert(it.key(), it.value());
    if (environment.isEmpty()) // an empty one would mean: inherit
        environment.insert(u"LANG"_s, u"C.UTF-8"_s);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setChildProcessModifier([parent = ::getpid()] {
        ::setsid();
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) // it died before we asked to be told
            ::_exit(127);
    });
    process.start();
    if (!process.waitForStarted())
        return fail(ErrorCode::IoFailed, u"the program cannot be started: "_s + process.errorString(), call.path, u"check that it is there and may be run"_s);
    const auto group = static_cast<pid_t>(process.processId());
    QElapsedTimer since;
    since.start();
    ProgramEnd end;
    QByteArray last;
    while (process.state() != QProcess::NotRunning) {
        process.waitForFinished(kPollMs);
        takeOutput(process, last);
        end.wasStopped = stop.stop_requested();
        end.wasTimedOut = since.elapsed() > limit.count();
        if (process.state() != QProcess::NotRunning && (end.wasStopped || end.wasTimedOut)) {
            endGroup(process, group, last);
            break;
        }
        end.wasStopped = end.wasTimedOut = false; // it ended before
    }
    takeOutput(process, last);
    if (process.exitStatus() == QProcess::NormalExit)
        end.exitCode = process.exitCode();
    end.output = printable(last);
    return end;
}

QString programEndText(const ProgramEnd &end)
{
    QString text = end.wasStopped ? u"was stopped"_s
        : end.wasTimedOut         ? u"ran out of time and was ended"_s
        : end.exitCode < 0        ? u"was ended by a signal"_s
                                  : u"ended with %1"_s.arg(end.exitCode);
    if (!end.output.isEmpty())
        text += u": "_s + (end.output.size() > kMostInSentence ? u"…"_s + end.output.last(kMostInSentence) : end.output);
    return text;
}

} // namespace sluice

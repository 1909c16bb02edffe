// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/cli_session.h"

#include "communication/error_text.h"

#include <QMetaMethod>
#include <QSocketNotifier>

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

int signalPipe[2] = { -1, -1 };

/// Only async-signal-safe calls here: the event loop does the rest.
void onSignal(int number)
{
    const char byte = static_cast<char>(number);
    [[maybe_unused]] const ssize_t written = write(signalPipe[0], &byte, 1);
    std::signal(number, SIG_DFL);
}

} // namespace

CliSession::CliSession(Output output, QString workspaceDir, bool verbose)
    : m_output(std::move(output))
    , m_workspaceDir(std::move(workspaceDir))
    , m_verbose(verbose)
{
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, signalPipe) == 0) {
        auto *notifier = new QSocketNotifier(signalPipe[1], QSocketNotifier::Read, this);
        connect(notifier, &QSocketNotifier::activated, this, [this, notifier] {
            notifier->setEnabled(false);
            if (isSignalConnected(QMetaMethod::fromSignal(&CliSession::interrupted)))
                return Q_EMIT interrupted();
            m_output.progress(u"Interrupted; leaving as soon as what is under way has ended. Once more leaves at once"_s);
            finish(1);
        });
        for (const int number : { SIGINT, SIGTERM, SIGHUP })
            std::signal(number, onSignal);
    }
}

CliSession::~CliSession() = default;

SecretStore &CliSession::secrets()
{
    if (!m_secrets)
        m_secrets = std::make_unique<KeychainStore>();
    return *m_secrets;
}

Result<Workspace> CliSession::workspace()
{
    return openWorkspace(m_workspaceDir);
}

LocalService *CliSession::service(Reach reach, const QString &program)
{
    if (m_service)
        return m_service.get();
    auto opened = workspace();
    if (!opened) {
        fail(opened.error());
        return nullptr;
    }
    m_service = std::make_unique<LocalService>(*std::move(opened), ServiceDependencies { &m_clock, &secrets(), program });
    if (m_verbose) {
        connect(m_service.get(), &Service::progress, this, [this](const QString &, const QString &line) { m_output.progress(line); });
    }
    if (reach == Reach::Ledger)
        m_service->startReading();
    else
        m_service->start();
    return m_service.get();
}

void CliSession::finish(int code)
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    m_code = code;
    Q_EMIT finished(code);
}

void CliSession::fail(const Error &error)
{
    if (!m_isFinished)
        m_output.error(error);
    finish(exitCode(error.code));
}

} // namespace sluice

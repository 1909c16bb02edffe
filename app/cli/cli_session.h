// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/output.h"
#include "base/clock.h"
#include "plan/workspace.h"
#include "secrets/keychain_store.h"
#include "service/local_service.h"

#include <QCommandLineParser>
#include <QObject>

#include <memory>

namespace sluice {

/// One invocation: options, output, the workspace and its service, opened on demand. Lives in main; commands get a
/// reference and end it with finish().
class CliSession : public QObject
{
    Q_OBJECT

public:
    CliSession(Output output, QString workspaceDir, bool verbose);
    ~CliSession() override;

    const Output &out() const { return m_output; }
    bool isVerbose() const { return m_verbose; }
    const Clock &clock() const { return m_clock; }
    SecretStore &secrets();
    /// Opened once; the error names the folder.
    Result<Workspace> workspace();
    QString workspaceDir() const { return m_workspaceDir; }
    enum class Reach { Ledger, Targets };
    /// Started once on the workspace; finish()es with its error and gives null when there is none.
    /// program names this process to others, "agent-4711@host".
    LocalService *service(Reach reach = Reach::Targets, const QString &program = QStringLiteral("cli"));

    /// Leaves the event loop with this exit code; the first call wins.
    void finish(int code);
    void fail(const Error &error); ///< prints and finishes
    bool isFinished() const { return m_isFinished; }
    int code() const { return m_code; }

    /// Interrupt (Ctrl+C) and termination: emitted once, then the default action applies again. A command that waits
    /// without listening is left at once.
Q_SIGNALS:
    void interrupted();
    void finished(int code);

private:
    const Output m_output;
    const QString m_workspaceDir;
    const bool m_verbose;
    SystemClock m_clock;
    std::unique_ptr<KeychainStore> m_secrets;
    std::unique_ptr<LocalService> m_service;
    bool m_isFinished = false;
    int m_code = 0;
};

} // namespace sluice

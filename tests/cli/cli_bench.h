// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sql/sql_session.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace sluice::test {

/// What one call of the program left behind. code is -1 when it crashed, was killed or did not end in time.
struct CliResult
{
    int code = -1;
    QByteArray out;
    QByteArray err;

    QJsonObject json() const; ///< of standard output; empty when that is not exactly one object on one line
    QJsonObject errorJson() const; ///< the same of standard error
    QString text() const { return QString::fromUtf8(out); }
    QString error() const { return QString::fromUtf8(err); }
    QByteArray told() const; ///< everything, for a failing check
};

/// The program in $SLUICE_BIN_DIR with home, state and temporary folders of its own, no bus and no terminal, in a
/// workspace on a small SQLite warehouse. Setup failures end the test process.
class CliBench
{
public:
    CliBench();

    QString folder() const { return m_folder.path(); }
    QString workspace() const { return folder() + QStringLiteral("/workspace"); }
    QString file(const QString &name) const { return workspace() + u'/' + name; }
    QString warehouse() const { return file(QStringLiteral("warehouse.db")); }
    QString ledger() const { return file(QStringLiteral(".sluice/ledger.db")); }

    /// An empty workspace.
    void init() const;
    /// init(), and a warehouse of `orders` (100 rows) and the view `daily`, connected and enrolled, with the plan
    /// `small`.
    void initSmall() const;
    void addSmall() const; ///< the same in a workspace that is there
    /// The plan `small` with other words: its stages are `add` (a column and its values), `watch` (a gate) and `late`.
    void writePlan(const QString &id, const std::function<void(QByteArray &)> &change = {}) const;
    void write(const QString &name, const QByteArray &bytes) const;
    QByteArray read(const QString &name) const;

    CliResult run(const QStringList &words,
        const QByteArray &input = {}) const; ///< in the workspace, or its parent before init()
    CliResult must(const QStringList &words) const; ///< run(), and 0 or the test process ends
    /// Started and not waited for.
    std::unique_ptr<QProcess> start(const QStringList &words, const QByteArray &input = {}) const;

    /// Another user of this machine says yes to a rollback that waits, as its answer tells of it; for whoever carries
    /// it out next.
    void acceptLossAs(const QString &user, const QJsonObject &answer) const;

    QProcessEnvironment &environment() { return m_environment; }
    void setProgram(const QString &path) { m_program = path; }
    /// Called in the child before the program starts.
    void setInChild(std::function<void()> modifier) { m_inChild = std::move(modifier); }

    /// The program, its folder and its environment, for a process that is started otherwise.
    void prepare(QProcess &process) const;

private:
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QString m_program;
    std::function<void()> m_inChild;
};

/// Tables, views and rows of a SQLite file as text, without touching it: equal text, equal content. The lease and
/// objects with exceptPart in their name are no content.
QByteArray contentOf(const QString &databaseFile, const QString &exceptPart = {});
void runSql(const QString &databaseFile, const QStringList &statements);
/// Writes to a SQLite file without an end, as long as it lives.
class SqlLock
{
public:
    explicit SqlLock(const QString &databaseFile);
    ~SqlLock();

private:
    std::unique_ptr<SqlSession> m_session;
};
QString scalar(const QString &databaseFile, const QString &sql);

} // namespace sluice::test

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/connection_profile.h"

#include <QStringList>

#include <memory>

namespace sluice {

/// Text that a client program runs: psql decides while it runs, the sqlite3 shell can only stop.
class UndoScriptWriter
{
public:
    static std::unique_ptr<UndoScriptWriter> create(Engine engine);
    virtual ~UndoScriptWriter();

    QString text() const { return m_text; }
    void comment(const QString &text); ///< each line of it
    void statement(const QString &sql);
    void statements(const QStringList &list);

    /// What the session needs so that the statements mean what they meant; first of all.
    virtual void prepare() = 0;
    /// Stops the script with message, changing nothing more, unless the condition is true.
    virtual void require(const QString &condition, const QString &message) = 0;
    /// Around statements that belong together. Nested in a script that is one transaction, they say nothing.
    virtual void begin() = 0;
    virtual void commit() = 0;
    /// Around the whole, where the engine can hold all of it in one transaction.
    virtual void beginWhole() = 0;
    virtual void commitWhole() = 0;
    /// True when branches can be taken while the script runs; else whoever writes it decides.
    virtual bool canChoose() const = 0;
    virtual void beginUnless(const QString &condition) = 0;
    virtual void endUnless() = 0;
    /// Runs the query (one number) and gives the expression that stands for it from here on.
    virtual QString remember(const QString &query) = 0;
    virtual void beginIfZero(const QString &number) = 0;
    virtual void otherwise() = 0;
    virtual void endIf() = 0;

protected:
    void line(const QString &text);

private:
    QString m_text;
};

} // namespace sluice

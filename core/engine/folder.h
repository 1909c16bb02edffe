// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run_state.h"

namespace sluice {

/// Private to the fold: one event, the state under construction and shorthand for its payload.
class Folder
{
public:
    Folder(RunState &state, const Event &event)
        : m_state(state)
        , m_event(event)
        , m_json(event.json())
        , m_at(m_json.contains(QLatin1String("kept_at")) ? QDateTime::fromMSecsSinceEpoch(number("kept_at"), Qt::UTC) : event.at)
    {
    }

    Result<void> apply();

private:
    tl::unexpected<Error> corrupt(const QString &why) const;
    QString text(const char *key) const { return m_json.value(QLatin1String(key)).toString(); }
    qint64 number(const char *key) const { return static_cast<qint64>(m_json.value(QLatin1String(key)).toDouble(-1)); }

    void forgetCommand();
    Result<void> foldRun();
    Result<void> foldStage();
    Result<void> foldBaseline();
    Result<void> foldStep();
    Result<void> foldHold();
    Result<void> foldRollback();
    Result<void> foldWait();
    void noteWhoDecided(RollbackState &rollback);
    Result<void> foldUndo();
    void sendBack(StageState &stage);
    void forgetHealthy();
    void finishRollback();

    RunState &m_state;
    const Event &m_event;
    const QJsonObject m_json;
    const QDateTime m_at; ///< when it happened: an entry that was kept while the ledger was away is numbered later
};

} // namespace sluice

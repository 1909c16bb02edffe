// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/calibration.h"
#include "service/service.h"

namespace sluice {

/// What another limit would have done with everything that was ever stored of a gate. Replays on a pool thread, one at
/// a time and the newest wish next; changes nothing. Knows no widget.
class WhatIf : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle,
        Reading, ///< the history comes
        Replaying, ///< found() is of an earlier wish, or none yet
        Known, ///< found() is of this one
        Unavailable, ///< problem() says why
    };

    explicit WhatIf(Service &service, QObject *parent = nullptr);

    /// limit: index among the gate's; value: in its unit, a factor where it is one.
    void tryLimit(const QString &planId, const QString &stage, const QString &gate, int limit, double value);
    /// Nothing can be tried, and why.
    void refuse(const QString &why);
    void clear();

    State state() const { return m_state; }
    const std::optional<GateCalibration> &found() const { return m_found; }
    QString problem() const { return m_problem; }
    const Gate &stated() const { return m_stated; }
    QString limitWords() const; ///< "limit 1.35×"
    /// The line for the plan's file, "max: 1.35x baseline"; empty: there is none.
    QString fragment() const;

Q_SIGNALS:
    void changed();

private:
    struct Wish
    {
        int limit = -1;
        double value = 0;
        friend bool operator==(const Wish &, const Wish &) = default;
    };
    void read(const Plan &plan, const QString &stage);
    void replay();
    Result<Gate> wished() const;
    void set(State state, const QString &problem = {});

    Service &m_service;
    State m_state = State::Idle;
    QString m_problem;
    QString m_key; ///< plan, stage and gate
    Gate m_stated;
    std::shared_ptr<const GatePast> m_past;
    Wish m_wish;
    bool m_isReplaying = false;
    int m_reading = 0; ///< answers to older readings are dropped
    std::optional<GateCalibration> m_found;
};

/// What a replay says, a line each, the gravest first.
struct WhatIfLine
{
    QString text;
    bool isWarning = false;
    friend bool operator==(const WhatIfLine &, const WhatIfLine &) = default;
};
QList<WhatIfLine> whatIfLines(const GateCalibration &found);
/// The same in a few words, for beside the line: "would have fired in 2 of 12 stages".
QString whatIfWords(const GateCalibration &found);

} // namespace sluice

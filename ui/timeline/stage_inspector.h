// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/timeline_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class BlockersList;
class Button;
class GateTable;
class NextActionBox;
class PlainLabel;
class StatusPill;

/// The stage at hand: what comes next and everything that blocks it, its gates, what a rollback would mean.
class StageInspector : public QWidget
{
    Q_OBJECT

public:
    explicit StageInspector(const Theme &theme, QWidget *parent = nullptr);
    void showPresenter(const TimelinePresenter &presenter);

Q_SIGNALS:
    void actionRequested(const QString &actionId);

private:
    QWidget *rollbackPart();
    void showRehearsal(const RolloutDetail &detail);
    void showPromise(const RollbackPromise &promise, const RolloutDetail &detail);

    const Theme &m_theme;
    PlainLabel *m_title;
    StatusPill *m_pill;
    PlainLabel *m_subtitle;
    NextActionBox *m_next;
    PlainLabel *m_gatesTitle;
    GateTable *m_gates;
    PlainLabel *m_rehearsalTitle;
    PlainLabel *m_rehearsal;
    PlainLabel *m_rehearsalLines;
    Button *m_rehearse;
    QWidget *m_rollbackPart = nullptr;
    PlainLabel *m_rollbackTitle;
    PlainLabel *m_promise;
    BlockersList *m_promiseBlockers;
    Button *m_rollBack;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/rollout_detail.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class BlockersList;
enum class ButtonKind;
class Button;
class PlainLabel;

/// "Next: expose to all", every reason for and against it, and the buttons that can act now.
class NextActionBox : public QWidget
{
    Q_OBJECT

public:
    explicit NextActionBox(const Theme &theme, QWidget *parent = nullptr);
    void setDetail(const RolloutDetail &detail);
    /// For panels without a section of their own for it.
    void setOffersRollback(bool isOffered) { m_offersRollback = isOffered; }

Q_SIGNALS:
    /// The id of an action in the registry: "rollout.start".
    void actionRequested(const QString &actionId);

private:
    Button *addButton(const QString &text, ButtonKind kind, const QString &actionId);
    const Theme &m_theme;
    PlainLabel *m_title;
    BlockersList *m_reasons;
    PlainLabel *m_calm;
    QWidget *m_row;
    Button *m_start;
    Button *m_resume;
    Button *m_judge;
    Button *m_hold;
    Button *m_cancel;
    Button *m_rollBack;
    bool m_offersRollback = false;
};

} // namespace sluice

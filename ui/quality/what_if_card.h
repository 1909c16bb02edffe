// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/quality/what_if.h"
#include "ui/widgets/card.h"

#include <QPointer>

namespace sluice {

class Button;
class GateGrid;
class LimitHandle;
class NoticeLine;
class PlainLabel;
class QualityPresenter;

/// What the limit that is tried out on a chart would have done, with the button that copies it for the plan's file.
/// Hidden while none is.
class WhatIfCard : public Card
{
    Q_OBJECT

public:
    WhatIfCard(
        const Theme &theme, Service &service, QualityPresenter &presenter, GateGrid &grid, QWidget *parent = nullptr);

    WhatIf &whatIf() { return m_whatIf; }
    void begin(); ///< takes the focus to the handle of the gate that has it; says why where there is none
    void copy();
    void putBack();
    QStringList lines() const { return m_lines; }

private:
    void take(LimitHandle *handle, const QString &gate);
    void refresh();
    void describeHandle();

    const Theme &m_theme;
    QualityPresenter &m_presenter;
    GateGrid &m_grid;
    WhatIf m_whatIf;
    QPointer<LimitHandle> m_handle;
    QStringList m_lines;
    PlainLabel *m_head;
    QWidget *m_rows = nullptr;
    Button *m_copy;
    Button *m_back;
    NoticeLine *m_notice;
};

} // namespace sluice

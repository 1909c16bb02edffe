// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/what_if_card.h"

#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/text.h"
#include "ui/quality/gate_grid.h"
#include "ui/quality/limit_handle.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/notice_line.h"
#include "ui/widgets/plain_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

WhatIfCard::WhatIfCard(
    const Theme &theme, Service &service, QualityPresenter &presenter, GateGrid &grid, QWidget *parent)
    : Card(theme, tr("What if"), parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_grid(grid)
    , m_whatIf(service)
    , m_head(new PlainLabel(theme, {}, FontRole::Strong, ColorRole::Text, this))
    , m_copy(new Button(theme, tr("Copy limit"), ButtonKind::Normal, this))
    , m_back(new Button(theme, tr("Put back"), ButtonKind::Flat, this))
    , m_notice(new NoticeLine(theme, this))
{
    m_head->setWordWrap(true);
    body()->addWidget(m_head);
    m_rows = new QWidget(this);
    body()->addWidget(m_rows);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGrid);
    row->addWidget(m_copy);
    row->addWidget(m_back);
    row->addStretch(1);
    body()->addLayout(row);
    body()->addWidget(m_notice);
    body()->addStretch(1);
    m_notice->dismiss();
    hide();
    connect(m_copy, &Button::clicked, this, &WhatIfCard::copy);
    connect(m_back, &Button::clicked, this, &WhatIfCard::putBack);
    connect(&m_whatIf, &WhatIf::changed, this, &WhatIfCard::refresh);
    connect(&grid, &GateGrid::limitMoved, this, &WhatIfCard::take);
    connect(&grid, &GateGrid::limitReturned, this, [this](LimitHandle *handle) {
        if (handle == m_handle)
            m_whatIf.clear();
    });
    connect(&grid, &GateGrid::limitReleased, this, &WhatIfCard::refresh);
    connect(&presenter, &QualityPresenter::selectionChanged, this, &WhatIfCard::putBack);
}

void WhatIfCard::take(LimitHandle *handle, const QString &gate)
{
    if (m_handle && m_handle != handle) {
        const QPointer<LimitHandle> before = std::exchange(m_handle, handle); // one at a time
        before->putBack();
    }
    m_handle = handle;
    m_notice->dismiss();
    m_whatIf.tryLimit(m_presenter.plan(), m_presenter.stage(), gate, handle->limit(), handle->tried().value_or(0));
}

void WhatIfCard::begin()
{
    if (LimitHandle *handle = m_grid.limitHandle())
        return handle->setFocus(Qt::ShortcutFocusReason);
    const MetricSeriesModel &model = m_presenter.model();
    const int row = std::max(model.rowOf(m_grid.focusedGate()), 0);
    if (row >= model.rowCount())
        return;
    const Gate &gate = model.card(row).gate;
    m_whatIf.refuse(gate.limits.isEmpty()
            ? tr("%1 has no limit that could be another").arg(singleLine(gateTitle(gate), 80))
            : tr("The limit of %1 is a factor of a baseline that is not known yet")
                  .arg(singleLine(gateTitle(gate), 80)));
}

void WhatIfCard::copy()
{
    const QString fragment = m_whatIf.fragment();
    if (fragment.isEmpty() || m_whatIf.state() == WhatIf::State::Idle)
        return;
    QGuiApplication::clipboard()->setText(fragment + u'\n');
    m_notice->showNotice(tr("Copied %1. The plan is as it was").arg(fragment), false);
}

void WhatIfCard::putBack()
{
    if (m_handle)
        m_handle->putBack();
    m_whatIf.clear();
}

void WhatIfCard::refresh()
{
    using State = WhatIf::State;
    const State state = m_whatIf.state();
    // Its room would come off the charts, under the pointer that drags: until then the words beside the line say it.
    const bool isDragged = m_handle && m_handle->isHeld();
    setVisible(state != State::Idle && (isVisible() || !isDragged));
    QList<WhatIfLine> lines;
    if (state == State::Unavailable)
        lines.append({ tr("Not available: %1").arg(singleLine(m_whatIf.problem(), 200)), false });
    else if (m_whatIf.found())
        lines = whatIfLines(*m_whatIf.found());
    else if (state != State::Idle)
        lines.append({ state == State::Reading ? tr("Reading what was stored…") : tr("Replaying…"), false });
    m_head->setVisible(!m_whatIf.limitWords().isEmpty());
    m_head->setText(m_whatIf.limitWords().isEmpty()
            ? QString()
            : tr("%1: %2").arg(singleLine(gateTitle(m_whatIf.stated()), 80), m_whatIf.limitWords()));
    m_copy->setVisible(!m_whatIf.fragment().isEmpty());
    m_back->setText(m_handle && m_handle->tried() ? tr("Put back") : tr("Close"));
    describeHandle();
    QStringList texts;
    for (const WhatIfLine &line : lines)
        texts.append(line.text);
    if (texts == m_lines)
        return;
    m_lines = texts;
    auto *rows = new QWidget(this);
    auto *column = new QVBoxLayout(rows);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kHalf);
    for (const WhatIfLine &line : lines) {
        auto *label = new PlainLabel(m_theme, line.isWarning ? u"⚠ "_s + line.text : line.text, FontRole::Body,
            line.isWarning ? ColorRole::Watch : ColorRole::Text, rows);
        label->setWordWrap(true);
        column->addWidget(label);
    }
    delete body()->replaceWidget(m_rows, rows);
    m_rows->deleteLater();
    m_rows = rows;
}

void WhatIfCard::describeHandle()
{
    if (!m_handle || !m_handle->tried())
        return;
    QString words = m_whatIf.limitWords();
    if (m_whatIf.state() == WhatIf::State::Unavailable)
        words = words.isEmpty() ? tr("not possible") : words + u": "_s + tr("not available");
    else
        words
            += u": "_s + (m_whatIf.state() == WhatIf::State::Known ? whatIfWords(*m_whatIf.found()) : tr("replaying"));
    m_handle->setWords(words);
}

} // namespace sluice

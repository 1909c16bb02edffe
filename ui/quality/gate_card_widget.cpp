// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/gate_card_widget.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"
#include "ui/quality/evidence_bar.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/status_pill.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLowest = 190;

} // namespace

GateCardWidget::GateCardWidget(const Theme &theme, const QString &gate, QWidget *parent)
    : Card(theme, {}, parent)
    , m_theme(theme)
    , m_gate(gate)
    , m_title(new ElidedLabel(theme, {}, FontRole::Strong, ColorRole::Text, this))
    , m_value(new ElidedLabel(theme, {}, FontRole::Mono, ColorRole::Text, this))
    , m_pill(new StatusPill(theme, {}, this))
    , m_judge(new Button(theme, tr("Judge…"), ButtonKind::Chip, this))
    , m_chart(new GateChart(theme, this))
    , m_evidence(new ElidedLabel(theme, tr("evidence"), FontRole::Small, ColorRole::Muted, this))
    , m_bar(new EvidenceBar(theme, this))
    , m_count(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_foot(new ElidedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
{
    setFocusPolicy(Qt::StrongFocus);
    setMinimumHeight(kLowest);
    setMaximumHeight(kHighest);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Expanding);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::kGrid);
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    head->addWidget(m_title, 1);
    m_value->setTabularDigits(true);
    head->addWidget(m_value);
    head->addWidget(m_pill);
    m_judge->setCheckable(false);
    m_judge->hide();
    head->addWidget(m_judge);
    connect(m_judge, &Button::clicked, this, &GateCardWidget::judgementRequested);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(metrics::kGrid);
    foot->addWidget(m_evidence);
    foot->addWidget(m_bar, 1);
    m_count->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    m_evidence->setToolTip(tr("How much its samples speak against the limit; at 100 % it breaches"));
    m_evidence->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    foot->addWidget(m_count);
    foot->addStretch(1);
    m_foot->setTabularDigits(true);
    m_foot->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    foot->addWidget(m_foot);
    body()->setSpacing(6);
    body()->addLayout(head);
    body()->addWidget(m_chart, 1);
    body()->addLayout(foot);
}

void GateCardWidget::setState(const GateCardState &state)
{
    const bool isOther = state.isTripped != m_state.isTripped;
    m_state = state;
    m_title->setText(state.title);
    m_value->setText(state.value);
    StateLook look = stateLook(state.standing);
    if (state.isStale && state.standing.verdict != Verdict::Breach)
        look = { Glyph::Hazard, ColorRole::Watch, tr("stale") }; // what was healthy then says nothing of now
    m_pill->setLook(look);
    m_value->setTone(state.standing.verdict == Verdict::Breach ? ColorRole::Breach : state.isStale ? ColorRole::Muted : ColorRole::Text);
    m_value->setVisible(!state.value.isEmpty());
    m_judge->setVisible(state.isLeftToPerson);
    m_judge->setAccessibleName(tr("Judge %1").arg(state.title));
    m_bar->setEvidence(state.evidence.value_or(0));
    if (!state.isComparable)
        m_count->setText(tr("no baseline yet"));
    else
        m_count->setText(state.evidence ? evidenceText(*state.evidence) : tr("none yet"));
    const ColorRole role = evidenceRole(state.evidence.value_or(0));
    m_count->setTone(role == ColorRole::Good ? ColorRole::Muted : role);
    m_foot->setText(state.foot);
    m_foot->setTone(state.isStale ? ColorRole::Watch : ColorRole::Muted);
    m_chart->setEmptyText(state.emptyText);
    setAccessibleName(state.title);
    describe();
    if (isOther)
        update();
}

void GateCardWidget::setThreshold(const std::optional<ChartThreshold> &threshold)
{
    const QString before = m_chart->threshold() ? m_chart->threshold()->text : QString();
    if (!threshold && before.isEmpty())
        return;
    m_chart->setThreshold(threshold);
    if (threshold && threshold->text == before)
        return;
    describe();
    QAccessibleEvent reached(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&reached);
}

void GateCardWidget::describe()
{
    const auto &threshold = m_chart->threshold();
    setAccessibleDescription(threshold ? threshold->text + u". "_s + m_state.description : m_state.description);
}

void GateCardWidget::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_Home:
    case Qt::Key_End:
        Q_EMIT arrowPressed(event->key());
        return;
    default:
        Card::keyPressEvent(event);
    }
}

void GateCardWidget::focusInEvent(QFocusEvent *event)
{
    Card::focusInEvent(event);
    update();
    Q_EMIT focused();
}

void GateCardWidget::focusOutEvent(QFocusEvent *event)
{
    Card::focusOutEvent(event);
    update();
}

void GateCardWidget::paintEvent(QPaintEvent *event)
{
    Card::paintEvent(event);
    if (!hasFocus() && !m_state.isTripped)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme.color(hasFocus() ? ColorRole::Accent : ColorRole::Breach), hasFocus() ? 2 : 1));
    const qreal inset = hasFocus() ? 1 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), metrics::kRadius, metrics::kRadius);
}

} // namespace sluice

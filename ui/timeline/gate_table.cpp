// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/gate_table.h"

#include "ui/models/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/state_look.h"

#include <QGridLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString behindText(const GateMark &gate, const QDateTime &now)
{
    QStringList parts { standingWord(gate.standing) };
    if (!gate.standing.verdict)
        return parts.first();
    if (gate.n > 0)
        parts.append(u"n "_s + groupedNumber(gate.n));
    if (gate.at.isValid())
        parts.append(ageText(std::chrono::duration_cast<std::chrono::seconds>(Duration(qMax<qint64>(0, gate.at.msecsTo(now))))));
    return parts.join(u" · "_s);
}

} // namespace

GateTable::GateTable(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kGrid);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(1, 1);
}

void GateTable::setGates(const QList<GateMark> &gates, const QDateTime &now)
{
    QStringList ages;
    for (const GateMark &gate : gates)
        ages.append(behindText(gate, now));
    if (gates == m_gates && ages == m_ages)
        return;
    m_gates = gates;
    m_ages = ages;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        if (QLayout *row = item->layout()) {
            while (QLayoutItem *inner = row->takeAt(0)) {
                delete inner->widget();
                delete inner;
            }
        }
        delete item->widget();
        delete item;
    }
    int line = 0;
    for (const GateMark &gate : gates) {
        addRow(gate, now, line);
        line += 3;
    }
}

void GateTable::addRow(const GateMark &gate, const QDateTime &now, int line)
{
    const StateLook look = stateLook(gate.standing);
    auto *sign = new GlyphLabel(m_theme, look.glyph, look.role, metrics::kIconSmall, this);
    sign->setFixedHeight(22);
    auto *title = new ElidedLabel(m_theme, gate.title, FontRole::Body, ColorRole::Text, this);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    const bool isLoud = look.role == ColorRole::Breach || look.role == ColorRole::Watch;
    auto *value = new ElidedLabel(m_theme, gate.valueText.isEmpty() ? u"–"_s : gate.valueText, FontRole::Mono, isLoud ? look.role : ColorRole::Text, this);
    value->setMaximumWidth(120);
    value->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *limit = new ElidedLabel(m_theme, gate.limitText, FontRole::Tiny, ColorRole::Muted, this);
    limit->setMaximumWidth(120);
    limit->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    auto *behind = new ElidedLabel(m_theme, behindText(gate, now), FontRole::Tiny, isLoud ? look.role : ColorRole::Muted, this);
    behind->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    behind->setTabularDigits(true);
    for (ElidedLabel *label : { title, value })
        label->setFixedHeight(22);
    setAccessibleName(tr("Gates"));
    // Each line shares its own width: a long limit takes nothing from the title above it.
    const auto lineOf = [](QWidget *leading, QWidget *trailing) {
        auto *row = new QHBoxLayout;
        row->setSpacing(metrics::kGrid);
        row->addWidget(leading, 1);
        row->addWidget(trailing);
        return row;
    };
    m_grid->addWidget(sign, line, 0);
    m_grid->addLayout(lineOf(title, value), line, 1);
    m_grid->addLayout(lineOf(behind, limit), line + 1, 1);
    auto *rule = separatorLine(Qt::Horizontal, this);
    m_grid->addWidget(rule, line + 2, 0, 1, 2);
    m_grid->setRowMinimumHeight(line + 1, 18);
}

} // namespace sluice

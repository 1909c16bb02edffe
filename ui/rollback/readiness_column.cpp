// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/readiness_column.h"

#include "ui/models/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kMostName = 180; ///< the rest of the line is the value's

struct LightLook {
    Glyph glyph;
    ColorRole role;
    QString word;
};

LightLook lookOf(ReadinessLight::State state)
{
    switch (state) {
    case ReadinessLight::State::Ok:
        return { Glyph::Passed, ColorRole::Good, ReadinessColumn::tr("ready") };
    case ReadinessLight::State::Warning:
        return { Glyph::Hazard, ColorRole::Watch, ReadinessColumn::tr("warning") };
    case ReadinessLight::State::Blocked:
        return { Glyph::Cross, ColorRole::Breach, ReadinessColumn::tr("blocks") };
    case ReadinessLight::State::Unknown:
        return { Glyph::Unknown, ColorRole::Unknown, ReadinessColumn::tr("unknown") };
    case ReadinessLight::State::Checking:
        return { Glyph::Pending, ColorRole::Muted, ReadinessColumn::tr("checking") };
    }
    return { Glyph::Unknown, ColorRole::Unknown, {} };
}

} // namespace

ReadinessColumn::ReadinessColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_lost(wrappedLabel(theme, {}, FontRole::Display, ColorRole::Good, this))
    , m_kept(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_rows(wrappedLabel(theme, {}, FontRole::MonoSmall, ColorRole::Text, this))
    , m_affected(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Text, this))
    , m_lights(new QWidget(this))
    , m_grid(new QGridLayout(m_lights))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    auto *title = new PlainLabel(theme, tr("Blast radius"), FontRole::Strong, ColorRole::Text, this);
    title->setMinimumHeight(3 * metrics::kGrid);
    column->addWidget(title);
    column->addWidget(m_lost);
    column->addWidget(m_kept);
    column->addWidget(m_rows);
    column->addWidget(m_affected);
    column->addSpacing(metrics::kHalf);
    column->addWidget(new PlainLabel(theme, tr("Ready"), FontRole::Strong, ColorRole::Text, this));
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kGrid);
    m_grid->setVerticalSpacing(6);
    m_grid->setColumnStretch(1, 1);
    column->addWidget(m_lights);
    column->addStretch(1);
}

QString ReadinessColumn::keptText() const
{
    const RollbackPreview &preview = m_presenter.preview();
    QStringList sentences;
    if (preview.rowsArrived < 0)
        sentences.append(tr("How many rows were written since the stage began is unknown; none of them is touched."));
    else if (preview.rowsArrived == 0)
        sentences.append(tr("No row was written since the stage began."));
    else
        sentences.append(tr("%1 rows written since the stage began keep their old columns.").arg(groupedNumber(preview.rowsArrived)));
    for (const RollbackStepView &step : preview.steps) {
        if (!step.keeps.isEmpty())
            sentences.append(tr("%1: %2.").arg(singleLine(step.summary, 80), singleLine(step.keeps, 160)));
    }
    return sentences.join(u' ');
}

/// The rows themselves, as far as there is room: which ones they are decides more often than how many.
QString ReadinessColumn::rowsText() const
{
    constexpr qsizetype kMostLines = 6;
    QStringList lines;
    bool isWhole = true;
    for (const RollbackStepView &step : m_presenter.preview().steps) {
        isWhole = isWhole && !step.hasMoreRows;
        for (const QString &row : step.sample)
            lines.append(singleLine(row, 120));
    }
    if (lines.size() > kMostLines || !isWhole) {
        lines = lines.first(std::min(lines.size(), kMostLines - 1));
        lines.append(tr("… all of them: sluice rollback %1 --export-rows DIR").arg(singleLine(m_presenter.preview().planId, 60)));
    }
    return lines.join(u'\n');
}

void ReadinessColumn::refresh()
{
    const RollbackPreview &preview = m_presenter.preview();
    if (preview.rowsLost < 0) {
        m_lost->setText(tr("Loss unknown"));
        m_lost->setTone(ColorRole::Unknown);
    } else {
        m_lost->setText(preview.rowsLost == 1 ? tr("1 row lost") : tr("%1 rows lost").arg(groupedNumber(preview.rowsLost)));
        m_lost->setTone(preview.rowsLost == 0 ? ColorRole::Good : ColorRole::Breach);
    }
    m_kept->setText(keptText());
    const QString rows = rowsText();
    m_rows->setText(rows);
    m_rows->setVisible(!rows.isEmpty());
    QStringList affected;
    for (const QString &one : preview.affected)
        affected.append(singleLine(one, 80));
    m_affected->setText(!affected.isEmpty()  ? affected.join(u" · "_s)
            : m_presenter.isReadingLineage() ? tr("Reading what is downstream…")
                                             : tr("What is downstream is unknown: no lineage was read."));
    showLights(preview.lights);
}

void ReadinessColumn::showLights(const QList<ReadinessLight> &lights)
{
    QStringList said;
    for (const ReadinessLight &light : lights)
        said.append(QString::number(static_cast<int>(light.state)) + light.name + u'\n' + light.value);
    if (said == m_shown)
        return;
    m_shown = said;
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int row = 0; row < lights.size(); ++row) {
        const ReadinessLight &light = lights[row];
        const LightLook look = lookOf(light.state);
        const bool isQuiet = light.state == ReadinessLight::State::Ok || light.state == ReadinessLight::State::Checking;
        auto *sign = new GlyphLabel(m_theme, look.glyph, look.role, metrics::kIconSmall, m_lights);
        auto *name = new ElidedLabel(
            m_theme, singleLine(light.name, 60), FontRole::Body, isQuiet ? ColorRole::Text : look.role, m_lights);
        name->setMaximumWidth(kMostName);
        const QString value = light.value.isEmpty() && !isQuiet ? look.word : singleLine(light.value, 120);
        auto *words = new ElidedLabel(m_theme, value, FontRole::Body, isQuiet ? ColorRole::Muted : look.role, m_lights);
        words->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        words->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        name->setAccessibleName(tr("%1, %2 %3").arg(name->text(), look.word, value));
        m_grid->addWidget(sign, row, 0);
        m_grid->addWidget(name, row, 1);
        m_grid->addWidget(words, row, 2);
    }
}

} // namespace sluice

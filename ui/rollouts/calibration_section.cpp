// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/calibration_section.h"

#include "communication/error_text.h"
#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QProgressBar>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

CalibrationSection::CalibrationSection(const Theme &theme, CalibrationPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_sentence(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_error(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Watch, this))
    , m_progress(new QProgressBar(this))
    , m_start(new Button(theme, tr("Calibrate"), ButtonKind::Normal, this))
    , m_stop(new Button(theme, tr("Stop"), ButtonKind::Normal, this))
    , m_rows(new QVBoxLayout)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, metrics::kHalf);
    layout->setSpacing(6);
    layout->addWidget(new PlainLabel(theme, tr("Gates over history"), FontRole::Strong, ColorRole::Text, this));
    layout->addWidget(m_sentence);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Gates calibrated"));
    layout->addWidget(m_progress);
    layout->addWidget(m_error);
    m_rows->setSpacing(0);
    layout->addLayout(m_rows);
    auto *actions = new QHBoxLayout;
    actions->addWidget(m_start);
    actions->addWidget(m_stop);
    actions->addStretch();
    layout->addLayout(actions);
    connect(m_start, &Button::clicked, &presenter, &CalibrationPresenter::start);
    connect(m_stop, &Button::clicked, &presenter, &CalibrationPresenter::stop);
    connect(&presenter, &CalibrationPresenter::changed, this, &CalibrationSection::refresh);
    refresh();
}

void CalibrationSection::refresh()
{
    using State = CalibrationPresenter::State;
    const State state = m_presenter.state();
    const bool isBusy = state == State::Running || state == State::Stopping;
    const CalibrationProgress progress = m_presenter.progress();
    m_sentence->setText(m_presenter.sentence());
    m_sentence->setTone(m_presenter.isStale() && !isBusy ? ColorRole::Watch : ColorRole::Muted);
    m_progress->setVisible(isBusy);
    m_progress->setRange(0, progress.of);
    m_progress->setValue(progress.done);
    const QStringList blockers = m_presenter.blockers();
    QStringList reasons; // beside the button that they disable
    if (!isBusy)
        reasons = blockers;
    if (state == State::Failed)
        reasons.prepend(singleLine(errorText(m_presenter.error()), 600));
    m_error->setText(reasons.join(u'\n'));
    m_error->setVisible(!reasons.isEmpty());
    const bool hadFocus = m_start->hasFocus() || m_stop->hasFocus();
    m_start->setVisible(!isBusy);
    m_start->setText(m_presenter.rows().isEmpty() ? tr("Calibrate") : tr("Calibrate again"));
    m_start->setBlockers(blockers);
    m_stop->setVisible(isBusy);
    if (hadFocus && !m_start->hasFocus() && !m_stop->hasFocus()) // the button went, the keys stay at what comes next
        (isBusy ? m_stop : m_start)->setFocus();
    m_stop->setBlockers(state == State::Stopping ? QStringList { tr("Stops before the next gate") } : QStringList());
    showRows();
}

void CalibrationSection::showRows()
{
    if (m_presenter.rows() == m_shown)
        return;
    m_shown = m_presenter.rows();
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const CalibrationRow &row : std::as_const(m_shown)) {
        m_rows->addWidget(rowOf(row));
        m_rows->addWidget(separatorLine(Qt::Horizontal, this));
    }
}

QWidget *CalibrationSection::rowOf(const CalibrationRow &row)
{
    const bool isFine = row.tone == CalibrationRow::Tone::Fine;
    const bool isUnknown = row.tone == CalibrationRow::Tone::Unknown;
    const ColorRole role = isFine ? ColorRole::Good : isUnknown ? ColorRole::Unknown : ColorRole::Watch;
    auto *widget = new QWidget(this);
    auto *column = new QVBoxLayout(widget);
    column->setContentsMargins(0, 5, 0, 6);
    column->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::kGrid);
    head->addWidget(new GlyphLabel(m_theme,
        isFine          ? Glyph::Passed
            : isUnknown ? Glyph::Unknown
                        : Glyph::Hazard,
        role, metrics::kIconSmall, widget));
    auto *title = new ElidedLabel(m_theme, row.title, FontRole::Body, ColorRole::Text, widget);
    title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    head->addWidget(title, 1);
    head->addWidget(new PlainLabel(m_theme, row.fired, FontRole::Small, isFine ? ColorRole::Text : role, widget));
    column->addLayout(head);
    auto *lines = wrappedLabel(m_theme, row.lines.join(u'\n'), FontRole::Small, ColorRole::Muted, widget);
    lines->setIndent(metrics::kIconSmall + metrics::kGrid);
    column->addWidget(lines);
    widget->setAccessibleName(tr("%1 of %2 would have fired %3").arg(row.title, row.stage, row.fired));
    return widget;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/replay_section.h"

#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

ReplaySection::ReplaySection(const Theme &theme, ReplayPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_sentence(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, this))
    , m_open(new Button(theme, tr("Replay queries…"), ButtonKind::Normal, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, metrics::kHalf);
    layout->setSpacing(6);
    layout->addWidget(new PlainLabel(theme, tr("Production's queries"), FontRole::Strong, ColorRole::Text, this));
    layout->addWidget(m_sentence);
    auto *row = new QHBoxLayout;
    row->addWidget(m_open);
    row->addStretch();
    layout->addLayout(row);
    connect(m_open, &Button::clicked, this, &ReplaySection::openRequested);
    connect(&presenter, &ReplayPresenter::changed, this, &ReplaySection::refresh);
    refresh();
}

void ReplaySection::refresh()
{
    m_sentence->setText(m_presenter.sentence());
    m_sentence->setTone(m_presenter.isStale() && !m_presenter.isBusy() ? ColorRole::Watch : ColorRole::Muted);
    m_open->setText(m_presenter.isBusy() || m_presenter.csvMaker() ? tr("Show replay…") : tr("Replay queries…"));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_header.h"

#include "ui/lineage/impact_look.h"
#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/relative_time_label.h"
#include "ui/widgets/status_pill.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QMenu>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kProblemLines = 15;

QString countWords(ImpactKind kind, int count)
{
    switch (kind) {
    case ImpactKind::Changed: return LineageHeader::tr("%n changed", nullptr, count);
    case ImpactKind::Breaks: return LineageHeader::tr("%n break", nullptr, count);
    case ImpactKind::ChangesValue: return LineageHeader::tr("%n change value", nullptr, count);
    case ImpactKind::SeesNull: return LineageHeader::tr("%n see NULL", nullptr, count);
    case ImpactKind::Unknown: return LineageHeader::tr("%n unknown", nullptr, count);
    case ImpactKind::Untouched: break;
    }
    return {};
}

} // namespace

LineageHeader::LineageHeader(const Theme &theme, const Clock &clock, LineagePresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_row(new QHBoxLayout(this))
{
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(metrics::kGrid);
    m_row->addWidget(new PlainLabel(theme, tr("Lineage"), FontRole::Title, ColorRole::Text, this));
    m_row->addSpacing(metrics::kHalf);
    m_row->addWidget(new PlainLabel(theme, tr("impact of"), FontRole::Body, ColorRole::Muted, this));
    m_plans = new QComboBox(this);
    m_plans->setAccessibleName(tr("Rollout"));
    m_plans->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_plans->setMinimumContentsLength(15);
    connect(m_plans, &QComboBox::activated, this, [this](int index) { Q_EMIT planChosen(m_plans->itemData(index).toString()); });
    m_node = new Button(theme, {}, ButtonKind::Chip, this);
    m_node->setCheckable(false);
    m_node->setIcon(theme.icon(Glyph::Cross));
    m_node->setIconSize(QSize(10, 10));
    m_node->setToolTip(tr("Back to the impact of the plan"));
    connect(m_node, &Button::clicked, this, [this] { static_cast<void>(m_presenter.chooseNode({})); });
    m_row->addWidget(m_plans);
    m_row->addWidget(m_node);
    for (const ImpactKind kind : { ImpactKind::Breaks, ImpactKind::ChangesValue, ImpactKind::SeesNull, ImpactKind::Unknown }) {
        m_pills.append({ kind, new StatusPill(theme, {}, this) });
        m_row->addWidget(m_pills.last().second);
    }
    m_unowned = new StatusPill(theme, {}, this);
    m_row->addWidget(m_unowned);
    m_hidden = new Button(theme, {}, ButtonKind::Chip, this);
    connect(m_hidden, &Button::clicked, this, [this](bool isChecked) {
        LineageFilter filter = m_presenter.filter();
        filter.showsAll = isChecked;
        m_presenter.setFilter(filter);
    });
    m_row->addWidget(m_hidden);
    m_coverage = new PlainLabel(theme, {}, FontRole::Small, ColorRole::Muted, this);
    m_row->addWidget(m_coverage);
    m_problems = new Button(theme, {}, ButtonKind::Chip, this);
    m_problems->setCheckable(false);
    m_problems->setIcon(theme.icon(Glyph::Hazard, ColorRole::Watch));
    m_problems->setIconSize(QSize(17, 11)); // with room to its words
    connect(m_problems, &Button::clicked, this, &LineageHeader::openProblems);
    m_row->addWidget(m_problems);
    m_row->addStretch(1);
    m_stale = new StatusPill(theme, { Glyph::Hazard, ColorRole::Watch, tr("stale") }, this);
    m_row->addWidget(m_stale);
    m_readAt = new RelativeTimeLabel(theme, clock, FontRole::Small, ColorRole::Muted, this);
    m_row->addWidget(m_readAt);
    connect(&presenter, &LineagePresenter::plansChanged, this, &LineageHeader::showPlans);
    connect(&presenter, &LineagePresenter::sceneChanged, this, &LineageHeader::showCounts);
    connect(&presenter, &LineagePresenter::stateChanged, this, &LineageHeader::showProblems);
    showPlans();
    showCounts();
    showProblems();
}

void LineageHeader::addButton(QWidget *button)
{
    m_row->addWidget(button);
}

void LineageHeader::showPlans()
{
    m_plans->clear();
    for (const LineagePresenter::Choice &choice : m_presenter.plans()) {
        m_plans->addItem(singleLine(choice.id, 80), choice.id);
        m_plans->setItemData(m_plans->count() - 1, plainToolTip(singleLine(choice.title)), Qt::ToolTipRole);
    }
    m_plans->setCurrentIndex(m_plans->findData(m_presenter.plan()));
    m_plans->setEnabled(m_plans->count() > 0);
    const bool isNode = !m_presenter.node().isEmpty();
    m_plans->setVisible(!isNode);
    m_node->setVisible(isNode);
    m_node->setText(singleLine(m_presenter.node(), 40));
    m_node->setAccessibleName(tr("Impact of %1; back to the plan").arg(singleLine(m_presenter.node(), 80)));
}

void LineageHeader::showCounts()
{
    const LineageScenePtr scene = m_presenter.scene();
    const ImpactSummary summary = scene ? scene->analysis->summary : ImpactSummary {};
    for (const auto &[kind, pill] : std::as_const(m_pills)) {
        const int count = summary.count.value(kind);
        StateLook look = impactLook(kind);
        look.word = count > 0 ? countWords(kind, count) : QString();
        pill->setLook(look);
    }
    m_unowned->setLook({ Glyph::Hazard, ColorRole::Watch, summary.unowned > 0 ? tr("%n unowned", nullptr, summary.unowned) : QString() });
    const bool showsAll = m_presenter.filter().showsAll;
    m_hidden->setVisible(scene && (scene->hidden > 0 || showsAll));
    m_hidden->setChecked(showsAll);
    m_hidden->setText(showsAll
            ? tr("Hide untouched")
            : tr("Show %n untouched", nullptr, scene ? std::min(scene->hidden, summary.untouched) : 0));
    m_hidden->setToolTip(showsAll ? QString() : tr("Show every node of the lineage"));
    const int coverage = summary.consumers > 0 ? 100 * summary.exact / summary.consumers : 0;
    m_coverage->setVisible(summary.consumers > 0);
    m_coverage->setText(tr("coverage %1 %").arg(coverage));
    m_coverage->setToolTip(tr("%1 of %2 consumers are judged by the columns they read; the others are unknown.").arg(summary.exact).arg(summary.consumers));
}

void LineageHeader::showProblems()
{
    const int count = int(m_presenter.problems().size());
    m_problems->setVisible(count > 0);
    m_problems->setText(count == 1 ? tr("1 source problem") : tr("%1 source problems").arg(count));
    m_problems->setAccessibleName(tr("What could not be read of the lineage's sources: %1; opens the list").arg(count));
    m_problems->setToolTip(m_problems->accessibleName());
    m_stale->setVisible(m_presenter.isStale());
    m_readAt->setVisible(m_presenter.readAt().isValid());
    m_readAt->setWhen(m_presenter.readAt());
}

void LineageHeader::openProblems()
{
    const QStringList problems = m_presenter.problems();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString &problem : problems.mid(0, kProblemLines)) {
        QString line = singleLine(problem, 130);
        menu->addAction(line.replace(u'&', u"&&"_s))->setEnabled(false);
    }
    if (problems.size() > kProblemLines)
        menu->addAction(tr("… and %n more", nullptr, int(problems.size()) - kProblemLines))->setEnabled(false);
    menu->popup(m_problems->mapToGlobal(QPoint(0, m_problems->height() + 2)));
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/rollouts_page.h"

#include "ui/models/text.h"
#include "ui/rollouts/calibration_section.h"
#include "ui/rollouts/replay_dialog.h"
#include "ui/rollouts/replay_section.h"
#include "ui/rollouts/rollout_delegate.h"
#include "ui/rollouts/rollout_detail_panel.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/skeleton.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QListView>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

enum StackPlace { LoadingPlace, EmptyPlace, ListPlace };
constexpr int kDetailWidth = 400;

} // namespace

RolloutsPage::RolloutsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
    , m_calibration(context.service, context.clock)
    , m_replay(context.service, context.clock)
    , m_header(new PageHeader(context.theme, tr("Rollouts"), this))
    , m_stack(new QStackedWidget(this))
    , m_list(new QListView(this))
    , m_empty(new EmptyState(context.theme, Glyph::Rollouts, {}, {}, this))
    , m_detailCard(new Card(context.theme, {}, this))
    , m_detail(new RolloutDetailPanel(context.theme, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kPage, metrics::kPage, metrics::kPage + 2);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_header);
    addFilters();

    m_list->setModel(&m_presenter.model());
    m_list->setItemDelegate(new RolloutDelegate(context.theme, m_list));
    m_list->setAccessibleName(tr("Rollouts"));
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(new Skeleton(context.theme, 8, m_stack));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_list);
    auto *listCard = new Card(context.theme, {}, this);
    listCard->setFlush();
    listCard->body()->addWidget(m_stack);
    m_detailCard->setFlush();
    m_detailCard->body()->addWidget(m_detail);
    m_detailCard->setMinimumWidth(300);
    m_detailCard->setMaximumWidth(kDetailWidth);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(listCard, 3);
    row->addWidget(m_detailCard, 2);
    layout->addLayout(row, 1);
    setFocusProxy(m_list);

    connect(&m_presenter, &RolloutsPresenter::viewChanged, this, &RolloutsPage::showView);
    connect(&m_presenter, &RolloutsPresenter::detailChanged, this, &RolloutsPage::showDetail);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &RolloutsPage::followSelection);
    connect(m_list, &QListView::activated, this, [this] { m_context.navigator.open(u"timeline"_s, m_presenter.detail().id); });
    connect(&context.navigator, &Navigator::planChanged, this, &RolloutsPage::selectPlan);
    connect(m_detail, &RolloutDetailPanel::actionRequested, this, [this](const QString &id) {
        if (QAction *action = m_context.actions.action(id))
            action->trigger();
    });
    connect(m_detail, &RolloutDetailPanel::timelineRequested, this, [this] { m_context.navigator.open(u"timeline"_s, m_presenter.detail().id); });
    connect(&m_second, &QTimer::timeout, &m_presenter, &RolloutsPresenter::refresh);
    connect(&m_second, &QTimer::timeout, &m_calibration, &CalibrationPresenter::refresh);
    connect(&m_second, &QTimer::timeout, &m_replay, &ReplayPresenter::refresh);
    connect(&m_presenter.model(), &QAbstractItemModel::layoutChanged, this, [this] { selectPlan(m_context.navigator.plan()); });
    m_second.setInterval(1'000);
    addPlanActions();
    showView();
    selectPlan(context.navigator.plan());
    showDetail();
}

void RolloutsPage::addFilters()
{
    auto *group = new QButtonGroup(this);
    const QList<std::pair<RolloutsPresenter::Filter, QString>> filters { { RolloutsPresenter::Filter::All, tr("All") },
        { RolloutsPresenter::Filter::Active, tr("Active") }, { RolloutsPresenter::Filter::NeedsAttention, tr("Needs attention") },
        { RolloutsPresenter::Filter::Finished, tr("Finished") } };
    for (const auto &[filter, text] : filters) {
        auto *chip = new Button(m_context.theme, text, ButtonKind::Chip, this);
        chip->setChecked(filter == RolloutsPresenter::Filter::All);
        group->addButton(chip);
        m_header->addLeading(chip);
        m_filters.append(chip);
        connect(chip, &Button::clicked, this, [this, filter = filter] { m_presenter.setFilter(filter); });
    }
}

/// What can be found out about a plan before it runs.
void RolloutsPage::addPlanActions()
{
    auto *replay = new ReplaySection(m_context.theme, m_replay, m_detail);
    m_detail->addSection(replay);
    connect(replay, &ReplaySection::openRequested, this, &RolloutsPage::openReplay);
    m_detail->addSection(new CalibrationSection(m_context.theme, m_calibration, m_detail));
    m_context.actions.add({ u"plan.calibrate"_s, tr("Replay history through its gates"), tr("Plan"), { QKeySequence(u"C"_s) }, Glyph::Gate },
        [this] { m_calibration.start(); }, this);
    const auto showBlockers = [this] { m_context.actions.setBlockers(u"plan.calibrate"_s, m_calibration.blockers()); };
    connect(&m_calibration, &CalibrationPresenter::changed, this, showBlockers);
    showBlockers();
    m_context.actions.add({ u"plan.replay"_s, tr("Replay production's queries…"), tr("Plan"), { QKeySequence(u"R"_s) }, Glyph::Database },
        [this] { openReplay(); }, this);
}

void RolloutsPage::openReplay()
{
    if (!m_replayDialog) {
        m_replayDialog = new ReplayDialog(m_context, m_replay, this);
        m_replayDialog->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_replayDialog->show();
    m_replayDialog->raise();
    m_replayDialog->activateWindow();
}

void RolloutsPage::showView()
{
    m_header->setNote(m_presenter.note());
    switch (m_presenter.view()) {
    case RolloutsPresenter::View::Loading:
        m_stack->setCurrentIndex(LoadingPlace);
        break;
    case RolloutsPresenter::View::Empty:
        m_empty->setContent(Glyph::Rollouts, tr("No rollouts yet"),
            tr("A rollout is a YAML file below %1. Write one there, or run “sluice init --demo” for a workspace with a plan ready to start.")
                .arg(isolated(m_presenter.workspaceRoot() + u"/plans"_s)));
        m_stack->setCurrentIndex(EmptyPlace);
        break;
    case RolloutsPresenter::View::NothingMatches:
        m_empty->setContent(Glyph::Filter, tr("No rollout matches this filter"), tr("Choose All to see every rollout of the workspace."));
        m_stack->setCurrentIndex(EmptyPlace);
        break;
    case RolloutsPresenter::View::List:
        m_stack->setCurrentIndex(ListPlace);
        break;
    }
}

void RolloutsPage::showDetail()
{
    const bool isShown = !m_presenter.detail().id.isEmpty();
    m_detailCard->setVisible(isShown);
    if (isShown)
        m_detail->setDetail(m_presenter.detail());
}

void RolloutsPage::followSelection()
{
    if (const RolloutRow *row = m_presenter.model().row(m_list->currentIndex()))
        m_context.navigator.setPlan(row->id);
}

void RolloutsPage::selectPlan(const QString &plan)
{
    m_presenter.select(plan);
    m_calibration.select(plan);
    m_replay.select(plan);
    const QModelIndex index = m_presenter.model().indexOf(plan);
    if (index.isValid() && m_list->currentIndex() != index)
        m_list->setCurrentIndex(index);
}

void RolloutsPage::activate()
{
    m_presenter.refresh();
    selectPlan(m_context.navigator.plan());
    m_list->setFocus(Qt::OtherFocusReason);
}

QJsonObject RolloutsPage::saveState() const
{
    return { { u"filter"_s, static_cast<int>(m_presenter.filter()) } };
}

void RolloutsPage::restoreState(const QJsonObject &state)
{
    const int filter = state.value(u"filter"_s).toInt();
    if (filter < 0 || filter >= m_filters.size())
        return;
    m_filters[filter]->setChecked(true);
    m_presenter.setFilter(static_cast<RolloutsPresenter::Filter>(filter));
}

void RolloutsPage::showEvent(QShowEvent *event)
{
    m_second.start();
    Page::showEvent(event);
}

void RolloutsPage::hideEvent(QHideEvent *event)
{
    m_second.stop();
    Page::hideEvent(event);
}

QString RolloutsPageFactory::id() const
{
    return u"rollouts"_s;
}

QString RolloutsPageFactory::title() const
{
    return RolloutsPage::tr("Rollouts");
}

Page *RolloutsPageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new RolloutsPage(context, parent);
}

} // namespace sluice

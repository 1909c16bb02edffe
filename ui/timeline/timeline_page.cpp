// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/timeline/timeline_page.h"

#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/timeline/milestone_lane.h"
#include "ui/timeline/stage_inspector.h"
#include "ui/timeline/timeline_view.h"
#include "ui/timeline/timeline_window.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/page_header.h"
#include "ui/widgets/skeleton.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

enum StackPlace { LoadingPlace, EmptyPlace, ChartPlace };
constexpr int kInspectorWidth = 284;
constexpr qint64 kMinute = 60'000;
constexpr qint64 kDay = 24 * 60 * kMinute;
constexpr double kSeenShare = 0.04; // of the width: less of a rollout is a hairline

} // namespace

TimelinePage::TimelinePage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
    , m_window(new TimelineWindow(this))
    , m_header(new PageHeader(context.theme, tr("Timeline"), this))
    , m_spans(new QButtonGroup(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new TimelineView(context.theme, m_presenter.model(), *m_window, this))
    , m_milestones(new MilestoneLane(context.theme, *m_window, this))
    , m_empty(new EmptyState(context.theme, Glyph::Timeline, tr("No rollouts yet"),
          tr("Plans appear here against time: their stages, gates, rollback windows and milestones."), this))
    , m_inspectorCard(new Card(context.theme, {}, this))
    , m_inspector(new StageInspector(context.theme, this))
{
    m_window->setNow(m_presenter.now());
    addSpans();
    layOut();
    addActions();
    setFocusProxy(m_view);

    connect(&m_presenter, &TimelinePresenter::changed, this, &TimelinePage::showState);
    connect(&m_presenter, &TimelinePresenter::detailChanged, this, &TimelinePage::showDetail);
    connect(&context.navigator, &Navigator::planChanged, this, [this](const QString &plan) { m_presenter.select(plan); });
    connect(m_view, &TimelineView::stageChosen, this, [this](const QString &plan, const QString &stage) {
        m_presenter.select(plan, stage);
        m_context.navigator.setPlan(plan);
    });
    connect(m_view, &TimelineView::fitRequested, this, &TimelinePage::fit);
    m_milestones->setChart([this] { return m_view->chartRect(); });
    connect(m_window, &TimelineWindow::moved, this, [this] {
        if (QAbstractButton *checked = m_spans->checkedButton()) {
            m_spans->setExclusive(false);
            checked->setChecked(false);
            m_spans->setExclusive(true);
        }
    });
    connect(m_inspector, &StageInspector::actionRequested, this, [this](const QString &id) {
        if (QAction *action = m_context.actions.action(id))
            action->trigger();
    });
    connect(&m_second, &QTimer::timeout, this, &TimelinePage::tick);
    m_second.setInterval(1'000);
    m_presenter.select(context.navigator.plan());
    showState();
    showDetail();
}

void TimelinePage::layOut()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kPage, metrics::kPage, metrics::kPage + 2);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_header);
    auto *chart = new QWidget(m_stack);
    auto *column = new QVBoxLayout(chart);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_view, 1);
    column->addWidget(m_milestones);
    m_stack->addWidget(new Skeleton(m_context.theme, 8, m_stack));
    m_stack->addWidget(m_empty);
    m_stack->addWidget(chart);
    auto *card = new Card(m_context.theme, {}, this);
    card->setFlush();
    card->body()->addWidget(m_stack);
    m_inspectorCard->setFlush();
    m_inspectorCard->body()->addWidget(m_inspector);
    m_inspectorCard->setFixedWidth(kInspectorWidth);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(card, 1);
    row->addWidget(m_inspectorCard);
    layout->addLayout(row, 1);
}

void TimelinePage::addSpans()
{
    const auto chip = [this](const QString &text, const QString &says, std::function<void()> pressed) {
        auto *button = new Button(m_context.theme, text, ButtonKind::Chip, this);
        button->setToolTip(plainToolTip(says));
        m_spans->addButton(button);
        m_header->addLeading(button);
        connect(button, &Button::clicked, this, [pressed = std::move(pressed)] { pressed(); });
        return button;
    };
    m_fit = chip(tr("Fit"), tr("Show the whole chosen rollout (F)"), [this] { fit(m_presenter.selectedPlan()); });
    m_all = chip(tr("All"), tr("Show every rollout from the first to the last (0)"), [this] { fit({}); });
    const QList<std::pair<QString, qint64>> spans { { tr("10 min"), 10 * kMinute }, { tr("Day"), kDay },
        { tr("Week"), 7 * kDay }, { tr("2 weeks"), 14 * kDay }, { tr("Quarter"), 91 * kDay } };
    for (const auto &[text, span] : spans)
        chip(text, tr("Show this much time around now"), [this, span = span] { m_window->show(span); });
    m_fit->setChecked(true);
    const auto tool = [this](Glyph glyph, const QString &name, std::function<void()> pressed) {
        QToolButton *button = iconButton(m_context.theme, glyph, name, this);
        m_header->addTrailing(button);
        connect(button, &QToolButton::clicked, this, [pressed = std::move(pressed)] { pressed(); });
    };
    tool(Glyph::Minus, tr("Show more time (−)"), [this] { m_window->zoomBy(1 / 1.4, m_window->width() / 2); });
    tool(Glyph::Plus, tr("Show less time (+)"), [this] { m_window->zoomBy(1.4, m_window->width() / 2); });
    auto *now = new Button(m_context.theme, tr("Now"), ButtonKind::Normal, this);
    now->setToolTip(plainToolTip(tr("Go to now (.)")));
    m_header->addTrailing(now);
    connect(now, &Button::clicked, this, [this] { m_window->goToNow(); });
}

void TimelinePage::addActions()
{
    const QString group = tr("Timeline");
    ActionRegistry &actions = m_context.actions;
    actions.add({ u"timeline.now"_s, tr("Go to now"), group, { QKeySequence(u"."_s) }, Glyph::Timeline }, [this] { m_window->goToNow(); }, this);
    actions.add({ u"timeline.fit"_s, tr("Fit everything"), group, { QKeySequence(u"0"_s) }, Glyph::Fit }, [this] { fit({}); }, this);
    actions.add({ u"timeline.fit-plan"_s, tr("Fit this rollout"), group, { QKeySequence(u"F"_s) }, Glyph::Fit }, [this] { fit(m_presenter.selectedPlan()); }, this);
    actions.add({ u"timeline.expand"_s, tr("Open every rollout"), group, { QKeySequence(u"*"_s) }, Glyph::ChevronDown }, [this] { m_view->expandAll(); }, this);
    actions.add({ u"timeline.collapse"_s, tr("Close every rollout"), group, { QKeySequence(u"/"_s) }, Glyph::ChevronRight }, [this] { m_view->collapseAll(); }, this);
}

void TimelinePage::fit(const QString &plan)
{
    (plan.isEmpty() ? m_all : m_fit)->setChecked(true);
    const std::optional<TimeRange> range = shownRange(m_presenter.model().timelines(), plan, m_presenter.now());
    if (range)
        m_window->fit(range->begin, range->end);
    else
        m_window->show(kDay); // nothing of it has a time: the present
}

/// While Fit is on, a rollout that is chosen elsewhere and cannot be seen here comes into sight.
void TimelinePage::fitWhenUnseen()
{
    if (!m_isFitted || !m_fit->isChecked())
        return;
    const QString plan = m_presenter.selectedPlan();
    const std::optional<TimeRange> range = shownRange(m_presenter.model().timelines(), plan, m_presenter.now());
    if (!range)
        return;
    const double left = qBound(0.0, m_window->scale().x(range->begin), m_window->width());
    const double right = qBound(0.0, m_window->scale().x(range->end), m_window->width());
    if (right - left < m_window->width() * kSeenShare)
        fit(plan);
}

void TimelinePage::showState()
{
    m_header->setNote(m_presenter.note());
    const bool isEmpty = m_presenter.model().rowCount() == 0;
    m_stack->setCurrentIndex(!m_presenter.isLoaded() ? LoadingPlace : isEmpty ? EmptyPlace : ChartPlace);
    m_milestones->setTimelines(m_presenter.model().timelines());
    m_window->setNow(m_presenter.now());
    if (!m_isFitted && m_presenter.isLoaded() && !isEmpty && isVisible()) {
        m_isFitted = true;
        fit(m_presenter.selectedPlan());
    }
    if (!m_toExpand.isEmpty() && !isEmpty) {
        m_view->expandPlans(m_toExpand);
        m_toExpand.clear();
    }
}

void TimelinePage::showDetail()
{
    const bool isShown = !m_presenter.detail().id.isEmpty();
    m_inspectorCard->setVisible(isShown);
    m_view->setSelected(m_presenter.selectedPlan(), m_presenter.selectedStage());
    if (isShown)
        m_inspector->showPresenter(m_presenter);
    if (m_shownPlan != m_presenter.selectedPlan()) {
        m_shownPlan = m_presenter.selectedPlan();
        fitWhenUnseen();
    }
}

void TimelinePage::tick()
{
    m_presenter.refresh();
    if (!m_presenter.detail().id.isEmpty())
        m_inspector->showPresenter(m_presenter); // ages grow although nothing changed
}

void TimelinePage::activate()
{
    m_presenter.select(m_context.navigator.plan(), m_presenter.selectedPlan() == m_context.navigator.plan() ? m_presenter.selectedStage() : QString());
    m_presenter.refresh();
    m_view->setFocus(Qt::OtherFocusReason);
}

void TimelinePage::showItem(const QString &item)
{
    m_presenter.select(m_context.navigator.plan(), item);
}

QJsonObject TimelinePage::saveState() const
{
    return { { u"expanded"_s, QJsonArray::fromStringList(m_view->expandedPlans()) } };
}

void TimelinePage::restoreState(const QJsonObject &state)
{
    m_toExpand.clear();
    for (const QJsonValue &plan : state.value(u"expanded"_s).toArray())
        m_toExpand.append(plan.toString());
    showState();
}

void TimelinePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_second.start();
    // The width is known only now, and with it the scale that fits.
    QMetaObject::invokeMethod(this, &TimelinePage::showState, Qt::QueuedConnection);
}

void TimelinePage::hideEvent(QHideEvent *event)
{
    m_second.stop();
    Page::hideEvent(event);
}

QString TimelinePageFactory::id() const
{
    return u"timeline"_s;
}

QString TimelinePageFactory::title() const
{
    return TimelinePage::tr("Timeline");
}

Page *TimelinePageFactory::create(const PageContext &context, QWidget *parent) const
{
    return new TimelinePage(context, parent);
}

} // namespace sluice

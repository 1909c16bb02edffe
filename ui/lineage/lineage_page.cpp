// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_page.h"

#include "ui/lineage/impact_delegate.h"
#include "ui/lineage/lineage_canvas.h"
#include "ui/lineage/lineage_export.h"
#include "ui/lineage/lineage_header.h"
#include "ui/lineage/lineage_search.h"
#include "ui/lineage/node_card.h"
#include "ui/models/lineage_text.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSideWidth = 316;
constexpr double kZoomStep = 1.25;

} // namespace

LineagePage::LineagePage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
{
    if (!m_context.navigator.plan().isEmpty())
        m_presenter.choosePlan(m_context.navigator.plan());
    build();
    registerActions();
    connectAll();
    showFilter();
    showState();
    showScene();
}

LineagePage::~LineagePage() = default;

void LineagePage::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kGap, metrics::kPage, metrics::kPage);
    layout->setSpacing(metrics::kGap);
    m_header = new LineageHeader(m_context.theme, m_context.clock, m_presenter, this);
    auto *exportButton = new Button(m_context.theme, tr("Export…"), ButtonKind::Normal, m_header);
    connect(exportButton, &Button::clicked, this, &LineagePage::exportPicture);
    m_header->addButton(exportButton);
    layout->addWidget(m_header);
    m_error = new ErrorBanner(m_context.theme, this);
    auto *retry = new Button(m_context.theme, tr("Try again"), ButtonKind::Normal, m_error);
    connect(retry, &Button::clicked, &m_presenter, &LineagePresenter::refresh);
    m_error->addButton(retry);
    m_error->dismiss();
    layout->addWidget(m_error);
    m_stack = new QStackedWidget(this);
    m_skeleton = new Skeleton(m_context.theme, 8, m_stack);
    m_empty = new EmptyState(m_context.theme, Glyph::Lineage, {}, {}, m_stack);
    m_elsewhere = new Button(m_context.theme, {}, ButtonKind::Primary, m_empty);
    m_empty->addAction(m_elsewhere);
    m_splitter = new QSplitter(Qt::Horizontal, m_stack);
    m_splitter->addWidget(buildDrawing());
    m_splitter->addWidget(buildSide());
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_splitter);
    layout->addWidget(m_stack, 1);
}

QWidget *LineagePage::buildDrawing()
{
    auto *card = new Card(m_context.theme, {}, m_splitter);
    card->setFlush();
    card->body()->addWidget(buildToolbar());
    card->body()->addWidget(separatorLine(Qt::Horizontal, card));
    m_canvas = new LineageCanvas(m_context.theme, card);
    card->body()->addWidget(m_canvas, 1);
    auto *foot = new QWidget(card);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(metrics::kGap, metrics::kHalf, metrics::kGap, metrics::kGrid);
    m_hint = new PlainLabel(m_context.theme, tr("+ expand · − fold · double-click for columns · arrows walk · Enter selects"),
        FontRole::Small, ColorRole::Muted, foot);
    m_zoom = new PlainLabel(m_context.theme, {}, FontRole::Small, ColorRole::Muted, foot);
    row->addWidget(m_hint);
    row->addStretch(1);
    row->addWidget(m_zoom);
    card->body()->addWidget(foot);
    return card;
}

QWidget *LineagePage::buildToolbar()
{
    auto *bar = new QWidget(m_splitter);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(metrics::kGap, metrics::kGrid, metrics::kGap, metrics::kGrid);
    row->setSpacing(metrics::kGrid);
    m_search = new LineageSearch(m_context.theme, m_presenter, bar);
    m_search->setMinimumWidth(180);
    m_search->setMaximumWidth(280);
    m_depth = new QComboBox(bar);
    m_depth->setAccessibleName(tr("Depth"));
    m_owner = new QComboBox(bar);
    m_owner->setAccessibleName(tr("Owner"));
    m_owner->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_owner->setMinimumContentsLength(12);
    row->addWidget(m_search, 1);
    row->addWidget(m_depth);
    row->addWidget(m_owner);
    row->addStretch(1);
    const auto add = [&](Glyph glyph, const QString &name, auto slot) {
        QToolButton *button = iconButton(m_context.theme, glyph, name, bar);
        connect(button, &QToolButton::clicked, this, slot);
        row->addWidget(button);
    };
    add(Glyph::Minus, tr("Zoom out"), [this] { m_canvas->zoom(1 / kZoomStep); });
    add(Glyph::Plus, tr("Zoom in"), [this] { m_canvas->zoom(kZoomStep); });
    add(Glyph::Fit, tr("Fit the drawing"), [this] { m_canvas->fit(); });
    return bar;
}

QWidget *LineagePage::buildSide()
{
    auto *side = new QSplitter(Qt::Vertical, m_splitter);
    side->setChildrenCollapsible(false);
    side->setMinimumWidth(260);
    side->resize(kSideWidth, side->height());
    m_impacted = new Card(m_context.theme, tr("Impacted, by risk"), side);
    m_table = new QTableView(m_impacted);
    m_table->setAccessibleName(tr("Impacted consumers"));
    m_table->setModel(&m_presenter.model());
    m_table->setItemDelegate(new ImpactDelegate(m_context.theme, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setMinimumSectionSize(30);
    m_table->horizontalHeader()->setSectionResizeMode(ImpactTableModel::Name, QHeaderView::Stretch);
    m_table->setColumnWidth(ImpactTableModel::Risk, 44);
    m_table->setColumnWidth(ImpactTableModel::Owner, 92);
    m_nobody = wrappedLabel(m_context.theme, {}, FontRole::Small, ColorRole::Muted, m_impacted);
    m_impacted->body()->addWidget(m_table, 1);
    m_impacted->body()->addWidget(m_nobody);
    m_why = new NodeCard(m_context.theme, side);
    side->addWidget(m_impacted);
    side->addWidget(m_why);
    side->setStretchFactor(0, 4);
    side->setStretchFactor(1, 5);
    return side;
}

void LineagePage::connectAll()
{
    connect(&m_presenter, &LineagePresenter::stateChanged, this, &LineagePage::showState);
    connect(&m_presenter, &LineagePresenter::sceneChanged, this, &LineagePage::showScene);
    connect(&m_presenter, &LineagePresenter::filterChanged, this, &LineagePage::showFilter);
    connect(&m_presenter, &LineagePresenter::selectionChanged, this, &LineagePage::showSelection);
    connect(&m_context.navigator, &Navigator::planChanged, &m_presenter, &LineagePresenter::choosePlan);
    connect(m_header, &LineageHeader::planChosen, this, [this](const QString &plan) {
        m_presenter.choosePlan(plan);
        m_context.navigator.setPlan(plan);
    });
    connect(m_canvas, &LineageCanvas::nodeSelected, &m_presenter, &LineagePresenter::select);
    connect(m_canvas, &LineageCanvas::expandRequested, &m_presenter, &LineagePresenter::expand);
    connect(m_canvas, &LineageCanvas::foldRequested, &m_presenter, &LineagePresenter::fold);
    connect(m_canvas, &LineageCanvas::columnsRequested, &m_presenter, &LineagePresenter::toggleColumns);
    connect(m_canvas, &LineageCanvas::menuRequested, this, &LineagePage::openMenu);
    connect(m_canvas, &LineageCanvas::viewChanged, this, [this] { m_zoom->setText(tr("%1 %").arg(qRound(m_canvas->scale() * 100))); });
    connect(m_search, &LineageSearch::chosen, this, &LineagePage::goTo);
    connect(m_search, &LineageSearch::left, m_canvas, qOverload<>(&QWidget::setFocus));
    connect(m_why, &NodeCard::impactRequested, this, [this](const QString &key) { static_cast<void>(m_presenter.chooseNode(key)); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (now.isValid() && m_presenter.model().keyAt(now.row()) != m_presenter.selected())
            m_presenter.select(m_presenter.model().keyAt(now.row()));
    });
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { goTo(m_presenter.model().keyAt(index.row())); });
    connect(m_depth, &QComboBox::activated, this, [this](int index) {
        LineageFilter filter = m_presenter.filter();
        filter.depth = m_depth->itemData(index).toInt();
        m_presenter.setFilter(filter);
    });
    connect(m_owner, &QComboBox::activated, this, [this](int index) {
        LineageFilter filter = m_presenter.filter();
        const QVariant owner = m_owner->itemData(index);
        filter.owner = owner.isValid() ? std::optional(owner.toString()) : std::nullopt;
        m_presenter.setFilter(filter);
    });
}

void LineagePage::registerActions()
{
    const QString group = tr("Lineage");
    ActionRegistry &actions = m_context.actions;
    actions.add({ u"lineage.search"_s, tr("Find a node"), group, { QKeySequence(u"/"_s) }, Glyph::Search },
        [this] { m_search->setFocus(Qt::ShortcutFocusReason); }, this);
    actions.add({ u"lineage.fit"_s, tr("Fit the drawing"), group, { QKeySequence(Qt::Key_F) }, Glyph::Fit }, [this] { m_canvas->fit(); }, this);
    actions.add({ u"lineage.refresh"_s, tr("Read lineage again"), group, { QKeySequence(Qt::Key_F5) }, Glyph::Refresh },
        [this] { m_presenter.refresh(); }, this);
    actions.add({ u"lineage.columns"_s, tr("Show columns of the node"), group, { QKeySequence(Qt::Key_C) }, {} },
        [this] {
            if (!m_canvas->current().isEmpty())
                m_presenter.toggleColumns(m_canvas->current());
        },
        this);
    actions.add({ u"lineage.impact"_s, tr("Impact of the selected node"), group, { QKeySequence(Qt::Key_I) }, Glyph::Lineage },
        [this] {
            if (!m_presenter.selected().isEmpty())
                static_cast<void>(m_presenter.chooseNode(m_presenter.selected()));
        },
        this);
    actions.add({ u"lineage.plan"_s, tr("Impact of the plan"), group, {}, {} }, [this] { static_cast<void>(m_presenter.chooseNode({})); }, this);
    actions.add({ u"lineage.export"_s, tr("Export the drawing…"), group, {}, Glyph::Export }, [this] { exportPicture(); }, this);
}

void LineagePage::activate()
{
    m_presenter.refreshIfOld();
    m_canvas->setFocus(Qt::OtherFocusReason);
}

void LineagePage::showItem(const QString &item)
{
    if (!item.isEmpty())
        goTo(item);
}

QJsonObject LineagePage::saveState() const
{
    return { { u"side"_s, m_splitter->sizes().value(1) }, { u"depth"_s, m_presenter.filter().depth }, { u"all"_s, m_presenter.filter().showsAll } };
}

void LineagePage::restoreState(const QJsonObject &state)
{
    LineageFilter filter = m_presenter.filter();
    filter.depth = std::clamp(state[u"depth"_s].toInt(), 0, 99);
    filter.showsAll = state[u"all"_s].toBool();
    m_presenter.setFilter(filter);
    const int side = std::clamp(state[u"side"_s].toInt(kSideWidth), 200, 1200);
    m_splitter->setSizes({ std::max(300, width() - side), side });
}

void LineagePage::showState()
{
    using State = LineagePresenter::State;
    if (m_presenter.error().what.isEmpty())
        m_error->dismiss();
    else
        m_error->showError(m_presenter.error());
    switch (m_presenter.state()) {
    case State::Loading:
        m_stack->setCurrentWidget(m_skeleton);
        return;
    case State::Ready:
        m_stack->setCurrentWidget(m_splitter);
        return;
    case State::Empty:
        m_empty->setContent(Glyph::Lineage, tr("No lineage yet"),
            tr("Load a dbt manifest with “sluice lineage load target/manifest.json”, or add a connection: its views and what they read appear here."));
        m_elsewhere->setText(tr("Open connections"));
        break;
    case State::NoPlan:
        m_empty->setContent(Glyph::Lineage, tr("No plan to judge"), tr("Lineage shows what a plan breaks downstream. Add a plan below plans/."));
        m_elsewhere->setText(tr("Open rollouts"));
        break;
    case State::Failed:
        m_empty->setContent(Glyph::Lineage, tr("Lineage could not be read"), tr("What is above says why. Nothing of the plan depends on it."));
        m_elsewhere->setText(tr("Open connections"));
        break;
    }
    const QString page = m_presenter.state() == State::NoPlan ? u"rollouts"_s : u"connections"_s;
    m_elsewhere->disconnect(this);
    connect(m_elsewhere, &Button::clicked, this, [this, page] { m_context.navigator.open(page); });
    m_stack->setCurrentWidget(m_empty);
}

void LineagePage::showScene()
{
    const LineageScenePtr scene = m_presenter.scene();
    m_canvas->setScene(scene);
    showFilter();
    showSelection();
    const int rows = m_presenter.model().rowCount();
    m_impacted->setTitle(rows > 0 ? tr("Impacted, by risk (%1)").arg(rows) : tr("Impacted, by risk"));
    m_table->setVisible(rows > 0);
    m_nobody->setVisible(rows == 0);
    m_nobody->setText(m_presenter.filter().owner ? tr("Nothing of this owner is affected.") : tr("Nothing reads what this plan changes."));
    if (scene && scene->indexOf(m_wanted) >= 0)
        m_canvas->goTo(std::exchange(m_wanted, {}));
}

void LineagePage::showFilter()
{
    const LineageScenePtr scene = m_presenter.scene();
    const LineageFilter &filter = m_presenter.filter();
    m_depth->clear();
    const bool isCut = scene && filter.depth == 0 && scene->depth < scene->deepest;
    m_depth->addItem(isCut ? tr("%1 of %2 hops").arg(scene->depth).arg(scene->deepest) : tr("All hops"), 0);
    for (int hops = 1; scene && hops <= std::min(scene->deepest, 12); ++hops)
        m_depth->addItem(tr("%n hops", nullptr, hops), hops);
    if (filter.depth > 0 && m_depth->findData(filter.depth) < 0)
        m_depth->addItem(tr("%n hops", nullptr, filter.depth), filter.depth);
    m_depth->setCurrentIndex(std::max(0, m_depth->findData(filter.depth)));
    m_owner->clear();
    m_owner->addItem(tr("Any owner"));
    for (const QString &owner : m_presenter.owners())
        m_owner->addItem(owner.isEmpty() ? tr("No owner") : singleLine(owner, 60), owner);
    int owner = 0;
    for (int i = 1; filter.owner && i < m_owner->count(); ++i)
        owner = m_owner->itemData(i).toString() == *filter.owner ? i : owner;
    m_owner->setCurrentIndex(owner);
}

void LineagePage::showSelection()
{
    const LineageScenePtr scene = m_presenter.scene();
    const QString key = m_presenter.selected();
    m_canvas->setSelected(key);
    const int row = m_presenter.model().rowOf(key);
    if (row >= 0)
        m_table->setCurrentIndex(m_presenter.model().index(row, 0));
    else
        m_table->clearSelection();
    const LineageAnalysisPtr analysis = scene ? scene->analysis : nullptr;
    m_why->show(analysis, analysis && !key.isEmpty() ? analysis->graph->indexOf(key) : -1, key == m_presenter.node());
}

void LineagePage::goTo(const QString &key)
{
    m_presenter.reveal(key);
    m_canvas->setFocus(Qt::OtherFocusReason);
    const LineageScenePtr scene = m_presenter.scene();
    if (scene && scene->indexOf(key) >= 0)
        m_canvas->goTo(key);
    else
        m_wanted = key;
}

void LineagePage::openMenu(const QString &key, QPoint globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Impact of this node")), &QAction::triggered, this, [this, key] { static_cast<void>(m_presenter.chooseNode(key)); });
    connect(menu->addAction(tr("Expand")), &QAction::triggered, this, [this, key] { m_presenter.expand(key); });
    connect(menu->addAction(tr("Fold")), &QAction::triggered, this, [this, key] { m_presenter.fold(key); });
    connect(menu->addAction(tr("Columns")), &QAction::triggered, this, [this, key] { m_presenter.toggleColumns(key); });
    menu->addSeparator();
    connect(menu->addAction(tr("Copy name")), &QAction::triggered, this, [key] { QGuiApplication::clipboard()->setText(key); });
    menu->popup(globalPosition);
}

void LineagePage::exportPicture()
{
    const LineageScenePtr scene = m_presenter.scene();
    if (!scene)
        return;
    const Prompter::FileQuestion question { tr("Export the drawing"), u"lineage-%1.svg"_s.arg(singleLine(scene->analysis->subject, 60).replace(u'/', u'_')),
        tr("Pictures (*.svg *.png *.pdf)") };
    m_context.prompter.chooseSaveFile(question, [this, scene](const QString &path) {
        if (const auto written = exportLineage(scene, m_context.theme, path); !written)
            m_context.prompter.showError(tr("The drawing was not exported"), written.error());
    });
}

} // namespace sluice

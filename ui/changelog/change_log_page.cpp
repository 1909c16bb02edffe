// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/change_log_page.h"

#include "ui/changelog/log_delegate.h"
#include "ui/changelog/log_detail_panel.h"
#include "ui/changelog/log_filter_bar.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/notice_line.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"

#include <QDateTimeEdit>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLeastColumn = 76;
constexpr int kCellSide = 13; // as the delegate draws
constexpr int kMeasuredRows = 200;

} // namespace

ChangeLogPage::ChangeLogPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kGap, metrics::kPage, metrics::kPage);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(buildHeader());
    m_filters = new LogFilterBar(context.theme, this);
    layout->addWidget(m_filters);
    m_error = new ErrorBanner(context.theme, this);
    auto *retry = new Button(context.theme, tr("Try again"), ButtonKind::Normal, m_error);
    connect(retry, &Button::clicked, &m_presenter, &ChangeLogPresenter::retry);
    m_error->addButton(retry);
    m_error->dismiss();
    layout->addWidget(m_error);
    m_notice = new NoticeLine(context.theme, this);
    layout->addWidget(m_notice);
    layout->addWidget(buildMomentBar());
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(metrics::kGap);
    m_splitter->addWidget(buildTable());
    m_detail = new LogDetailPanel(context.theme, m_splitter);
    m_detail->setMinimumWidth(300);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({ 692, 368 });
    layout->addWidget(m_splitter, 1);
    registerActions();
    connectAll();
    refresh();
}

QWidget *ChangeLogPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    row->addWidget(new PlainLabel(m_context.theme, tr("Change log"), FontRole::Title, ColorRole::Text, header));
    row->addStretch(1);
    m_world = new Button(m_context.theme, tr("View the world at…"), ButtonKind::Normal, header);
    connect(m_world, &Button::clicked, this, [this] {
        const int current = m_table->currentIndex().row();
        openMomentBar(current >= 0 ? m_presenter.model().event(current).at : m_presenter.now());
    });
    row->addWidget(m_world);
    m_verify = new Button(m_context.theme, tr("Verify"), ButtonKind::Normal, header);
    m_verify->setAccessibleDescription(tr("Checks the hash chain of every entry"));
    connect(m_verify, &Button::clicked, &m_presenter, &ChangeLogPresenter::verify);
    row->addWidget(m_verify);
    m_export = new Button(m_context.theme, tr("Export…"), ButtonKind::Normal, header);
    auto *menu = new QMenu(this);
    using Format = ChangeLogPresenter::Format;
    const auto add = [&](const QString &text, Format format, const QString &suffix, const QString &filter) {
        connect(menu->addAction(text), &QAction::triggered, this, [=, this] { chooseExport(format, suffix, filter); });
    };
    add(tr("CSV…"), Format::Csv, u"csv"_s, tr("CSV (*.csv)"));
    add(tr("JSON…"), Format::Json, u"json"_s, tr("JSON (*.json)"));
    add(tr("Markdown…"), Format::Markdown, u"md"_s, tr("Markdown (*.md)"));
    add(tr("HTML…"), Format::Html, u"html"_s, tr("HTML (*.html)"));
    connect(m_export, &Button::clicked, this, [this, menu] {
        if (m_presenter.isExporting())
            m_presenter.cancelExport();
        else
            menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height() + 2)));
    });
    row->addWidget(m_export);
    return header;
}

QWidget *ChangeLogPage::buildMomentBar()
{
    m_moment = new Card(m_context.theme, {}, this);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGrid);
    m_worldTitle = new PlainLabel(m_context.theme, tr("The world at"), FontRole::Strong, ColorRole::Text, m_moment);
    row->addWidget(m_worldTitle);
    m_at = new QDateTimeEdit(m_moment);
    m_at->setTimeSpec(Qt::UTC);
    m_at->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_at->setAccessibleName(tr("Moment in UTC"));
    row->addWidget(m_at);
    row->addWidget(new PlainLabel(m_context.theme, u"UTC"_s, FontRole::Body, ColorRole::Muted, m_moment));
    auto *view = new Button(m_context.theme, tr("View"), ButtonKind::Primary, m_moment);
    connect(view, &Button::clicked, this, [this] {
        LogFilter filter = m_presenter.filter();
        filter.at = m_at->dateTime().toUTC();
        m_presenter.setFilter(filter);
    });
    row->addWidget(view);
    auto *back = new Button(m_context.theme, tr("Back to now"), ButtonKind::Normal, m_moment);
    connect(back, &Button::clicked, this, &ChangeLogPage::closeMomentBar);
    row->addWidget(back);
    row->addStretch(1);
    m_worldRows = new KeyValueTable(m_context.theme, m_moment);
    m_moment->body()->addLayout(row);
    m_moment->body()->addWidget(m_worldRows);
    m_moment->hide();
    return m_moment;
}

QWidget *ChangeLogPage::buildTable()
{
    auto *card = new Card(m_context.theme, {}, m_splitter);
    card->setFlush();
    m_stack = new QStackedWidget(card);
    m_stack->addWidget(new Skeleton(m_context.theme, 10, m_stack));
    m_empty = new EmptyState(m_context.theme, Glyph::Changelog, {}, {}, m_stack);
    m_clear = new Button(m_context.theme, tr("Clear filters"), ButtonKind::Primary, m_empty);
    connect(m_clear, &Button::clicked, this, [this] {
        m_presenter.setFilter({});
        m_moment->hide();
    });
    m_empty->addAction(m_clear);
    m_stack->addWidget(m_empty);
    m_table = new QTableView(m_stack);
    m_table->setModel(&m_presenter.model());
    m_table->setItemDelegate(new LogDelegate(m_context.theme, m_table));
    m_table->setAccessibleName(tr("Entries, newest first"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(31);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(ChangeLogModel::WhatColumn, QHeaderView::Stretch);
    header->setMinimumSectionSize(60);
    header->resizeSection(ChangeLogModel::WhenColumn, 142);
    header->resizeSection(ChangeLogModel::WhoColumn, kLeastColumn);
    header->resizeSection(ChangeLogModel::PlanColumn, kLeastColumn);
    connect(header, &QHeaderView::sectionResized, this, [this](int section) {
        m_isSized = m_isSized
            || (!m_isSizing && (section == ChangeLogModel::WhoColumn || section == ChangeLogModel::PlanColumn));
    });
    m_stack->addWidget(m_table);
    card->body()->addWidget(m_stack);
    return card;
}

/// Who and Plan take what their words need and no more; the rest is for what happened. A width set by hand stays.
void ChangeLogPage::sizeColumns()
{
    if (m_isSized)
        return;
    m_isSizing = true;
    const ChangeLogModel &model = m_presenter.model();
    for (const auto &[column, most] :
        { std::pair(ChangeLogModel::WhoColumn, 130), std::pair(ChangeLogModel::PlanColumn, 170) }) {
        int width = kLeastColumn;
        for (int row = 0; row < std::min(model.rowCount(), kMeasuredRows); ++row)
            width = std::max(width,
                m_table->fontMetrics().horizontalAdvance(model.index(row, column).data().toString()) + 2 * kCellSide);
        m_table->horizontalHeader()->resizeSection(column, std::min(width, most));
    }
    m_isSizing = false;
}

void ChangeLogPage::registerActions()
{
    const QString group = tr("Change log");
    ActionRegistry &actions = m_context.actions;
    actions.add({ u"changelog.search"_s, tr("Search the change log"), group, { QKeySequence::Find, QKeySequence(u"/"_s) }, Glyph::Search },
        [this] { m_filters->focusSearch(); }, this);
    actions.add({ u"changelog.verify"_s, tr("Verify the change log"), group, {}, Glyph::Passed }, [this] { m_presenter.verify(); }, this);
    actions.add({ u"changelog.world"_s, tr("View the world at…"), group, { QKeySequence(u"W"_s) }, {} }, [this] { m_world->click(); }, this);
    actions.add({ u"changelog.feedback"_s, tr("Give feedback…"), group, { QKeySequence(u"F"_s) }, Glyph::Feedback },
        [this] { m_detail->openFeedback(); }, this);
    actions.add({ u"changelog.details"_s, tr("Show or hide details"), group, { QKeySequence(u"D"_s) }, {} },
        [this] {
            LogFilter filter = m_presenter.filter();
            filter.withDetails = !filter.withDetails;
            m_presenter.setFilter(filter);
        },
        this);
    actions.add({ u"changelog.csv"_s, tr("Export the change log as CSV…"), group, {}, Glyph::Export },
        [this] { chooseExport(ChangeLogPresenter::Format::Csv, u"csv"_s, tr("CSV (*.csv)")); }, this);
}

void ChangeLogPage::connectAll()
{
    connect(&m_presenter, &ChangeLogPresenter::changed, this, &ChangeLogPage::refresh);
    connect(&m_presenter, &ChangeLogPresenter::worldChanged, this, &ChangeLogPage::showWorld);
    connect(&m_presenter, &ChangeLogPresenter::noticed, m_notice, &NoticeLine::showNotice);
    connect(&m_presenter, &ChangeLogPresenter::feedbackGiven, m_detail, &LogDetailPanel::feedbackRecorded);
    connect(m_filters, &LogFilterBar::filterWanted, &m_presenter, &ChangeLogPresenter::setFilter);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ChangeLogPage::showSelected);
    connect(&m_presenter.model(), &QAbstractItemModel::modelReset, this, &ChangeLogPage::showSelected);
    connect(&m_presenter.model(), &QAbstractItemModel::rowsInserted, this, [this] {
        sizeColumns();
        if (!m_table->currentIndex().isValid())
            selectSeq(m_wantedSeq > 0 ? m_wantedSeq : m_presenter.model().newestSeq());
    });
    connect(m_detail, &LogDetailPanel::feedbackGiven, &m_presenter, &ChangeLogPresenter::giveFeedback);
    connect(m_detail, &LogDetailPanel::planWanted, this, [this](const QString &plan) { m_context.navigator.open(u"timeline"_s, plan); });
    connect(m_detail, &LogDetailPanel::momentWanted, this, [this](const QDateTime &at) {
        openMomentBar(at);
        LogFilter filter = m_presenter.filter();
        filter.at = at;
        m_presenter.setFilter(filter);
    });
}

void ChangeLogPage::activate()
{
    m_table->setFocus(Qt::OtherFocusReason);
}

void ChangeLogPage::showItem(const QString &item)
{
    if (item.startsWith("dataset:"_L1)) {
        LogFilter filter;
        filter.dataset = item.mid(8);
        m_presenter.setFilter(filter);
        return;
    }
    selectSeq(item.toLongLong());
}

void ChangeLogPage::selectSeq(qint64 seq)
{
    const int row = m_presenter.model().rowOfSeq(seq);
    m_wantedSeq = row < 0 ? seq : 0;
    if (row < 0)
        return;
    m_table->setCurrentIndex(m_presenter.model().index(row, ChangeLogModel::WhatColumn));
    m_table->scrollTo(m_table->currentIndex());
}

QJsonObject ChangeLogPage::saveState() const
{
    return { { u"splitter"_s, QString::fromLatin1(m_splitter->saveState().toBase64()) }, { u"details"_s, m_presenter.filter().withDetails } };
}

void ChangeLogPage::restoreState(const QJsonObject &state)
{
    m_splitter->restoreState(QByteArray::fromBase64(state[u"splitter"_s].toString().toLatin1()));
    LogFilter filter = m_presenter.filter();
    filter.withDetails = state[u"details"_s].toBool();
    m_presenter.setFilter(filter);
}

void ChangeLogPage::refresh()
{
    m_filters->setFilter(m_presenter.filter());
    m_filters->setChoices(m_presenter.datasets(), m_presenter.actors(), m_presenter.plans());
    m_filters->setCounts(m_presenter.matching(), m_presenter.total());
    m_detail->setDatasets(m_presenter.datasets());
    m_verify->setText(m_presenter.isVerifying() ? tr("Verifying…") : tr("Verify"));
    m_verify->setEnabled(!m_presenter.isVerifying());
    m_export->setText(m_presenter.isExporting() ? tr("Cancel export (%1)").arg(groupedNumber(m_presenter.exported())) : tr("Export…"));
    showState();
    showSelected();
}

void ChangeLogPage::showState()
{
    using State = ChangeLogPresenter::State;
    if (m_presenter.state() == State::Failed)
        m_error->showError(m_presenter.error());
    else
        m_error->dismiss();
    m_clear->setVisible(m_presenter.state() == State::NoMatch);
    m_export->setEnabled(m_presenter.state() == State::Ready || m_presenter.isExporting());
    switch (m_presenter.state()) {
    case State::Loading:
        if (m_presenter.model().rowCount() == 0)
            m_stack->setCurrentIndex(0);
        return;
    case State::Empty:
        m_empty->setContent(Glyph::Changelog, tr("Nothing has happened yet"), tr("Every start, step, verdict, hold and rollback is recorded here."));
        m_stack->setCurrentWidget(m_empty);
        return;
    case State::NoMatch:
        m_empty->setContent(Glyph::Search, tr("No entry matches"), tr("Remove a filter or search for fewer words."));
        m_stack->setCurrentWidget(m_empty);
        return;
    case State::Failed:
        m_empty->setContent(Glyph::Hazard, tr("The ledger cannot be read"), tr("Rollouts go on where their runner can still write."));
        m_stack->setCurrentWidget(m_empty);
        return;
    case State::Ready:
        m_stack->setCurrentWidget(m_table);
        return;
    }
}

void ChangeLogPage::showSelected()
{
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_presenter.model().rowCount())
        return m_detail->showNothing();
    const Event &event = m_presenter.model().event(row);
    m_detail->showEntry(event, m_presenter.model().line(row), m_presenter.model().names(event.run), m_presenter.chainOf(event.seq));
}

void ChangeLogPage::openMomentBar(const QDateTime &at)
{
    m_at->setDateTime(at.toUTC());
    m_moment->show();
    m_at->setFocus(Qt::OtherFocusReason);
}

void ChangeLogPage::closeMomentBar()
{
    m_moment->hide();
    LogFilter filter = m_presenter.filter();
    filter.at = QDateTime();
    m_presenter.setFilter(filter);
    m_table->setFocus(Qt::OtherFocusReason);
}

void ChangeLogPage::showWorld()
{
    QList<KeyValueTable::Row> rows;
    for (const WorldLine &line : m_presenter.world()) {
        const QString state = line.problem.isEmpty() ? line.phase : tr("%1: %2").arg(line.phase, singleLine(line.problem, 200));
        rows.append({ singleLine(line.plan, 60), state, false, line.problem.isEmpty() ? ColorRole::Text : ColorRole::Watch });
    }
    m_worldRows->setRows(rows);
    m_worldRows->setVisible(!rows.isEmpty());
}

void ChangeLogPage::chooseExport(ChangeLogPresenter::Format format, const QString &suffix, const QString &filter)
{
    m_context.prompter.chooseSaveFile({ tr("Export the change log"), u"change-log."_s + suffix, filter },
        [this, format](const QString &path) { m_presenter.exportTo(path, format); });
}

void ChangeLogPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_moment->isVisible())
        return closeMomentBar();
    Page::keyPressEvent(event);
}

} // namespace sluice

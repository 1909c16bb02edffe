// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/quality_page.h"

#include "base/async.h"
#include "communication/plain_text.h"
#include "service/check_alarms.h"
#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/private_file.h"
#include "ui/models/text.h"
#include "ui/quality/event_view.h"
#include "ui/quality/gate_grid.h"
#include "ui/quality/what_if_card.h"
#include "ui/quality/why_card.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"

#include <QBuffer>
#include <QComboBox>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kFrameMs = 16;

} // namespace

QualityPage::QualityPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
{
    build();
    registerActions();
    connectAll();
    if (!m_context.navigator.plan().isEmpty())
        m_presenter.choosePlan(m_context.navigator.plan());
    showSelection();
    showRangeChips();
    showState();
}

void QualityPage::connectAll()
{
    m_refresh.setSingleShot(true);
    connect(&m_refresh, &QTimer::timeout, this, &QualityPage::refresh);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, &m_presenter, &QualityPresenter::poll);
    connect(&m_second, &QTimer::timeout, this, &QualityPage::scheduleRefresh);
    connect(&m_presenter, &QualityPresenter::selectionChanged, this, &QualityPage::showSelection);
    connect(&m_presenter, &QualityPresenter::stateChanged, this, &QualityPage::showState);
    connect(&m_presenter, &QualityPresenter::dataChanged, this, &QualityPage::scheduleRefresh);
    connect(&m_presenter, &QualityPresenter::rangeChanged, this, [this] {
        showRangeChips();
        scheduleRefresh();
    });
    connect(m_grid, &GateGrid::refreshWanted, this, &QualityPage::scheduleRefresh);
    connect(m_grid, &GateGrid::judgementRequested, this,
        [this](const QString &gate) { m_context.navigator.requestJudgement(m_presenter.plan(), gate); });
    connect(m_grid, &GateGrid::eventPicked, this, &QualityPage::openEvent);
    connect(m_event, &EventView::closed, this, [this] {
        showState();
        m_grid->focusFirst();
    });
    connect(m_grid, &GateGrid::crosshairMoved, this, &QualityPage::showReadings);
    connect(m_grid, &GateGrid::cardFocused, this, [this](QWidget *card) { m_scroll->ensureWidgetVisible(card); });
    connect(&m_context.navigator, &Navigator::planChanged, &m_presenter, &QualityPresenter::choosePlan);
}

QualityPage::~QualityPage() = default;

void QualityPage::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kGap, metrics::kPage, 0);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(buildHeader());
    m_error = new ErrorBanner(m_context.theme, this);
    auto *retry = new Button(m_context.theme, tr("Try again"), ButtonKind::Normal, m_error);
    connect(retry, &Button::clicked, &m_presenter, &QualityPresenter::retry);
    m_error->addButton(retry);
    m_error->dismiss();
    layout->addWidget(m_error);
    m_stack = new QStackedWidget(this);
    m_skeleton = new Skeleton(m_context.theme, 8, m_stack);
    m_empty = new EmptyState(m_context.theme, Glyph::Quality, {}, {}, m_stack);
    m_elsewhere = new Button(m_context.theme, tr("Open timeline"), ButtonKind::Primary, m_empty);
    connect(m_elsewhere, &Button::clicked, this, [this] { m_context.navigator.open(u"timeline"_s); });
    m_empty->addAction(m_elsewhere);
    m_stack->addWidget(m_skeleton);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(buildContent());
    m_event = new EventView(m_context.theme, m_context.service, m_context.clock, m_stack);
    m_stack->addWidget(m_event);
    layout->addWidget(m_stack, 1);
}

QWidget *QualityPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    row->addWidget(new PlainLabel(m_context.theme, tr("Quality"), FontRole::Title, ColorRole::Text, header));
    row->addSpacing(metrics::kHalf);
    m_plans = new QComboBox(header);
    m_plans->setAccessibleName(tr("Rollout"));
    m_plans->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_plans->setMinimumContentsLength(18);
    m_stages = new QComboBox(header);
    m_stages->setAccessibleName(tr("Stage"));
    m_stages->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_stages->setMinimumContentsLength(12);
    connect(m_plans, &QComboBox::activated, this, [this](int index) {
        const QString plan = m_plans->itemData(index).toString();
        m_presenter.choosePlan(plan);
        if (!isChecksRun(plan)) // which no other page shows
            m_context.navigator.setPlan(plan);
    });
    connect(m_stages, &QComboBox::activated, this, [this](int index) { m_presenter.chooseStage(m_stages->itemData(index).toString()); });
    row->addWidget(m_plans);
    row->addWidget(m_stages);
    const QList<std::pair<QString, Duration>> windows { { tr("5 m"), 5min }, { tr("2 h"), 2h }, { tr("All"), 0ms } };
    for (const auto &[text, window] : windows) {
        auto *chip = new Button(m_context.theme, text, ButtonKind::Chip, header);
        chip->setAccessibleName(window.count() == 0 ? tr("Show everything") : tr("Show the last %1").arg(text));
        connect(chip, &Button::clicked, this, [this, window = window] { m_presenter.showLast(window); });
        m_chips.append({ chip, window });
        row->addWidget(chip);
    }
    m_live = new Button(m_context.theme, tr("Live"), ButtonKind::Chip, header);
    m_live->setAccessibleName(tr("Follow the present"));
    connect(m_live, &Button::clicked, &m_presenter, &QualityPresenter::setLive);
    row->addWidget(m_live);
    row->addStretch(1);
    m_export = new Button(m_context.theme, tr("Export…"), ButtonKind::Normal, header);
    auto *menu = new QMenu(this);
    connect(menu->addAction(tr("Charts as PNG…")), &QAction::triggered, this, &QualityPage::exportPicture);
    connect(menu->addAction(tr("Samples as CSV…")), &QAction::triggered, this, &QualityPage::exportData);
    connect(m_export, &Button::clicked, this, [this, menu] { menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height() + 2))); });
    row->addWidget(m_export);
    return header;
}

QWidget *QualityPage::buildContent()
{
    m_scroll = new QScrollArea(m_stack);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setProperty("frame", u"plain"_s);
    m_cardsHost = new QWidget(m_scroll);
    auto *column = new QVBoxLayout(m_cardsHost);
    column->setContentsMargins(0, 0, 0, metrics::kPage);
    column->setSpacing(metrics::kGap);
    m_grid = new GateGrid(m_context.theme, m_presenter, m_cardsHost);
    column->addWidget(m_grid, 8);
    auto *below = new QHBoxLayout;
    below->setSpacing(metrics::kGap);
    m_why = new WhyCard(m_context.theme, m_cardsHost);
    connect(m_why, &WhyCard::acknowledged, this, [this](const QString &gate) {
        m_presenter.model().acknowledge(gate);
        scheduleRefresh();
    });
    m_readings = new Card(m_context.theme, tr("At"), m_cardsHost);
    m_readingRows = new KeyValueTable(m_context.theme, m_readings);
    m_readings->body()->addWidget(m_readingRows);
    m_readings->body()->addStretch(1);
    m_readings->hide();
    m_whatIf = new WhatIfCard(m_context.theme, m_context.service, m_presenter, *m_grid, m_cardsHost);
    below->addWidget(m_whatIf, 3, Qt::AlignTop);
    below->addWidget(m_why, 3, Qt::AlignTop);
    below->addWidget(m_readings, 2, Qt::AlignTop);
    column->addLayout(below);
    column->addStretch(1);
    m_scroll->setWidget(m_cardsHost);
    return m_scroll;
}

void QualityPage::registerActions()
{
    const QString group = tr("Quality");
    ActionRegistry &actions = m_context.actions;
    actions.add({ u"quality.back"_s, tr("Move crosshair back"), group, { QKeySequence(u"["_s) }, {} }, [this] { m_grid->moveCrosshair(-1); }, this);
    actions.add({ u"quality.forth"_s, tr("Move crosshair forth"), group, { QKeySequence(u"]"_s) }, {} }, [this] { m_grid->moveCrosshair(1); }, this);
    actions.add({ u"quality.event.back"_s, tr("Go to the event before"), group, { QKeySequence(u"Shift+N"_s) }, {} },
        [this] { m_grid->moveToMarker(-1); }, this);
    actions.add({ u"quality.event.forth"_s, tr("Go to the next event"), group, { QKeySequence(u"N"_s) }, {} }, [this] { m_grid->moveToMarker(1); }, this);
    actions.add({ u"quality.event.open"_s, tr("Look around this event"), group, { QKeySequence(u"E"_s) }, {} },
        [this] {
            if (const std::optional<ChartMarker> marker = m_grid->event())
                openEvent(*marker);
        },
        this);
    actions.add({ u"quality.threshold.back"_s, tr("Go to the threshold before"), group, { QKeySequence(u"Shift+T"_s) }, {} },
        [this] { m_grid->moveThreshold(-1); }, this);
    actions.add({ u"quality.threshold.forth"_s, tr("Go to the next threshold"), group, { QKeySequence(u"T"_s) }, {} },
        [this] { m_grid->moveThreshold(1); }, this);
    actions.add({ u"quality.limit"_s, tr("Try another limit"), group, { QKeySequence(u"W"_s) }, {} }, [this] { m_whatIf->begin(); }, this);
    actions.add({ u"quality.limit.copy"_s, tr("Copy the limit that is tried"), group, { QKeySequence(u"Shift+W"_s) }, {} },
        [this] { m_whatIf->copy(); }, this);
    actions.add({ u"quality.feedback"_s, tr("Say what looks wrong…"), group, { QKeySequence(u"F"_s) }, Glyph::Feedback }, [this] { giveFeedback(); }, this);
    actions.add({ u"quality.live"_s, tr("Follow the present"), group, { QKeySequence(u"L"_s) }, {} },
        [this] { m_presenter.setLive(!m_presenter.isLive()); }, this);
    actions.add({ u"quality.acknowledge"_s, tr("Acknowledge breach"), group, { QKeySequence(u"A"_s) }, {} }, [this] { acknowledgeNext(); }, this);
    actions.add({ u"quality.judge"_s, tr("Judge this gate…"), group, { QKeySequence(u"J"_s) }, Glyph::Gate }, [this] { judgeNext(); }, this);
    actions.add({ u"quality.png"_s, tr("Export charts as PNG…"), group, {}, Glyph::Export }, [this] { exportPicture(); }, this);
    actions.add({ u"quality.csv"_s, tr("Export samples as CSV…"), group, {}, Glyph::Export }, [this] { exportData(); }, this);
}

void QualityPage::activate()
{
    if (m_stack->currentWidget() == m_scroll)
        m_grid->focusFirst();
    else
        m_plans->setFocus(Qt::OtherFocusReason);
    m_wantsFocus = m_presenter.state() == QualityPresenter::State::Loading;
}

void QualityPage::showItem(const QString &item)
{
    if (isChecksRun(item))
        m_presenter.choosePlan(item);
    else
        m_presenter.chooseStage(item);
}

QJsonObject QualityPage::saveState() const
{
    return { { u"window_ms"_s, static_cast<qint64>(m_presenter.window().count()) } };
}

void QualityPage::restoreState(const QJsonObject &state)
{
    const qint64 window = state[u"window_ms"_s].toInteger(-1);
    if (window >= 0 && window <= Duration(24h * 3660).count())
        m_presenter.showLast(Duration(window));
}

void QualityPage::showSelection()
{
    const auto fill = [](QComboBox *box, const QList<QualityPresenter::Choice> &choices, const QString &chosen) {
        const QSignalBlocker blocker(box);
        box->clear();
        for (const QualityPresenter::Choice &choice : choices) {
            box->addItem(choice.name, choice.id);
            box->setItemData(box->count() - 1, plainToolTip(choice.title), Qt::ToolTipRole);
        }
        box->setCurrentIndex(box->findData(chosen));
        box->setEnabled(!choices.isEmpty());
    };
    fill(m_plans, m_presenter.plans(), m_presenter.plan());
    fill(m_stages, m_presenter.stages(), m_presenter.stage());
    m_stages->setVisible(m_stages->count() > 0); // standing checks have none
    m_plans->setToolTip(plainToolTip(m_presenter.plan()));
    showRangeChips();
    m_grid->setCrosshair(std::nullopt);
    m_context.actions.setBlockers(u"quality.feedback"_s,
        m_presenter.feedbackDataset().isEmpty() ? QStringList { tr("No rollout that touches a dataset is shown") } : QStringList());
}

void QualityPage::showState()
{
    using State = QualityPresenter::State;
    m_elsewhere->hide();
    switch (m_presenter.state()) {
    case State::Loading:
        m_stack->setCurrentWidget(m_skeleton);
        break;
    case State::NoRollouts:
        m_empty->setContent(Glyph::Quality, tr("No rollouts yet"), tr("Each gate of a running plan has a chart here. Add a plan to plans/ to begin."));
        m_stack->setCurrentWidget(m_empty);
        break;
    case State::NotStarted:
        m_empty->setContent(Glyph::Quality, tr("Nothing sampled yet"),
            tr("%1 has not been started. Its gates are sampled from the first stage on.").arg(isolated(m_presenter.plan())));
        m_elsewhere->show();
        m_stack->setCurrentWidget(m_empty);
        break;
    case State::NoGates:
        m_empty->setContent(Glyph::Gate, tr("This stage has no gates"), tr("Choose another stage, or add a gate to the plan."));
        m_stack->setCurrentWidget(m_empty);
        break;
    case State::Failed:
        m_empty->setContent(Glyph::Hazard, tr("The samples cannot be read"), tr("The gates go on being judged by the runner meanwhile."));
        m_stack->setCurrentWidget(m_empty);
        break;
    case State::Ready:
        m_stack->setCurrentWidget(m_scroll);
        // Opened while it was loading: the first card was meant, unless somebody went elsewhere meanwhile.
        if (std::exchange(m_wantsFocus, false) && m_plans->hasFocus())
            m_grid->focusFirst();
        break;
    }
    if (m_presenter.error().what.isEmpty())
        m_error->dismiss();
    else
        m_error->showError(m_presenter.error());
    m_export->setBlockers(
        m_presenter.state() == State::Ready ? QStringList() : QStringList { tr("There are no samples to export.") });
    scheduleRefresh();
}

void QualityPage::showRangeChips()
{
    for (const auto &[chip, window] : std::as_const(m_chips))
        chip->setChecked(m_presenter.isLive() && m_presenter.window() == window);
    m_live->setChecked(m_presenter.isLive());
    m_live->setVisible(m_presenter.isSampling()); // a run that ended has no present to follow
}

void QualityPage::scheduleRefresh()
{
    // However many signals arrive, one replace a chart and frame.
    if (isVisible() && !m_refresh.isActive())
        m_refresh.start(m_sinceRefresh.isValid() && m_sinceRefresh.elapsed() < kFrameMs ? kFrameMs : 0);
}

void QualityPage::refresh()
{
    if (m_presenter.state() != QualityPresenter::State::Ready)
        return;
    m_sinceRefresh.start();
    showRangeChips();
    const QStringList left = leftToPerson();
    m_grid->setLeftToPerson(left);
    m_context.actions.setBlockers(
        u"quality.judge"_s, left.isEmpty() ? QStringList { tr("No gate of this stage waits for a person") } : QStringList());
    m_grid->refresh();
    refreshWhy();
}

void QualityPage::refreshWhy()
{
    QList<WhyCard::Entry> entries;
    for (const VerdictRecord &record : m_presenter.troubles()) {
        const int row = m_presenter.model().rowOf(record.gate);
        const bool isBreach = record.verdict == Verdict::Breach;
        WhyCard::Entry entry;
        entry.gate = record.gate;
        entry.isBreach = isBreach;
        entry.head = tr("%1 %2 at %3 UTC")
                         .arg(singleLine(record.title, 80), isBreach ? tr("breached") : verdictWord(record.verdict),
                             momentText(record.at, m_presenter.now()));
        entry.sentence = whyLine(whySentence(record));
        if (isBreach)
            entry.circumstance = m_presenter.circumstance(record);
        entry.canAcknowledge = row >= 0 && m_presenter.model().card(row).isTripped;
        entries.append(entry);
    }
    m_why->setEntries(entries);
    m_why->setVisible(!entries.isEmpty());
}

void QualityPage::showReadings()
{
    const std::optional<qint64> time = m_grid->crosshair();
    m_readings->setVisible(time.has_value());
    if (!time)
        return;
    QList<KeyValueTable::Row> rows;
    for (int row = 0; row < m_presenter.model().rowCount(); ++row) {
        const GateCard &card = m_presenter.model().card(row);
        const CrosshairReading reading = readAt(card, *time);
        rows.append({ singleLine(gateTitle(card.gate), 60), singleLine(reading.text, 80), true,
            reading.isGood ? ColorRole::Text : ColorRole::Watch });
    }
    for (const ChartMarker &marker : m_presenter.markersAt(*time))
        rows.append({ tr("Event"), singleLine(marker.text, 80) });
    m_readings->setTitle(tr("At %1 UTC").arg(QDateTime::fromMSecsSinceEpoch(*time, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s)));
    m_readingRows->setRows(rows);
}

void QualityPage::openEvent(const ChartMarker &marker)
{
    if (m_stack->currentWidget() != m_scroll)
        return;
    m_stack->setCurrentWidget(m_event);
    const auto [from, to] = m_presenter.range();
    m_event->open(m_presenter.plan(), marker, Duration(to - from));
}

/// Kept in the ledger as feedback on what the plan touches; it stands on the charts from then on.
void QualityPage::giveFeedback()
{
    const QString dataset = m_presenter.feedbackDataset();
    if (dataset.isEmpty())
        return;
    Prompter::ReasonQuestion question;
    question.title = tr("Say what looks wrong");
    question.text = tr("About %1. It goes into the change log under your name and is marked on every chart of this rollout.").arg(singleLine(dataset, 80));
    question.action = tr("Give feedback");
    question.label = tr("What looks wrong");
    question.isRequired = true;
    m_context.prompter.askReason(question, [this, dataset](const QString &text) {
        onFinished(m_presenter.giveFeedback(dataset, text), this, [this](const Result<void> &result) {
            if (!result)
                m_error->showError(result.error());
        });
    });
}

/// The focused card when it tripped, else the first one that did.
void QualityPage::acknowledgeNext()
{
    MetricSeriesModel &model = m_presenter.model();
    const int focused = model.rowOf(m_grid->focusedGate());
    const int row = focused >= 0 && model.card(focused).isTripped ? focused : 0;
    if (row < model.rowCount() && model.card(row).isTripped)
        model.acknowledge(model.card(row).gate.id);
    scheduleRefresh();
}

void QualityPage::exportPicture()
{
    const QImage image = m_cardsHost->grab().toImage();
    m_context.prompter.chooseSaveFile({ tr("Export charts"), u"quality-%1.png"_s.arg(m_presenter.stage()), tr("PNG (*.png)") },
        [this, image](const QString &path) {
            const auto make = [image] {
                QByteArray bytes;
                QBuffer buffer(&bytes);
                buffer.open(QIODevice::WriteOnly);
                image.save(&buffer, "PNG");
                return bytes;
            };
            write(path, make);
        });
}

void QualityPage::exportData()
{
    m_context.prompter.chooseSaveFile({ tr("Export samples"), u"quality-%1.csv"_s.arg(m_presenter.stage()), tr("CSV (*.csv)") },
        [this](const QString &path) { write(path, m_presenter.csvMaker()); });
}

void QualityPage::write(const QString &path, std::function<QByteArray()> make)
{
    onFinished(writePrivately(path, std::move(make)), this, [this](const Result<void> &result) {
        if (!result)
            m_error->showError(result.error());
    });
}

void QualityPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    m_grid->setRoom(width() - 2 * metrics::kPage);
    scheduleRefresh();
}

void QualityPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_grid->hasThreshold())
        return m_grid->leaveThreshold();
    if (event->key() == Qt::Key_Escape && m_grid->crosshair())
        return m_grid->setCrosshair(std::nullopt);
    if (event->key() == Qt::Key_Escape && !m_presenter.isLive())
        return m_presenter.setLive(true);
    Page::keyPressEvent(event);
}

void QualityPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_second.start();
    m_presenter.poll();
    scheduleRefresh();
}

void QualityPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_second.stop();
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/main_window.h"

#include "base/async.h"
#include "service/service.h"
#include "ui/models/attention.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/judgement_commands.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/shell/palette_presenter.h"
#include "ui/shell/rail.h"
#include "ui/shell/rollout_commands.h"
#include "ui/shell/session_store.h"
#include "ui/shell/status_strip.h"
#include "ui/shell/top_bar.h"
#include "ui/widgets/alarm_banner.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/toast.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kSmallest { 1024, 640 };
constexpr QSize kFirstSize { 1280, 800 };
constexpr int kRailNeeds = 1'120; // below, the rail shows signs only
constexpr int kSecondMs = 1'000;

} // namespace

MainWindow::MainWindow(const ShellContext &context, std::vector<std::unique_ptr<PageFactory>> pages, QWidget *parent)
    : QMainWindow(parent)
    , m_context(context)
    , m_navigator(new Navigator(this))
    , m_actions(new ActionRegistry(context.theme, this))
    , m_commands(new RolloutCommands(context.service, context.prompter, *m_navigator, this))
    , m_judging(new JudgementCommands(context.service, context.prompter, *m_navigator, this))
    , m_presenter(new ShellPresenter(context.service, context.clock, *m_navigator, this))
    , m_palettePresenter(new PalettePresenter(context.service, context.clock, *m_actions, *m_navigator, this))
{
    setMinimumSize(kSmallest);
    resize(kFirstSize);
    connect(m_actions, &ActionRegistry::added, this, [this](QAction *action) { addAction(action); });
    layOut();
    addPages(std::move(pages));
    addActions();
    connectAll();
    m_second.setInterval(kSecondMs);
    m_second.start();
}

MainWindow::~MainWindow()
{
    // Pages register actions and talk to presenters until their end; they go before those do.
    delete m_stack;
    m_stack = nullptr;
}

PageContext MainWindow::pageContext() const
{
    return { m_context.service, m_context.theme, m_context.clock, *m_actions, m_context.prompter, *m_navigator };
}

void MainWindow::layOut()
{
    auto *central = new QWidget(this);
    m_topBar = new TopBar(m_context.theme, central);
    m_rail = new Rail(m_context.theme, central);
    m_alarm = new AlarmBanner(m_context.theme, central);
    m_error = new ErrorBanner(m_context.theme, central);
    m_stack = new PageStack(pageContext(), m_context.session, central);
    m_status = new StatusStrip(m_context.theme, central);

    auto *errorRow = new QHBoxLayout;
    errorRow->setContentsMargins(metrics::kPage, 0, metrics::kPage, 0);
    errorRow->addWidget(m_error);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(m_alarm);
    column->addLayout(errorRow);
    column->addWidget(m_stack, 1);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    middle->addWidget(m_rail);
    middle->addLayout(column, 1);
    auto *whole = new QVBoxLayout(central);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_topBar);
    whole->addLayout(middle, 1);
    whole->addWidget(m_status);
    setCentralWidget(central);
    m_palette = new CommandPalette(m_context.theme, *m_palettePresenter, central);
    m_toast = new Toast(m_context.theme, central);
}

void MainWindow::addPages(std::vector<std::unique_ptr<PageFactory>> pages)
{
    int number = 0;
    for (std::unique_ptr<PageFactory> &factory : pages) {
        const QString id = factory->id();
        const QString title = factory->title();
        ++number;
        m_rail->addPage(id, title, number);
        m_palettePresenter->addPage(id, title);
        m_actions->add({ u"go."_s + id, title, tr("Go to"), { QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_0 + number)) }, {} },
            [this, id] { m_navigator->open(id); });
        m_stack->addFactory(std::move(factory));
    }
}

void MainWindow::addActions()
{
    m_commands->registerActions(*m_actions);
    m_judging->registerActions(*m_actions);
    m_actions->add({ u"window.palette"_s, tr("Search or run a command"), tr("Window"), { QKeySequence(u"Ctrl+K"_s) }, Glyph::Search },
        [this] { m_palette->open(); });
    m_actions->add({ u"window.theme.light"_s, tr("Light colours"), tr("Window"), {}, Glyph::Sun }, [this] { setThemeMode(static_cast<int>(ThemeMode::Light)); });
    m_actions->add({ u"window.theme.dark"_s, tr("Dark colours"), tr("Window"), {}, Glyph::Sun }, [this] { setThemeMode(static_cast<int>(ThemeMode::Dark)); });
    m_actions->add({ u"window.theme.system"_s, tr("Colours of the desktop"), tr("Window"), {}, Glyph::Sun },
        [this] { setThemeMode(static_cast<int>(ThemeMode::System)); });
    m_actions->add({ u"ledger.verify"_s, tr("Verify the ledger"), tr("Ledger"), {}, Glyph::Changelog }, [this] {
        onFinished(m_context.service.verifyLog(), this, [this](const Result<LedgerReport> &report) {
            if (!report)
                m_error->showError(report.error());
            else
                m_toast->say(report->ok ? tr("Ledger verified to #%1").arg(groupedNumber(report->verified)) : tr("Ledger broken: %1").arg(report->problem));
        });
    });
    m_actions->add({ u"window.quit"_s, tr("Quit"), tr("Window"), { QKeySequence(QKeySequence::Quit) }, {} }, [this] { close(); });
}

void MainWindow::connectAll()
{
    connect(m_topBar, &TopBar::searchRequested, m_palette, [this] { m_palette->open(); });
    connect(m_rail, &Rail::pageRequested, m_navigator, [this](const QString &id) { m_navigator->open(id); });
    connect(m_navigator, &Navigator::opened, this, &MainWindow::openPage);
    connect(m_presenter, &ShellPresenter::topBarChanged, this, &MainWindow::showTopBar);
    connect(m_presenter, &ShellPresenter::alarmChanged, this, [this] { m_alarm->setState(m_presenter->alarm()); });
    connect(m_presenter, &ShellPresenter::statusChanged, this, [this] { m_status->setState(m_presenter->status()); });
    showTopBar(); // the presenter looked before anybody listened
    m_alarm->setState(m_presenter->alarm());
    m_status->setState(m_presenter->status());
    connect(&m_second, &QTimer::timeout, m_presenter, &ShellPresenter::tick);
    connect(m_alarm, &AlarmBanner::holdRequested, this, [this] { m_commands->hold(m_alarm->state().planId); });
    connect(m_alarm, &AlarmBanner::rollbackRequested, m_commands, &RolloutCommands::rollBack);
    connect(m_alarm, &AlarmBanner::subjectActivated, m_navigator, &Navigator::openSubject);
    connect(m_commands, &RolloutCommands::done, this, [this](const QString &sentence, const QString &undo) {
        m_error->dismiss();
        m_toast->say(sentence, undo.isEmpty() ? nullptr : m_actions->action(undo));
    });
    connect(m_commands, &RolloutCommands::failed, m_error, &ErrorBanner::showError);
    connect(m_alarm, &AlarmBanner::judgementRequested, m_judging, [this](const QString &plan) { m_judging->judge(plan); });
    connect(m_judging, &JudgementCommands::done, this, [this](const QString &sentence) {
        m_error->dismiss();
        m_toast->say(sentence, nullptr);
    });
    connect(m_judging, &JudgementCommands::failed, m_error, &ErrorBanner::showError);
    connect(&m_context.service, &Service::snapshotChanged, this, &MainWindow::choosePlan);
    connect(&m_context.service, &Service::snapshotChanged, this, &MainWindow::verifyLedgerOnce);
}

void MainWindow::showTopBar()
{
    const TopBarState &state = m_presenter->topBar();
    m_topBar->setState(state);
    setWindowTitle(state.workspace.isEmpty() ? u"Sluice"_s : state.workspace + u" – Sluice"_s);
}

void MainWindow::openPage(const QString &id, const QString &item)
{
    if (m_stack->open(id, item))
        m_rail->setCurrent(id);
}

void MainWindow::choosePlan()
{
    const SnapshotPtr snapshot = m_context.service.snapshot();
    if (!snapshot || snapshot->rollouts.isEmpty() || snapshot->rollout(m_navigator->plan()))
        return;
    // A rollout's alarm outranks the last session; in quiet times that one goes on, and without one the rule decides.
    const bool isQuiet = std::all_of(
        snapshot->alarms.cbegin(), snapshot->alarms.cend(), [](const Alarm &alarm) { return isChecksRun(alarm.plan); });
    const RolloutView *last = snapshot->rollout(m_context.session.plan());
    m_navigator->setPlan(isQuiet && last ? last->planId : planInNeed(*snapshot, m_context.clock.nowUtc()));
}

/// In the background, once the first picture stands; the next snapshot brings the answer to the status line.
void MainWindow::verifyLedgerOnce()
{
    const SnapshotPtr snapshot = m_context.service.snapshot();
    if (m_hasVerified || !snapshot || !snapshot->ledgerProblem.isEmpty())
        return;
    m_hasVerified = true;
    if (!snapshot->ledgerReport)
        m_context.service.verifyLog();
}

void MainWindow::setThemeMode(int mode)
{
    m_context.theme.setMode(static_cast<ThemeMode>(mode));
    m_context.session.setThemeMode(m_context.theme.mode());
}

void MainWindow::restoreSession()
{
    if (const QByteArray geometry = m_context.session.geometry(); !geometry.isEmpty())
        restoreGeometry(geometry);
    choosePlan();
    const QString last = m_context.session.page();
    const bool isKnown = m_actions->action(u"go."_s + last) != nullptr;
    if (isKnown)
        m_navigator->open(last);
    else if (!m_stack->factories().empty())
        m_navigator->open(m_stack->factories().front()->id());
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_context.session.setGeometry(saveGeometry());
    m_context.session.setPage(m_stack->currentId());
    m_context.session.setPlan(m_navigator->plan());
    m_stack->saveStates();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    m_rail->setCompact(width() < kRailNeeds);
    QMainWindow::resizeEvent(event);
}

} // namespace sluice

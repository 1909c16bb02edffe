// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connections_page.h"

#include "ui/connections/connection_delegate.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connection_panel.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/notice_line.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"

#include <QSignalBlocker>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTableView>
#include <QTimer>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSideWidth = 384;
constexpr int kFormWidth = 648; ///< two groups of fields side by side
constexpr int kRoomForAll = 1400; ///< below, the list beside the form shows what tells entries apart

} // namespace

ConnectionsPage::ConnectionsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_presenter(context.service, context.clock)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(metrics::kPage, metrics::kGap, metrics::kPage, metrics::kPage);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(buildHeader());
    m_error = new ErrorBanner(context.theme, this);
    m_error->dismiss();
    layout->addWidget(m_error);
    m_notice = new NoticeLine(context.theme, this);
    layout->addWidget(m_notice);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(buildList(), 1);
    row->addWidget(buildSide());
    layout->addLayout(row, 1);
    registerActions();
    connectAll();
    refresh();
}

QWidget *ConnectionsPage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGap);
    row->addWidget(new PlainLabel(m_context.theme, tr("Connections"), FontRole::Title, ColorRole::Text, header));
    m_count = new PlainLabel(m_context.theme, {}, FontRole::Body, ColorRole::Muted, header);
    row->addWidget(m_count);
    row->addStretch(1);
    m_add = new Button(m_context.theme, tr("Add connection"), ButtonKind::Primary, header);
    connect(m_add, &Button::clicked, this, [this] { openForm(true); });
    row->addWidget(m_add);
    return header;
}

QWidget *ConnectionsPage::buildList()
{
    auto *card = new Card(m_context.theme, {}, this);
    card->setFlush();
    m_list = new QStackedWidget(card);
    m_list->addWidget(new Skeleton(m_context.theme, 4, m_list));
    auto *empty = new EmptyState(m_context.theme, Glyph::Connections, tr("No connections yet"),
        tr("A connection names a warehouse that plans may change. Its password stays in the system keychain."), m_list);
    auto *add = new Button(m_context.theme, tr("Add connection"), ButtonKind::Primary, empty);
    connect(add, &Button::clicked, this, [this] { openForm(true); });
    empty->addAction(add);
    m_list->addWidget(empty);
    m_table = new QTableView(m_list);
    m_table->setModel(&m_presenter.model());
    m_table->setItemDelegate(new ConnectionDelegate(m_context.theme, m_table));
    m_table->setAccessibleName(tr("Connections"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(40);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(ConnectionModel::TargetColumn, QHeaderView::Stretch);
    header->resizeSection(ConnectionModel::NameColumn, 96);
    header->resizeSection(ConnectionModel::EnvironmentColumn, 94);
    header->resizeSection(ConnectionModel::EngineColumn, 108);
    header->resizeSection(ConnectionModel::StateColumn, 172);
    m_table->setColumnHidden(ConnectionModel::RunnerColumn, true); // beside the list; shown where there is room
    m_list->addWidget(m_table);
    card->body()->addWidget(m_list);
    return card;
}

QWidget *ConnectionsPage::buildSide()
{
    m_side = new Card(m_context.theme, {}, this);
    m_side->setAccessibleName(tr("Connection"));
    m_side->setFixedWidth(kSideWidth);
    m_side->setFlush();
    m_sideScroll = new QScrollArea(m_side);
    m_sideScroll->setWidgetResizable(true);
    m_sideScroll->setFrameShape(QFrame::NoFrame);
    m_sideScroll->setFocusPolicy(Qt::NoFocus);
    m_sideScroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(m_sideScroll);
    page->setProperty("ground", u"surface"_s);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(metrics::kGap);
    m_nothing = new EmptyState(
        m_context.theme, Glyph::Plug, tr("No connection chosen"), tr("Choose one to see its target, or add one."), page);
    m_panel = new ConnectionPanel(m_context.theme, m_presenter, page);
    m_form = new ConnectionForm(m_context.theme, m_presenter, page);
    for (QWidget *one : { m_nothing, static_cast<QWidget *>(m_panel), static_cast<QWidget *>(m_form) })
        column->addWidget(one);
    showAtSide(m_nothing);
    column->addWidget(buildFound());
    column->addStretch(1);
    m_sideScroll->setWidget(page);
    m_side->body()->addWidget(m_sideScroll);
    return m_side;
}

/// Not a stack, which is as high as its highest page: the form would push the result of a test far below the facts.
void ConnectionsPage::showAtSide(const QWidget *shown)
{
    for (QWidget *one : { m_nothing, static_cast<QWidget *>(m_panel), static_cast<QWidget *>(m_form) })
        one->setVisible(one == shown);
    fitSide();
}

void ConnectionsPage::fitSide()
{
    m_side->setFixedWidth(isFormShown() ? kFormWidth : kSideWidth);
    for (const int column : { ConnectionModel::EngineColumn, ConnectionModel::StateColumn })
        m_table->setColumnHidden(column, isFormShown() && width() < kRoomForAll);
}

bool ConnectionsPage::isFormShown() const
{
    return !m_form->isHidden();
}

QWidget *ConnectionsPage::buildFound()
{
    m_found = new QWidget(m_side);
    auto *column = new QVBoxLayout(m_found);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kHalf);
    column->addWidget(separatorLine(Qt::Horizontal, m_found));
    m_foundTitle = new PlainLabel(m_context.theme, {}, FontRole::Strong, ColorRole::Text, m_found);
    column->addWidget(m_foundTitle);
    m_foundRows = new KeyValueTable(m_context.theme, m_found);
    column->addWidget(m_foundRows);
    m_foundError = new ErrorBanner(m_context.theme, m_found);
    connect(m_foundError, &ErrorBanner::dismissed, &m_presenter, &ConnectionsPresenter::forgetResult);
    column->addWidget(m_foundError);
    m_found->hide();
    return m_found;
}

void ConnectionsPage::registerActions()
{
    const QString group = tr("Connections");
    ActionRegistry &actions = m_context.actions;
    actions.add({ u"connections.add"_s, tr("Add connection…"), group, { QKeySequence::New }, Glyph::Plus }, [this] { openForm(true); }, this);
    actions.add({ u"connections.test"_s, tr("Test connection"), group, { QKeySequence(u"T"_s) }, Glyph::Plug },
        [this] { Q_EMIT m_panel->testWanted(); }, this);
    actions.add({ u"connections.enrol"_s, tr("Enrol target…"), group, { QKeySequence(u"E"_s) }, Glyph::Key }, [this] { askEnrol(); }, this);
    actions.add({ u"connections.remove"_s, tr("Remove connection…"), group, { QKeySequence::Delete }, Glyph::Trash }, [this] { askRemove(); }, this);
}

void ConnectionsPage::connectAll()
{
    connect(&m_presenter, &ConnectionsPresenter::changed, this, &ConnectionsPage::refresh);
    connect(&m_presenter, &ConnectionsPresenter::saved, this, [this](const QString &name) {
        closeForm();
        select(name);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (m_presenter.activity() == ConnectionsPresenter::Activity::None)
            m_presenter.forgetResult();
        showSelected();
    });
    connect(m_table, &QTableView::activated, this, [this] { openForm(false); });
    connect(&m_presenter.model(), &QAbstractItemModel::modelReset, this, [this] {
        select(m_wanted.isEmpty() ? m_panel->name() : m_wanted);
    });
    connect(&m_presenter.model(), &QAbstractItemModel::dataChanged, this, &ConnectionsPage::showSelected);
    connect(m_panel, &ConnectionPanel::testWanted, this, [this] {
        const int row = m_table->currentIndex().row();
        if (m_presenter.activity() == ConnectionsPresenter::Activity::Testing)
            m_presenter.cancelTest();
        else if (row >= 0)
            m_presenter.test(m_presenter.model().view(row).profile, Secret()); // its password is in the keychain
    });
    connect(m_panel, &ConnectionPanel::editWanted, this, [this] { openForm(false); });
    connect(m_panel, &ConnectionPanel::enrolWanted, this, &ConnectionsPage::askEnrol);
    connect(m_panel, &ConnectionPanel::removeWanted, this, &ConnectionsPage::askRemove);
    connect(m_form, &ConnectionForm::cancelled, this, &ConnectionsPage::closeForm);
    connect(m_form, &ConnectionForm::fileWanted, this, &ConnectionsPage::chooseFile);
}

void ConnectionsPage::activate()
{
    if (m_table->isVisible())
        m_table->setFocus(Qt::OtherFocusReason);
    else
        m_add->setFocus(Qt::OtherFocusReason);
}

void ConnectionsPage::showItem(const QString &item)
{
    select(item);
}

QString ConnectionsPage::selectedName() const
{
    const int row = m_table->currentIndex().row();
    return row < 0 || row >= m_presenter.model().rowCount() ? QString() : m_presenter.model().view(row).profile.name;
}

void ConnectionsPage::select(const QString &name)
{
    int row = m_presenter.model().rowOf(name);
    m_wanted = row < 0 ? name : QString();
    if (row < 0 && m_presenter.model().rowCount() > 0 && !m_table->currentIndex().isValid())
        row = 0;
    if (row >= 0)
        m_table->setCurrentIndex(m_presenter.model().index(row, 0));
    showSelected();
}

void ConnectionsPage::refresh()
{
    const int count = m_presenter.model().rowCount();
    m_count->setText(count == 0 ? QString() : tr("%n configured", nullptr, count));
    m_list->setCurrentIndex(m_presenter.isLoading() ? 0 : count == 0 ? 1 : 2);
    if (count > 0 && !m_table->currentIndex().isValid())
        select(m_wanted);
    if (m_presenter.error())
        m_error->showError(*m_presenter.error());
    else
        m_error->dismiss();
    if (m_presenter.notice() != m_shownNotice) {
        m_shownNotice = m_presenter.notice();
        if (m_shownNotice.isEmpty())
            m_notice->dismiss();
        else
            m_notice->showNotice(m_shownNotice, false);
    }
    m_panel->refresh();
    m_form->refresh();
    refreshFound();
}

void ConnectionsPage::refreshFound()
{
    const bool isTesting = m_presenter.activity() == ConnectionsPresenter::Activity::Testing;
    const auto &found = m_presenter.found();
    m_found->setVisible(isTesting || found.has_value());
    if (isTesting != std::exchange(m_wasTesting, isTesting)) // and not at every news while somebody reads above
        bringFoundIntoSight();
    {
        // Hidden by us, not dismissed by a person: the result is still wanted.
        const QSignalBlocker quiet(m_foundError);
        m_foundError->dismiss();
    }
    m_foundRows->setVisible(found && *found);
    if (isTesting)
        m_foundTitle->setText(tr("Testing %1…").arg(isolated(m_presenter.tested().name)));
    if (!found)
        return;
    if (!*found) {
        m_foundTitle->setText(tr("Test failed"));
        m_foundError->showError(found->error());
        return;
    }
    const ConnectionView &view = **found;
    const bool isEnrolling = view.error && view.error->code == ErrorCode::NotEnrolled;
    m_foundTitle->setText(!view.isReachable ? tr("Not reached") : view.problem.isEmpty() ? tr("Test passed") : isEnrolling ? tr("Reached, not enrolled") : tr("Reached, with a problem"));
    QList<KeyValueTable::Row> rows { { tr("Reached"), view.isReachable ? tr("yes") : tr("no"), false,
        view.isReachable ? ColorRole::Good : ColorRole::Watch } };
    if (!view.version.isEmpty())
        rows.append({ tr("Version"), singleLine(view.version, 200) });
    rows.append({ tr("Enrolled"), view.identity ? view.identity->uuid : tr("no"), view.identity.has_value() });
    if (view.identity && view.identity->environment != m_presenter.tested().environment)
        rows.append({ tr("Environment"), tr("the target says %1").arg(environmentName(view.identity->environment).toUpper()), false, ColorRole::Watch });
    m_foundRows->setRows(rows);
    // Not enrolled is a finding, not a failure: Enrol… stands right there.
    if (view.error && view.error->code != ErrorCode::NotEnrolled)
        m_foundError->showError(*view.error);
}

/// What was asked for is shown where one looks, and not below what one already knew. Its place is known once the layout
/// had its turn.
void ConnectionsPage::bringFoundIntoSight()
{
    if (m_found->isVisibleTo(this))
        QTimer::singleShot(0, m_found, [this] { m_sideScroll->ensureWidgetVisible(m_found, 0, metrics::kGap); });
}

void ConnectionsPage::showSelected()
{
    if (isFormShown())
        return;
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= m_presenter.model().rowCount()) {
        showAtSide(m_nothing);
        return;
    }
    m_panel->showConnection(m_presenter.model().view(row));
    showAtSide(m_panel);
}

void ConnectionsPage::openForm(bool isNew)
{
    const int row = m_table->currentIndex().row();
    if (!isNew && row < 0)
        return;
    m_presenter.forgetResult();
    showAtSide(m_form);
    if (isNew)
        m_form->startNew();
    else
        m_form->startEdit(m_presenter.model().view(row).profile);
}

void ConnectionsPage::closeForm()
{
    m_presenter.cancelTest();
    showAtSide(m_panel);
    showSelected();
    activate();
}

void ConnectionsPage::askEnrol()
{
    const QString name = selectedName();
    if (name.isEmpty())
        return;
    m_context.prompter.confirm({ tr("Enrol %1?").arg(isolated(name)),
                                   tr("Sluice creates its own schema in the target: receipts, fence, flags and an identity. It needs an owner role. Nothing else is changed."),
                                   tr("Enrol"), false },
        [this, name] { m_presenter.enrol(name); });
}

void ConnectionsPage::askRemove()
{
    const QString name = selectedName();
    const int row = m_presenter.model().rowOf(name);
    if (row < 0 || m_presenter.model().view(row).lease)
        return;
    const QStringList plans = m_presenter.plansOf(name);
    QString text = tr("It leaves sluice.yaml and its password leaves the keychain. The target is not touched.");
    if (!plans.isEmpty())
        text += u' ' + tr("Plans that name it: %1.").arg(singleLine(plans.join(u", "_s), 200));
    m_context.prompter.confirm({ tr("Remove %1?").arg(isolated(name)), text, tr("Remove"), false }, [this, name] { m_presenter.remove(name); });
}

void ConnectionsPage::chooseFile()
{
    m_context.prompter.chooseOpenFile({ tr("Choose the database file"), {}, tr("SQLite (*.db *.sqlite *.sqlite3);;All files (*)") },
        [this](const QString &path) { m_form->setDatabaseFile(path); });
}

void ConnectionsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    fitSide();
}

void ConnectionsPage::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && isFormShown())
        return closeForm();
    Page::keyPressEvent(event);
}

} // namespace sluice

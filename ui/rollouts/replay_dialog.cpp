// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollouts/replay_dialog.h"

#include "base/async.h"
#include "ui/models/private_file.h"
#include "ui/models/text.h"
#include "ui/rollouts/replay_delegate.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/plain_label.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kSize { 960, 680 };
constexpr int kSqlHeight = 96;
enum QuerySource { Counted, FromFile, ChooseFile };

} // namespace

ReplayDialog::ReplayDialog(const PageContext &context, ReplayPresenter &presenter, QWidget *parent)
    : QDialog(parent)
    , m_context(context)
    , m_presenter(presenter)
    , m_title(wrappedLabel(context.theme, {}, FontRole::Heading, ColorRole::Text, this))
{
    resize(kSize);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(20, 18, 20, 16);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(m_title);
    m_sentence = wrappedLabel(context.theme, {}, FontRole::Body, ColorRole::Muted, this);
    layout->addWidget(m_sentence);
    m_progress = new QProgressBar(this);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Runs done"));
    layout->addWidget(m_progress);
    layout->addLayout(buildOrder());
    m_blockers = wrappedLabel(context.theme, {}, FontRole::Small, ColorRole::Watch, this);
    layout->addWidget(m_blockers);
    m_error = new ErrorBanner(context.theme, this);
    m_error->dismiss();
    layout->addWidget(m_error);
    layout->addWidget(buildTable(), 1);
    layout->addLayout(buildFooter());
    connect(&m_presenter, &ReplayPresenter::changed, this, &ReplayDialog::refresh);
    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, &m_presenter, &ReplayPresenter::refresh);
    m_second.start();
    refresh();
    m_start->setFocus();
}

QComboBox *ReplayDialog::addChoice(QHBoxLayout *row, const QString &name)
{
    auto *column = new QVBoxLayout;
    column->setSpacing(2);
    auto *label = new PlainLabel(m_context.theme, name, FontRole::Small, ColorRole::Muted, this);
    auto *box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    label->setBuddy(box);
    column->addWidget(label);
    column->addWidget(box);
    row->addLayout(column, 2);
    return box;
}

QLayout *ReplayDialog::buildOrder()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    m_queries = addChoice(row, tr("Queries"));
    m_places = addChoice(row, tr("Run on"));
    m_peak = addChoice(row, tr("Peak load"));
    m_peak->addItem(tr("none"), 0.0);
    for (const double factor : { 1.0, 2.0, 5.0 })
        m_peak->addItem(tr("%1× as many at once as usual").arg(factor), factor);
    m_start = new Button(m_context.theme, tr("Replay"), ButtonKind::Primary, this);
    m_stop = new Button(m_context.theme, tr("Stop"), ButtonKind::Normal, this);
    row->addWidget(m_start, 0, Qt::AlignBottom);
    row->addWidget(m_stop, 0, Qt::AlignBottom);
    connect(m_queries, &QComboBox::activated, this, &ReplayDialog::chooseQueries);
    connect(m_places, &QComboBox::activated, this,
        [this](int at) { m_presenter.setConnection(m_places->itemData(at).toString()); });
    connect(
        m_peak, &QComboBox::activated, this, [this](int at) { m_presenter.setPeak(m_peak->itemData(at).toDouble()); });
    connect(m_start, &Button::clicked, &m_presenter, &ReplayPresenter::start);
    connect(m_stop, &Button::clicked, &m_presenter, &ReplayPresenter::stop);
    return row;
}

QWidget *ReplayDialog::buildTable()
{
    m_stack = new QStackedWidget(this);
    m_empty = new EmptyState(m_context.theme, Glyph::Database, {}, {}, m_stack);
    m_stack->addWidget(m_empty);
    m_result = new QWidget(m_stack);
    auto *column = new QVBoxLayout(m_result);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    auto *card = new Card(m_context.theme, {}, m_result);
    card->setFlush();
    m_table = new QTableView(card);
    m_table->setModel(&m_presenter.model());
    m_table->setItemDelegate(new ReplayDelegate(m_context.theme, m_table));
    m_table->setAccessibleName(tr("Queries, findings first"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(metrics::kRow);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(ReplayTableModel::Losses, QHeaderView::Stretch);
    header->resizeSection(ReplayTableModel::Query, 190);
    header->resizeSection(ReplayTableModel::Legacy, 96);
    header->resizeSection(ReplayTableModel::Candidate, 96);
    header->resizeSection(ReplayTableModel::Factor, 84);
    header->resizeSection(ReplayTableModel::VerdictColumn, 150);
    card->body()->addWidget(m_table);
    column->addWidget(card, 1);
    m_sql = new QPlainTextEdit(m_result);
    m_sql->setReadOnly(true);
    m_sql->setTabChangesFocus(true);
    m_sql->setFont(m_context.theme.font(FontRole::Mono));
    m_sql->setAccessibleName(tr("Text of the query"));
    m_sql->setFixedHeight(kSqlHeight);
    column->addWidget(m_sql);
    m_details = wrappedLabel(m_context.theme, {}, FontRole::Small, ColorRole::Text, m_result);
    column->addWidget(m_details);
    m_stack->addWidget(m_result);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &ReplayDialog::showRow);
    connect(&m_presenter.model(), &QAbstractItemModel::modelReset, this, &ReplayDialog::showRow);
    return m_stack;
}

QLayout *ReplayDialog::buildFooter()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGrid);
    m_notes = wrappedLabel(m_context.theme, {}, FontRole::Small, ColorRole::Muted, this);
    row->addWidget(m_notes, 1);
    m_export = new Button(m_context.theme, tr("Export CSV…"), ButtonKind::Normal, this);
    auto *close = new Button(m_context.theme, tr("Close"), ButtonKind::Normal, this);
    row->addWidget(m_export, 0, Qt::AlignBottom);
    row->addWidget(close, 0, Qt::AlignBottom);
    connect(m_export, &Button::clicked, this, &ReplayDialog::exportCsv);
    connect(close, &Button::clicked, this, &QDialog::close);
    return row;
}

void ReplayDialog::refresh()
{
    using State = ReplayPresenter::State;
    const State state = m_presenter.state();
    const bool isBusy = m_presenter.isBusy();
    const QString title = tr("Replay production's queries: %1").arg(isolated(singleLine(m_presenter.plan(), 80)));
    setWindowTitle(tr("Replay production's queries: %1").arg(singleLine(m_presenter.plan(), 80)));
    m_title->setText(title);
    m_sentence->setText(m_presenter.sentence());
    m_sentence->setTone(m_presenter.isStale() && !isBusy ? ColorRole::Watch : ColorRole::Muted);
    const ReplayProgress progress = m_presenter.progress();
    m_progress->setVisible(isBusy);
    m_progress->setRange(0, progress.of);
    m_progress->setValue(progress.done);
    showChoices();
    const QStringList blockers = m_presenter.blockers();
    const bool hasResult = static_cast<bool>(m_presenter.csvMaker());
    const bool hadFocus = m_start->hasFocus() || m_stop->hasFocus();
    m_start->setBlockers(blockers);
    m_start->setVisible(!isBusy);
    m_stop->setVisible(isBusy);
    if (hadFocus && !m_start->hasFocus() && !m_stop->hasFocus()) // the button went, the keys stay at what comes next
        (isBusy ? static_cast<QWidget *>(m_stop) : m_start)->setFocus();
    m_stop->setBlockers(state == State::Stopping ? QStringList { tr("It ends as soon as it can") } : QStringList());
    m_blockers->setText(blockers.join(u'\n'));
    m_blockers->setVisible(!isBusy && !blockers.isEmpty());
    const bool hasFailed = state == State::Failed;
    if (hasFailed && !m_showsFailure)
        m_error->showError(m_presenter.error());
    else if (!hasFailed && m_showsFailure)
        m_error->dismiss();
    m_showsFailure = hasFailed;
    m_stack->setCurrentWidget(hasResult ? m_result : static_cast<QWidget *>(m_empty));
    m_empty->setContent(Glyph::Database, isBusy ? tr("Replaying") : tr("Not replayed yet"),
        tr("Each query of production that reads what the plan switches is listed here with both times and what its "
           "plan loses."));
    m_export->setVisible(hasResult);
    m_notes->setText(m_presenter.notes().join(u". "_s));
}

void ReplayDialog::showChoices()
{
    const bool isBusy = m_presenter.isBusy();
    QStringList sources { tr("What the server counted") };
    if (!m_presenter.file().isEmpty())
        sources += singleLine(QFileInfo(m_presenter.file()).fileName(), 60);
    sources += tr("From a file…");
    const auto fill = [](QComboBox *box, const QStringList &texts, const QVariantList &values, int current) {
        QStringList shown;
        for (int at = 0; at < box->count(); ++at)
            shown += box->itemText(at);
        if (shown != texts) {
            box->clear();
            for (qsizetype at = 0; at < texts.size(); ++at)
                box->addItem(texts[at], values.value(at));
        }
        box->setCurrentIndex(current);
    };
    const bool hasFile = !m_presenter.file().isEmpty();
    fill(m_queries, sources,
        hasFile ? QVariantList { Counted, FromFile, ChooseFile } : QVariantList { Counted, ChooseFile },
        hasFile ? 1 : 0);
    QStringList places;
    QVariantList connections;
    for (const ReplayPresenter::Place &place : m_presenter.places()) {
        places += place.text;
        connections += place.connection;
    }
    fill(m_places, places, connections,
        std::max<int>(0, static_cast<int>(connections.indexOf(m_presenter.connection()))));
    m_peak->setCurrentIndex(std::max(0, m_peak->findData(m_presenter.peak())));
    for (QComboBox *box : { m_queries, m_places, m_peak })
        box->setEnabled(!isBusy);
}

void ReplayDialog::showRow()
{
    if (!m_table->currentIndex().isValid() && m_presenter.model().rowCount() > 0) {
        m_table->selectRow(0);
        return;
    }
    const ReplayRow *row = m_presenter.model().row(m_table->currentIndex());
    m_sql->setPlainText(row ? row->sql : QString());
    m_details->setText(row ? row->details.join(u'\n') : QString());
}

void ReplayDialog::chooseQueries(int index)
{
    switch (static_cast<QuerySource>(m_queries->itemData(index).toInt())) {
    case Counted:
        m_presenter.setFile({});
        return;
    case FromFile:
        return;
    case ChooseFile:
        break;
    }
    showChoices(); // until a file is chosen, it is what it was
    m_context.prompter.chooseOpenFile({ tr("Queries to replay"), {}, tr("SQL (*.sql);;All files (*)") },
        [this](const QString &path) { m_presenter.setFile(path); });
}

void ReplayDialog::exportCsv()
{
    m_context.prompter.chooseSaveFile(
        { tr("Export the replay"), u"replay-%1.csv"_s.arg(m_presenter.plan()), tr("CSV (*.csv)") },
        [this](const QString &path) {
            if (auto make = m_presenter.csvMaker()) {
                onFinished(writePrivately(path, std::move(make)), this, [this](const Result<void> &result) {
                    if (!result)
                        m_error->showError(result.error());
                });
            }
        });
}

void ReplayDialog::keyPressEvent(QKeyEvent *event)
{
    // Enter belongs to whatever has the focus; a dialog would press a button with it.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        return;
    QDialog::keyPressEvent(event);
}

} // namespace sluice

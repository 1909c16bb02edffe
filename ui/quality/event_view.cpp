// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/quality/event_view.h"

#include "ui/models/gate_text.h"
#include "ui/models/look.h"
#include "ui/models/text.h"
#include "ui/quality/event_series_delegate.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QListWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

EventView::EventView(const Theme &theme, Service &service, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_service(service)
    , m_clock(clock)
    , m_lens(service)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, metrics::kPage);
    layout->setSpacing(metrics::kGap);
    layout->addWidget(buildHeader());
    m_error = new ErrorBanner(theme, this);
    auto *retry = new Button(theme, tr("Try again"), ButtonKind::Normal, m_error);
    connect(retry, &Button::clicked, &m_lens, &EventLens::retry);
    m_error->addButton(retry);
    m_error->dismiss();
    layout->addWidget(m_error);
    auto *row = new QHBoxLayout;
    row->setSpacing(metrics::kGap);
    row->addWidget(buildSeries(), 3);
    row->addWidget(buildEntries(), 1);
    layout->addLayout(row, 1);
    connect(&m_lens, &EventLens::changed, this, &EventView::refresh);
}

QWidget *EventView::buildHeader()
{
    auto *header = new QWidget(this);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    auto *back = new Button(m_theme, tr("Back to the charts"), ButtonKind::Normal, header);
    connect(back, &Button::clicked, this, &EventView::leave);
    row->addWidget(back);
    m_title = new PlainLabel(m_theme, {}, FontRole::Heading, ColorRole::Text, header);
    m_when = new PlainLabel(m_theme, {}, FontRole::Small, ColorRole::Muted, header);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_title, 1);
    row->addWidget(m_when);
    const QList<std::pair<QString, Duration>> reaches { { tr("± 1 m"), 1min }, { tr("± 5 m"), 5min },
        { tr("± 30 m"), 30min }, { tr("± 6 h"), 6h } };
    for (const auto &[text, reach] : reaches) {
        auto *chip = new Button(m_theme, text, ButtonKind::Chip, header);
        chip->setAccessibleName(tr("%1 around the event").arg(text));
        connect(chip, &Button::clicked, this, [this, reach = reach] {
            m_lens.setReach(reach);
            refresh();
        });
        m_chips.append({ chip, reach });
        row->addWidget(chip);
    }
    return header;
}

QWidget *EventView::buildSeries()
{
    auto *card = new Card(m_theme, tr("Series, what moved most first"), this);
    m_table = new QTableView(card);
    m_table->setAccessibleName(tr("Series around the event"));
    m_table->setModel(&m_model);
    m_table->setItemDelegate(new EventSeriesDelegate(m_theme, m_model, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setMouseTracking(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(44);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsClickable(false);
    header->setDefaultAlignment(Qt::AlignLeading | Qt::AlignVCenter);
    const QList<std::pair<int, int>> widths { { EventSeriesModel::Name, 200 }, { EventSeriesModel::Before, 128 },
        { EventSeriesModel::After, 128 }, { EventSeriesModel::Moved, 140 } };
    for (const auto &[column, width] : widths) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, width);
    }
    header->setSectionResizeMode(EventSeriesModel::Around, QHeaderView::Stretch);
    card->body()->addWidget(m_table, 1);
    m_note = new PlainLabel(m_theme, {}, FontRole::Small, ColorRole::Muted, card);
    m_note->setWordWrap(true);
    card->body()->addWidget(m_note);
    return card;
}

QWidget *EventView::buildEntries()
{
    m_entriesCard = new Card(m_theme, tr("Change log and feedback"), this);
    m_entries = new QListWidget(m_entriesCard);
    m_entries->setAccessibleName(tr("Change log and feedback around the event"));
    m_entries->setFrameShape(QFrame::NoFrame);
    m_entries->setWordWrap(true);
    m_entries->setSpacing(metrics::kHalf);
    m_entries->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_noEntries = new PlainLabel(
        m_theme, tr("Nothing was written in this time"), FontRole::Body, ColorRole::Muted, m_entriesCard);
    m_noEntries->setWordWrap(true);
    m_entriesCard->body()->addWidget(m_noEntries);
    m_entriesCard->body()->addWidget(m_entries, 1);
    return m_entriesCard;
}

void EventView::open(const QString &planId, const ChartMarker &marker, Duration span)
{
    m_plan = planId;
    Duration reach = m_chips.constFirst().second;
    for (const auto &[chip, each] : std::as_const(m_chips))
        reach = each <= span / 2 ? each : reach;
    m_lens.close();
    m_lens.setReach(reach);
    m_lens.open(planId, marker);
    m_table->setFocus(Qt::OtherFocusReason);
}

void EventView::refresh()
{
    using State = EventLens::State;
    const State state = m_lens.state();
    if (state == State::Closed)
        return;
    m_title->setText(tr("Around %1").arg(singleLine(m_lens.marker().text, 120)));
    m_when->setText(tr("%1 UTC").arg(momentText(m_lens.marker().at, m_clock.nowUtc())));
    for (const auto &[chip, reach] : std::as_const(m_chips))
        chip->setChecked(m_lens.reach() == reach);
    if (m_lens.error().what.isEmpty())
        m_error->dismiss();
    else
        m_error->showError(m_lens.error());
    QHash<QString, QString> titles;
    const SnapshotPtr snapshot = m_service.snapshot();
    if (const RolloutView *rollout = snapshot ? snapshot->rollout(m_plan) : nullptr; rollout && rollout->bundle) {
        for (const Stage &stage : rollout->bundle->plan.stages)
            titles.insert(stage.id, stageTitle(stage));
    }
    m_model.setSeries(m_lens.series(), m_lens.window(), titles);
    if (m_model.rowCount() > 0)
        m_table->setCurrentIndex(m_model.index(0, 0));
    if (state == State::Loading)
        m_note->setText(tr("Reading what was sampled…"));
    else if (m_lens.series().isEmpty())
        m_note->setText(tr("Nothing was sampled in this time"));
    else if (m_lens.isCut())
        m_note->setText(tr("Only the newest of this time were read: choose less of it"));
    else
        m_note->setText(tr("Moved: difference of the medians against the spread around them (MAD). Three and more is "
                           "more than noise; unknown below %1 samples on a side.")
                            .arg(groupedNumber(kFewestAround)));
    showEntries();
}

QString EventView::entryText(const LogLine &line) const
{
    const qint64 offset = m_lens.marker().at.msecsTo(line.at);
    const QString when = offset == 0 ? tr("at the event")
        : offset < 0                 ? tr("%1 before").arg(humanDuration(Duration(-offset)))
                                     : tr("%1 after").arg(humanDuration(Duration(offset)));
    QString text = when + u'\n' + singleLine(line.what, 160);
    if (!line.why.isEmpty())
        text += u" · "_s + singleLine(line.why, 160);
    return line.actor.isEmpty() ? text : text + u" · "_s + singleLine(line.actor, 40);
}

void EventView::showEntries()
{
    const int row = m_entries->currentRow();
    m_entries->clear();
    for (const LogLine &line : m_lens.entries()) {
        auto *item = new QListWidgetItem(entryText(line), m_entries);
        item->setToolTip(plainToolTip(line.at.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s)));
    }
    m_entries->setCurrentRow(std::min(row, m_entries->count() - 1));
    m_entries->setVisible(m_entries->count() > 0);
    m_noEntries->setVisible(m_entries->count() == 0);
}

QStringList EventView::entryTexts() const
{
    QStringList texts;
    for (int row = 0; row < m_entries->count(); ++row)
        texts.append(m_entries->item(row)->text());
    return texts;
}

void EventView::leave()
{
    m_lens.close();
    Q_EMIT closed();
}

void EventView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        return leave();
    QWidget::keyPressEvent(event);
}

} // namespace sluice

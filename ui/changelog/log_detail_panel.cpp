// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/log_detail_panel.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/overflow_area.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/state_look.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QUuid>

#include <algorithm>
#include <iterator>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLongestValue = 2'000;

QString chainText(ChangeLogPresenter::Chain chain)
{
    switch (chain) {
    case ChangeLogPresenter::Chain::Unverified:
        return LogDetailPanel::tr("chain not verified yet");
    case ChangeLogPresenter::Chain::Verified:
        return LogDetailPanel::tr("chain verified");
    case ChangeLogPresenter::Chain::Broken:
        return LogDetailPanel::tr("chain broken at or before this entry");
    }
    return {};
}

bool isTechnical(const QString &value)
{
    return value.size() > 12 && !value.contains(u' ');
}

/// A digest has no place to break a line at, and nobody reads 64 digits: both ends, and the whole in the tooltip and in
/// what is copied. Names with hyphens break at them and stay whole; the hyphen of a UUID is no such place before a digit.
QString shortened(const QString &value)
{
    constexpr int kMostWhole = 34;
    constexpr int kHead = 16;
    constexpr int kTail = 8;
    const bool isOneWord
        = std::none_of(value.cbegin(), value.cend(), [](QChar c) { return c == u' ' || c == u'-' || c == u'/'; });
    return value.size() > kMostWhole && (isOneWord || !QUuid::fromString(value).isNull()) ? value.left(kHead) + u'…' + value.right(kTail) : value;
}

/// Lists come with one item a line, and stay so.
KeyValueTable::Row rowOf(const QString &key, const QString &value)
{
    QStringList whole;
    for (const QString &line : value.split(u'\n'))
        whole.append(singleLine(line, kLongestValue));
    whole.removeAll(QString());
    QStringList shown;
    std::transform(whole.cbegin(), whole.cend(), std::back_inserter(shown), shortened);
    KeyValueTable::Row row { singleLine(key, 60), shown.join(u'\n'), std::all_of(whole.cbegin(), whole.cend(), isTechnical) };
    if (shown != whole)
        row.whole = whole.join(u'\n');
    return row;
}

} // namespace

LogDetailPanel::LogDetailPanel(const Theme &theme, QWidget *parent)
    : Card(theme, {}, parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Entry"));
    setFlush();
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(new EmptyState(theme, Glyph::Changelog, tr("No entry chosen"), tr("Choose an entry to see why it happened and what it rests on."), m_stack));
    m_stack->addWidget(buildEntry());
    body()->addWidget(m_stack);
}

QWidget *LogDetailPanel::buildEntry()
{
    auto *page = new QWidget(m_stack);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::kGrid);
    m_glyph = new GlyphLabel(m_theme, Glyph::Info, ColorRole::Muted, metrics::kIcon, page);
    m_title = wrappedLabel(m_theme, {}, FontRole::Heading, ColorRole::Text, page);
    auto *copy = iconButton(m_theme, Glyph::Copy, tr("Copy this entry"), page);
    connect(copy, &QToolButton::clicked, this, &LogDetailPanel::copyEntry);
    // The glyph and the first line of the title share the middle of the button, however many lines follow.
    const int height = copy->sizeHint().height();
    m_glyph->setFixedHeight(height);
    auto *title = new QVBoxLayout;
    title->setContentsMargins(0, std::max(0, height - m_title->fontMetrics().height()) / 2, 0, 0);
    title->addWidget(m_title, 0, Qt::AlignTop);
    head->addWidget(m_glyph, 0, Qt::AlignTop);
    head->addLayout(title, 1);
    head->addWidget(copy, 0, Qt::AlignTop);
    column->addLayout(head);
    m_chain = wrappedLabel(m_theme, {}, FontRole::Body, ColorRole::Muted, page);
    column->addWidget(m_chain);
    m_rows = new KeyValueTable(m_theme, page);
    column->addWidget(m_rows);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGrid);
    m_give = new Button(m_theme, tr("Give feedback"), ButtonKind::Normal, page);
    connect(m_give, &Button::clicked, this, &LogDetailPanel::openFeedback);
    buttons->addWidget(m_give);
    auto *world = new Button(m_theme, tr("World then"), ButtonKind::Normal, page);
    world->setAccessibleDescription(tr("Shows where every plan stood at the moment of this entry"));
    connect(world, &Button::clicked, this, [this] { Q_EMIT momentWanted(m_at); });
    buttons->addWidget(world);
    m_open = new Button(m_theme, tr("Open plan"), ButtonKind::Normal, page);
    connect(m_open, &Button::clicked, this, [this] { Q_EMIT planWanted(m_plan); });
    buttons->addWidget(m_open);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addWidget(buildFeedback());
    column->addStretch(1);
    return new OverflowArea(m_theme, page, tr("Entry"), m_stack);
}

QWidget *LogDetailPanel::buildFeedback()
{
    m_feedback = new QWidget(this);
    auto *column = new QVBoxLayout(m_feedback);
    column->setContentsMargins(0, metrics::kGrid, 0, 0);
    column->setSpacing(metrics::kGrid);
    column->addWidget(new PlainLabel(m_theme, tr("What looks wrong"), FontRole::Strong, ColorRole::Text, m_feedback));
    m_dataset = new QComboBox(m_feedback);
    m_dataset->setAccessibleName(tr("Dataset it is about"));
    column->addWidget(m_dataset);
    m_words = new QPlainTextEdit(m_feedback);
    m_words->setAccessibleName(tr("Feedback"));
    m_words->setPlaceholderText(tr("Totals of EMEA are off by a day since yesterday"));
    m_words->setTabChangesFocus(true);
    m_words->setFixedHeight(84);
    column->addWidget(m_words);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGrid);
    auto *send = new Button(m_theme, tr("Record feedback"), ButtonKind::Primary, m_feedback);
    connect(send, &Button::clicked, this,
        [this] { Q_EMIT feedbackGiven(m_dataset->currentData().toString(), m_words->toPlainText(), m_seq); });
    auto *cancel = new Button(m_theme, tr("Cancel"), ButtonKind::Normal, m_feedback);
    connect(cancel, &Button::clicked, this, &LogDetailPanel::feedbackRecorded);
    buttons->addWidget(send);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    column->addLayout(buttons);
    m_feedback->hide();
    return m_feedback;
}

void LogDetailPanel::showNothing()
{
    m_seq = 0;
    m_stack->setCurrentIndex(0);
}

void LogDetailPanel::showEntry(const Event &event, const LogLine &line, const RunNames &names, ChangeLogPresenter::Chain chain)
{
    const bool isOther = m_seq != event.seq;
    m_seq = event.seq;
    m_at = event.at;
    m_plan = line.plan;
    const StateLook look = logLook(line.kind);
    m_glyph->setGlyph(look.glyph, look.role);
    m_title->setText(singleLine(line.what, 300));
    const QString hash = QString::fromLatin1(event.hash.toHex());
    m_chain->setText(tr("#%1 · hash %2 · %3").arg(groupedNumber(event.seq), shortId(hash), chainText(chain)));
    m_chain->setTone(chain == ChangeLogPresenter::Chain::Broken ? ColorRole::Watch : ColorRole::Muted);
    QList<KeyValueTable::Row> rows;
    if (!line.why.isEmpty())
        rows.append({ tr("Why"), singleLine(line.why, kLongestValue) });
    rows.append({ tr("When"), absoluteTime(event.at) });
    rows.append({ tr("Who"), singleLine(event.actor, 200) });
    if (!line.plan.isEmpty())
        rows.append({ tr("Plan"), singleLine(line.plan, 200) });
    for (const auto &[key, value] : eventDetails(event, names)) {
        const KeyValueTable::Row detail = rowOf(key, value);
        const bool isKnown = std::any_of(rows.cbegin(), rows.cend(), [&](const KeyValueTable::Row &row) { return row.key.compare(key, Qt::CaseInsensitive) == 0; });
        if (!detail.value.isEmpty() && !isKnown)
            rows.append(detail);
    }
    m_asText = m_title->text() + u'\n' + m_chain->text() + u'\n';
    for (const KeyValueTable::Row &row : rows)
        m_asText += row.key + u": "_s + (row.whole.isEmpty() ? row.value : row.whole) + u'\n';
    m_rows->setRows(rows);
    m_open->setVisible(!line.plan.isEmpty());
    if (isOther)
        m_feedback->hide();
    m_stack->setCurrentIndex(1);
}

void LogDetailPanel::openFeedback()
{
    if (m_seq == 0)
        return;
    m_dataset->clear();
    m_dataset->addItem(tr("No particular dataset"), QString());
    for (const QString &dataset : std::as_const(m_datasets))
        m_dataset->addItem(singleLine(dataset, 80), dataset);
    m_feedback->show();
    m_words->setFocus(Qt::OtherFocusReason);
}

void LogDetailPanel::feedbackRecorded()
{
    m_words->clear();
    m_feedback->hide();
    m_give->setFocus(Qt::OtherFocusReason);
}

void LogDetailPanel::copyEntry()
{
    QGuiApplication::clipboard()->setText(m_asText);
}

} // namespace sluice

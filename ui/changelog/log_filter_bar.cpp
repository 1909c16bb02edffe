// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/log_filter_bar.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>

namespace sluice {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int kTypingMs = 200;

QString menuText(const QString &text)
{
    QString shown = singleLine(text, 60);
    return shown.replace(u'&', u"&&"_s); // else the letter after it becomes a key
}

} // namespace

LogFilterBar::LogFilterBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_search(new QLineEdit(this))
    , m_add(new Button(theme, tr("Filter…"), ButtonKind::Normal, this))
    , m_menu(new QMenu(this))
    , m_details(new Button(theme, tr("Details"), ButtonKind::Chip, this))
    , m_counts(new PlainLabel(theme, {}, FontRole::Body, ColorRole::Muted, this))
    , m_chips(new QHBoxLayout)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::kGrid);
    m_search->setPlaceholderText(tr("Search what, who and why"));
    m_search->setAccessibleName(tr("Search the change log"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(260);
    m_search->setMaxLength(400);
    row->addWidget(m_search);
    row->addWidget(m_add);
    m_details->setToolTip(plainToolTip(tr("Intents, progress and other entries that are left out otherwise")));
    m_details->setAccessibleDescription(tr("Show intents, progress and other entries that are left out otherwise"));
    row->addWidget(m_details);
    m_chips->setSpacing(metrics::kGrid);
    row->addLayout(m_chips);
    row->addWidget(m_counts);
    row->addStretch(1);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingMs);
    connect(&m_typing, &QTimer::timeout, this, [this] {
        want([text = m_search->text().trimmed()](LogFilter &filter) { filter.text = text; });
    });
    connect(m_search, &QLineEdit::textEdited, &m_typing, qOverload<>(&QTimer::start));
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        m_typing.stop();
        want([text = m_search->text().trimmed()](LogFilter &filter) { filter.text = text; });
    });
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && !m_filter.text.isEmpty())
            m_typing.start(); // the clear button edits without textEdited
    });
    connect(m_add, &Button::clicked, this, [this] {
        fillMenu();
        m_menu->popup(m_add->mapToGlobal(QPoint(0, m_add->height() + 2)));
    });
    connect(m_details, &Button::clicked, this, [this](bool on) { want([on](LogFilter &filter) { filter.withDetails = on; }); });
}

void LogFilterBar::want(const std::function<void(LogFilter &)> &change)
{
    LogFilter filter = m_filter;
    change(filter);
    if (filter != m_filter)
        Q_EMIT filterWanted(filter);
}

void LogFilterBar::setFilter(const LogFilter &filter)
{
    if (filter == m_filter)
        return; // rebuilt chips would lose the focus
    m_filter = filter;
    if (!m_search->hasFocus())
        m_search->setText(filter.text);
    m_details->setChecked(filter.withDetails);
    showChips();
}

void LogFilterBar::setChoices(const QStringList &datasets, const QStringList &actors, const QStringList &plans)
{
    m_datasets = datasets;
    m_actors = actors;
    m_plans = plans;
}

void LogFilterBar::setCounts(qint64 matching, qint64 total)
{
    if (matching < 0)
        m_counts->setText(tr("counting…"));
    else if (matching == total)
        m_counts->setText(tr("%1 entries").arg(groupedNumber(total)));
    else
        m_counts->setText(tr("%1 of %2").arg(groupedNumber(matching), groupedNumber(total)));
}

void LogFilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void LogFilterBar::fillMenu()
{
    m_menu->clear();
    addChoices(m_menu, tr("Dataset"), m_datasets, &LogFilter::dataset);
    addChoices(m_menu, tr("Who"), m_actors, &LogFilter::actor);
    addChoices(m_menu, tr("Plan"), m_plans, &LogFilter::plan);
    addTimes(m_menu);
}

void LogFilterBar::addChoices(QMenu *menu, const QString &title, const QStringList &choices, QString LogFilter::*field)
{
    QMenu *sub = menu->addMenu(title);
    sub->setEnabled(!choices.isEmpty());
    for (const QString &choice : choices) {
        connect(sub->addAction(menuText(choice)), &QAction::triggered, this,
            [this, field, choice] { want([&](LogFilter &filter) { filter.*field = choice; }); });
    }
}

void LogFilterBar::addTimes(QMenu *menu)
{
    QMenu *sub = menu->addMenu(tr("Time"));
    const QList<std::pair<QString, Duration>> times { { tr("Last hour"), 1h }, { tr("Last 24 hours"), 24h }, { tr("Last 7 days"), 24h * 7 },
        { tr("Last 30 days"), 24h * 30 } };
    for (const auto &[text, last] : times) {
        connect(sub->addAction(text), &QAction::triggered, this,
            [this, last = last] { want([&](LogFilter &filter) { filter.last = last; }); });
    }
}

void LogFilterBar::showChips()
{
    for (QWidget *chip : std::as_const(m_chipWidgets)) {
        chip->hide();
        chip->deleteLater();
    }
    m_chipWidgets.clear();
    if (!m_filter.dataset.isEmpty())
        addChip(tr("dataset: %1").arg(singleLine(m_filter.dataset, 40)), [](LogFilter &filter) { filter.dataset.clear(); });
    if (!m_filter.actor.isEmpty())
        addChip(tr("who: %1").arg(singleLine(m_filter.actor, 30)), [](LogFilter &filter) { filter.actor.clear(); });
    if (!m_filter.plan.isEmpty())
        addChip(tr("plan: %1").arg(singleLine(m_filter.plan, 30)), [](LogFilter &filter) { filter.plan.clear(); });
    if (m_filter.last.count() > 0)
        addChip(tr("last %1").arg(humanDuration(m_filter.last)), [](LogFilter &filter) { filter.last = Duration(0); });
}

void LogFilterBar::addChip(const QString &text, const std::function<void(LogFilter &)> &clear)
{
    auto *chip = new Button(m_theme, QString(text).replace(u'&', u"&&"_s), ButtonKind::Chip, this);
    chip->setCheckable(false);
    chip->setIcon(m_theme.icon(Glyph::Cross, ColorRole::Muted));
    chip->setIconSize(QSize(10, 10));
    chip->setAccessibleName(tr("Remove filter %1").arg(text));
    chip->setToolTip(plainToolTip(tr("Remove this filter")));
    connect(chip, &Button::clicked, this, [this, clear] { want(clear); });
    m_chips->addWidget(chip);
    m_chipWidgets.append(chip);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/palette_presenter.h"

#include "base/async.h"
#include "service/service.h"
#include "ui/models/fuzzy_match.h"
#include "ui/models/look.h"
#include "ui/models/text.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/navigator.h"

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kDebounceMs = 120;
constexpr int kLeastForLog = 3;
constexpr int kMostItems = 50;
constexpr int kMostLogItems = 8;

/// Matches title, and detail at half weight, so that "finance" finds rollouts of finance-data.
bool matchInto(PaletteItem &item, const QString &query)
{
    if (const auto match = fuzzyMatch(query, item.title)) {
        item.matched = match->positions;
        item.score += match->score;
        return true;
    }
    if (const auto match = fuzzyMatch(query, item.title + u' ' + item.detail)) {
        item.score += match->score / 2;
        return true;
    }
    return false;
}

} // namespace

PalettePresenter::PalettePresenter(Service &service, const Clock &clock, ActionRegistry &actions, Navigator &navigator, QObject *parent)
    : QObject(parent)
    , m_service(service)
    , m_clock(clock)
    , m_actions(actions)
    , m_navigator(navigator)
{
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMs);
    connect(&m_debounce, &QTimer::timeout, this, &PalettePresenter::searchLog);
}

void PalettePresenter::addPage(const QString &id, const QString &title)
{
    m_pages.append({ id, title });
}

void PalettePresenter::setQuery(const QString &query)
{
    m_query = query.trimmed();
    m_log.clear();
    ++m_generation;
    m_debounce.stop();
    if (m_query.size() >= kLeastForLog)
        m_debounce.start();
    update();
}

QList<PaletteItem> PalettePresenter::actionItems() const
{
    QList<PaletteItem> items;
    for (const QAction *action : m_actions.actions()) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Action;
        item.id = ActionRegistry::idOf(action);
        item.title = action->text();
        item.detail = ActionRegistry::groupOf(action);
        item.key = action->shortcut().toString(QKeySequence::NativeText);
        item.glyph = Glyph::Command;
        item.blockers = ActionRegistry::blockersOf(action);
        if (item.id.startsWith(u"go."_s))
            continue; // pages have their own lines
        if (!item.blockers.isEmpty())
            item.score -= 12;
        items.append(item);
    }
    for (const KnownPage &page : m_pages) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Page;
        item.id = page.id;
        item.title = page.title;
        item.detail = tr("Go to");
        if (const QAction *action = m_actions.action(u"go."_s + page.id))
            item.key = action->shortcut().toString(QKeySequence::NativeText);
        item.glyph = Glyph::ChevronRight;
        items.append(item);
    }
    return items;
}

QList<PaletteItem> PalettePresenter::rolloutItems() const
{
    QList<PaletteItem> items;
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return items;
    for (const RolloutView &rollout : snapshot->rollouts) {
        PaletteItem item;
        item.kind = PaletteItem::Kind::Rollout;
        item.id = rollout.planId;
        item.title = singleLine(rollout.planId, 80);
        const RolloutLook look = rollout.bundle ? rolloutLook(rollout.state) : RolloutLook::Unreadable;
        QStringList parts { singleLine(rollout.title, 80), singleLine(rollout.owner, 40), rolloutWord(look) };
        parts.removeAll(QString());
        item.detail = parts.join(u" · "_s);
        item.glyph = Glyph::Timeline;
        items.append(item);
    }
    return items;
}

void PalettePresenter::update()
{
    QList<PaletteItem> found;
    for (QList<PaletteItem> source : { rolloutItems(), actionItems() }) {
        for (PaletteItem &item : source) {
            if (matchInto(item, m_query))
                found.append(item);
        }
    }
    if (!m_query.isEmpty())
        std::stable_sort(found.begin(), found.end(), [](const PaletteItem &a, const PaletteItem &b) { return a.score > b.score; });
    found.resize(std::min<qsizetype>(found.size(), kMostItems));
    m_model.setItems(found + m_log);
}

void PalettePresenter::searchLog()
{
    LogQuery query;
    query.text = m_query;
    query.limit = kMostLogItems;
    const quint64 generation = m_generation;
    onFinished(m_service.searchLog(query), this, [this, generation](const Result<QList<Event>> &result) {
        if (!result || generation != m_generation)
            return; // the palette goes on without the log; the change log page shows its errors
        for (const Event &event : *result)
            m_log.append(logItem(event));
        update();
    });
}

PaletteItem PalettePresenter::logItem(const Event &event) const
{
    const QJsonObject payload = event.json();
    QString words = eventTypeName(event.type).replace(u'_', u' ');
    if (!words.isEmpty())
        words[0] = words[0].toUpper();
    const QString why = payload.value(u"why"_s).toString(payload.value(u"text"_s).toString());
    PaletteItem item;
    item.kind = PaletteItem::Kind::LogEntry;
    item.id = QString::number(event.seq);
    item.title = why.isEmpty() ? words : words + u": "_s + singleLine(why, 160);
    item.detail = u"#%1 · %2 · %3"_s.arg(groupedNumber(event.seq), singleLine(event.actor, 40), relativeTime(event.at, m_clock.nowUtc()));
    item.glyph = Glyph::Changelog;
    return item;
}

bool PalettePresenter::run(const PaletteItem &item)
{
    if (!item.blockers.isEmpty())
        return false;
    switch (item.kind) {
    case PaletteItem::Kind::Action:
        if (QAction *action = m_actions.action(item.id))
            action->trigger();
        return true;
    case PaletteItem::Kind::Rollout:
        m_navigator.open(u"timeline"_s, item.id);
        return true;
    case PaletteItem::Kind::Page:
        m_navigator.open(item.id);
        return true;
    case PaletteItem::Kind::LogEntry:
        m_navigator.open(u"changelog"_s, {}, item.id);
        return true;
    }
    return false;
}

} // namespace sluice

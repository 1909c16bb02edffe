// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/screenshot_tour.h"

#include "service/service.h"
#include "ui/models/rollout_actions.h"
#include "ui/rollback/rollback_sheet.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QPixmap>
#include <QTextStream>

#include <algorithm>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kPictureSize { 1280, 800 };
constexpr int kPatienceMs = 20'000; // a workspace that cannot be read is pictured too

bool hasLooked(const Service &service)
{
    const SnapshotPtr snapshot = service.snapshot();
    return snapshot && (snapshot->ledgerReport || !snapshot->ledgerProblem.isEmpty())
        && std::all_of(snapshot->connections.cbegin(), snapshot->connections.cend(),
            [](const ConnectionView &view) { return view.isChecked; });
}

} // namespace

ScreenshotTour::ScreenshotTour(
    MainWindow &window, Service &service, Theme &theme, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_service(service)
    , m_theme(theme)
    , m_folder(folder)
    , m_sheet(window.findChild<RollbackSheet *>())
{
    connect(&m_settled, &SettledPicture::settled, this, &ScreenshotTour::shoot);
    connect(&m_settled, &SettledPicture::gaveUp, this, [this] {
        miss(tr("%1 did not come to rest").arg(m_stops[m_at].name));
        shoot();
    });
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &ScreenshotTour::plan);
}

void ScreenshotTour::start()
{
    m_window.resize(kPictureSize);
    if (!QDir().mkpath(m_folder)) {
        miss(tr("Cannot make the folder %1").arg(m_folder));
        Q_EMIT finished(m_failures);
        return;
    }
    m_patience.start();
    connect(&m_service, &Service::snapshotChanged, this, &ScreenshotTour::awaitService);
    awaitService();
}

void ScreenshotTour::awaitService()
{
    if (hasLooked(m_service))
        plan();
}

void ScreenshotTour::plan()
{
    if (!m_stops.isEmpty())
        return;
    m_patience.stop();
    m_sheetPlan = m_sheet ? planForSheet() : QString();
    for (const auto variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
        const QString suffix = variant == ThemeVariant::Dark ? u"-dark"_s : u"-light"_s;
        for (const auto &factory : m_window.pages().factories())
            m_stops.append({ factory->id(), variant, factory->id() + suffix });
        if (!m_sheetPlan.isEmpty())
            m_stops.append({ {}, variant, u"rollback"_s + suffix });
    }
    next();
}

/// Alarms come worst first; without one, the first rollout that could be taken back.
QString ScreenshotTour::planForSheet() const
{
    const SnapshotPtr snapshot = m_service.snapshot();
    if (!snapshot)
        return {};
    for (const Alarm &alarm : snapshot->alarms) {
        if (const RolloutView *rollout = snapshot->rollout(alarm.plan); rollout && rollout->state.hasEffects())
            return alarm.plan;
    }
    const auto found
        = std::find_if(snapshot->rollouts.cbegin(), snapshot->rollouts.cend(), [](const RolloutView &rollout) {
              return rollout.state.hasEffects() && rolloutActions(rollout).rollBack.isPossible();
          });
    return found == snapshot->rollouts.cend() ? QString() : found->planId;
}

void ScreenshotTour::next()
{
    if (m_sheet)
        m_sheet->closeSheet();
    if (++m_at >= m_stops.size()) {
        Q_EMIT finished(m_failures);
        return;
    }
    const Stop &stop = m_stops[m_at];
    m_theme.setMode(stop.variant == ThemeVariant::Dark ? ThemeMode::Dark : ThemeMode::Light);
    if (!stop.page.isEmpty()) {
        m_window.navigator().open(stop.page);
        m_settled.watch(m_window.pages());
        return;
    }
    m_window.navigator().open(u"timeline"_s, m_sheetPlan);
    m_window.navigator().requestRollback(m_sheetPlan);
    m_settled.watch(*m_sheet,
        [this] { return !m_sheet->isGuarded() && m_sheet->presenter().state() != RollbackPresenter::State::Loading; });
}

void ScreenshotTour::shoot()
{
    const QString file = m_folder + u'/' + m_stops[m_at].name + u".png"_s;
    if (!m_window.grab().save(file))
        miss(tr("Cannot write %1").arg(file));
    next();
}

void ScreenshotTour::miss(const QString &sentence)
{
    ++m_failures;
    QTextStream(stderr) << sentence << Qt::endl;
}

} // namespace sluice

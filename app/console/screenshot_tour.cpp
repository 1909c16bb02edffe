// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/screenshot_tour.h"

#include "service/service.h"
#include "ui/shell/main_window.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/theme/theme.h"

#include <QDir>
#include <QPixmap>
#include <QTextStream>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kPictureSize { 1280, 800 };
constexpr int kSettleMs = 1'200; // data, layout and charts of a page
constexpr int kPatienceMs = 20'000; // a workspace that cannot be read is pictured too

} // namespace

ScreenshotTour::ScreenshotTour(MainWindow &window, Service &service, Theme &theme, const QString &folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_service(service)
    , m_theme(theme)
    , m_folder(folder)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &ScreenshotTour::shoot);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, &ScreenshotTour::plan);
}

void ScreenshotTour::start()
{
    m_window.resize(kPictureSize);
    if (!QDir().mkpath(m_folder)) {
        QTextStream(stderr) << tr("Cannot make the folder %1").arg(m_folder) << Qt::endl;
        Q_EMIT finished(1);
        return;
    }
    if (m_service.snapshot()) {
        plan();
        return;
    }
    connect(&m_service, &Service::snapshotChanged, this, &ScreenshotTour::plan, Qt::SingleShotConnection);
    m_patience.start();
}

void ScreenshotTour::plan()
{
    if (!m_stops.isEmpty())
        return;
    m_patience.stop();
    for (const auto variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
        for (const auto &factory : m_window.pages().factories())
            m_stops.append({ factory->id(), variant });
    }
    next();
}

void ScreenshotTour::next()
{
    if (++m_at >= m_stops.size()) {
        Q_EMIT finished(m_failures);
        return;
    }
    m_theme.setMode(m_stops[m_at].variant == ThemeVariant::Dark ? ThemeMode::Dark : ThemeMode::Light);
    m_window.navigator().open(m_stops[m_at].page);
    m_settle.start();
}

void ScreenshotTour::shoot()
{
    const Stop &stop = m_stops[m_at];
    const QString file = m_folder + u'/' + stop.page + (stop.variant == ThemeVariant::Dark ? u"-dark.png"_s : u"-light.png"_s);
    if (!m_window.grab().save(file)) {
        ++m_failures;
        QTextStream(stderr) << tr("Cannot write %1").arg(file) << Qt::endl;
    }
    next();
}

} // namespace sluice

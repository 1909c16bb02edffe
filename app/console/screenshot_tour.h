// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/tokens.h"

#include <QObject>
#include <QTimer>

namespace sluice {

class MainWindow;
class Service;
class Theme;

/// Visits every page in both themes and writes <page>-<theme>.png at 1280×800. Waits for the service's first snapshot,
/// then a moment a page, without a nested event loop; says at the end how many pictures could not be written.
class ScreenshotTour : public QObject
{
    Q_OBJECT

public:
    ScreenshotTour(MainWindow &window, Service &service, Theme &theme, const QString &folder, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    void finished(int failures);

private:
    void plan();
    void next();
    void shoot();

    struct Stop {
        QString page;
        ThemeVariant variant = ThemeVariant::Light;
    };

    MainWindow &m_window;
    Service &m_service;
    Theme &m_theme;
    QString m_folder;
    QList<Stop> m_stops;
    QTimer m_settle;
    QTimer m_patience;
    int m_at = -1;
    int m_failures = 0;
};

} // namespace sluice

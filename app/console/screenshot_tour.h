// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/console/settled_picture.h"
#include "ui/theme/tokens.h"

#include <QObject>
#include <QTimer>

namespace sluice {

class MainWindow;
class RollbackSheet;
class Service;
class Theme;

/// Visits every page in both themes and writes <page>-<theme>.png at 1280×800, then the rollback sheet over the plan
/// that needs somebody most (rollback-<theme>.png), when any has effects. Waits until the service has looked at the
/// workspace and its targets, and at each stop until its picture has settled; says how many could not be taken.
class ScreenshotTour : public QObject
{
    Q_OBJECT

public:
    ScreenshotTour(MainWindow &window, Service &service, Theme &theme, const QString &folder, QObject *parent = nullptr);
    void start();

Q_SIGNALS:
    void finished(int failures);

private:
    struct Stop {
        QString page; ///< empty: the sheet over the page before it
        ThemeVariant variant = ThemeVariant::Light;
        QString name;
    };
    void awaitService();
    void plan();
    QString planForSheet() const;
    void next();
    void shoot();
    void miss(const QString &sentence);

    MainWindow &m_window;
    Service &m_service;
    Theme &m_theme;
    QString m_folder;
    QString m_sheetPlan;
    RollbackSheet *m_sheet;
    QList<Stop> m_stops;
    SettledPicture m_settled;
    QTimer m_patience;
    int m_at = -1;
    int m_failures = 0;
};

} // namespace sluice

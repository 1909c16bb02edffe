// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>

namespace sluice {

/// The one place that knows which page and which plan are looked at. Pages ask it to go elsewhere and follow the plan.
class Navigator : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    QString page() const { return m_page; }
    QString plan() const { return m_plan; }

    /// plan empty: stay with the present one. item is the page's own (Page::showItem).
    void open(const QString &page, const QString &plan = {}, const QString &item = {});
    /// What an alarm is about: a plan on its timeline, standing checks (checksRun()) on the quality page.
    void openSubject(const QString &subject);
    void setPlan(const QString &plan);
    /// Opens the rollback sheet for the plan's run; toStage empty: the service's default.
    void requestRollback(const QString &plan, const QString &toStage = {});
    /// Asks for a person's word on a gate of the plan's run; gate empty: the first one that waits.
    void requestJudgement(const QString &plan, const QString &gate = {});

Q_SIGNALS:
    void opened(const QString &page, const QString &item);
    void planChanged(const QString &plan);
    void rollbackRequested(const QString &plan, const QString &toStage);
    void judgementRequested(const QString &plan, const QString &gate);

private:
    QString m_page;
    QString m_plan;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/connections/connection_panel.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/environment_badge.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

ConnectionPanel::ConnectionPanel(const Theme &theme, ConnectionsPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_title(wrappedLabel(theme, {}, FontRole::Heading, ColorRole::Text, this))
    , m_badge(new EnvironmentBadge(theme, Environment::Dev, this))
    , m_problem(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Watch, this))
    , m_rows(new KeyValueTable(theme, this))
    , m_test(new Button(theme, tr("Test"), ButtonKind::Normal, this))
    , m_edit(new Button(theme, tr("Change…"), ButtonKind::Normal, this))
    , m_enrol(new Button(theme, tr("Enrol…"), ButtonKind::Primary, this))
    , m_remove(new Button(theme, tr("Remove…"), ButtonKind::Normal, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGap);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_badge, 0, Qt::AlignVCenter);
    column->addLayout(head);
    column->addWidget(m_problem);
    column->addWidget(m_rows);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kGrid);
    for (Button *button : { m_enrol, m_test, m_edit, m_remove })
        buttons->addWidget(button);
    buttons->addStretch(1);
    column->addLayout(buttons);
    column->addStretch(1); // what is left over stays below, never between the rows
    connect(m_test, &Button::clicked, this, &ConnectionPanel::testWanted);
    connect(m_edit, &Button::clicked, this, &ConnectionPanel::editWanted);
    connect(m_enrol, &Button::clicked, this, &ConnectionPanel::enrolWanted);
    connect(m_remove, &Button::clicked, this, &ConnectionPanel::removeWanted);
}

/// What is copied, whether a certificate must be there, and how long it counts.
QString ConnectionPanel::rehearsalText(const ConnectionProfile &profile)
{
    const RehearsalSetting &setting = profile.rehearsal;
    const bool isFile = sqlEngine(profile) == Engine::Sqlite;
    const bool isRequired = profile.environment == Environment::Prod || setting.isRequired;
    if (!isFile && setting.connection.isEmpty())
        return isRequired ? tr("required, and no copy is named: no rollout can start") : tr("no copy is named");
    const QString where = isFile ? tr("on a copy of its own file") : tr("on %1").arg(setting.connection);
    return isRequired ? tr("%1, required, counts for %2").arg(where, humanDuration(setting.valid)) : tr("%1, advisory").arg(where);
}

QList<QPair<QString, QString>> ConnectionPanel::facts() const
{
    const ConnectionProfile &profile = m_view.profile;
    QList<QPair<QString, QString>> facts { { tr("Engine"), ConnectionModel::driverText(profile) },
        { tr("Target"), ConnectionModel::placeText(profile) } };
    if (!profile.user.isEmpty())
        facts.append({ tr("User"), profile.user });
    if (!profile.probeRole.isEmpty())
        facts.append({ tr("Probe role"), profile.probeRole });
    if (ConnectionsPresenter::hasTls(profile))
        facts.append({ tr("TLS"), profile.sslMode.isEmpty() ? tr("verify-full unless local") : profile.sslMode });
    if (!unsupportedTarget(profile))
        facts.append({ tr("Rehearsal"), rehearsalText(profile) });
    if (m_view.identity) {
        facts.append({ tr("Identity"), m_view.identity->uuid });
        const bool isFile = ConnectionsPresenter::isFile(profile);
        facts.append({ isFile ? tr("File id") : tr("Server"), m_view.identity->systemId });
        facts.append({ isFile ? tr("File") : tr("Database id"), m_view.identity->databaseId });
    } else {
        facts.append({ tr("Identity"), m_view.isReachable ? tr("not enrolled") : tr("unknown") });
    }
    facts.append({ tr("State"), ConnectionModel::reachText(ConnectionModel::reach(m_view)) });
    facts.append({ tr("Checked"), m_view.checkedAt.isValid() ? absoluteTime(m_view.checkedAt) : tr("never") });
    facts.append({ tr("Runner"),
        m_view.lease ? tr("%1, epoch %2").arg(m_view.lease->runner, QString::number(m_view.lease->epoch)) : tr("nobody runs here") });
    const QStringList plans = m_presenter.plansOf(profile.name);
    facts.append({ tr("Plans"), plans.isEmpty() ? tr("none") : plans.join(u", "_s) });
    return facts;
}

void ConnectionPanel::showConnection(const ConnectionView &view)
{
    m_view = view;
    m_title->setText(singleLine(view.profile.name, 80));
    m_badge->setEnvironment(view.profile.environment);
    m_problem->setText(singleLine(view.problem, 400));
    m_problem->setVisible(!view.problem.isEmpty());
    QList<KeyValueTable::Row> rows;
    for (const auto &[key, value] : facts()) {
        if (value.isEmpty())
            continue;
        const QStringList fixed { tr("Target"), tr("Identity"), tr("Server"), tr("Database id"), tr("File id"), tr("File") };
        rows.append({ key, singleLine(value, 300), fixed.contains(key) });
    }
    m_rows->setRows(rows);
    refresh();
}

void ConnectionPanel::refresh()
{
    using Activity = ConnectionsPresenter::Activity;
    const bool isIdle = m_presenter.activity() == Activity::None;
    const bool isTesting = m_presenter.activity() == Activity::Testing;
    const QStringList busy = isIdle ? QStringList() : QStringList { tr("Something else is under way.") };
    m_test->setText(isTesting ? tr("Cancel test") : tr("Test"));
    m_test->setBlockers(isTesting ? QStringList() : busy);
    m_edit->setBlockers(busy);
    m_enrol->setVisible(!m_view.identity);
    m_enrol->setText(m_presenter.activity() == Activity::Enrolling ? tr("Enrolling…") : tr("Enrol…"));
    m_enrol->setBlockers(busy);
    QStringList keepReasons = busy;
    if (m_view.lease)
        keepReasons.append(tr("%1 runs on it now.").arg(singleLine(m_view.lease->runner, 80)));
    m_remove->setBlockers(keepReasons);
}

} // namespace sluice

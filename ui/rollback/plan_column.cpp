// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/plan_column.h"

#include "ui/models/text.h"
#include "ui/rollback/step_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/plain_label.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

namespace {

constexpr int kMostTime = 140;

} // namespace

PlanColumn::PlanColumn(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_title(new PlainLabel(theme, tr("What happens"), FontRole::Strong, ColorRole::Text, this))
    , m_script(new Button(theme, tr("Save SQL…"), ButtonKind::Flat, this))
    , m_sql(new Button(theme, tr("SQL"), ButtonKind::Chip, this))
    , m_steps(new StepList(theme, presenter.steps(), this))
    , m_promises(new QWidget(this))
    , m_readers(new ElidedLabel(theme, {}, FontRole::Strong, ColorRole::Text, m_promises))
    , m_undone(new ElidedLabel(theme, {}, FontRole::Strong, ColorRole::Text, m_promises))
    , m_noReturn(wrappedLabel(theme, {}, FontRole::Small, ColorRole::Muted, m_promises))
    , m_instead(new QWidget(this))
    , m_hold(new Button(theme, tr("Hold only"), ButtonKind::Normal, m_instead))
    , m_flags(new Button(theme, tr("Flags off only"), ButtonKind::Normal, m_instead))
    , m_dryRun(new Button(theme, tr("Dry run"), ButtonKind::Normal, m_instead))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    m_title->setMinimumHeight(3 * metrics::kGrid); // as in the columns beside it, whether the button is there or not
    head->addWidget(m_title, 1, Qt::AlignTop);
    m_sql->setAccessibleName(tr("Show the SQL of every step"));
    m_script->setAccessibleDescription(tr("Writes this rollback as a script that psql or sqlite3 runs without Sluice"));
    head->addWidget(m_script);
    head->addWidget(m_sql);
    column->addLayout(head);
    m_steps->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Maximum);
    m_steps->setMinimumHeight(60);
    setFocusProxy(m_steps);
    column->addWidget(m_steps, 1);
    auto *promises = new QGridLayout(m_promises);
    promises->setContentsMargins(0, 0, 0, 0);
    promises->setHorizontalSpacing(metrics::kGrid);
    promises->setVerticalSpacing(2);
    promises->setColumnStretch(0, 1);
    promises->addWidget(
        wrappedLabel(theme, tr("Readers back on the old path"), FontRole::Body, ColorRole::Text, m_promises), 0, 0);
    promises->addWidget(m_readers, 0, 1, Qt::AlignTop);
    promises->addWidget(
        wrappedLabel(theme, tr("Schema fully undone"), FontRole::Body, ColorRole::Text, m_promises), 1, 0);
    promises->addWidget(m_undone, 1, 1, Qt::AlignTop);
    promises->addWidget(m_noReturn, 2, 0, 1, 2);
    for (ElidedLabel *time : { m_readers, m_undone }) {
        time->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
        time->setMaximumWidth(kMostTime);
    }
    column->addWidget(m_promises);
    auto *instead = new QVBoxLayout(m_instead);
    instead->setContentsMargins(0, metrics::kHalf, 0, 0);
    instead->setSpacing(metrics::kGrid);
    instead->addWidget(new PlainLabel(theme, tr("Instead"), FontRole::Strong, ColorRole::Text, m_instead));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(metrics::kHalf);
    for (Button *button : { m_hold, m_flags, m_dryRun })
        buttons->addWidget(button);
    buttons->addStretch(1);
    instead->addLayout(buttons);
    column->addWidget(m_instead);
    column->addStretch(0);
    m_hold->setAccessibleDescription(tr("Stops advancing; nothing is undone"));
    m_flags->setAccessibleDescription(tr("Brings readers back to the old path; the schema stays"));
    m_dryRun->setAccessibleDescription(tr("Resolves every step against the target and changes nothing"));
    connect(m_sql, &Button::clicked, this, &PlanColumn::sqlToggled);
    connect(m_script, &Button::clicked, this, &PlanColumn::scriptWanted);
    connect(m_hold, &Button::clicked, &presenter, &RollbackPresenter::holdOnly);
    connect(m_flags, &Button::clicked, &presenter, &RollbackPresenter::flagsOffOnly);
    connect(m_dryRun, &Button::clicked, &presenter, &RollbackPresenter::dryRun);
}

bool PlanColumn::isSqlShown() const
{
    return m_sql->isChecked();
}

void PlanColumn::refresh()
{
    using State = RollbackPresenter::State;
    const State state = m_presenter.state();
    const bool isBefore = state == State::Ready || state == State::Refused;
    const RollbackPreview &preview = m_presenter.preview();
    m_title->setText(isBefore || state == State::Loading || state == State::Failed ? tr("What happens")
            : state == State::Done                                                  ? tr("What happened")
                                                                                    : tr("What is happening"));
    for (Button *button : { m_script, m_sql })
        button->setVisible(isBefore && !m_presenter.steps().sql().isEmpty());
    const auto time = [](const QString &text) { return text.isEmpty() ? tr("unknown") : singleLine(text, 40); };
    m_readers->setText(time(preview.readersBackIn));
    m_readers->setAccessibleName(tr("Readers back on the old path in %1").arg(m_readers->text()));
    m_undone->setText(time(preview.undoneIn));
    m_undone->setAccessibleName(tr("Schema fully undone in %1").arg(m_undone->text()));
    m_noReturn->setText(m_presenter.steps().pointOfNoReturn() >= 0 || preview.rowsLost != 0
            ? tr("Once begun it is finished, then applied again if need be.")
            : tr("No point of no return: nothing is lost on the way."));
    for (QWidget *widget : { m_promises, m_instead })
        widget->setVisible(isBefore);
    const QStringList busy = m_presenter.isBusy() ? QStringList { tr("Something else is under way.") } : QStringList();
    m_hold->setBlockers(busy);
    m_flags->setBlockers(m_presenter.hasFlags() ? busy : QStringList { tr("This plan has no flags.") });
    m_dryRun->setBlockers(busy);
}

} // namespace sluice

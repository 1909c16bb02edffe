// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/live_log_panel.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/plain_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

LiveLogPanel::LiveLogPanel(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_state(wrappedLabel(theme, {}, FontRole::Heading, ColorRole::Text, this))
    , m_elapsed(new ElidedLabel(theme, {}, FontRole::Mono, ColorRole::Muted, this))
    , m_next(wrappedLabel(theme, {}, FontRole::Body, ColorRole::Watch, this))
    , m_log(new QPlainTextEdit(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    head->addWidget(m_state, 1);
    head->addWidget(m_elapsed);
    column->addLayout(head);
    column->addWidget(m_next);
    m_log->setReadOnly(true);
    m_log->setFont(theme.font(FontRole::Mono));
    m_log->setAccessibleName(tr("Log of the rollback"));
    m_log->setTabChangesFocus(true);
    setFocusProxy(m_log);
    m_log->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_log->setMaximumBlockCount(2'000);
    column->addWidget(m_log, 1);
    auto *copy = new Button(theme, tr("Copy log"), ButtonKind::Normal, this);
    connect(copy, &Button::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.logAsText()); });
    auto *foot = new QHBoxLayout;
    foot->addStretch(1);
    foot->addWidget(copy);
    column->addLayout(foot);
    connect(&presenter, &RollbackPresenter::logChanged, this, &LiveLogPanel::showLog);
    connect(&presenter, &RollbackPresenter::clockTicked, this, &LiveLogPanel::showElapsed);
}

void LiveLogPanel::refresh()
{
    using State = RollbackPresenter::State;
    const int done = m_presenter.steps().doneCount();
    const int all = m_presenter.steps().rowCount();
    switch (m_presenter.state()) {
    case State::Starting:
        m_state->setText(tr("Asked for; waiting for the runner to begin"));
        break;
    case State::Stuck:
        m_state->setText(tr("Rollback stuck after %1 of %2 steps").arg(done).arg(all));
        break;
    case State::Done:
        m_state->setText(tr("Over: %1 of %2 steps done").arg(done).arg(all));
        break;
    case State::Running:
    case State::Closed:
    case State::Loading:
    case State::Ready:
    case State::Refused:
    case State::Failed:
        m_state->setText(tr("Rolling back: %1 of %2 steps done").arg(done).arg(all));
        break;
    }
    m_state->setAccessibleName(m_state->text());
    const bool isStuck = m_presenter.state() == State::Stuck;
    QStringList next;
    if (isStuck) {
        for (const QString &part : { m_presenter.rollback().stuckWhy, m_presenter.rollback().stuckNext }) {
            if (!part.isEmpty())
                next.append(singleLine(part, 400));
        }
    }
    m_next->setText(next.join(u". "_s));
    m_next->setVisible(isStuck && !next.isEmpty());
    showElapsed();
    showLog();
}

void LiveLogPanel::showElapsed()
{
    m_elapsed->setText(preciseDuration(m_presenter.elapsed()));
}

void LiveLogPanel::showLog()
{
    const QString text = m_presenter.logAsText();
    if (text == m_shown)
        return;
    QScrollBar *bar = m_log->verticalScrollBar();
    const int place = bar->value();
    const bool isAtEnd = place >= bar->maximum() - 4;
    if (text.startsWith(m_shown))
        m_log->appendPlainText(text.mid(m_shown.size()).chopped(1));
    else
        m_log->setPlainText(text);
    m_shown = text;
    bar->setValue(isAtEnd ? bar->maximum() : place); // who scrolled up to read is left there
}

} // namespace sluice

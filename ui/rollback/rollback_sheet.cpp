// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/rollback_sheet.h"

#include "base/async.h"
#include "ui/models/private_file.h"
#include "ui/models/text.h"
#include "ui/rollback/live_log_panel.h"
#include "ui/rollback/people_column.h"
#include "ui/rollback/plan_column.h"
#include "ui/rollback/proof_panel.h"
#include "ui/rollback/readiness_column.h"
#include "ui/rollback/sheet_footer.h"
#include "ui/rollback/sheet_header.h"
#include "ui/shell/prompter.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/notice_line.h"
#include "ui/widgets/overflow_area.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedWidget>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize kWidest(1'180, 752);
constexpr int kMargin = 24; ///< of the window that stays visible around the sheet
constexpr int kPadding = 20;
constexpr int kReasonsHeight = 132; ///< eight short reasons; more of them scroll

bool isInput(QEvent::Type type)
{
    switch (type) {
    case QEvent::KeyPress:
    case QEvent::KeyRelease:
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonRelease:
    case QEvent::MouseButtonDblClick:
    case QEvent::TouchBegin:
    case QEvent::TouchUpdate:
    case QEvent::TouchEnd:
    case QEvent::Wheel:
    case QEvent::Shortcut:
    case QEvent::ShortcutOverride:
        return true;
    default:
        return false;
    }
}

} // namespace

RollbackSheet::RollbackSheet(const PageContext &context, QWidget *window)
    : QWidget(window)
    , m_context(context)
    , m_presenter(context.service, context.clock)
{
    hide();
    setAccessibleName(tr("Roll back"));
    setFocusPolicy(Qt::NoFocus);
    m_guard.setSingleShot(true);
    m_guard.setInterval(kGuardMs);
    m_frame = new QFrame(this);
    m_frame->setProperty("card", true);
    auto *column = new QVBoxLayout(m_frame);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_header = new SheetHeader(context.theme, m_presenter, m_frame);
    m_header->setContentsMargins(kPadding, 14, kPadding, 12);
    column->addWidget(m_header);
    column->addWidget(separatorLine(Qt::Horizontal, m_frame));
    column->addWidget(buildBody(), 1);
    column->addWidget(separatorLine(Qt::Horizontal, m_frame));
    m_footer = new SheetFooter(context.theme, m_presenter, m_frame);
    m_footer->setContentsMargins(kPadding, 14, kPadding, 14);
    column->addWidget(m_footer);
    connectAll();
    window->installEventFilter(this);
}

RollbackSheet::~RollbackSheet()
{
    qApp->removeEventFilter(this);
}

QWidget *RollbackSheet::buildBody()
{
    const Theme &theme = m_context.theme;
    auto *body = new QWidget(m_frame);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(kPadding, 14, kPadding, 14);
    column->setSpacing(metrics::kGap);
    m_error = new ErrorBanner(theme, body);
    auto *retry = new Button(theme, tr("Try again"), ButtonKind::Normal, m_error);
    connect(retry, &Button::clicked, &m_presenter, &RollbackPresenter::refresh);
    m_error->addButton(retry);
    m_error->dismiss();
    column->addWidget(m_error);
    m_refused = new QWidget(body);
    auto *refused = new QVBoxLayout(m_refused);
    refused->setContentsMargins(0, 0, 0, 0);
    refused->setSpacing(metrics::kHalf);
    refused->addWidget(new PlainLabel(theme, tr("This rollback is refused"), FontRole::Strong, ColorRole::Watch, m_refused));
    m_blockers = new BlockersList(theme, m_refused);
    auto *reasons = new OverflowArea(theme, m_blockers, tr("Why this rollback is refused"), m_refused);
    reasons->setMaximumHeight(kReasonsHeight);
    reasons->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    refused->addWidget(reasons);
    column->addWidget(m_refused);
    m_notice = new NoticeLine(theme, body);
    column->addWidget(m_notice);
    auto *row = new QHBoxLayout;
    row->setSpacing(kPadding);
    m_steps = new PlanColumn(theme, m_presenter, body);
    row->addWidget(m_steps, 1);
    m_right = new QStackedWidget(body);
    m_loading = new Skeleton(theme, 8, m_right);
    m_columns = new QWidget(m_right);
    auto *columns = new QHBoxLayout(m_columns);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(kPadding);
    m_readiness = new ReadinessColumn(theme, m_presenter, m_columns);
    m_people = new PeopleColumn(theme, m_presenter, m_columns);
    columns->addWidget(new OverflowArea(theme, m_readiness, tr("Blast radius and readiness"), m_columns), 1);
    columns->addWidget(new OverflowArea(theme, m_people, tr("Runbook and first message"), m_columns), 1);
    m_sql = new QPlainTextEdit(m_right);
    m_sql->setReadOnly(true);
    m_sql->setFont(theme.font(FontRole::Mono));
    m_sql->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_sql->setTabChangesFocus(true);
    m_sql->setAccessibleName(tr("SQL of every step"));
    m_log = new LiveLogPanel(theme, m_presenter, m_right);
    m_proof = new ProofPanel(theme, m_presenter, m_right);
    for (QWidget *page : { m_loading, m_columns, static_cast<QWidget *>(m_sql), static_cast<QWidget *>(m_log), static_cast<QWidget *>(m_proof) })
        m_right->addWidget(page);
    row->addWidget(m_right, 2);
    column->addLayout(row, 1);
    return body;
}

void RollbackSheet::connectAll()
{
    connect(&m_guard, &QTimer::timeout, this, [this] {
        qApp->removeEventFilter(this);
        m_footer->refresh(false);
    });
    connect(&m_presenter, &RollbackPresenter::changed, this, &RollbackSheet::refresh);
    connect(m_steps, &PlanColumn::sqlToggled, this, &RollbackSheet::showBody);
    connect(m_steps, &PlanColumn::scriptWanted, this, [this] {
        m_context.prompter.chooseFolder(tr("Save the rollback as SQL"), [this](const QString &folder) { m_presenter.saveScripts(folder); });
    });
    connect(m_footer, &SheetFooter::logToggled, this, &RollbackSheet::showBody);
    connect(m_footer, &SheetFooter::cancelled, this, &RollbackSheet::closeSheet);
    connect(m_footer, &SheetFooter::confirmed, this, &RollbackSheet::confirm);
    connect(m_footer, &SheetFooter::copyWanted, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.proofAsText()); });
    connect(m_footer, &SheetFooter::saveWanted, this, &RollbackSheet::saveProof);
    connect(&m_context.theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void RollbackSheet::openFor(const QString &planId, const QString &toStage)
{
    const bool isSame = isOpen() && m_presenter.planId() == planId;
    if (isSame) {
        raise(); // a second press joins
        return;
    }
    m_before = window()->focusWidget();
    m_footer->reset(planId);
    m_shownNotice.clear();
    m_notice->dismiss();
    m_guard.start();
    qApp->installEventFilter(this);
    m_presenter.open(planId);
    if (!toStage.isEmpty())
        m_presenter.chooseStage(toStage);
    setGeometry(parentWidget()->rect());
    placeFrame();
    refresh();
    show();
    raise();
    m_footer->focusCancel();
}

void RollbackSheet::closeSheet()
{
    if (!isOpen())
        return;
    m_guard.stop();
    qApp->removeEventFilter(this);
    m_presenter.close();
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
    Q_EMIT closed();
}

void RollbackSheet::confirm()
{
    if (m_guard.isActive())
        return;
    m_presenter.confirm(m_footer->reason());
    // Space may still be held down: the focus goes where it does nothing.
    m_log->setFocus(Qt::OtherFocusReason);
}

void RollbackSheet::refresh()
{
    if (m_presenter.state() == RollbackPresenter::State::Closed)
        return;
    using State = RollbackPresenter::State;
    const State state = m_presenter.state();
    m_header->refresh();
    setAccessibleDescription(m_header->sentence());
    m_steps->refresh();
    if (state == State::Failed)
        m_error->showError(m_presenter.error());
    else
        m_error->dismiss();
    m_blockers->setBlockers(state == State::Refused ? m_presenter.preview().blockers : QStringList());
    m_refused->setVisible(state == State::Refused);
    if (m_presenter.notice() != m_shownNotice) {
        m_shownNotice = m_presenter.notice();
        if (m_shownNotice.isEmpty())
            m_notice->dismiss();
        else
            m_notice->showNotice(m_shownNotice, false);
    }
    m_readiness->refresh();
    m_people->refresh();
    m_log->refresh();
    m_proof->refresh();
    const QWidget *focused = window()->focusWidget();
    const bool hadLog = focused && m_log->isAncestorOf(focused);
    showBody();
    m_footer->refresh(m_guard.isActive());
    if (hadLog && state == State::Done && m_right->currentWidget() != m_log)
        m_steps->setFocus(Qt::OtherFocusReason); // for the same reason not to Close
}

void RollbackSheet::showBody()
{
    using State = RollbackPresenter::State;
    QWidget *page = m_columns;
    switch (m_presenter.state()) {
    case State::Closed:
    case State::Loading:
    case State::Failed:
        page = m_loading;
        break;
    case State::Ready:
    case State::Refused:
        page = m_steps->isSqlShown() ? static_cast<QWidget *>(m_sql) : m_columns;
        break;
    case State::Starting:
    case State::Running:
    case State::Stuck:
        page = m_log;
        break;
    case State::Done:
        page = m_footer->isLogWanted() ? static_cast<QWidget *>(m_log) : m_proof;
        break;
    }
    m_right->setVisible(m_presenter.state() != State::Failed);
    if (page == m_sql && m_sql->toPlainText() != m_presenter.steps().sql())
        m_sql->setPlainText(m_presenter.steps().sql());
    m_right->setCurrentWidget(page);
}

void RollbackSheet::saveProof()
{
    m_context.prompter.chooseSaveFile({ tr("Save the proof"), u"rollback-%1.txt"_s.arg(m_presenter.planId()), tr("Text (*.txt)") },
        [this](const QString &path) {
            const QByteArray text = (m_presenter.proofAsText() + u'\n' + m_presenter.logAsText()).toUtf8();
            onFinished(writePrivately(path, [text] { return text; }), this, [this, path](const Result<void> &result) {
                if (result)
                    m_notice->showNotice(tr("Saved to %1").arg(path), false);
                else
                    m_error->showError(result.error());
            });
        });
}

void RollbackSheet::placeFrame()
{
    const QSize size = QSize(width() - 2 * kMargin, height() - 2 * kMargin).boundedTo(kWidest);
    m_frame->setGeometry(QRect(QPoint((width() - size.width()) / 2, (height() - size.height()) / 2), size));
}

bool RollbackSheet::event(QEvent *event)
{
    // Keys of the window beneath must not act through the sheet.
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QWidget::event(event);
}

bool RollbackSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        setGeometry(parentWidget()->rect());
    if (m_guard.isActive() && isInput(event->type())) {
        const auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && (widget == this || isAncestorOf(widget)))
            return true; // whoever was clicking or typing when the sheet came did not mean it
    }
    return QWidget::eventFilter(watched, event);
}

bool RollbackSheet::focusNextPrevChild(bool next)
{
    // Tab goes round inside the sheet; the window beneath is out of reach until it is closed.
    QWidget *from = window()->focusWidget();
    QWidget *at = from && isAncestorOf(from) ? from : m_footer->cancelButton();
    for (QWidget *one = next ? at->nextInFocusChain() : at->previousInFocusChain(); one != at;
         one = next ? one->nextInFocusChain() : one->previousInFocusChain()) {
        if (isAncestorOf(one) && one->isVisibleTo(this) && one->isEnabled() && (one->focusPolicy() & Qt::TabFocus) != 0 && !one->focusProxy()) {
            one->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return true;
}

void RollbackSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        closeSheet();
    event->accept(); // nothing reaches the window beneath
}

void RollbackSheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    QColor shade = mixed(m_context.theme.color(ColorRole::Window), Qt::black, m_context.theme.isDark() ? 0.4 : 0.55);
    shade.setAlphaF(0.6F);
    painter.fillRect(rect(), shade);
}

void RollbackSheet::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeFrame();
}

} // namespace sluice

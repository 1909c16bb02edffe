// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/shell/page.h"

#include <QPointer>
#include <QTimer>
#include <QWidget>

class QFrame;
class QPlainTextEdit;
class QStackedWidget;

namespace sluice {

class BlockersList;
class ErrorBanner;
class LiveLogPanel;
class NoticeLine;
class PeopleColumn;
class PlanColumn;
class ProofPanel;
class ReadinessColumn;
class SheetFooter;
class SheetHeader;

/// The guarded take-back: a sheet laid over the window that keeps the focus inside, but blocks nothing else. Before:
/// everything that will happen. During: the same steps, live. After: the proof. Cancel has the focus; Enter never
/// confirms; input is ignored for the first 400 ms.
class RollbackSheet : public QWidget
{
    Q_OBJECT

public:
    static constexpr int kGuardMs = 400;

    RollbackSheet(const PageContext &context, QWidget *window);
    ~RollbackSheet() override;

    /// toStage empty: the service's default. A second call for the same plan joins the open sheet.
    void openFor(const QString &planId, const QString &toStage = {});
    void closeSheet();
    bool isOpen() const { return isVisible(); }
    bool isGuarded() const { return m_guard.isActive(); }
    RollbackPresenter &presenter() { return m_presenter; }

Q_SIGNALS:
    void closed();

protected:
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildBody();
    void connectAll();
    void refresh();
    void showBody();
    void placeFrame();
    void confirm();
    void saveProof();

    PageContext m_context;
    RollbackPresenter m_presenter;
    QTimer m_guard;
    QPointer<QWidget> m_before; ///< had the focus when the sheet came
    QFrame *m_frame = nullptr;
    SheetHeader *m_header = nullptr;
    ErrorBanner *m_error = nullptr;
    QWidget *m_refused = nullptr;
    BlockersList *m_blockers = nullptr;
    QStackedWidget *m_right = nullptr;
    PlanColumn *m_steps = nullptr;
    QWidget *m_columns = nullptr;
    ReadinessColumn *m_readiness = nullptr;
    PeopleColumn *m_people = nullptr;
    QPlainTextEdit *m_sql = nullptr;
    QWidget *m_loading = nullptr;
    LiveLogPanel *m_log = nullptr;
    ProofPanel *m_proof = nullptr;
    NoticeLine *m_notice = nullptr;
    QString m_shownNotice;
    SheetFooter *m_footer = nullptr;
};

} // namespace sluice

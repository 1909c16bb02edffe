// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/page_bench.h"
#include "ui/check_texts.h"
#include "ui/render.h"
#include "ui/rollback/rollback_sheet.h"
#include "ui/rollback/rollback_states.h"
#include "ui/rollback/step_list.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/hold_button.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTest>
#include <QVBoxLayout>

namespace sluice {

/// The sheet over a window with one field in it, on canned values.
struct SheetBench
{
    explicit SheetBench(Theme &theme)
        : page(theme, CannedMood::Breach)
        , field(new QLineEdit(&window))
        , sheet(page.context, &window)
    {
        auto *layout = new QVBoxLayout(&window);
        layout->addWidget(field);
        window.resize(1280, 800);
    }
    /// Shown, opened, past the moment in which input is ignored.
    void open(const QString &plan = QStringLiteral("orders-currency"))
    {
        window.show();
        [[maybe_unused]] const bool isExposed = QTest::qWaitForWindowExposed(&window);
        window.activateWindow();
        field->setFocus();
        sheet.openFor(plan);
        [[maybe_unused]] const bool isSettled = QTest::qWaitFor(
            [this] { return !sheet.isGuarded() && sheet.presenter().state() != RollbackPresenter::State::Loading; });
    }

    HoldButton *hold() const { return sheet.findChild<HoldButton *>(); }
    StepList *steps() const { return sheet.findChild<StepList *>(); }
    QStringList rollbacks() const
    {
        return page.service.calls.filter(QRegularExpression(QStringLiteral("^rollBack ")));
    }
    /// The visible button of this text or accessible name; null when there is none.
    QAbstractButton *button(const QString &name) const
    {
        for (QAbstractButton *one : sheet.findChildren<QAbstractButton *>()) {
            if (one->isVisible() && (one->text() == name || one->accessibleName() == name))
                return one;
        }
        return nullptr;
    }
    /// Everything that can be read on the sheet, steps with their lock and time included.
    QString text() const
    {
        QStringList all;
        for (const QLabel *label : sheet.findChildren<QLabel *>()) {
            if (label->isVisible())
                all.append(label->text());
        }
        for (const QAbstractButton *one : sheet.findChildren<QAbstractButton *>()) {
            if (one->isVisible())
                all.append(one->text());
        }
        for (const QWidget *widget : sheet.findChildren<QWidget *>()) {
            if (const auto *elided = qobject_cast<const ElidedLabel *>(widget); elided && elided->isVisible())
                all.append(elided->text());
        }
        for (const QPlainTextEdit *edit : sheet.findChildren<QPlainTextEdit *>()) {
            if (edit->isVisible())
                all.append(edit->toPlainText());
        }
        const QAbstractItemModel *model = steps()->model();
        for (int row = 0; steps()->isVisible() && row < model->rowCount(); ++row) {
            for (const int role : { int(Qt::DisplayRole), int(RollbackStepModel::LockRole),
                     int(RollbackStepModel::TimeRole), int(RollbackStepModel::NoteRole) })
                all.append(model->index(row, 0).data(role).toString());
        }
        return all.join(u'\n');
    }

    PageBench<> page;
    QWidget window;
    QLineEdit *field;
    RollbackSheet sheet;
};

} // namespace sluice

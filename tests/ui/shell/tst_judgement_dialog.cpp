// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/check_texts.h"
#include "ui/shell/judgement_dialog.h"
#include "ui/waiting_workspace.h"
#include "ui/widgets/buttons.h"
#include "ui/window.h"

#include <QComboBox>
#include <QPlainTextEdit>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestJudgementDialog : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;
    FakeService m_service;

    std::unique_ptr<JudgementDialog> shown(bool two = false)
    {
        m_service.setSnapshot(waitingWorkspace(two));
        m_presenter = std::make_shared<JudgementPresenter>(m_service, u"orders-currency"_s);
        auto dialog = std::make_unique<JudgementDialog>(m_theme, m_presenter, nullptr);
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        dialog->show();
        dialog->activateWindow();
        return QTest::qWaitForWindowActive(dialog.get()) ? std::move(dialog) : nullptr;
    }
    std::shared_ptr<JudgementPresenter> m_presenter;
    static QWidget *target() { return QApplication::focusWidget(); }
    static QRadioButton *answer(const QWidget &dialog, int at)
    {
        return dialog.findChildren<QRadioButton *>().value(at);
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void keysAlone()
    {
        const auto dialog = shown();
        QVERIFY(dialog);
        QSignalSpy accepted(dialog.get(), &QDialog::accepted);
        QCOMPARE(target(), answer(*dialog, 0));
        QVERIFY(!answer(*dialog, 0)->isChecked() && !answer(*dialog, 1)->isChecked()); // no answer is suggested
        QTest::keyClick(target(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(accepted.size(), 0);
        QTest::keyClick(target(), Qt::Key_Down); // looks at the other one, and says nothing yet
        QVERIFY(!answer(*dialog, 1)->isChecked());
        QTest::keyClick(target(), Qt::Key_Space);
        QVERIFY(answer(*dialog, 1)->isChecked());
        QTest::keyClick(target(), Qt::Key_Tab);
        QVERIFY(qobject_cast<QPlainTextEdit *>(target()));
        QTest::keyClicks(target(), u"the totals are wrong"_s);
        QTest::keyClick(target(), Qt::Key_Return); // another line of the reason
        QCOMPARE(accepted.size(), 0);
        QTest::keyClick(target(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(accepted.size(), 1);
        QVERIFY(!m_presenter->judgement().passes);
        QCOMPARE(m_presenter->judgement().why, u"the totals are wrong"_s);
    }
    void escapeSaysNothing()
    {
        const auto dialog = shown();
        QVERIFY(dialog);
        QSignalSpy rejected(dialog.get(), &QDialog::rejected);
        QTest::keyClick(target(), Qt::Key_Escape);
        QCOMPARE(rejected.size(), 1);
    }
    void theButtonSaysWhatItDoes()
    {
        const auto dialog = shown();
        QVERIFY(dialog);
        auto *button = dialog->findChildren<Button *>().last();
        QVERIFY(!button->isEnabled());
        answer(*dialog, 0)->setChecked(true);
        QCOMPARE(button->text(), u"Let it pass"_s);
        QVERIFY(!button->isEnabled() && button->toolTip().contains(u"reason"_s));
        answer(*dialog, 1)->setChecked(true);
        QCOMPARE(button->text(), u"Let it fail"_s);
        dialog->findChild<QPlainTextEdit *>()->setPlainText(u"seen"_s);
        QVERIFY(button->isEnabled());
        m_service.setSnapshot(cannedWorkspace()); // it decides by itself again
        QVERIFY(!button->isEnabled());
    }
    void severalGatesAreChosenFrom()
    {
        const auto dialog = shown(true);
        QVERIFY(dialog);
        auto *gates = dialog->findChild<QComboBox *>();
        QVERIFY(gates->isVisible());
        answer(*dialog, 0)->setChecked(true);
        gates->setCurrentIndex(1);
        Q_EMIT gates->activated(1);
        QCOMPARE(m_presenter->gate().id, u"errors"_s);
        QVERIFY(!answer(*dialog, 0)->isChecked()); // said of the other one
        QVERIFY(dialog->windowTitle().contains(m_presenter->gate().title));
        QVERIFY(!shown()->findChild<QComboBox *>()->isVisible());
    }
    void itIsReadableInBothThemes()
    {
        for (const auto variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            const auto dialog = shown(true);
            QVERIFY(dialog);
            answer(*dialog, 1)->setChecked(true);
            renderWidget(*dialog, m_theme, variant, dialog->size(), u"judgement"_s);
            QVERIFY2(dialog->height() < 740, qPrintable(QString::number(dialog->height()))); // on the smallest screen
            QCOMPARE(clippedLabels(*dialog), QStringList());
            QCOMPARE(missingGlyphs(*dialog), QStringList());
            QCOMPARE(richLabels(*dialog), QStringList());
            QCOMPARE(namelessControls(*dialog), QStringList());
        }
    }
};

QTEST_MAIN(TestJudgementDialog)
#include "tst_judgement_dialog.moc"

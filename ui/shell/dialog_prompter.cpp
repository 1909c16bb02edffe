// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/dialog_prompter.h"

#include "ui/shell/judgement_dialog.h"
#include "ui/shell/question_dialog.h"

#include <QFileDialog>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

void openFileDialog(QWidget *window, const Prompter::FileQuestion &question, QFileDialog::AcceptMode accept, QFileDialog::FileMode mode,
    std::function<void(const QString &)> accepted)
{
    auto *dialog = new QFileDialog(window, question.title, {}, question.filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(accept);
    dialog->setFileMode(mode);
    dialog->setOption(QFileDialog::ShowDirsOnly, mode == QFileDialog::Directory);
    if (!question.suggestedName.isEmpty())
        dialog->selectFile(question.suggestedName);
    QObject::connect(dialog, &QFileDialog::fileSelected, dialog, [accepted = std::move(accepted)](const QString &path) { accepted(path); });
    dialog->open();
}

} // namespace

DialogPrompter::DialogPrompter(const Theme &theme)
    : m_theme(theme)
{
}

void DialogPrompter::confirm(const Question &question, std::function<void()> accepted)
{
    auto *dialog = new QuestionDialog(m_theme, question.title, question.text, question.action, question.isDangerous, m_window);
    QObject::connect(dialog, &QDialog::accepted, dialog, [accepted = std::move(accepted)] { accepted(); });
    dialog->open();
}

void DialogPrompter::askReason(const ReasonQuestion &question, std::function<void(const QString &reason)> accepted)
{
    auto *dialog = new QuestionDialog(m_theme, question.title, question.text, question.action, false, m_window);
    dialog->addReason(question.label, question.suggestion, question.isRequired);
    QObject::connect(dialog, &QDialog::accepted, dialog, [dialog, accepted = std::move(accepted)] { accepted(dialog->reason()); });
    dialog->open();
}

void DialogPrompter::askJudgement(
    std::shared_ptr<JudgementPresenter> presenter, std::function<void(const Judgement &judgement)> accepted)
{
    auto *dialog = new JudgementDialog(m_theme, presenter, m_window);
    QObject::connect(dialog, &QDialog::accepted, dialog,
        [presenter, accepted = std::move(accepted)] { accepted(presenter->judgement()); });
    dialog->open();
}

void DialogPrompter::chooseSaveFile(const FileQuestion &question, std::function<void(const QString &path)> accepted)
{
    openFileDialog(m_window, question, QFileDialog::AcceptSave, QFileDialog::AnyFile, std::move(accepted));
}

void DialogPrompter::chooseOpenFile(const FileQuestion &question, std::function<void(const QString &path)> accepted)
{
    openFileDialog(m_window, question, QFileDialog::AcceptOpen, QFileDialog::ExistingFile, std::move(accepted));
}

void DialogPrompter::chooseFolder(const QString &title, std::function<void(const QString &path)> accepted)
{
    openFileDialog(m_window, { title, {}, {} }, QFileDialog::AcceptOpen, QFileDialog::Directory, std::move(accepted));
}

void DialogPrompter::showError(const QString &title, const Error &error)
{
    QStringList parts { error.what, error.where, error.next };
    parts.removeAll(QString());
    (new QuestionDialog(m_theme, title, parts.join(u". "_s), {}, false, m_window))->open();
}

} // namespace sluice

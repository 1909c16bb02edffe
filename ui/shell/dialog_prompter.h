// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/prompter.h"

#include <QPointer>
#include <QWidget>

namespace sluice {

class Theme;

/// The prompter of the real console: window-modal dialogs over its window, none of which blocks.
class DialogPrompter : public Prompter
{
public:
    explicit DialogPrompter(const Theme &theme);
    void setWindow(QWidget *window) { m_window = window; }

    void confirm(const Question &question, std::function<void()> accepted) override;
    void askReason(const ReasonQuestion &question, std::function<void(const QString &reason)> accepted) override;
    void askJudgement(
        std::shared_ptr<JudgementPresenter> presenter, std::function<void(const Judgement &judgement)> accepted) override;
    void chooseSaveFile(const FileQuestion &question, std::function<void(const QString &path)> accepted) override;
    void chooseOpenFile(const FileQuestion &question, std::function<void(const QString &path)> accepted) override;
    void chooseFolder(const QString &title, std::function<void(const QString &path)> accepted) override;
    void showError(const QString &title, const Error &error) override;

private:
    const Theme &m_theme;
    QPointer<QWidget> m_window;
};

} // namespace sluice

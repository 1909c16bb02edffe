// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/judgement_presenter.h"
#include "ui/shell/prompter.h"

namespace sluice {

/// A prompter that answers yes at once and remembers what it was asked.
class AnsweringPrompter final : public Prompter
{
public:
    QStringList asked;
    QString path;
    bool passes = true; ///< what is said of a gate
    QString reason;
    bool accepts = true;

    void confirm(const Question &question, std::function<void()> accepted) override
    {
        asked.append(question.title);
        if (accepts)
            accepted();
    }
    void askReason(const ReasonQuestion &question, std::function<void(const QString &)> accepted) override
    {
        asked.append(question.title);
        if (accepts)
            accepted(reason);
    }
    void askJudgement(std::shared_ptr<JudgementPresenter> presenter, std::function<void(const Judgement &)> accepted) override
    {
        asked.append(QStringLiteral("Judge ") + presenter->gate().title);
        presenter->setVerdict(passes);
        presenter->setWhy(reason);
        if (accepts)
            accepted(presenter->judgement());
    }
    void chooseSaveFile(const FileQuestion &question, std::function<void(const QString &)> accepted) override
    {
        asked.append(question.suggestedName);
        if (accepts)
            accepted(path);
    }
    void chooseOpenFile(const FileQuestion &question, std::function<void(const QString &)> accepted) override
    {
        asked.append(question.suggestedName);
        if (accepts)
            accepted(path);
    }
    void chooseFolder(const QString &title, std::function<void(const QString &)> accepted) override
    {
        asked.append(title);
        if (accepts)
            accepted(path);
    }
    void showError(const QString &title, const Error &) override { asked.append(title); }
};

} // namespace sluice

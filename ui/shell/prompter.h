// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>

namespace sluice {

class JudgementPresenter;
struct Judgement;

/// Every question to the person at the screen. Answers come through the callback, never through a nested event loop;
/// a callback whose question was closed by the window's end is never called. Tests inject one that answers.
class Prompter
{
public:
    struct Question {
        QString title; ///< "Hold orders-currency?"
        QString text; ///< what will happen
        QString action; ///< the verb on the button: "Hold"
        bool isDangerous = false;
    };
    struct ReasonQuestion {
        QString title;
        QString text;
        QString action;
        QString label; ///< "Why"
        QString suggestion;
        bool isRequired = false;
    };
    struct FileQuestion {
        QString title;
        QString suggestedName; ///< "change-log.csv"
        QString filter; ///< "CSV (*.csv)"
    };

    virtual ~Prompter() = default;
    virtual void confirm(const Question &question, std::function<void()> accepted) = 0;
    virtual void askReason(const ReasonQuestion &question, std::function<void(const QString &reason)> accepted) = 0;
    /// About a gate that waits for a person. presenter: the record, kept current, and what forbids an answer.
    virtual void askJudgement(
        std::shared_ptr<JudgementPresenter> presenter, std::function<void(const Judgement &judgement)> accepted) = 0;
    virtual void chooseSaveFile(const FileQuestion &question, std::function<void(const QString &path)> accepted) = 0;
    virtual void chooseOpenFile(const FileQuestion &question, std::function<void(const QString &path)> accepted) = 0;
    virtual void chooseFolder(const QString &title, std::function<void(const QString &path)> accepted) = 0;
    /// For failures that no page can show in place.
    virtual void showError(const QString &title, const Error &error) = 0;
};

} // namespace sluice

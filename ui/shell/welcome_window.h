// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class ErrorBanner;

/// What opens when there is no workspace to show: why not, the folders used before, and a way to choose another.
class WelcomeWindow : public QWidget
{
    Q_OBJECT

public:
    WelcomeWindow(const Theme &theme, const QStringList &recent, QWidget *parent = nullptr);
    void showError(const Error &error);

Q_SIGNALS:
    void folderChosen(const QString &folder);

private:
    void chooseFolder();
    ErrorBanner *m_error;
};

} // namespace sluice

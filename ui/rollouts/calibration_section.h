// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/calibration_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QProgressBar;
class QVBoxLayout;

namespace sluice {

class Button;
class PlainLabel;

/// How often each gate of the plan would have fired over what was ever measured, with the button that finds out.
class CalibrationSection : public QWidget
{
    Q_OBJECT

public:
    CalibrationSection(const Theme &theme, CalibrationPresenter &presenter, QWidget *parent = nullptr);

private:
    void refresh();
    void showRows();
    QWidget *rowOf(const CalibrationRow &row);

    const Theme &m_theme;
    CalibrationPresenter &m_presenter;
    PlainLabel *m_sentence;
    PlainLabel *m_error;
    QProgressBar *m_progress;
    Button *m_start;
    Button *m_stop;
    QVBoxLayout *m_rows;
    QList<CalibrationRow> m_shown;
};

} // namespace sluice

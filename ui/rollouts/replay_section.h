// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/replay_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class Button;
class PlainLabel;

/// What is known of production's queries on the plan's candidate, in a sentence, and the way to the rest.
class ReplaySection : public QWidget
{
    Q_OBJECT

public:
    ReplaySection(const Theme &theme, ReplayPresenter &presenter, QWidget *parent = nullptr);

Q_SIGNALS:
    void openRequested();

private:
    void refresh();

    ReplayPresenter &m_presenter;
    PlainLabel *m_sentence;
    Button *m_open;
};

} // namespace sluice

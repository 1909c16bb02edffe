// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/shell_state.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace sluice {

class Button;
class ElidedLabel;
class GlyphLabel;
class PlainLabel;

/// The one loud strip over every page: sign, word, sentence, Judge…, Hold and Roll back…, or Show checks.
class AlarmBanner : public QWidget
{
    Q_OBJECT

public:
    explicit AlarmBanner(const Theme &theme, QWidget *parent = nullptr);
    void setState(const AlarmBannerState &state);
    const AlarmBannerState &state() const { return m_state; }

Q_SIGNALS:
    void holdRequested(const QString &run);
    void rollbackRequested(const QString &planId);
    void judgementRequested(const QString &planId);
    void subjectActivated(const QString &subject); ///< the sentence was clicked: a plan, or checksRun()

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    ColorRole role() const;
    const Theme &m_theme;
    AlarmBannerState m_state;
    GlyphLabel *m_glyph;
    PlainLabel *m_word;
    ElidedLabel *m_sentence;
    PlainLabel *m_others;
    Button *m_show;
    Button *m_judge;
    Button *m_hold;
    Button *m_rollBack;
};

} // namespace sluice

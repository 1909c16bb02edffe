// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/changelog/change_log_presenter.h"
#include "ui/widgets/card.h"

class QComboBox;
class QPlainTextEdit;
class QStackedWidget;

namespace sluice {

class Button;
class GlyphLabel;
class KeyValueTable;
class PlainLabel;

/// One entry with everything it says, its hash and whether the chain up to it holds, and the form for feedback on it.
class LogDetailPanel : public Card
{
    Q_OBJECT

public:
    explicit LogDetailPanel(const Theme &theme, QWidget *parent = nullptr);

    void showNothing();
    void showEntry(const Event &event, const LogLine &line, const RunNames &names, ChangeLogPresenter::Chain chain);
    void setDatasets(const QStringList &datasets) { m_datasets = datasets; }
    void openFeedback();
    void feedbackRecorded(); ///< empties and closes the form
    qint64 seq() const { return m_seq; }

Q_SIGNALS:
    void feedbackGiven(const QString &dataset, const QString &text, qint64 aboutSeq);
    void planWanted(const QString &plan);
    void momentWanted(const QDateTime &at);

private:
    QWidget *buildEntry();
    QWidget *buildFeedback();
    void copyEntry();

    const Theme &m_theme;
    qint64 m_seq = 0;
    QDateTime m_at;
    QString m_plan;
    QString m_asText;
    QStringList m_datasets;
    QStackedWidget *m_stack = nullptr;
    GlyphLabel *m_glyph = nullptr;
    PlainLabel *m_title = nullptr;
    PlainLabel *m_chain = nullptr;
    KeyValueTable *m_rows = nullptr;
    Button *m_open = nullptr;
    Button *m_give = nullptr;
    QWidget *m_feedback = nullptr;
    QComboBox *m_dataset = nullptr;
    QPlainTextEdit *m_words = nullptr;
};

} // namespace sluice

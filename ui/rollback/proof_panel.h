// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/rollback/rollback_presenter.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QGridLayout;

namespace sluice {

class GlyphLabel;
class KeyValueTable;
class PlainLabel;

/// What came of a rollback and what it rests on: the result, what differs, both fingerprints, every table's checksum.
class ProofPanel : public QWidget
{
    Q_OBJECT

public:
    ProofPanel(const Theme &theme, RollbackPresenter &presenter, QWidget *parent = nullptr);
    void refresh();

private:
    void showTables(const ProofView &view);
    void showExceptions(const ProofView &view);

    const Theme &m_theme;
    RollbackPresenter &m_presenter;
    GlyphLabel *m_sign;
    PlainLabel *m_result;
    PlainLabel *m_sentence;
    QWidget *m_exceptions;
    KeyValueTable *m_facts;
    PlainLabel *m_tablesTitle;
    QWidget *m_tables;
    QGridLayout *m_grid;
    QString m_shown;
};

} // namespace sluice

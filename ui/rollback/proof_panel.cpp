// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/rollback/proof_panel.h"

#include "ui/models/gate_text.h"
#include "ui/models/text.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/glyph_label.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/state_look.h"

#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString orUnknown(const QString &text)
{
    return text.isEmpty() ? ProofPanel::tr("unknown") : text;
}

/// A long digest with a blank in its middle, where a label may break it.
QString breakable(const QString &digest)
{
    return digest.size() > 32 ? digest.left(digest.size() / 2) + u' ' + digest.mid(digest.size() / 2) : digest;
}

} // namespace

ProofPanel::ProofPanel(const Theme &theme, RollbackPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_exceptions(nullptr)
{
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(scroll);
    auto *page = new QWidget(scroll);
    page->setProperty("ground", u"surface"_s);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, metrics::kHalf, 0);
    column->setSpacing(metrics::kGrid);
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::kGap);
    m_sign = new GlyphLabel(theme, Glyph::Unknown, ColorRole::Unknown, 28, page);
    m_result = wrappedLabel(theme, {}, FontRole::Display, ColorRole::Text, page);
    head->addWidget(m_sign);
    head->addWidget(m_result, 1);
    column->addLayout(head);
    m_sentence = wrappedLabel(theme, {}, FontRole::Body, ColorRole::Text, page);
    column->addWidget(m_sentence);
    m_exceptions = new QWidget(page);
    auto *exceptions = new QVBoxLayout(m_exceptions);
    exceptions->setContentsMargins(0, 0, 0, 0);
    exceptions->setSpacing(2);
    column->addWidget(m_exceptions);
    m_facts = new KeyValueTable(theme, page);
    column->addWidget(m_facts);
    m_tablesTitle = new PlainLabel(theme, tr("Protected tables"), FontRole::Strong, ColorRole::Text, page);
    column->addWidget(m_tablesTitle);
    m_tables = new QWidget(page);
    m_grid = new QGridLayout(m_tables);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(metrics::kPage);
    m_grid->setVerticalSpacing(6);
    column->addWidget(m_tables);
    column->addStretch(1);
    scroll->setWidget(page);
}

void ProofPanel::refresh()
{
    const ProofView &view = m_presenter.proof();
    const QString text = m_presenter.proofAsText();
    if (text == m_shown)
        return;
    m_shown = text;
    const StateLook look = stateLook(view.proof.result);
    m_sign->setGlyph(look.glyph, look.role);
    m_result->setText(look.word);
    m_result->setTone(look.role);
    m_sentence->setText(resultSentence(view));
    m_result->setAccessibleName(tr("Result: %1. %2").arg(look.word, m_sentence->text()));
    showExceptions(view);
    const bool isSame = !view.proof.fingerprintAfter.isEmpty() && view.proof.fingerprintBefore == view.proof.fingerprintAfter;
    const bool isKnown = !view.proof.fingerprintBefore.isEmpty() && !view.proof.fingerprintAfter.isEmpty();
    m_facts->setRows({
        { tr("Readers back"), orUnknown(preciseDuration(view.readersBack)) },
        { tr("Fully undone"), orUnknown(preciseDuration(view.took)) },
        { tr("Schema recorded"), orUnknown(breakable(singleLine(view.proof.fingerprintBefore, 100))), true },
        { tr("Schema now"), orUnknown(breakable(singleLine(view.proof.fingerprintAfter, 100))), true },
        { tr("Schema"), !isKnown ? tr("unknown") : isSame ? tr("equal") : tr("different"), false,
            !isKnown ? ColorRole::Unknown : isSame ? ColorRole::Good : ColorRole::Watch },
        { tr("Arrived meanwhile"), view.arrived < 0 ? tr("unknown") : tr("%1 rows").arg(groupedNumber(view.arrived)) },
        { tr("Ended"), absoluteTime(view.ended) },
    });
    showTables(view);
}

void ProofPanel::showExceptions(const ProofView &view)
{
    while (QLayoutItem *item = m_exceptions->layout()->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const QStringList all = view.proof.exceptions + view.proof.differences;
    for (const QString &one : all)
        m_exceptions->layout()->addWidget(wrappedLabel(m_theme, u"• "_s + singleLine(one, 400), FontRole::Body, ColorRole::Watch, m_exceptions));
    m_exceptions->setVisible(!all.isEmpty());
}

void ProofPanel::showTables(const ProofView &view)
{
    while (QLayoutItem *item = m_grid->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_tablesTitle->setText(view.proof.tables.isEmpty() ? tr("No protected table was compared") : tr("Protected tables"));
    int row = 0;
    for (const QString &title : { tr("Table"), tr("Rows"), tr("Checksum"), tr("Arrived"), tr("Result") }) {
        if (!view.proof.tables.isEmpty())
            m_grid->addWidget(new PlainLabel(m_theme, title, FontRole::Small, ColorRole::Muted, m_tables), 0, row++);
    }
    row = 1;
    for (const TableProof &table : view.proof.tables) {
        const auto state = tableState(view.proof.result, table);
        const bool isAsItWas = state == ProofView::TableState::Equal || state == ProofView::TableState::Untouched;
        const ColorRole role = isAsItWas ? ColorRole::Good : ColorRole::Watch;
        const bool isOne = table.sumBefore == table.sumNow || table.isUntouched;
        const QString sums = isOne ? shortId(table.sumBefore) : tr("%1 → %2").arg(shortId(table.sumBefore), shortId(table.sumNow));
        auto *name = new ElidedLabel(m_theme, singleLine(table.table, 120), FontRole::Mono, ColorRole::Text, m_tables);
        name->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        m_grid->addWidget(name, row, 0);
        m_grid->addWidget(new PlainLabel(m_theme, countedNumber(table.rowsNow), FontRole::Mono, ColorRole::Text, m_tables), row, 1);
        auto *sum = new PlainLabel(m_theme, sums, FontRole::Mono, ColorRole::Muted, m_tables);
        sum->setToolTip(plainToolTip(table.sumBefore + u'\n' + table.sumNow));
        m_grid->addWidget(sum, row, 2);
        m_grid->addWidget(new PlainLabel(m_theme, countedNumber(table.arrived), FontRole::Mono, ColorRole::Text, m_tables), row, 3);
        m_grid->addWidget(new PlainLabel(m_theme, tableStateText(state), FontRole::Body, role, m_tables), row, 4);
        if (!table.note.isEmpty())
            m_grid->addWidget(wrappedLabel(m_theme, singleLine(table.note, 300), FontRole::Small, ColorRole::Muted, m_tables), ++row, 0, 1, 5);
        ++row;
    }
    m_grid->setColumnStretch(0, 1);
}

} // namespace sluice

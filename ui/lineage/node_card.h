// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_scene.h"
#include "ui/widgets/card.h"

namespace sluice {

class Button;
class KeyValueTable;
class PlainLabel;

/// Why a node has its risk, factor by factor, the way on which the change reaches it, and what it is.
class NodeCard : public Card
{
    Q_OBJECT

public:
    explicit NodeCard(const Theme &theme, QWidget *parent = nullptr);
    /// node −1: nothing is selected. isSubject: the page already judges from this node.
    void show(const LineageAnalysisPtr &analysis, int node, bool isSubject);
    using Card::show;

Q_SIGNALS:
    void impactRequested(const QString &key);

private:
    void showRisk(const LineageAnalysis &analysis, int node);
    void showFacts(const LineageAnalysis &analysis, int node);

    PlainLabel *m_name;
    PlainLabel *m_change;
    KeyValueTable *m_factors;
    PlainLabel *m_path;
    KeyValueTable *m_facts;
    PlainLabel *m_description;
    Button *m_impact;
    QString m_key;
};

} // namespace sluice

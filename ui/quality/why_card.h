// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/widgets/card.h"

#include <QList>

namespace sluice {

/// Why a gate tripped or cannot be judged: one entry a gate, with the button that lets a tripped card leave its place.
class WhyCard : public Card
{
    Q_OBJECT

public:
    struct Entry {
        QString gate;
        QString head; ///< "Latency p95 breached at 12:57:42"
        QString sentence; ///< the reason on record, in the words that everybody is told
        QString circumstance; ///< what came shortly before; empty when nothing did
        bool isBreach = false;
        bool canAcknowledge = false;
        friend bool operator==(const Entry &, const Entry &) = default;
    };

    explicit WhyCard(const Theme &theme, QWidget *parent = nullptr);
    void setEntries(const QList<Entry> &entries);
    const QList<Entry> &entries() const { return m_entries; }

Q_SIGNALS:
    void acknowledged(const QString &gate);

private:
    const Theme &m_theme;
    QList<Entry> m_entries;
    QWidget *m_rows = nullptr;
};

} // namespace sluice

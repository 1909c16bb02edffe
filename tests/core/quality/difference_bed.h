// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "quality/difference/compare_tables.h"
#include "support/test_database.h"

namespace sluice {

/// Two sides of a comparison: one database, or two of these engines, with the tables legacy and candidate of equal
/// columns: id, amount (a decimal), ratio (a double), name, raw (bytes), at (a timestamp), day, flag.
class DifferenceBed
{
public:
    DifferenceBed(Engine legacy, Engine candidate, bool isOne);

    /// Makes both tables with rows 1 to this number, the candidate's in another order.
    void fill(int rows);
    void runLegacy(const QString &sql) const { m_legacy->run(sql); }
    void runCandidate(const QString &sql) const { candidate().run(sql); }
    Engine legacyEngine() const { return m_legacy->engine(); }
    Engine candidateEngine() const { return candidate().engine(); }

    Result<TableDifference> compare(
        DifferenceRequest request, std::stop_token stop = {}, const DifferenceWatcher &watcher = {}) const;
    /// The tables of fill() by their key.
    static DifferenceRequest request();

    /// How this engine writes these bytes.
    static QString bytes(Engine engine, const QByteArray &value);
    /// Columns and types of the tables; key: what is behind the type of id.
    static QString tableSql(Engine engine, const QString &name, const QString &key);

private:
    const TestDatabase &candidate() const { return m_candidate ? *m_candidate : *m_legacy; }
    std::unique_ptr<TestDatabase> m_legacy;
    std::unique_ptr<TestDatabase> m_candidate;
};

} // namespace sluice

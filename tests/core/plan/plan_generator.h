// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>

#include <random>

namespace sluice {

/// Makes valid plans at random, from a seed, over every op, probe and key that this version runs. What it makes is
/// JSON, which is YAML; files it refers to are named in files().
class PlanGenerator
{
public:
    explicit PlanGenerator(unsigned seed, bool usesFiles = true)
        : m_random(seed)
        , m_usesFiles(usesFiles)
    {
    }

    QJsonObject plan();
    /// Any text that YAML and SQL may carry: quotes, percent signs, letters of the world, markup.
    QString text();
    bool chance(int percent) { return below(100) < percent; }
    int below(int count) { return static_cast<int>(m_random() % static_cast<unsigned>(count)); }

    static QStringList files(); ///< "sql/0.sql" …

private:
    QString id(const QString &prefix);
    QString relation();
    QString name();
    QString duration(qint64 least, qint64 most);
    QString pick(const QStringList &words) { return words[below(static_cast<int>(words.size()))]; }
    void maybe(QJsonObject &object, const QString &key, const QJsonValue &value);
    void putSql(QJsonObject &object, const QString &textKey, const QString &fileKey);
    QJsonValue sqlList();
    QJsonObject column(const QString &columnName);
    QJsonObject step(const QString &op);
    QJsonObject gate(const QString &probe);
    QJsonValue limit(const QString &probe);
    void putLimits(QJsonObject &gate, const QString &probe);
    QJsonObject stage(const QString &kind);
    QJsonObject expectation();
    QJsonArray outcomes(bool areTransformations);

    std::mt19937 m_random;
    bool m_usesFiles;
    int m_ids = 0;
    QStringList m_flags;
    QStringList m_served;
    QStringList m_snapshots;
    QStringList m_notInstalled;
    QStringList m_gates;
};

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArrayView>
#include <QList>

#include <vector>

namespace sluice {

/// Rows and sum of their hashes, modulo 2^64, by bucket: what one scan of one side leaves behind. Sums and not XOR,
/// which two equal rows would cancel. A value of a fixed size, however many rows there are.
class BucketSums
{
public:
    explicit BucketSums(int buckets);

    void add(int bucket, qint64 rows, quint64 sum);
    int count() const { return static_cast<int>(m_rows.size()); }
    qint64 rows(int bucket) const { return m_rows[static_cast<size_t>(bucket)]; }
    qint64 rows() const;
    qint64 rows(const QList<int> &buckets) const;

    /// Numbers of the buckets that are not the same.
    static QList<int> different(const BucketSums &a, const BucketSums &b);
    /// As many of these buckets, from this place on, as hold about so many rows of both sides; at least one.
    static QList<int> lot(
        const BucketSums &a, const BucketSums &b, const QList<int> &buckets, qsizetype from, qint64 rows);

    /// A whole decimal number of any length, modulo 2^64: sums of different engines, signed or not, agree in it.
    static quint64 modulo(QByteArrayView digits);

private:
    std::vector<qint64> m_rows;
    std::vector<quint64> m_sums;
};

/// A power of two for the first level: few rows a bucket, but no more buckets than a processor's caches hold while an
/// engine sums them. estimate: -1 where nobody knows.
int bucketCount(qint64 estimate);
/// The same where rows that follow each other lie in one bucket, so that the others need no cache.
int rangeCount(qint64 estimate);
/// Of the second level.
inline constexpr int kSecondBuckets = 65'536;

} // namespace sluice

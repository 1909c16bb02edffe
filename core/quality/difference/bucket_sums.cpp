// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "quality/difference/bucket_sums.h"

#include <bit>
#include <numeric>

namespace sluice {

namespace {

constexpr int kFewestBuckets = 64;
constexpr int kMostBuckets = 4'096;
constexpr int kMostRanges = 65'536;
constexpr qint64 kRowsPerBucket = 64;
/// Numbers in one IN list.
constexpr qsizetype kBucketsPerLot = 20'000;

} // namespace

BucketSums::BucketSums(int buckets)
    : m_rows(static_cast<size_t>(buckets))
    , m_sums(static_cast<size_t>(buckets))
{
}

void BucketSums::add(int bucket, qint64 rows, quint64 sum)
{
    m_rows[static_cast<size_t>(bucket)] += rows;
    m_sums[static_cast<size_t>(bucket)] += sum;
}

qint64 BucketSums::rows() const { return std::accumulate(m_rows.cbegin(), m_rows.cend(), qint64(0)); }

qint64 BucketSums::rows(const QList<int> &buckets) const
{
    return std::accumulate(
        buckets.cbegin(), buckets.cend(), qint64(0), [this](qint64 sum, int bucket) { return sum + rows(bucket); });
}

QList<int> BucketSums::different(const BucketSums &a, const BucketSums &b)
{
    QList<int> buckets;
    for (size_t i = 0; i < a.m_rows.size(); ++i) {
        if (a.m_rows[i] != b.m_rows[i] || a.m_sums[i] != b.m_sums[i])
            buckets.append(static_cast<int>(i));
    }
    return buckets;
}

QList<int> BucketSums::lot(
    const BucketSums &a, const BucketSums &b, const QList<int> &buckets, qsizetype from, qint64 rows)
{
    QList<int> lot;
    qint64 taken = 0;
    for (qsizetype i = from; i < buckets.size() && lot.size() < kBucketsPerLot; ++i) {
        taken += a.rows(buckets[i]) + b.rows(buckets[i]);
        if (!lot.isEmpty() && taken > rows)
            break;
        lot.append(buckets[i]);
    }
    return lot;
}

quint64 BucketSums::modulo(QByteArrayView digits)
{
    quint64 number = 0;
    for (const char c : digits) {
        if (c >= '0' && c <= '9')
            number = number * 10 + static_cast<quint64>(c - '0');
    }
    return digits.startsWith('-') ? 0 - number : number;
}

namespace {

int bucketCount(qint64 estimate, int most)
{
    if (estimate < 0)
        return most;
    const qint64 wanted = std::clamp<qint64>(estimate / kRowsPerBucket, kFewestBuckets, most);
    return static_cast<int>(std::bit_ceil(static_cast<quint64>(wanted)));
}

} // namespace

int bucketCount(qint64 estimate) { return bucketCount(estimate, kMostBuckets); }

int rangeCount(qint64 estimate) { return bucketCount(estimate, kMostRanges); }

} // namespace sluice

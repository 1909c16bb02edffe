// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/stable_hash.h"

#include <QTest>

namespace sluice {

class StableHashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void agreesWithPublishedVectors_data();
    void agreesWithPublishedVectors();
    void addsWithCarry();
};

/// Outputs of the reference implementation's test program for SipHash-2-4-128: key 00 01 … 0f, input 00 01 … n-1.
void StableHashTest::agreesWithPublishedVectors_data()
{
    QTest::addColumn<int>("length");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("0") << 0 << QByteArray("a3817f04ba25a8e66df67214c7550293");
    QTest::newRow("1") << 1 << QByteArray("da87c1d86b99af44347659119b22fc45");
    QTest::newRow("2") << 2 << QByteArray("8177228da4a45dc7fca38bdef60affe4");
    QTest::newRow("15") << 15 << QByteArray("5493e99933b0a8117e08ec0f97cfc3d9");
    QTest::newRow("63") << 63 << QByteArray("5150d1772f50834a503e069a973fbd7c");
}

void StableHashTest::agreesWithPublishedVectors()
{
    QFETCH(int, length);
    QFETCH(QByteArray, bytes);
    QByteArray input;
    for (int i = 0; i < length; ++i)
        input.append(static_cast<char>(i));
    const Hash128 hash = sipHash128(input, 0x0706050403020100U, 0x0f0e0d0c0b0a0908U);
    QByteArray output;
    for (const quint64 half : { hash.low, hash.high }) {
        for (int i = 0; i < 8; ++i)
            output.append(static_cast<char>(half >> (8 * i)));
    }
    QCOMPARE(output.toHex(), bytes);
}

void StableHashTest::addsWithCarry()
{
    Hash128 sum { 0, ~quint64(0) };
    sum += Hash128 { 0, 1 };
    QCOMPARE(sum, (Hash128 { 1, 0 }));
    sum = Hash128 { ~quint64(0), ~quint64(0) };
    sum += Hash128 { 0, 2 };
    QCOMPARE(sum, (Hash128 { 0, 1 }));
    QCOMPARE((Hash128 { 0xab, 1 }.hex()), QByteArray("00000000000000ab0000000000000001"));
}

} // namespace sluice

QTEST_APPLESS_MAIN(sluice::StableHashTest)
#include "tst_stable_hash.moc"

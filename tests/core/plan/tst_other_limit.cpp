// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/other_limit.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

Gate gateOf(const ProbeSpec &probe, const QList<Limit> &limits, std::optional<double> hard = {})
{
    Gate gate;
    gate.id = u"g"_s;
    gate.probe = probe;
    gate.limits = limits;
    gate.hardLimit = hard;
    return gate;
}

Limit most(double value, bool isFactor = false) { return { LimitSide::AtMost, value, isFactor, {} }; }
Limit least(double value) { return { LimitSide::AtLeast, value, false, {} }; }

} // namespace

/// Another value for one limit of a gate, in the plan's own words.
class OtherLimitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sets_data()
    {
        QTest::addColumn<Gate>("gate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QList<Limit>>("limits");
        QTest::addColumn<std::optional<double>>("hard");
        using Hard = std::optional<double>;
        const auto said = [](Limit limit, const QString &text) { return limit.text = text, limit; };
        QTest::newRow("share") << gateOf(NullRateProbe {}, { most(.1) }) << u""_s << u"0.002"_s
                               << QList<Limit> { said(most(.002), u"0.002"_s) } << Hard();
        QTest::newRow("age") << gateOf(FreshnessProbe {}, { most(60) }) << u"max_age"_s << u"15m"_s
                             << QList<Limit> { said(most(900), u"15m"_s) } << Hard();
        QTest::newRow("factor") << gateOf(QueryLatencyProbe {}, { most(1.2, true) }) << u"limit"_s << u"1.1x baseline"_s
                                << QList<Limit> { said(most(1.1, true), u"1.1x baseline"_s) } << Hard();
        QTest::newRow("factor instead") << gateOf(QueryLatencyProbe {}, { most(800) }) << u""_s << u"2x baseline"_s
                                        << QList<Limit> { said(most(2, true), u"2x baseline"_s) } << Hard();
        QTest::newRow("one of two") << gateOf(RowCountProbe {}, { most(100), least(10) }) << u"min"_s << u"20"_s
                                    << QList<Limit> { most(100), said(least(20), u"20"_s) } << Hard();
        QTest::newRow("hard") << gateOf(ErrorRateProbe {}, { most(.1) }, .5) << u"hard_limit"_s << u"0.3"_s
                              << QList<Limit> { most(.1) } << Hard(.3);
        FidelityProbe rows;
        rows.countsRows = true;
        QTest::newRow("rows") << gateOf(rows, { most(3) }, 9) << u"max_mismatch"_s << u"5"_s
                              << QList<Limit> { said(most(5), u"5"_s) } << Hard(9);
        QTest::newRow("rows by another name") << gateOf(rows, { most(3) }) << u"max"_s << u"0"_s
                                              << QList<Limit> { said(most(0), u"0"_s) } << Hard();
        QTest::newRow("only a hard one") << gateOf(ErrorRateProbe {}, {}, .5) << u""_s << u"0.3"_s << QList<Limit> {}
                                         << Hard(.3);
    }
    void sets()
    {
        QFETCH(const Gate, gate);
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const QList<Limit>, limits);
        QFETCH(const std::optional<double>, hard);
        const auto other = withOtherLimit(gate, key, value);
        QVERIFY2(other, other ? "" : qPrintable(other.error().what));
        QCOMPARE(other->limits, limits);
        QCOMPARE(other->hardLimit, hard);
        Gate expected = gate;
        expected.limits = limits;
        expected.hardLimit = hard;
        QCOMPARE(*other, expected); // and nothing else
    }

    void refuses_data()
    {
        QTest::addColumn<Gate>("gate");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("why");
        const Gate both = gateOf(RowCountProbe {}, { most(100), least(10) });
        QTest::newRow("no share") << gateOf(NullRateProbe {}, { most(.1) }) << u""_s << u"3"_s
                                  << u"cannot have the limit '3'"_s;
        FidelityProbe rows;
        rows.countsRows = true;
        QTest::newRow("no whole row") << gateOf(rows, { most(3) }) << u""_s << u"2.5"_s << u"cannot have the limit '2.5'"_s;
        QTest::newRow("rows of a share") << gateOf(FidelityProbe {}, { most(.1) }) << u"max_mismatch"_s << u"0"_s
                                         << u"has no 'max_mismatch'"_s;
        QTest::newRow("no duration") << gateOf(FreshnessProbe {}, { most(60) }) << u""_s << u"15"_s
                                     << u"cannot have the limit '15'"_s;
        QTest::newRow("no number") << both << u"max"_s << u"many"_s << u"cannot have the limit 'many'"_s;
        QTest::newRow("which one") << both << u""_s << u"20"_s << u"has two limits"_s;
        QTest::newRow("no such") << gateOf(RowCountProbe {}, { least(10) }) << u"max"_s << u"20"_s << u"has no 'max'"_s;
        QTest::newRow("unknown key") << both << u"most"_s << u"20"_s << u"has no 'most'"_s;
        QTest::newRow("no hard one") << both << u"hard_limit"_s << u"20"_s << u"has no hard limit"_s;
        QTest::newRow("nothing between") << both << u"min"_s << u"101"_s << u"'min' above its 'max'"_s;
        QTest::newRow("beyond the hard one")
            << gateOf(ErrorRateProbe {}, { most(.1) }, .5) << u"max"_s << u"0.6"_s << u"stricter than its limit"_s;
        QTest::newRow("hard one below") << gateOf(ErrorRateProbe {}, { most(.1) }, .5) << u"hard_limit"_s << u"0.05"_s
                                        << u"stricter than its limit"_s;
        QTest::newRow("two manners") << gateOf(ErrorRateProbe {}, { most(.1) }, .5) << u"max"_s << u"2x baseline"_s
                                     << u"in the manner of its limit"_s;
    }
    void refuses()
    {
        QFETCH(const Gate, gate);
        QFETCH(const QString, key);
        QFETCH(const QString, value);
        QFETCH(const QString, why);
        const auto other = withOtherLimit(gate, key, value);
        QVERIFY(!other);
        QCOMPARE(other.error().code, ErrorCode::Usage);
        QVERIFY2(other.error().what.contains(why), qPrintable(other.error().what));
    }
};

QTEST_GUILESS_MAIN(OtherLimitTest)
#include "tst_other_limit.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <bit>
#include <limits>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Digests, and canonical JSON against the vectors that RFC 8785 prints.
class DigestTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sha256OfKnownText_data();
    void sha256OfKnownText();
    void fieldsDoNotRunTogether();
    void numbers_data();
    void numbers();
    void texts_data();
    void texts();
    void sampleOfTheStandard();
    void keysAreSortedByUtf16();
    void refusesWhatJsonCannotSay_data();
    void refusesWhatJsonCannotSay();
    void parsedBackIsTheSame();
};

void DigestTest::sha256OfKnownText_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("digest");
    QTest::newRow("empty") << QByteArray() << u"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"_s;
    QTest::newRow("abc") << QByteArray("abc") << u"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"_s;
}

void DigestTest::sha256OfKnownText()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, digest);
    QCOMPARE(sha256Hex(bytes), digest);
}

void DigestTest::fieldsDoNotRunTogether()
{
    const QByteArray split = sha256Fields("t", { "ab", "c" });
    QCOMPARE(split.size(), 32);
    QVERIFY(split != sha256Fields("t", { "a", "bc" }));
    QVERIFY(split != sha256Fields("t", { "ab", "c", "" }));
    QVERIFY(split != sha256Fields("u", { "ab", "c" }));
    QCOMPARE(split, sha256Fields("t", { "ab", "c" }));
}

void DigestTest::numbers_data()
{
    QTest::addColumn<quint64>("bits");
    QTest::addColumn<QByteArray>("text");
    // RFC 8785, appendix B.
    const auto row = [](const char *name, quint64 bits, const char *text) { QTest::newRow(name) << bits << QByteArray(text); };
    row("zero", 0x0000000000000000, "0");
    row("minus zero", 0x8000000000000000, "0");
    row("least positive", 0x0000000000000001, "5e-324");
    row("least negative", 0x8000000000000001, "-5e-324");
    row("greatest", 0x7fefffffffffffff, "1.7976931348623157e+308");
    row("greatest negative", 0xffefffffffffffff, "-1.7976931348623157e+308");
    row("2^53", 0x4340000000000000, "9007199254740992");
    row("-2^53", 0xc340000000000000, "-9007199254740992");
    row("2^68", 0x4430000000000000, "295147905179352830000");
    row("below 1e23", 0x44b52d02c7e14af5, "9.999999999999997e+22");
    row("1e23", 0x44b52d02c7e14af6, "1e+23");
    row("above 1e23", 0x44b52d02c7e14af7, "1.0000000000000001e+23");
    row("below 1e21, two", 0x444b1ae4d6e2ef4e, "999999999999999700000");
    row("below 1e21", 0x444b1ae4d6e2ef4f, "999999999999999900000");
    row("1e21", 0x444b1ae4d6e2ef50, "1e+21");
    row("below 1e-6", 0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7");
    row("1e-6", 0x3eb0c6f7a0b5ed8d, "0.000001");
    row("thirds 1", 0x41b3de4355555553, "333333333.3333332");
    row("thirds 2", 0x41b3de4355555554, "333333333.33333325");
    row("thirds 3", 0x41b3de4355555555, "333333333.3333333");
    row("thirds 4", 0x41b3de4355555556, "333333333.3333334");
    row("thirds 5", 0x41b3de4355555557, "333333333.33333343");
    row("small negative", 0xbecbf647612f3696, "-0.0000033333333333333333");
    row("round to even", 0x43143ff3c1cb0959, "1424953923781206.2");
}

void DigestTest::numbers()
{
    QFETCH(quint64, bits);
    QFETCH(QByteArray, text);
    const auto json = canonicalJson(std::bit_cast<double>(bits));
    QVERIFY(json);
    QCOMPARE(*json, text);
}

void DigestTest::texts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("plain") << u"abc"_s << QByteArray("\"abc\"");
    QTest::newRow("escapes") << u"\b\t\n\f\r\"\\/"_s << QByteArray(R"("\b\t\n\f\r\"\\/")");
    QTest::newRow("other controls") << QString(QChar(0x0F)) + QChar(0x1B) << QByteArray(R"("\u000f\u001b")");
    QTest::newRow("delete stays") << QString(QChar(0x7F)) << QByteArray("\"\x7F\"");
    QTest::newRow("umlaut") << u"ö€"_s << QByteArray("\"\xC3\xB6\xE2\x82\xAC\"");
    QTest::newRow("beyond the plane") << u"😀"_s << QByteArray("\"\xF0\x9F\x98\x80\"");
    QTest::newRow("line separator") << QString(QChar(0x2028)) << QByteArray("\"\xE2\x80\xA8\"");
}

void DigestTest::texts()
{
    QFETCH(QString, text);
    QFETCH(QByteArray, json);
    const auto written = canonicalJson(text);
    QVERIFY(written);
    QCOMPARE(*written, json);
}

void DigestTest::sampleOfTheStandard()
{
    // RFC 8785, section 3.2.2 and 3.2.4.
    const QByteArray input = R"({"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]})";
    const auto json = canonicalJson(QJsonDocument::fromJson(input).object());
    QVERIFY(json);
    QCOMPARE(*json,
        QByteArray(R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"})"));
}

void DigestTest::keysAreSortedByUtf16()
{
    // RFC 8785, section 3.2.3: the letter beyond the plane sorts by its surrogates, in front of U+FB33.
    const QByteArray input = R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
        "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})";
    const auto json = canonicalJson(QJsonDocument::fromJson(input).object());
    QVERIFY(json);
    QByteArray values;
    qsizetype last = -1;
    for (const char *value : { "Carriage Return", "One", "Control", "Latin Small", "Euro Sign", "Emoji", "Hebrew" }) {
        const qsizetype at = json->indexOf(value);
        QVERIFY2(at > last, value);
        last = at;
    }
}

void DigestTest::refusesWhatJsonCannotSay_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("half a surrogate") << QJsonValue(QString(QChar(0xD800)));
    QTest::newRow("half a surrogate, nested") << QJsonValue(QJsonArray { QJsonObject { { u"a"_s, QString(QChar(0xDEAD)) } } });
    QTest::newRow("half a surrogate as key") << QJsonValue(QJsonObject { { QString(QChar(0xDEAD)), 1 } });
    QTest::newRow("large integer") << QJsonValue(qint64 { 9007199254740993 });
    QTest::newRow("large negative integer") << QJsonValue(std::numeric_limits<qint64>::min() + 1);
    QTest::newRow("largest integer") << QJsonValue(std::numeric_limits<qint64>::max());
}

void DigestTest::refusesWhatJsonCannotSay()
{
    QFETCH(QJsonValue, value);
    const auto json = canonicalJson(value);
    QVERIFY(!json);
    QCOMPARE(json.error().code, ErrorCode::InvalidPlan);
}

void DigestTest::parsedBackIsTheSame()
{
    const QJsonObject object { { u"b"_s, QJsonArray { 1, 2.5, u"x"_s, QJsonValue() } }, { u"a"_s, true }, { u"ü"_s, QJsonObject { { u"n"_s, -0.0 } } } };
    const auto first = canonicalJson(object);
    QVERIFY(first);
    QCOMPARE(*first, QByteArray("{\"a\":true,\"b\":[1,2.5,\"x\",null],\"\xC3\xBC\":{\"n\":0}}"));
    const auto second = canonicalJson(QJsonDocument::fromJson(*first).object());
    QVERIFY(second);
    QCOMPARE(*second, *first);
}

QTEST_GUILESS_MAIN(DigestTest)
#include "tst_digest.moc"

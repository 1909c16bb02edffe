// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/event.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesAreUniqueAndReadBack()
    {
        QSet<QString> names;
        for (int i = 0; i < kEventTypeCount; ++i) {
            const auto type = static_cast<EventType>(i);
            QVERIFY(!eventTypeName(type).isEmpty());
            QCOMPARE(eventTypeFromName(eventTypeName(type)), std::optional(type));
            names.insert(eventTypeName(type));
        }
        QCOMPARE(names.size(), kEventTypeCount);
        QCOMPARE(eventTypeName(EventType::StepIntent), u"step_intent"_s);
        QCOMPARE(eventTypeName(EventType::FeedbackGiven), u"feedback_given"_s);
        QVERIFY(!eventTypeFromName(u"step intent"_s));
        QVERIFY(!eventTypeFromName(QString()));
    }

    /// Both computed apart from this code: SHA-256 over the tag and the fields, each after eight bytes of length.
    void hashOfKnownChain()
    {
        Event first;
        first.seq = 1;
        first.type = EventType::LedgerCreated;
        first.at = QDateTime({ 2026, 11, 22 }, { 12, 58, 1 }, Qt::UTC);
        first.actor = u"operator-1"_s;
        first.payload = R"({"format":1})";
        first.previousHash = QByteArray(32, '\0');
        first.hash = eventHash(first);
        QCOMPARE(first.hash.toHex(), QByteArray("48aad1b12e764de62b621a8867b5dc1505f32e50402b59c5135fb54d88eb12a4"));

        Event second;
        second.seq = 2;
        second.type = EventType::FeedbackGiven;
        second.at = first.at.addMSecs(7);
        second.actor = u"ünïcode"_s;
        second.run = u"run-1"_s;
        second.payload = u"{\"text\":\"naïve\"}"_s.toUtf8();
        second.previousHash = first.hash;
        QCOMPARE(eventHash(second).toHex(), QByteArray("b6e2758fcf18623dd4030ac604312e6412dcd01e90b72983588725811c6c20d8"));
    }

    /// Moving a byte from one field to its neighbour must not give the same hash: that is what the lengths are for.
    void fieldsDoNotRunTogether()
    {
        QByteArray scratch;
        const QByteArray zeros(32, '\0');
        const QByteArray a = eventHash(EventBytes { 1, zeros, "note", 0, "ab", "c", "{}" }, scratch);
        const QByteArray b = eventHash(EventBytes { 1, zeros, "note", 0, "a", "bc", "{}" }, scratch);
        QVERIFY(a != b);
    }

    void timeIsHashedAsIsoText_data()
    {
        QTest::addColumn<QDateTime>("at");
        QTest::newRow("epoch") << QDateTime({ 1970, 1, 1 }, { 0, 0 }, Qt::UTC);
        QTest::newRow("before the epoch") << QDateTime({ 1969, 12, 31 }, { 23, 59, 59, 999 }, Qt::UTC);
        QTest::newRow("leap day") << QDateTime({ 2024, 2, 29 }, { 23, 59, 59, 1 }, Qt::UTC);
        QTest::newRow("no leap day in 1900") << QDateTime({ 1900, 3, 1 }, { 0, 0, 0, 10 }, Qt::UTC);
        QTest::newRow("year 1") << QDateTime({ 1, 1, 1 }, { 0, 0 }, Qt::UTC);
        QTest::newRow("last") << QDateTime({ 9999, 12, 31 }, { 23, 59, 59, 999 }, Qt::UTC);
        QTest::newRow("another zone") << QDateTime({ 2026, 7, 1 }, { 1, 30 }, Qt::OffsetFromUTC, 7200);
    }

    void timeIsHashedAsIsoText()
    {
        QFETCH(const QDateTime, at);
        QByteArray scratch;
        const QByteArray zeros(32, '\0');
        eventHash(EventBytes { 1, zeros, "t", at.toMSecsSinceEpoch(), "a", "r", "p" }, scratch);
        QVERIFY2(scratch.contains(at.toUTC().toString(Qt::ISODateWithMs).toLatin1()), scratch.toPercentEncoding().constData());
    }

    void timesOutsideTheCalendarStayApart()
    {
        QByteArray scratch;
        const QByteArray zeros(32, '\0');
        QSet<QByteArray> hashes;
        const QList<qint64> times { std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max(), 253'402'300'800'000 };
        for (const qint64 atMs : times)
            hashes.insert(eventHash(EventBytes { 1, zeros, "t", atMs, "a", "r", "p" }, scratch));
        QCOMPARE(hashes.size(), times.size());
    }

    void payloadIsReadAsAnObject()
    {
        Event event;
        event.payload = R"({"stage":"additive"})";
        QCOMPARE(event.json().value(u"stage"_s).toString(), u"additive"_s);
        event.payload = "[1, 2";
        QVERIFY(event.json().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestEvent)
#include "tst_event.moc"

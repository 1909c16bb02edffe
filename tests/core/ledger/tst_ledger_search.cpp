// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger_fixture.h"

#include <QJsonArray>

#include <algorithm>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

NewEvent created(const QString &run, const QString &plan, const QStringList &objects)
{
    return { EventType::RunCreated, run,
        { { u"plan"_s, plan }, { u"title"_s, u"Add currency to "_s + plan }, { u"objects"_s, QJsonArray::fromStringList(objects) } } };
}

QList<qint64> seqs(const QList<Event> &events)
{
    QList<qint64> numbers;
    for (const Event &event : events)
        numbers += event.seq;
    return numbers;
}

LogQuery words(const QString &text)
{
    LogQuery query;
    query.text = text;
    return query;
}

} // namespace

class TestLedgerSearch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsCutIntoWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        QTest::newRow("case and punctuation") << u"Stage Additive, passed: mart.orders_v2!"_s
                                              << QStringList { u"stage"_s, u"additive"_s, u"passed"_s, u"mart"_s, u"orders"_s, u"v2"_s };
        QTest::newRow("accents") << u"Überraschung café"_s << QStringList { u"uberraschung"_s, u"cafe"_s };
        QTest::newRow("other scripts") << u"заказ"_s << QStringList { u"_00437_00430_0043a_00430_00437"_s };
        QTest::newRow("characters as words") << u"売上"_s << QStringList { u"_058f2"_s, u"_04e0a"_s };
        QTest::newRow("twice") << u"a A a"_s << QStringList { u"a"_s };
        QTest::newRow("nothing") << u" -- \0 ' \" * "_s << QStringList();
        QTest::newRow("query syntax") << u"NEAR(a b) OR \"c*\" ^d"_s
                                      << QStringList { u"near"_s, u"a"_s, u"b"_s, u"or"_s, u"c"_s, u"d"_s };
        QTest::newRow("long word") << QString(500, u'x') << QStringList { QString(64, u'x') };
    }

    void textIsCutIntoWords()
    {
        QFETCH(const QString, text);
        QTEST(searchWords(text), "words");
    }

    void noTextPassesForAFacet()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        LogQuery byPlan;
        byPlan.plan = u"orders"_s;
        const QString token = MUST(LogMatcher(byPlan).ftsExpression([](const QString &) -> Result<QStringList> { return QStringList(); }));
        MUST(ledger->append({ note(token), note(u".readable p"_s) }));
        QVERIFY(MUST(ledger->search(byPlan)).isEmpty());
        MUST(ledger->rebuildIndexes());
        QVERIFY(MUST(ledger->search(byPlan)).isEmpty());
    }

    /// The same questions before and after the entries joined the index, and with half of them in it.
    void facetsAndWords_data()
    {
        QTest::addColumn<int>("filler");
        QTest::newRow("nothing indexed") << 0;
        QTest::newRow("partly indexed") << 61;
        QTest::newRow("all indexed") << 200;
    }

    void facetsAndWords()
    {
        QFETCH(const int, filler);
        LedgerFixture fixture;
        auto analyst = MUST(SqliteLedger::open(fixture.file(), fixture.clock, u"analyst"_s));
        const auto operator1 = fixture.open();
        MUST(operator1->append({ created(u"r1"_s, u"orders-currency"_s, { u"mart.orders"_s, u"mart.daily_revenue"_s }) })); // 2
        MUST(operator1->append({ created(u"r2"_s, u"payments"_s, { u"mart.payments"_s }) })); // 3
        MUST(analyst->append({ { EventType::StepIntent, u"r1"_s, { { u"step"_s, u"fill"_s } } } })); // 4
        MUST(analyst->append({ { EventType::StagePassed, u"r1"_s, { { u"stage"_s, u"additive"_s } } } })); // 5
        MUST(operator1->append({ { EventType::FeedbackGiven, {}, { { u"dataset"_s, u"mart.orders"_s }, { u"text"_s, u"Totals off by a day"_s } } } })); // 6
        MUST(operator1->append({ { EventType::StagePassed, u"r2"_s, { { u"stage"_s, u"compatibility"_s } } } })); // 7
        for (int i = 0; i < filler; ++i)
            MUST(operator1->append({ note(u"weather"_s) }));

        LogQuery query;
        query.run = u"r1"_s;
        QCOMPARE(seqs(MUST(operator1->search(query))), (QList<qint64> { 5, 2 })); // the intent is a detail
        QCOMPARE(MUST(operator1->count(query)), 2);
        query.types = { EventType::StepIntent, EventType::StagePassed };
        QCOMPARE(seqs(MUST(operator1->search(query))), (QList<qint64> { 5, 4 }));
        query = {};
        query.plan = u"orders-currency"_s;
        query.actor = u"analyst"_s;
        QCOMPARE(seqs(MUST(operator1->search(query))), (QList<qint64> { 5 }));
        query = {};
        query.dataset = u"mart.orders"_s;
        QCOMPARE(seqs(MUST(operator1->search(query))), (QList<qint64> { 6, 5, 2 }));
        QCOMPARE(MUST(operator1->count(query)), 3);
        query.text = u"tot off"_s;
        QCOMPARE(seqs(MUST(operator1->search(query))), (QList<qint64> { 6 }));
        query.dataset = u"mart.order"_s; // facets are whole names
        QVERIFY(MUST(operator1->search(query)).isEmpty());
        QCOMPARE(seqs(MUST(operator1->search(words(u"STAGE Passed addit"_s)))), (QList<qint64> { 5 }));
        QVERIFY(MUST(operator1->search(words(u"stage passed nowhere"_s))).isEmpty());
        QVERIFY(MUST(operator1->search(words(u"!!!"_s))).isEmpty());
        QCOMPARE(MUST(operator1->count(words(u"!!!"_s))), 0);
        QCOMPARE(MUST(operator1->count(words(u"weather"_s))), filler);
        MUST(analyst->rebuildIndexes());
        QCOMPARE(MUST(operator1->count(words(u"weather"_s))), filler);
        QCOMPARE(seqs(MUST(operator1->search(words(u"STAGE Passed addit"_s)))), (QList<qint64> { 5 }));
    }

    void everythingWithDetails()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        MUST(ledger->append({ { EventType::StepIntent, u"r"_s, {} }, note(u"x"_s) }));
        LogQuery query;
        for (int i = 0; i < kEventTypeCount; ++i)
            query.types += static_cast<EventType>(i);
        QCOMPARE(seqs(MUST(ledger->search(query))), (QList<qint64> { 3, 2, 1 }));
        QCOMPARE(MUST(ledger->count(query)), 3);
        query.types.clear();
        QCOMPARE(seqs(MUST(ledger->search(query))), (QList<qint64> { 3, 1 }));
    }

    void pagesFollowEachOther()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        for (int i = 0; i < 150; ++i)
            MUST(ledger->append({ note(i % 3 == 0 ? u"fizz"_s : u"buzz"_s) }));
        LogQuery query = words(u"fizz"_s);
        query.limit = 7;
        QList<qint64> all;
        for (QList<Event> page = MUST(ledger->search(query)); !page.isEmpty(); page = MUST(ledger->search(query))) {
            QVERIFY(page.size() <= 7);
            all += seqs(page);
            query.beforeSeq = page.last().seq;
        }
        QCOMPARE(all.size(), 50);
        QVERIFY(std::is_sorted(all.rbegin(), all.rend()));
        QCOMPARE(QSet<qint64>(all.begin(), all.end()).size(), 50);
        query.limit = 0;
        QVERIFY(MUST(ledger->search(query)).isEmpty());
    }

    /// Time ranges against a plain loop, on a clock that jumps back and forth.
    void timeRangesAreExact()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        const QList<int> steps { 1'000, 1'000, -1'500, 3'600'000, 10, -3'599'000, 5'000, 0, -20'000, 60'000 };
        for (int i = 0; i < 200; ++i) {
            fixture.clock.shiftWall(std::chrono::milliseconds(steps[i % steps.size()]));
            MUST(ledger->append({ note(i % 2 == 0 ? u"even"_s : u"odd"_s) }));
        }
        const QList<Event> all = MUST(ledger->read(0));
        for (int i = 0; i < all.size(); i += 13) {
            for (int j = 0; j < all.size(); j += 29) {
                for (const QString &text : { QString(), u"even"_s }) {
                    LogQuery query = words(text);
                    query.since = all[i].at;
                    query.until = all[j].at;
                    query.limit = 1'000;
                    QList<qint64> expected;
                    for (auto it = all.rbegin(); it != all.rend(); ++it) {
                        const bool isWanted = text.isEmpty() || it->json().value(u"text"_s).toString() == text;
                        if (isWanted && it->at >= query.since && it->at <= query.until)
                            expected += it->seq;
                    }
                    QCOMPARE(seqs(MUST(ledger->search(query))), expected);
                    QCOMPARE(MUST(ledger->count(query)), expected.size());
                }
            }
        }
    }

    void theWorldAtAMoment()
    {
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        for (int i = 0; i < 10; ++i) {
            fixture.clock.advance(std::chrono::minutes(1));
            MUST(ledger->append({ note(u"x"_s) }));
        }
        LogQuery query;
        query.until = fixture.clock.nowUtc().addSecs(-150);
        query.limit = 1;
        QCOMPARE(seqs(MUST(ledger->search(query))), (QList<qint64> { 8 }));
        query.until = fixture.clock.nowUtc().addYears(-1);
        QVERIFY(MUST(ledger->search(query)).isEmpty());
        query = {};
        query.since = fixture.clock.nowUtc().addYears(1);
        QCOMPARE(MUST(ledger->count(query)), 0);
    }

    /// Whether a prefix is searched as the words that begin with it, or as itself because they are too many.
    void prefixesOfFewAndManyWords_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : { "w", "w1", "w11", "w111", "w1111", "w1999 odd", "w2 even", "w9999", "odd w", "e w12", "\u00FCber", "\u00FCbe w1", "w even nowhere" })
            QTest::addRow("%s", text) << QString::fromUtf8(text);
    }
    void prefixesOfFewAndManyWords()
    {
        QFETCH(QString, text);
        constexpr int kEvents = 2'400;
        static LedgerFixture fixture;
        static const auto ledger = [] {
            auto made = fixture.open();
            QList<NewEvent> batch;
            for (int i = 0; i < kEvents; ++i)
                batch += { EventType::FeedbackGiven, QString(),
                    { { u"text"_s, u"w%1 %2 \u00DCberlauf"_s.arg(QString::number(i), i % 2 == 0 ? u"even"_s : u"odd"_s) } } };
            MUST(made->append(batch));
            return made;
        }();
        const QStringList wanted = searchWords(text);
        QList<int> expected;
        for (int i = kEvents - 1; i >= 0; --i) {
            const QStringList has { u"w"_s + QString::number(i), i % 2 == 0 ? u"even"_s : u"odd"_s, u"uberlauf"_s };
            if (std::all_of(wanted.begin(), wanted.end(), [&](const QString &word) {
                    return std::any_of(has.begin(), has.end(), [&](const QString &token) { return token.startsWith(word); });
                }))
                expected += i;
        }
        LogQuery query = words(text);
        query.limit = 60;
        QList<int> found;
        const QList<Event> page = MUST(ledger->search(query));
        for (const Event &event : page)
            found += event.json().value("text"_L1).toString().mid(1).section(u' ', 0, 0).toInt();
        QCOMPARE(found, expected.first(std::min<qsizetype>(60, expected.size())));
        QCOMPARE(MUST(ledger->count(query)), expected.size());
    }

    /// Many entries, checked against a plain loop over all of them.
    void twentyThousandEntries()
    {
        constexpr int kEvents = 20'000;
        LedgerFixture fixture;
        const auto ledger = fixture.open();
        for (int run = 0; run < 20; ++run)
            MUST(ledger->append({ created(u"run-"_s + QString::number(run), u"plan-"_s + QString::number(run % 5), { u"mart.t"_s + QString::number(run % 7) }) }));
        const QStringList adjectives { u"slow"_s, u"late"_s, u"empty"_s, u"wrong"_s, u"double"_s };
        QList<NewEvent> batch;
        for (int i = 0; i < kEvents; ++i) {
            const EventType type = i % 4 == 0 ? EventType::BakeProgress : i % 9 == 0 ? EventType::HoldAdded : EventType::FeedbackGiven;
            batch += { type, u"run-"_s + QString::number(i % 20),
                { { u"text"_s, adjectives[i % 5] + u" number "_s + QString::number(i) }, { u"why"_s, u"because"_s } } };
            if (batch.size() == 500)
                MUST(ledger->append(std::exchange(batch, {})));
        }
        QCOMPARE(MUST(ledger->head()).seq, kEvents + 21);
        LogQuery query = words(u"numb 777"_s);
        QCOMPARE(MUST(ledger->search(query)).size(), 9); // 777 and 7770 … 7779, without every fourth number
        query = words(u"late because"_s);
        query.plan = u"plan-1"_s;
        query.limit = 25;
        const QList<Event> page = MUST(ledger->search(query));
        qint64 expected = 0;
        QList<qint64> newest;
        for (int i = kEvents - 1; i >= 0; --i) {
            if (i % 4 != 0 && i % 5 == 1 && (i % 20) % 5 == 1) {
                ++expected;
                if (newest.size() < 25)
                    newest += i + 22;
            }
        }
        QCOMPARE(seqs(page), newest);
        QCOMPARE(MUST(ledger->count(query)), expected);
        query = {};
        query.types = { EventType::HoldAdded };
        query.limit = 10;
        QCOMPARE(MUST(ledger->search(query)).size(), 10);
        QVERIFY(MUST(ledger->verify()).ok);
    }
};

QTEST_GUILESS_MAIN(TestLedgerSearch)
#include "tst_ledger_search.moc"

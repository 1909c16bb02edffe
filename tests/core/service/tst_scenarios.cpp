// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "scenario_run.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kAtOnce = 8; // rollouts mostly wait for their gates
constexpr int kScenarios = 20; // of the list that the product must stage and undo

} // namespace

/// Changes of the kind that people really make, each as a plan: forward on a real engine, rows that arrive meanwhile,
/// and back to the start, where the warehouse must be as its twin that saw no rollout.
class ScenariosTest : public QObject
{
    Q_OBJECT

    struct Entry
    {
        Scenario scenario;
        Engine engine;
        std::unique_ptr<ScenarioRun> run;
    };

    /// Carries on whatever is under way, and begins as much as fits.
    void advanceUntilOver(size_t wanted)
    {
        const auto isOver = [&] {
            qsizetype busy = 0;
            for (size_t i = 0; i < m_entries.size() && busy < kAtOnce; ++i) {
                Entry &entry = m_entries[i];
                if (!entry.run && i < wanted + kAtOnce) {
                    entry.run = std::make_unique<ScenarioRun>(entry.scenario, entry.engine, m_clock);
                    entry.run->start();
                }
                if (entry.run && !entry.run->isOver()) {
                    entry.run->advance();
                    ++busy;
                }
            }
            return m_entries[wanted].run && m_entries[wanted].run->isOver();
        };
        QVERIFY(QTest::qWaitFor(isOver, 120'000));
    }

    SystemClock m_clock; // outlives the services of the entries
    std::vector<Entry> m_entries;

private Q_SLOTS:
    void initTestCase()
    {
        for (const Scenario &scenario : Scenario::all()) {
            for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
                if (scenario.hasPlan(engine))
                    m_entries.push_back(Entry { scenario, engine, nullptr });
            }
        }
        QVERIFY(!m_entries.empty());
    }

    /// No scenario and no engine is left out without a word.
    void everyScenarioIsAccountedFor()
    {
        QSet<int> numbers;
        for (const Scenario &scenario : Scenario::all()) {
            numbers.insert(scenario.number());
            for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
                const QString place = scenario.name() + u" on "_s + engineWord(engine);
                const bool isCarried = scenario.hasPlan(engine) && scenario.promise(engine)
                    && !scenario.text(u"setup"_s, engine).isEmpty();
                QVERIFY2(isCarried != !scenario.leftOut(engine).isEmpty(),
                    qPrintable(place + u" is neither carried out nor left out with a reason, or both"_s));
                QVERIFY2(isCarried == scenario.hasPlan(engine),
                    qPrintable(place + u" has a plan without promise or setup"_s));
            }
            if (!scenario.missing().isEmpty())
                QVERIFY2(QFile::exists(scenario.path(u"README.md"_s)),
                    qPrintable(scenario.name() + u" misses a part and has no README.md"_s));
        }
        for (int number = 1; number <= kScenarios; ++number)
            QVERIFY2(numbers.contains(number), qPrintable(u"there is no scenario %1"_s.arg(number)));
    }

    void forwardAndBack_data()
    {
        QTest::addColumn<int>("index");
        for (size_t i = 0; i < m_entries.size(); ++i)
            QTest::newRow(qPrintable(m_entries[i].scenario.name() + u' ' + engineWord(m_entries[i].engine))) << int(i);
    }
    void forwardAndBack()
    {
        QFETCH(const int, index);
        advanceUntilOver(size_t(index));
        const ScenarioRun &run = *m_entries[size_t(index)].run;
        QVERIFY2(run.problems().isEmpty(), qPrintable(u'\n' + run.problems().join(u'\n')));
    }

    void cleanupTestCase()
    {
        QString table = u"\n"_s;
        for (const Scenario &scenario : Scenario::all()) {
            for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
                const auto it = std::find_if(m_entries.cbegin(), m_entries.cend(), [&](const Entry &entry) {
                    return entry.scenario.name() == scenario.name() && entry.engine == engine;
                });
                QString result = u"left out: "_s + scenario.leftOut(engine);
                if (it != m_entries.cend() && it->run) {
                    const QString verdict
                        = it->run->problems().isEmpty() ? it->run->result() : u"BROKEN "_s + it->run->result();
                    result = u"%1 %2 ms  %3"_s.arg(verdict, -14)
                                 .arg(it->run->milliseconds(), 6)
                                 .arg(it->run->exceptions().join(u"; "_s));
                } else if (it != m_entries.cend()) {
                    result = u"not run"_s;
                }
                table += u"%1 %2 %3\n"_s.arg(scenario.name(), -34).arg(engineWord(engine), -11).arg(result);
            }
            if (!scenario.missing().isEmpty())
                table += u"%1 not expressible: %2\n"_s.arg(scenario.name(), -34).arg(scenario.missing());
        }
        qInfo("%s", qPrintable(table));
    }
};

QTEST_GUILESS_MAIN(ScenariosTest)
#include "tst_scenarios.moc"

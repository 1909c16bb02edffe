// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "scenario_queue.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kScenarios = 20; // of the list that the product must stage and undo

} // namespace

/// Changes of the kind that people really make, each as a plan: forward on a real engine, rows that arrive meanwhile,
/// and back to the start, where the warehouse must be as its twin that saw no rollout.
class ScenariosTest : public QObject
{
    Q_OBJECT

    ScenarioQueue m_queue;

private Q_SLOTS:
    void initTestCase()
    {
        for (const Scenario &scenario : Scenario::all()) {
            for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
                if (scenario.hasPlan(engine))
                    m_queue.append({ scenario, engine });
            }
        }
        QVERIFY(!m_queue.entries().empty());
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
        for (size_t i = 0; i < m_queue.entries().size(); ++i) {
            const auto &entry = m_queue.entries()[i];
            QTest::newRow(qPrintable(entry.scenario.name() + u' ' + engineWord(entry.engine))) << int(i);
        }
    }
    void forwardAndBack()
    {
        QFETCH(const int, index);
        QVERIFY(m_queue.finish(size_t(index)));
        const ScenarioRun &run = *m_queue.entries()[size_t(index)].run;
        QVERIFY2(run.problems().isEmpty(), qPrintable(u'\n' + run.problems().join(u'\n')));
    }

    void cleanupTestCase()
    {
        QString table = u"\n"_s;
        for (const Scenario &scenario : Scenario::all()) {
            for (const Engine engine : { Engine::Postgresql, Engine::Sqlite }) {
                const auto &entries = m_queue.entries();
                const auto it = std::find_if(entries.cbegin(), entries.cend(), [&](const auto &entry) {
                    return entry.scenario.name() == scenario.name() && entry.engine == engine;
                });
                QString result = u"left out: "_s + scenario.leftOut(engine);
                if (it != entries.cend() && it->run) {
                    const QString verdict
                        = it->run->problems().isEmpty() ? it->run->result() : u"BROKEN "_s + it->run->result();
                    result = u"%1 %2 ms  %3"_s.arg(verdict, -14)
                                 .arg(it->run->milliseconds(), 6)
                                 .arg(it->run->exceptions().join(u"; "_s));
                } else if (it != entries.cend()) {
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

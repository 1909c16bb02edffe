// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "cli_bench.h"

#include <QDir>
#include <QTest>

using namespace sluice::test;
using namespace Qt::StringLiterals;

/// `sluice rehearse` as a person and a pipeline use it.
class CliRehearseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_bench = std::make_unique<CliBench>();
        m_bench->initSmall();
    }

    void showsThatTheWayBackWorks()
    {
        const QByteArray before = contentOf(m_bench->warehouse());
        const CliResult text = m_bench->must({ u"rehearse"_s, u"small"_s });
        for (const QString &word : { u"EXACT"_s, u"longest lock"_s, u"WRITE on the database file"_s,
                 u"back to the start"_s, u"fingerprint equal"_s, u"valid until"_s })
            QVERIFY2(text.text().contains(word), text.told().constData());
        QVERIFY2(text.error().contains(u"Copying warehouse"_s), text.told().constData());
        const CliResult json = m_bench->must({ u"rehearse"_s, u"small"_s, u"--json"_s });
        QVERIFY2(json.out.startsWith("{\"format\":\"sluice.rehearsal/1\","), json.told().constData());
        QCOMPARE(json.json()[u"result"_s].toString(), u"EXACT"_s);
        QVERIFY(json.json()[u"steps"_s].toArray().size() >= 2);
        QVERIFY2(text.text().contains(u"as this rehearsal took: a p95 is told from 5 on, there is 1"_s), text.told().constData());
        QCOMPARE(json.json()[u"back_times"_s][u"n"_s].toInt(), 2);
        QCOMPARE(json.json()[u"steps"_s][0][u"forward_times"_s][u"n"_s].toInt(), 2);
        for (int i = 0; i < 2; ++i)
            m_bench->must({ u"rehearse"_s, u"small"_s });
        const CliResult fifth = m_bench->must({ u"rehearse"_s, u"small"_s });
        QVERIFY2(fifth.text().contains(u"(p95 of 5 rehearsals)"_s) && fifth.text().contains(u" of 5 "_s), fifth.told().constData());
        QCOMPARE(contentOf(m_bench->warehouse()), before);
        QCOMPARE(copies(), QStringList());
        QVERIFY(m_bench->must({ u"status"_s, u"small"_s }).text().contains(u"rehearsed: EXACT"_s));
        QVERIFY(m_bench->must({ u"plan"_s, u"show"_s, u"small"_s }).text().contains(u"rehearsed: EXACT"_s));
        const QJsonObject rollout
            = m_bench->must({ u"status"_s, u"small"_s, u"--json"_s }).json()[u"rollouts"_s][0].toObject();
        QCOMPARE(rollout[u"rehearsal"_s][u"result"_s].toString(), u"EXACT"_s);
        QVERIFY(m_bench->must({ u"log"_s }).text().contains(u"Rehearsal of small: EXACT"_s));
        QCOMPARE(m_bench->must({ u"log"_s, u"verify"_s }).code, 0);
    }

    /// A candidate without the index that the legacy has: told in the certificate, in status and at the start.
    void whatReadersLoseIsToldUntilItStarts()
    {
        m_bench->writePlan(u"small"_s, [](QByteArray &plan) {
            plan.replace("stages:\n",
                "flags: [{name: f, serves: shop, legacy: shop_v1, candidate: shop_v2}]\nstages:\n");
            plan.replace("    steps:\n",
                "    steps:\n      - {id: bare, op: sql, sql: \"create table bare as select * from orders\", rollback: \"drop table bare\", touches: [bare]}\n"
                "      - {id: shop, op: create_view, view: shop, sql: \"select * from orders union all select * from orders where id < 0\"}\n"
                "      - {id: shop2, op: create_view, view: shop_v2, sql: \"select * from bare union all select * from bare where id < 0\"}\n"
                "      - {id: route, op: install_flag, flag: f}\n");
        });
        const CliResult text = m_bench->must({ u"rehearse"_s, u"small"_s });
        QVERIFY2(text.text().contains(u"readers of shop: plans of "_s), text.told().constData());
        QVERIFY2(text.text().contains(u"! shop (flag f): WHERE id = … reads all rows of bare on the candidate"_s), text.told().constData());
        const QJsonObject json = m_bench->must({ u"rehearse"_s, u"small"_s, u"--json"_s }).json();
        const QJsonArray routes = json[u"routes"_s].toArray();
        QCOMPARE(routes[0][u"query"_s].toString(), u"count(*)"_s);
        QCOMPARE(routes[0][u"legacy_cost"_s].toDouble(), -1.0);
        QVERIFY(m_bench->must({ u"status"_s, u"small"_s }).text().contains(u"slower for readers in "_s));
        const CliResult start = m_bench->must({ u"start"_s, u"small"_s, u"--json"_s });
        QVERIFY2(start.json()[u"warnings"_s].toArray().size() > 0, start.told().constData());
    }

    void aSampleIsCalledOne()
    {
        QByteArray workspace = m_bench->read(u"sluice.yaml"_s);
        QVERIFY(workspace.contains("environment: dev"));
        m_bench->write(u"sluice.yaml"_s, workspace.replace("environment: dev", "environment: dev\n    rehearsal: {sample_above: 64}"));
        const CliResult text = m_bench->must({ u"rehearse"_s, u"small"_s });
        QVERIFY2(text.text().contains(u"EXACT_EXCEPT"_s), text.told().constData());
        QVERIFY2(text.text().contains(u"orders sampled: 64 of about 100 rows, in 64 ranges of rowid"_s), text.told().constData());
        const QJsonObject json = m_bench->must({ u"rehearse"_s, u"small"_s, u"--json"_s }).json();
        QVERIFY(json[u"returns"_s][0][u"tables"_s][0][u"sampled"_s].toBool());
    }

    void aPlanThatCannotGoBackIsAFinding()
    {
        m_bench->writePlan(u"small"_s, [](QByteArray &plan) {
            plan.replace("    steps:\n",
                "    steps:\n      - {id: wrong, op: sql, sql: \"create view extra as select 1 as n\", rollback: "
                "\"drop view if exists other\", touches: [extra]}\n");
        });
        const CliResult found = m_bench->run({ u"rehearse"_s, u"small"_s });
        QVERIFY2(found.code == 1, found.told().constData());
        QVERIFY2(found.text().contains(u"FAILED"_s) && found.text().contains(u"extra"_s), found.told().constData());
        QCOMPARE(copies(), QStringList());
    }

    void refusals()
    {
        QCOMPARE(m_bench->run({ u"rehearse"_s }).code, 2);
        QCOMPARE(m_bench->run({ u"rehearse"_s, u"none"_s }).code, 2);
        QCOMPARE(m_bench->run({ u"rehearse"_s, u"small"_s, u"--stage"_s, u"none"_s }).code, 2);
        QVERIFY(QFile::rename(m_bench->warehouse(), m_bench->warehouse() + u".away"_s));
        const CliResult away = m_bench->run({ u"rehearse"_s, u"small"_s });
        QVERIFY2(away.code == 3, away.told().constData());
    }

    /// Killed at any point, it leaves at most a copy, which the next one removes.
    void aKilledRehearsalIsCleanedUp_data()
    {
        QTest::addColumn<QString>("point");
        QTest::newRow("before the copy") << u"K30"_s;
        QTest::newRow("after the copy") << u"K31"_s;
        QTest::newRow("in the middle of a step") << u"K10"_s;
        QTest::newRow("in the middle of the way back") << u"K21"_s;
    }
    void aKilledRehearsalIsCleanedUp()
    {
        QFETCH(const QString, point);
        const QByteArray before = contentOf(m_bench->warehouse());
        m_bench->environment().insert(u"SLUICE_KILL_AT"_s, point);
        QCOMPARE(m_bench->run({ u"rehearse"_s, u"small"_s }).code, -1);
        m_bench->environment().remove(u"SLUICE_KILL_AT"_s);
        QVERIFY(!copies().isEmpty());
        QCOMPARE(contentOf(m_bench->warehouse()), before);
        QVERIFY(m_bench->must({ u"status"_s, u"small"_s }).text().contains(u"not rehearsed"_s));
        QCOMPARE(m_bench->must({ u"rehearse"_s, u"small"_s, u"--json"_s }).json()[u"result"_s].toString(), u"EXACT"_s);
        QCOMPARE(copies(), QStringList());
    }

private:
    QStringList copies() const
    {
        return QDir(m_bench->workspace()).entryList({ u"*rehearsal*"_s }, QDir::Files | QDir::Hidden);
    }

    std::unique_ptr<CliBench> m_bench;
};

QTEST_GUILESS_MAIN(CliRehearseTest)
#include "tst_cli_rehearse.moc"

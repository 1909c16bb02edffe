// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/standing_checks.h"
#include "plan_folder.h"
#include "plan_generator.h"
#include "schema_check.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// What an editor accepts in checks/ is what the reader reads. That its gates are the plan's is checks_schema_current.
class ChecksSchemaTest : public QObject
{
    Q_OBJECT

    PlanFolder m_folder;
    QJsonObject m_schema;

    /// The gates of a random plan that can be judged outside a rollout; ids are theirs, so each is there once.
    static QJsonArray gates(unsigned seed)
    {
        QJsonArray gates;
        const QJsonArray stages = PlanGenerator(seed).plan()[u"stages"_s].toArray();
        for (const QJsonValue stage : stages) {
            const QJsonArray ofStage = stage[u"gates"_s].toArray();
            for (const QJsonValue one : ofStage) {
                QJsonObject gate = one.toObject();
                gate.remove(u"on_breach"_s);
                gate.remove(u"on_no_data"_s);
                if (!gate.contains(u"at"_s) && !QJsonDocument(gate).toJson().contains("x baseline"))
                    gates.append(gate);
            }
        }
        return gates;
    }
    static QJsonObject file(const QJsonArray &gates)
    {
        return { { u"apiVersion"_s, u"sluice/v1"_s }, { u"kind"_s, u"StandingChecks"_s },
            { u"metadata"_s, QJsonObject { { u"domain"_s, u"finance"_s }, { u"owner"_s, u"finance-data"_s } } },
            { u"connection"_s, u"warehouse"_s }, { u"interval"_s, u"5m"_s }, { u"gates"_s, gates } };
    }
    static QJsonObject gate()
    {
        return { { u"id"_s, u"rows"_s }, { u"probe"_s, u"row_count"_s }, { u"table"_s, u"orders"_s },
            { u"min"_s, 1 } };
    }
    QStringList problems(const QJsonObject &file) const { return SchemaCheck(m_schema).problems(file); }
    bool isRead(const QJsonObject &file)
    {
        m_folder.findings.clear();
        m_folder.write(u"checks/f.yaml"_s, QJsonDocument(file).toJson());
        return readStandingChecks(m_folder.path(), u"checks/f.yaml"_s, &m_folder.findings).has_value();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_schema = readSchema(u"checks.schema.json"_s);
        for (const QString &name : PlanGenerator::files())
            QVERIFY(m_folder.write(name, "select 1\n"));
    }

    void bothTakeRandomGates()
    {
        QSet<QString> probes;
        for (unsigned seed = 0; seed < 40; ++seed) {
            const QJsonArray some = gates(seed);
            if (some.isEmpty())
                continue;
            for (const QJsonValue one : some)
                probes.insert(one[u"probe"_s].toString());
            const QJsonObject checks = file(some);
            const QString place = u"seed %1: "_s.arg(seed);
            QVERIFY2(problems(checks).isEmpty(), qPrintable(place + problems(checks).join(u'\n')));
            QVERIFY2(isRead(checks), qPrintable(place + m_folder.told().join(u'\n')));
        }
        QVERIFY2(probes.size() > 14, qPrintable(QStringList(probes.cbegin(), probes.cend()).join(u' ')));
    }

    void theIntervalMayBeLeftOut()
    {
        QJsonObject checks = file({ gate() });
        checks.remove(u"interval"_s);
        QVERIFY(problems(checks).isEmpty() && isRead(checks));
    }

    void bothRefuse_data()
    {
        QTest::addColumn<QJsonObject>("checks");
        const auto with = [](const QString &key, const QJsonValue &value) {
            QJsonObject changed = gate();
            changed[key] = value;
            return file({ changed });
        };
        for (const QString &key : { u"apiVersion"_s, u"kind"_s, u"metadata"_s, u"connection"_s, u"gates"_s }) {
            QJsonObject without = file({ gate() });
            without.remove(key);
            QTest::newRow(qPrintable(u"without "_s + key)) << without;
            QJsonObject wrong = file({ gate() });
            wrong[key] = u""_s;
            QTest::newRow(qPrintable(u"nothing as "_s + key)) << wrong;
        }
        for (const QString &key : { u"domain"_s, u"owner"_s, u"colour"_s }) {
            QJsonObject metadata = file({ gate() })[u"metadata"_s].toObject();
            if (metadata.contains(key))
                metadata.remove(key);
            else
                metadata[key] = u"red"_s;
            QJsonObject checks = file({ gate() });
            checks[u"metadata"_s] = metadata;
            QTest::newRow(qPrintable(u"metadata and "_s + key)) << checks;
        }
        QJsonObject stages = file({ gate() });
        stages[u"stages"_s] = QJsonArray {};
        QTest::newRow("stages") << stages;
        QTest::newRow("no gate") << file({});
        QTest::newRow("rolls back") << with(u"on_breach"_s, u"rollback"_s);
        QTest::newRow("holds") << with(u"on_no_data"_s, u"hold"_s);
        QTest::newRow("factor") << with(u"min"_s, u"0.9x baseline"_s);
        QTest::newRow("unknown key of a gate") << with(u"colour"_s, u"red"_s);
        QTest::newRow("unknown probe") << with(u"probe"_s, u"row_counts"_s);
    }
    void bothRefuse()
    {
        QFETCH(QJsonObject, checks);
        QVERIFY(!problems(checks).isEmpty());
        QVERIFY(!isRead(checks));
    }
};

QTEST_GUILESS_MAIN(ChecksSchemaTest)
#include "tst_checks_schema.moc"

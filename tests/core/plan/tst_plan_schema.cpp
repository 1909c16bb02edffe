// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan_folder.h"
#include "plan_generator.h"
#include "schema_check.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The JSON Schema for editors says what the reader says: random plans fit both, and a random key too many, a key too
/// few or a wrong value is refused by both.
class PlanSchemaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everythingIsDescribed();
    void randomPlansFit();
    void unknownKeysAreRefusedByBoth();
    void missingKeysAreJudgedAlike();
    void wrongValuesAreRefusedByBoth_data();
    void wrongValuesAreRefusedByBoth();

private:
    bool isRead(const QJsonObject &plan);
    QStringList schemaProblems(const QJsonObject &plan) const { return SchemaCheck(m_schema).problems(plan); }

    PlanFolder m_folder;
    QJsonObject m_schema;
};

namespace {

/// Every object inside value, as a function that changes it at its place.
void eachObject(const QJsonValue &value, const std::function<void(const QJsonObject &, const std::function<QJsonValue(QJsonObject)> &)> &visit,
    const std::function<QJsonValue(QJsonValue)> &rebuild = [](const QJsonValue &v) { return v; })
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        visit(object, [&](const QJsonObject &changed) { return rebuild(changed); });
        for (auto it = object.begin(); it != object.end(); ++it)
            eachObject(it.value(), visit, [&, key = it.key()](const QJsonValue &inner) {
                QJsonObject copy = object;
                copy[key] = inner;
                return rebuild(copy);
            });
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (qsizetype i = 0; i < array.size(); ++i)
            eachObject(array[i], visit, [&, i](const QJsonValue &inner) {
                QJsonArray copy = array;
                copy[i] = inner;
                return rebuild(copy);
            });
    }
}

} // namespace

void PlanSchemaTest::initTestCase()
{
    m_schema = readSchema(u"plan.schema.json"_s);
    for (const QString &name : PlanGenerator::files())
        QVERIFY(m_folder.write(name, "select 1\n"));
}

bool PlanSchemaTest::isRead(const QJsonObject &plan)
{
    return m_folder.readText(QJsonDocument(plan).toJson()).has_value();
}

void PlanSchemaTest::everythingIsDescribed()
{
    int keys = 0;
    eachObject(m_schema, [&](const QJsonObject &object, const auto &) {
        const QJsonObject properties = object[u"properties"_s].toObject();
        if (object[u"type"_s] != "object"_L1)
            return;
        for (auto it = properties.begin(); it != properties.end(); ++it) {
            QVERIFY2(!it.value().toObject()[u"description"_s].toString().isEmpty() || it.value().toObject().contains(u"$ref"_s), qPrintable(it.key()));
            ++keys;
        }
    });
    QVERIFY2(keys > 200, qPrintable(QString::number(keys)));
}

void PlanSchemaTest::randomPlansFit()
{
    for (unsigned seed = 0; seed < 30; ++seed) {
        const QJsonObject plan = PlanGenerator(seed).plan();
        QVERIFY2(schemaProblems(plan).isEmpty(), qPrintable(u"seed %1: %2"_s.arg(QString::number(seed), schemaProblems(plan).join(u'\n'))));
        QVERIFY2(isRead(plan), qPrintable(u"seed %1: %2"_s.arg(QString::number(seed), m_folder.told().join(u'\n'))));
    }
}

void PlanSchemaTest::unknownKeysAreRefusedByBoth()
{
    int changes = 0;
    for (unsigned seed = 0; seed < 2; ++seed) {
        const QJsonObject plan = PlanGenerator(seed).plan();
        eachObject(plan, [&](const QJsonObject &object, const auto &rebuild) {
            // The columns of a backfill's set are names of the author's; any text is one.
            if (!object.contains(u"id"_s) && !object.contains(u"text"_s) && !object.contains(u"cohort"_s) && !object.contains(u"apiVersion"_s) && !object.contains(u"type"_s))
                return;
            QJsonObject changed = object;
            changed[u"colour"_s] = u"red"_s;
            const QJsonObject broken = rebuild(changed).toObject();
            QVERIFY2(!schemaProblems(broken).isEmpty(), qPrintable(QString::fromUtf8(QJsonDocument(changed).toJson())));
            QVERIFY2(!isRead(broken), qPrintable(QString::fromUtf8(QJsonDocument(changed).toJson())));
            ++changes;
        });
    }
    QVERIFY2(changes > 40, qPrintable(QString::number(changes)));
}

void PlanSchemaTest::missingKeysAreJudgedAlike()
{
    int refused = 0;
    for (unsigned seed = 10; seed < 11; ++seed) {
        const QJsonObject plan = PlanGenerator(seed).plan();
        eachObject(plan, [&](const QJsonObject &object, const auto &rebuild) {
            for (const QString &key : object.keys()) {
                QJsonObject changed = object;
                changed.remove(key);
                const QJsonObject broken = rebuild(changed).toObject();
                // The reader also knows what parts say about each other, so it may refuse more, never less.
                const bool fitsSchema = schemaProblems(broken).isEmpty();
                if (!fitsSchema) {
                    QVERIFY2(!isRead(broken), qPrintable(key + u'\n' + QString::fromUtf8(QJsonDocument(changed).toJson())));
                    ++refused;
                } else if (!isRead(broken)) {
                    for (const PlanFinding &finding : m_folder.findings)
                        QVERIFY2(!finding.text.contains(u"needs the key"), qPrintable(finding.text));
                }
            }
        });
    }
    QVERIFY2(refused > 50, qPrintable(QString::number(refused)));
}

void PlanSchemaTest::wrongValuesAreRefusedByBoth_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::newRow("list") << QJsonValue(QJsonArray { QJsonArray {} });
    QTest::newRow("mapping") << QJsonValue(QJsonObject { { u"colour"_s, u"red"_s } });
    QTest::newRow("empty text") << QJsonValue(QString());
}

void PlanSchemaTest::wrongValuesAreRefusedByBoth()
{
    QFETCH(QJsonValue, value);
    const QJsonObject plan = PlanGenerator(3).plan();
    int refused = 0;
    int visited = 0;
    eachObject(plan, [&](const QJsonObject &object, const auto &rebuild) {
        for (const QString &key : object.keys()) {
            if (++visited % 5 != 0) // a share is enough, and keeps the test short
                continue;
            QJsonObject changed = object;
            changed[key] = value;
            const QJsonObject broken = rebuild(changed).toObject();
            if (schemaProblems(broken).isEmpty())
                continue;
            QVERIFY2(!isRead(broken), qPrintable(key + u'\n' + QString::fromUtf8(QJsonDocument(changed).toJson())));
            ++refused;
        }
    });
    QVERIFY2(refused > 20, qPrintable(QString::number(refused)));
}

QTEST_GUILESS_MAIN(PlanSchemaTest)
#include "tst_plan_schema.moc"

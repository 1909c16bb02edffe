// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/workspace.h"
#include "plan_folder.h"
#include "schema_check.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

QJsonObject sample()
{
    const QJsonObject team { { u"name"_s, u"team"_s }, { u"driver"_s, u"postgresql"_s },
        { u"host"_s, u"db.example.org"_s }, { u"port"_s, 5433 }, { u"database"_s, u"record"_s },
        { u"user"_s, u"operator_a"_s }, { u"ssl_mode"_s, u"verify-full"_s }, { u"probe_role"_s, u"probe"_s },
        { u"login"_s, u"passfile"_s }, { u"environment"_s, u"prod"_s }, { u"rehearsal"_s, u"copy"_s } };
    const QJsonObject copy { { u"name"_s, u"copy"_s }, { u"driver"_s, u"postgresql"_s }, { u"host"_s, u"db2.example.org"_s },
        { u"database"_s, u"record"_s }, { u"environment"_s, u"staging"_s },
        { u"rehearsal"_s, QJsonObject { { u"certificate"_s, u"required"_s }, { u"valid"_s, u"2d"_s } } } };
    const QJsonObject local { { u"name"_s, u"local"_s }, { u"driver"_s, u"sqlite"_s }, { u"database"_s, u"shop.db"_s },
        { u"environment"_s, u"dev"_s } };
    const QJsonObject lake { { u"name"_s, u"lake"_s }, { u"driver"_s, u"odbc"_s }, { u"service"_s, u"snowflake"_s },
        { u"odbc_driver"_s, u"Some Driver"_s }, { u"database"_s, u"lake"_s }, { u"environment"_s, u"dev"_s } };
    return { { u"apiVersion"_s, u"sluice/v1"_s }, { u"kind"_s, u"Workspace"_s }, { u"name"_s, u"shop"_s },
        { u"id"_s, u"0f4c6a52-2d0b"_s }, { u"connections"_s, QJsonArray { team, local, lake, copy } },
        { u"ledger"_s, QJsonObject { { u"connection"_s, u"team"_s } } },
        { u"lineage"_s,
            QJsonArray { QJsonObject { { u"kind"_s, u"dbt_manifest"_s }, { u"path"_s, u"target/manifest.json"_s } },
                QJsonObject { { u"kind"_s, u"warehouse"_s }, { u"connection"_s, u"local"_s } } } } };
}

/// value with what change makes of the object at path: keys and list positions.
QJsonValue changedAt(
    const QJsonValue &value, const QStringList &path, const std::function<QJsonValue(QJsonValue)> &change)
{
    if (path.isEmpty())
        return change(value);
    if (value.isArray()) {
        QJsonArray array = value.toArray();
        const qsizetype at = path.first().toInt();
        array[at] = changedAt(array[at], path.mid(1), change);
        return array;
    }
    QJsonObject object = value.toObject();
    object[path.first()] = changedAt(object[path.first()], path.mid(1), change);
    return object;
}

} // namespace

/// What an editor accepts in sluice.yaml is what the reader reads.
class WorkspaceSchemaTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_schema = readSchema(u"workspace.schema.json"_s);
    }

    void bothTake_data()
    {
        QTest::addColumn<QJsonObject>("file");
        QTest::newRow("everything") << sample();
        QJsonObject least = sample();
        for (const QString &key : { u"connections"_s, u"ledger"_s, u"lineage"_s })
            least.remove(key);
        QTest::newRow("the least") << least;
        QJsonObject ofOneHost = sample();
        ofOneHost[u"ledger"_s] = QJsonObject { { u"file"_s, u"state/ledger.db"_s } };
        QTest::newRow("ledger in a file") << ofOneHost;
    }
    void bothTake()
    {
        QFETCH(const QJsonObject, file);
        const QStringList problems = SchemaCheck(m_schema).problems(file);
        QVERIFY2(problems.isEmpty(), qPrintable(problems.join(u'\n')));
        const auto read = readFile(file);
        QVERIFY2(read, read ? "" : qPrintable(read.error().what));
    }

    void bothRefuse_data()
    {
        QTest::addColumn<QStringList>("path");
        QTest::addColumn<QJsonValue>("value"); // undefined: an unknown key instead
        const QList<QStringList> objects { {}, { u"connections"_s, u"0"_s }, { u"ledger"_s }, { u"lineage"_s, u"0"_s },
            { u"lineage"_s, u"1"_s } };
        for (const QStringList &path : objects)
            QTest::newRow(qPrintable(u"unknown key in /"_s + path.join(u'/')))
                << path << QJsonValue(QJsonValue::Undefined);
        for (const QString &key : sample().keys())
            QTest::newRow(qPrintable(u"number as "_s + key))
                << QStringList { key } << QJsonValue(QJsonArray { QJsonArray() });
        for (const QString &key : sample()[u"connections"_s][0].toObject().keys())
            QTest::newRow(qPrintable(u"nonsense as "_s + key))
                << QStringList { u"connections"_s, u"0"_s, key } << QJsonValue(u""_s);
        for (const QString &key : sample()[u"connections"_s][2].toObject().keys())
            QTest::newRow(qPrintable(u"nonsense behind ODBC as "_s + key))
                << QStringList { u"connections"_s, u"2"_s, key } << QJsonValue(u""_s);
        QTest::newRow("two ledgers") << QStringList { u"ledger"_s }
                                     << QJsonValue(
                                            QJsonObject { { u"connection"_s, u"team"_s }, { u"file"_s, u"a"_s } });
        QTest::newRow("no ledger") << QStringList { u"ledger"_s } << QJsonValue(QJsonObject());
        QTest::newRow("port") << QStringList { u"connections"_s, u"0"_s, u"port"_s } << QJsonValue(70'000);
    }
    void bothRefuse()
    {
        QFETCH(const QStringList, path);
        QFETCH(const QJsonValue, value);
        const QJsonObject file = changedAt(sample(), path, [&](const QJsonValue &was) -> QJsonValue {
            if (!value.isUndefined())
                return value;
            QJsonObject object = was.toObject();
            object[u"colour"_s] = u"red"_s;
            return object;
        }).toObject();
        QVERIFY(!SchemaCheck(m_schema).problems(file).isEmpty());
        QVERIFY(!readFile(file));
    }

private:
    static Result<Workspace> readFile(const QJsonObject &file)
    {
        const PlanFolder folder;
        folder.write(u"sluice.yaml"_s, QJsonDocument(file).toJson());
        return openWorkspace(folder.path());
    }

    QJsonObject m_schema;
};

QTEST_GUILESS_MAIN(WorkspaceSchemaTest)
#include "tst_workspace_schema.moc"

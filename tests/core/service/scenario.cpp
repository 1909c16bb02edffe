// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "scenario.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(path), qPrintable(file.errorString()));
    return file.readAll();
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue item : value.toArray())
        list.append(item.toString());
    return list;
}

/// A word that nobody reads would promise nothing.
void refuseUnknown(const QJsonObject &object, const QStringList &known, const QString &where)
{
    for (const QString &key : object.keys()) {
        if (!known.contains(key))
            qFatal("%s: unknown key %s", qPrintable(where), qPrintable(key));
    }
}

} // namespace

QString engineWord(Engine engine) { return engine == Engine::Postgresql ? u"postgresql"_s : u"sqlite"_s; }

Scenario::Scenario(const QString &folder)
    : m_folder(folder)
    , m_name(QDir(folder).dirName())
{
    QJsonParseError error;
    m_expect = QJsonDocument::fromJson(bytesOf(path(u"expect.json"_s)), &error).object();
    if (error.error != QJsonParseError::NoError)
        qFatal("%s/expect.json: %s", qPrintable(m_folder), qPrintable(error.errorString()));
    refuseUnknown(m_expect, { u"change"_s, u"missing"_s, u"engines"_s, u"left_out"_s }, m_name);
}

QList<Scenario> Scenario::all()
{
    const QDir data(qEnvironmentVariable("SLUICE_SOURCE_DIR") + u"/tests/data/scenarios"_s);
    QList<Scenario> list;
    for (const QString &name : data.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name))
        list.append(Scenario(data.filePath(name)));
    return list;
}

int Scenario::number() const { return m_name.left(2).toInt(); }

QString Scenario::missing() const { return m_expect[u"missing"_s].toString(); }

QString Scenario::leftOut(Engine engine) const { return m_expect[u"left_out"_s][engineWord(engine)].toString(); }

QString Scenario::path(const QString &file) const { return m_folder + u'/' + file; }

QString Scenario::planFile(Engine engine) const
{
    return path(engine == Engine::Postgresql ? u"plan.yaml"_s : u"plan.sqlite.yaml"_s);
}

bool Scenario::hasPlan(Engine engine) const { return QFile::exists(planFile(engine)); }

QString Scenario::planId() const { return m_name.mid(3); }

QString Scenario::text(const QString &kind, Engine engine) const
{
    const QString file = path(kind + u'.' + engineWord(engine) + u".sql"_s);
    return QFile::exists(file) ? QString::fromUtf8(bytesOf(file)) : QString();
}

std::optional<ScenarioPromise> Scenario::promise(Engine engine) const
{
    const QJsonObject json = m_expect[u"engines"_s][engineWord(engine)].toObject();
    if (json.isEmpty())
        return std::nullopt;
    refuseUnknown(json,
        { u"result"_s, u"exceptions"_s, u"differences"_s, u"kept_rows"_s, u"until"_s, u"no_return"_s, u"window"_s, u"readers"_s },
        m_name);
    ScenarioPromise promise { json[u"result"_s].toString(), strings(json[u"exceptions"_s]),
        strings(json[u"differences"_s]), strings(json[u"kept_rows"_s]), json[u"until"_s].toString(),
        json[u"no_return"_s].toString(), json[u"window"_s].toString(), {} };
    for (const QJsonValue item : json[u"readers"_s].toArray()) {
        refuseUnknown(item.toObject(), { u"sql"_s, u"as"_s, u"before"_s, u"after"_s }, m_name);
        promise.readers.append(ReadersQuestion { item[u"sql"_s].toString(), item[u"as"_s].toString(),
            item[u"before"_s].toString(), item[u"after"_s].toString() });
    }
    return promise;
}

} // namespace sluice

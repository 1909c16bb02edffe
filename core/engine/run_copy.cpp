// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/run_copy.h"

#include <QDir>
#include <QJsonDocument>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kSuffix = ".intents"_L1;
constexpr qint64 kLeastRoom = 64 * 1024; ///< orders, proof, a second attempt

QJsonObject toJson(const Event &event)
{
    return { { u"seq"_s, static_cast<double>(event.seq) }, { u"type"_s, eventTypeName(event.type) }, { u"at"_s, static_cast<double>(event.at.toMSecsSinceEpoch()) },
        { u"actor"_s, event.actor }, { u"run"_s, event.run }, { u"payload"_s, QString::fromUtf8(event.payload) }, { u"hash"_s, QString::fromLatin1(event.hash.toHex()) } };
}

QJsonObject toJson(const NewEvent &event)
{
    return { { u"type"_s, eventTypeName(event.type) }, { u"run"_s, event.run }, { u"payload"_s, event.payload } };
}

Result<EventType> typeOf(const QJsonObject &json)
{
    const auto type = eventTypeFromName(json["type"_L1].toString());
    if (!type)
        return fail(ErrorCode::NotSupported, u"the local copy of a run holds an entry of a type that this version does not know: %1"_s.arg(json["type"_L1].toString()));
    return *type;
}

Result<Event> eventFromJson(const QJsonObject &json)
{
    Event event;
    SLUICE_TRY(event.type, typeOf(json));
    event.seq = static_cast<qint64>(json["seq"_L1].toDouble());
    event.at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(json["at"_L1].toDouble()), Qt::UTC);
    event.actor = json["actor"_L1].toString();
    event.run = json["run"_L1].toString();
    event.payload = json["payload"_L1].toString().toUtf8();
    event.hash = QByteArray::fromHex(json["hash"_L1].toString().toLatin1());
    return event;
}

Result<NewEvent> newEventFromJson(const QJsonObject &json)
{
    NewEvent event;
    SLUICE_TRY(event.type, typeOf(json));
    event.run = json["run"_L1].toString();
    event.payload = json["payload"_L1].toObject();
    return event;
}

/// Whatever says how it was kept is no part of what happened.
QJsonObject asIntended(QJsonObject payload)
{
    payload.remove("kept_at"_L1);
    payload.remove("kept_id"_L1);
    return payload;
}

bool isSame(const NewEvent &intent, EventType type, const QJsonObject &payload)
{
    return intent.type == type && asIntended(intent.payload) == asIntended(payload);
}

/// One line of the file after the other.
class Reader
{
public:
    Result<void> take(const QJsonObject &line)
    {
        const QString kind = line["kind"_L1].toString();
        const QJsonObject body = line["body"_L1].toObject();
        if (kind == "plan"_L1) {
            m_content.canonical = QByteArray::fromBase64(body["canonical"_L1].toString().toLatin1());
            m_content.runbook = body["runbook"_L1].toString();
        } else if (kind == "event"_L1) {
            SLUICE_TRY(const Event event, eventFromJson(body));
            if (m_content.events.isEmpty() || event.seq > m_content.events.last().seq)
                m_content.events.append(event);
            forgetIntent(event.type, event.json());
        } else if (kind == "intent"_L1) {
            SLUICE_TRY(m_content.intent, newEventFromJson(body));
        } else if (kind == "kept"_L1) {
            SLUICE_TRY(const NewEvent event, newEventFromJson(body));
            forgetIntent(event.type, event.payload);
            m_content.kept.append(event);
        } else if (kind == "settled"_L1) {
            m_content.kept.clear();
        } else if (kind == "order"_L1) {
            m_content.orders.append(RollbackOrder { body["id"_L1].toString(), body["to"_L1].toString(), body["why"_L1].toString(), body["actor"_L1].toString() });
        } else if (kind == "taken"_L1) {
            m_content.orders.removeIf([&](const RollbackOrder &order) { return order.id == body["id"_L1].toString(); });
        } else if (!kind.isEmpty()) { // without one: an intent of a version that kept nothing else
            return fail(ErrorCode::NotSupported, u"the local copy of a run holds a line that this version does not know: %1"_s.arg(kind));
        }
        return {};
    }
    RunCopy::Content &content() { return m_content; }

private:
    void forgetIntent(EventType type, const QJsonObject &payload)
    {
        if (m_content.intent && isSame(*m_content.intent, type, payload))
            m_content.intent.reset();
    }

    RunCopy::Content m_content;
};

} // namespace

Event provisionalEvent(const NewEvent &wanted, qint64 seq)
{
    Event event;
    event.seq = seq;
    event.type = wanted.type;
    event.run = wanted.run;
    event.at = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(wanted.payload["kept_at"_L1].toDouble()), Qt::UTC);
    event.payload = QJsonDocument(wanted.payload).toJson(QJsonDocument::Compact);
    return event;
}

Result<RunState> RunCopy::Content::state() const
{
    if (events.isEmpty())
        return fail(ErrorCode::NotFound, u"this machine holds no entry of the run"_s);
    SLUICE_TRY(RunState state, foldAll(events));
    for (const NewEvent &event : kept) {
        SLUICE_TRY(state, fold(state, provisionalEvent(event, state.lastSeq + 1)));
    }
    if (intent) { // one that cannot follow was refused, and nothing came of it
        if (const auto next = fold(state, provisionalEvent(*intent, state.lastSeq + 1)))
            state = *next;
    }
    return state;
}

RunCopy::RunCopy(IntentFile file)
    : m_file(std::move(file))
{
}

Result<RunCopy> RunCopy::open(const QString &folder, const QString &run)
{
    SLUICE_TRY(IntentFile file, IntentFile::open(folder, run));
    return RunCopy(std::move(file));
}

QStringList RunCopy::runs(const QString &folder)
{
    QStringList names = QDir(folder).entryList({ u"*.intents"_s }, QDir::Files, QDir::Time);
    for (QString &name : names)
        name.chop(kSuffix.size());
    return names;
}

Result<RunCopy::Content> RunCopy::read() const
{
    SLUICE_TRY(const QList<QJsonObject> lines, m_file.readAll());
    Reader reader;
    for (const QJsonObject &line : lines)
        SLUICE_CHECK(reader.take(line));
    return std::move(reader.content());
}

Result<void> RunCopy::write(const QString &kind, const QJsonObject &body, IntentFile::Durability durability)
{
    return m_file.append(QJsonObject { { u"kind"_s, kind }, { u"body"_s, body } }, durability);
}

Result<void> RunCopy::writePlan(const QByteArray &canonical, const QString &runbook)
{
    return write(u"plan"_s, { { u"canonical"_s, QString::fromLatin1(canonical.toBase64()) }, { u"runbook"_s, runbook } });
}

Result<void> RunCopy::copy(const QList<Event> &events)
{
    if (m_copied < 0) {
        SLUICE_TRY(const Content content, read());
        m_copied = content.events.isEmpty() ? 0 : content.events.last().seq;
    }
    for (const Event &event : events) {
        if (event.seq <= m_copied)
            continue;
        SLUICE_CHECK(write(u"event"_s, toJson(event), IntentFile::Durability::Copied));
        m_copied = event.seq;
    }
    return {};
}

/// A rollback's lines hold the same statements and names once more that the lines of its steps hold.
Result<void> RunCopy::keepRoomForRollback() { return m_file.reserve(m_file.size() + kLeastRoom); }

Result<void> RunCopy::writeIntent(const NewEvent &intent)
{
    return write(u"intent"_s, toJson(intent));
}

Result<void> RunCopy::keep(const NewEvent &event)
{
    return write(u"kept"_s, toJson(event));
}

Result<void> RunCopy::settle()
{
    return write(u"settled"_s, {});
}

Result<void> RunCopy::order(const RollbackOrder &order)
{
    return write(u"order"_s, { { u"id"_s, order.id }, { u"to"_s, order.to }, { u"why"_s, order.why }, { u"actor"_s, order.actor } });
}

Result<void> RunCopy::takeOrder(const QString &id)
{
    return write(u"taken"_s, { { u"id"_s, id } });
}

bool RunCopy::hasNews()
{
    const qint64 others = m_file.size() - m_file.appended();
    return std::exchange(m_others, others) != others;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain_verifier.h"

#include "base/digest.h"
#include "base/seeded_bug.h"

#include <QMultiMap>
#include <QRandomGenerator>

#include <optional>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// A sum over (run, number) that two different sets of pairs share only by luck: the seed is new each time, so nobody
/// can prepare a set that fits (FNV-1a for the text, the mixer of SplitMix64 for the pair).
class PairSum
{
public:
    explicit PairSum(quint64 seed)
        : m_seed(seed)
    {
    }
    void add(QByteArrayView run, qint64 seq)
    {
        quint64 hash = 0xcbf29ce484222325U ^ m_seed;
        for (const char c : run)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
        hash += static_cast<quint64>(seq) * 0x9e3779b97f4a7c15U;
        hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9U;
        hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebU;
        m_sum += hash ^ (hash >> 31);
    }
    friend bool operator==(const PairSum &, const PairSum &) = default;

private:
    quint64 m_seed;
    quint64 m_sum = 0;
};

/// The tables in the words of an engine.
struct Words {
    QString entries; ///< %1: a condition or nothing
    QString head;
    QString runIndex; ///< empty: SQL cannot read the index alone
    QString plans;
};

Words wordsOf(Engine engine)
{
    if (engine == Engine::Postgresql) {
        return { u"SELECT seq, type, at_ms, actor, run, payload, previous_hash, hash FROM sluice_ledger.event %1 ORDER BY seq"_s,
            u"SELECT seq, hash FROM sluice_ledger.head"_s, {},
            u"SELECT digest, canonical, runbook, runbook_digest FROM sluice_ledger.plan ORDER BY digest"_s };
    }
    return { u"SELECT seq, type, at_ms, actor, run, payload, previous_hash, hash FROM ledger_event %1 ORDER BY seq"_s,
        u"SELECT seq, hash FROM ledger_head"_s,
        u"SELECT run, seq FROM ledger_event INDEXED BY ledger_event_run WHERE run <> ''"_s,
        u"SELECT digest, canonical, runbook, runbook_digest FROM ledger_plan ORDER BY digest"_s };
}

class ChainVerifier
{
public:
    ChainVerifier(SqlSession &session, const QList<LedgerAnchor> &anchors)
        : m_session(session)
        , m_words(wordsOf(session.engine()))
        , m_seed(QRandomGenerator::global()->generate64())
        , m_runs(m_seed)
    {
        for (const LedgerAnchor &anchor : anchors) {
            if (anchor.seq > 0)
                m_waiting.insert(anchor.seq, &anchor);
        }
    }

    Result<LedgerReport> verify()
    {
        m_report.ok = true;
        SLUICE_CHECK(checkEntries({}));
        SLUICE_CHECK(checkEnd());
        if (m_report.ok)
            SLUICE_CHECK(checkRunIndex());
        if (m_report.ok)
            SLUICE_CHECK(checkPlans());
        return m_report;
    }

private:
    void found(qint64 seq, const QString &problem)
    {
        m_report.ok = false;
        m_report.firstBad = seq;
        m_report.problem = problem;
    }

    void foundEntry(qint64 seq, const QString &problem) { found(seq, u"entry "_s + QString::number(seq) + u": "_s + problem); }

    /// Damage of the file or its tables below the entries is a finding. Everything else goes to the caller.
    Result<void> scan(const QString &sql, const std::function<bool(const SqlRowView &)> &visit)
    {
        Result<void> scanned = m_session.scan(sql, visit);
        if (scanned || (scanned.error().code != ErrorCode::IoFailed && scanned.error().code != ErrorCode::SqlFailed))
            return scanned;
        found(m_report.verified + 1, u"the file cannot be read after entry "_s + QString::number(m_report.verified) + u": "_s
                + scanned.error().what);
        return {};
    }

    Result<void> checkEntries(const QString &condition)
    {
        return scan(m_words.entries.arg(condition), [this](const SqlRowView &row) { return checkEntry(row); });
    }

    /// What others append meanwhile comes after what was checked. A head that names more than there is when it is looked
    /// for is a finding.
    Result<void> checkEnd()
    {
        std::optional<LedgerHead> head;
        qint64 before = -1;
        while (m_report.ok && before != m_report.verified) {
            before = m_report.verified;
            SLUICE_TRY(head, readHead());
            if (!head || head->seq <= m_report.verified)
                break;
            SLUICE_CHECK(checkEntries(u"WHERE seq > "_s + QString::number(m_report.verified)));
        }
        if (m_report.ok)
            checkTail();
        if (m_report.ok)
            checkHead(head);
        return {};
    }

    Result<std::optional<LedgerHead>> readHead()
    {
        std::optional<LedgerHead> head;
        SLUICE_CHECK(scan(m_words.head, [&](const SqlRowView &row) {
            head = LedgerHead { row.integer(0), row.bytes(1).toByteArray() };
            return true;
        }));
        return head;
    }

    bool checkEntry(const SqlRowView &row)
    {
        const qint64 expected = m_report.verified + 1;
        const EventBytes event { row.integer(0), row.bytes(6), row.bytes(1), row.integer(2), row.bytes(3), row.bytes(4), row.bytes(5) };
        if (event.seq != expected) {
            foundEntry(event.seq < expected ? event.seq : expected,
                event.seq < expected ? u"it does not belong here"_s : u"it is missing"_s);
        } else if (event.previousHash != QByteArrayView(m_previous)) {
            foundEntry(expected, u"it does not follow the one before"_s);
        } else {
            QByteArray hash = eventHash(event, m_scratch);
            if (QByteArrayView(hash) != row.bytes(7))
                foundEntry(expected, u"its hash differs from its content"_s);
            else
                accept(event, std::move(hash));
        }
        return m_report.ok;
    }

    void accept(const EventBytes &event, QByteArray hash)
    {
        m_previous = std::move(hash);
        if (!event.run.isEmpty())
            m_runs.add(event.run, event.seq);
        while (!m_waiting.isEmpty() && m_waiting.firstKey() <= event.seq) {
            const LedgerAnchor *anchor = m_waiting.take(m_waiting.firstKey());
            if (anchor->seq != event.seq || anchor->hash != m_previous)
                return foundEntry(event.seq, u"it is not the one that "_s + anchor->source + u" saw"_s);
        }
        m_report.verified = event.seq;
    }

    void checkTail()
    {
        if (m_waiting.isEmpty() || hasSeededBug("tail-not-anchored"))
            return;
        const LedgerAnchor *anchor = m_waiting.last();
        found(m_report.verified + 1, u"tail cut: "_s + anchor->source + u" saw entry "_s + QString::number(anchor->seq)
                + u", the ledger ends at "_s + QString::number(m_report.verified));
    }

    void checkHead(const std::optional<LedgerHead> &head)
    {
        const qint64 end = m_report.verified;
        if (!head)
            found(end + 1, u"the head is missing"_s);
        else if (head->seq > end)
            found(end + 1, u"tail cut: the head names entry "_s + QString::number(head->seq) + u", the ledger ends at "_s + QString::number(end));
        else if (head->seq != end || head->hash != m_previous)
            found(end, u"the head is not that of entry "_s + QString::number(end));
    }

    /// The entries of a run are found through this index; one that lies would hide a step from the state of a run.
    Result<void> checkRunIndex()
    {
        if (m_words.runIndex.isEmpty())
            return {};
        PairSum indexed(m_seed);
        const auto add = [&](const SqlRowView &row) {
            if (row.integer(1) <= m_report.verified) // others append meanwhile
                indexed.add(row.bytes(0), row.integer(1));
            return true;
        };
        SLUICE_CHECK(scan(m_words.runIndex, add));
        if (m_report.ok && !(indexed == m_runs))
            found(0, u"the index of runs differs from the entries; the entries are whole, rebuild the indexes"_s);
        return {};
    }

    Result<void> checkPlans()
    {
        return scan(m_words.plans, [&](const SqlRowView &row) {
            const QString digest = QString::fromUtf8(row.bytes(0));
            if (sha256Hex(row.bytes(1).toByteArray()) != digest || sha256Hex(row.bytes(2).toByteArray()) != QString::fromUtf8(row.bytes(3)))
                found(0, u"the stored plan differs from its digest "_s + digest);
            return m_report.ok;
        });
    }

    SqlSession &m_session;
    const Words m_words;
    QMultiMap<qint64, const LedgerAnchor *> m_waiting;
    LedgerReport m_report;
    QByteArray m_previous = QByteArray(32, '\0');
    QByteArray m_scratch;
    quint64 m_seed;
    PairSum m_runs;
};

} // namespace

Result<LedgerReport> verifyChain(SqlSession &session, const QList<LedgerAnchor> &anchors)
{
    return ChainVerifier(session, anchors).verify();
}

} // namespace sluice

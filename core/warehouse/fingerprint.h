// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/relation_name.h"
#include "sql/sql_session.h"

#include <QJsonObject>
#include <QMap>

#include <optional>

namespace sluice {

/// Canonical description of a set of relations and what hangs on them: per object a hash, in total a hash, and the
/// readable records for a diff. Excludes Sluice's own schema, OIDs, statistics (reference: reliability-security §3.6).
struct Fingerprint {
    QString total; ///< SHA-256 hex over the sorted object hashes
    QMap<QString, QString> objects; ///< "table mart.orders" -> SHA-256 hex
    QMap<QString, QStringList> records; ///< the same keys -> readable lines
    QString database; ///< MariaDB: that its names begin with where they are qualified; their own is another in a copy
    QStringList unknown; ///< fields the role may not read: unknown, never absent
    /// Parts of the partitioned tables in the scope: "mart.orders: mart.orders_2026". Time adds some by itself, so they are
    /// listed beside the records and make no difference. None: not looked at.
    std::optional<QStringList> partitions;
    friend bool operator==(const Fingerprint &a, const Fingerprint &b) { return a.total == b.total; }
};

/// scope: relations plus their dependent views; a relation that does not exist is recorded as absent.
Result<Fingerprint> takeFingerprint(SqlSession &session, const QList<RelationName> &scope);

/// The same for comparing databases that are copies of each other: without owners and grants, which differ from server to
/// server, and with the marks of runs in quarantined names made alike; on MariaDB without the name of the database and definers.
Fingerprint portableForm(const Fingerprint &fingerprint);

/// Readable lines, "- table mart.orders: column currency text" / "+ …"; empty when equal.
QStringList fingerprintDifferences(const Fingerprint &before, const Fingerprint &after);

/// Partitions that are there now and were not: "mart.orders: mart.orders_2027". Empty too where one of them did not look.
QStringList newPartitions(const Fingerprint &before, const Fingerprint &now);

QJsonObject toJson(const Fingerprint &fingerprint);
Fingerprint fingerprintFromJson(const QJsonObject &json);

} // namespace sluice

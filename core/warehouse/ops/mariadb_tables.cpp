// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "sql/sql_quoting.h"
#include "warehouse/mariadb/mariadb_dialect.h"
#include "warehouse/mariadb/mariadb_views.h"
#include "warehouse/ops/mariadb_ops.h"
#include "warehouse/ops/op_support.h"
#include "warehouse/own_tables.h"
#include "warehouse/sql_fragment.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kTrial = "sluice_trial_table";

Result<QString> tableDefinition(const StepContext &context, const CreateTable &create)
{
    QStringList parts;
    for (const ColumnSpec &column : create.columns) {
        const QString what = u"column "_s + column.name;
        SLUICE_CHECK(checkTypeName(context.engine(), column.type, u"type of "_s + what));
        QString text
            = quoted(context, column.name) + u' ' + column.type + (column.nullable ? QString() : u" NOT NULL"_s);
        if (!column.defaultExpression.isEmpty()) {
            SLUICE_CHECK(checkExpression(context.engine(), column.defaultExpression, u"default of "_s + what));
            text += u" DEFAULT ("_s + column.defaultExpression + u"\n)"_s;
        }
        parts.append(text);
    }
    QStringList key;
    for (const QString &column : create.primaryKey)
        key.append(quoted(context, column));
    if (!key.isEmpty())
        parts.append(u"PRIMARY KEY ("_s + key.join(u", "_s) + u')');
    return u"("_s + parts.join(u", "_s) + u") ENGINE=InnoDB"_s;
}

Result<void> checkTable(const StepContext &context, const CreateTable &create, const RelationFacts &there)
{
    if (there.kind != RelationKind::Missing) {
        return refuse(context, u"%1 is already there"_s.arg(there.name.text()),
            u"undoing this step would drop a table that it did not make; use another name"_s);
    }
    if (create.columns.isEmpty())
        return refuse(context, u"the table would have no column"_s);
    for (const QString &key : create.primaryKey) {
        const auto isKey = [&](const ColumnSpec &column) { return isSameColumn(context, column.name, key); };
        if (std::none_of(create.columns.cbegin(), create.columns.cend(), isKey))
            return refuse(context, u"the primary key names %1, which is no column of the table"_s.arg(key));
    }
    return {};
}

/// True SQL when the table has these columns and no other.
Result<QString> isTable(
    const StepContext &context, const CreateTable &create, const RelationName &name, const QString &tableText)
{
    SLUICE_TRY(const MariadbTrialTable trial, MariadbTrialTable::of(context, tableText));
    const QString from = u" FROM information_schema.COLUMNS WHERE "_s + isMariadbRelation(name);
    QStringList conditions { u"(SELECT COUNT(*)"_s + from + u") = "_s + QString::number(create.columns.size()) };
    for (qsizetype i = 0; i < create.columns.size(); ++i) {
        SLUICE_TRY(const QString looks, trial.looksLike(create.columns[i].name));
        conditions.append(u"EXISTS (SELECT 1"_s + from + u" AND ORDINAL_POSITION = "_s + QString::number(i + 1)
            + u" AND "_s + looks + u')');
    }
    return conditions.join(u" AND "_s);
}

QString hasIndex(const RelationName &table, const QString &index)
{
    return u"EXISTS (SELECT 1 FROM information_schema.STATISTICS WHERE "_s + isMariadbRelation(table)
        + u" AND INDEX_NAME = "_s + quoteLiteral(index) + u')';
}

} // namespace

CompiledStep stepAloneOnMariadb(const QString &summary, const QString &undoSummary, Reversibility reversibility)
{
    CompiledStep step;
    step.summary = summary;
    step.undoSummary = undoSummary;
    step.reversibility = reversibility;
    step.transactional = false;
    step.keepsLockTimeout = true;
    step.leftover = u"SELECT FALSE"_s; // each statement is atomic; what else has the name is somebody's
    return step;
}

Result<RelationFacts> requireInnodbTable(const StepContext &context, const RelationName &name)
{
    SLUICE_TRY(RelationFacts facts, requireTable(context, name));
    SLUICE_TRY(const QString engine,
        queryText(context.session,
            u"SELECT coalesce(ENGINE, 'none') FROM information_schema.TABLES WHERE "_s
                + isMariadbRelation(facts.name)));
    if (engine.compare(u"InnoDB"_s, Qt::CaseInsensitive) != 0) {
        return refuse(context, u"%1 is stored in %2, which has no transactions"_s.arg(facts.name.text(), engine),
            u"convert the table to InnoDB first"_s);
    }
    return facts;
}

QString onlineOnly() { return u", ALGORITHM=INPLACE, LOCK=NONE"_s; }

QString copyingOnly() { return u", ALGORITHM=COPY, LOCK=SHARED"_s; }

Error refusedMariadbTrial(Error error)
{
    if (error.code == ErrorCode::SqlFailed || error.code == ErrorCode::NotFound) {
        error.code = ErrorCode::Refused;
        error.what = u"MariaDB refuses it: "_s + error.what;
    }
    return error;
}

QString mariadbHasColumn(const RelationName &table, const QString &column)
{
    return u"EXISTS (SELECT 1 FROM information_schema.COLUMNS WHERE "_s + isMariadbRelation(table)
        + u" AND COLUMN_NAME = "_s + quoteLiteral(column) + u')';
}

QString mariadbShortLock(const RelationName &name)
{
    return u"exclusive metadata lock on %1 for a moment at its beginning and end"_s
        .arg(name.text());
}

QString mariadbCopyLock(const RelationName &name)
{
    return u"%1 is copied row by row: it can be read meanwhile, but every write to it waits until the copy is done"_s.arg(
        name.text());
}

MariadbTrialTable::MariadbTrialTable(SqlSession &session)
    : m_session(&session)
{
}

MariadbTrialTable::MariadbTrialTable(MariadbTrialTable &&other) noexcept
    : m_session(std::exchange(other.m_session, nullptr))
{
}

MariadbTrialTable::~MariadbTrialTable()
{
    if (!m_session || !m_session->isOpen())
        return;
    const SqlSession::PastStop pastStop(*m_session);
    static_cast<void>(m_session->execute(
        u"DROP TEMPORARY TABLE IF EXISTS "_s + QLatin1String(kTrial))); // it goes with the session as well
}

Result<MariadbTrialTable> MariadbTrialTable::like(const StepContext &context, const RelationName &table)
{
    MariadbTrialTable trial(context.session);
    if (auto made = context.session.execute(
            u"CREATE TEMPORARY TABLE "_s + QLatin1String(kTrial) + u" LIKE "_s + quoted(context, table));
        !made)
        return fail(refusedMariadbTrial(std::move(made).error()));
    return trial;
}

Result<MariadbTrialTable> MariadbTrialTable::of(const StepContext &context, const QString &definition)
{
    MariadbTrialTable trial(context.session);
    if (auto made = context.session.execute(u"CREATE TEMPORARY TABLE "_s + QLatin1String(kTrial) + u' ' + definition);
        !made)
        return fail(refusedMariadbTrial(std::move(made).error()));
    return trial;
}

Result<void> MariadbTrialTable::alter(const QString &change) const
{
    if (auto altered = m_session->execute(u"ALTER TABLE "_s + QLatin1String(kTrial) + u' ' + change); !altered)
        return fail(refusedMariadbTrial(std::move(altered).error()));
    return {};
}

Result<QString> MariadbTrialTable::looksLike(const QString &column) const
{
    SLUICE_TRY(const SqlRows rows, m_session->query(u"SHOW FULL COLUMNS FROM "_s + QLatin1String(kTrial)));
    for (const QVariantList &row : rows.rows) { // Field Type Collation Null Key Default Extra …
        if (row[0].toString().compare(column, Qt::CaseInsensitive) != 0)
            continue;
        const bool hasDefault = !row[5].isNull() && row[5].toString() != u"NULL";
        return u"COLUMN_NAME = "_s + quoteLiteral(column) + u" AND COLUMN_TYPE = "_s + quoteLiteral(row[1].toString())
            + u" AND coalesce(COLLATION_NAME, '') = "_s + quoteLiteral(row[2].toString()) + u" AND IS_NULLABLE = "_s
            + quoteLiteral(row[3].toString()) + u" AND coalesce(COLUMN_DEFAULT, 'NULL') "_s
            + (hasDefault ? u"<> 'NULL'"_s : u"= 'NULL'"_s);
    }
    return fail(ErrorCode::Internal, u"the trial table has no column %1"_s.arg(column));
}

/// Taken back like an added column: the table goes into quarantine first and is counted there.
Result<CompiledStep> compileCreateTableOnMariadb(const StepContext &context)
{
    const auto &create = std::get<CreateTable>(context.step.body);
    SLUICE_TRY(const RelationFacts there, describeRelation(context.session, create.table));
    SLUICE_CHECK(checkTable(context, create, there));
    const RelationName name = there.name;
    SLUICE_TRY(const QString tableText, tableDefinition(context, create));
    SLUICE_TRY(const QString isIt, isTable(context, create, name, tableText));
    const RelationName quarantine { name.schema, quarantineName(context.runId, name.name) };

    CompiledStep step = stepAloneOnMariadb(
        u"Create table %1"_s.arg(name.text()), u"Drop table %1"_s.arg(name.text()), Reversibility::R2);
    step.forward = { u"CREATE TABLE "_s + quoted(context, name) + u' ' + tableText };
    step.guard = countRows(context, name, {});
    step.atRisk = u"SELECT * FROM "_s + quoted(context, name);
    step.guardLock = { u"RENAME TABLE IF EXISTS "_s + quoted(context, name) + u" TO "_s + quoted(context, quarantine) };
    step.lockedGuard = countRows(context, quarantine, {});
    step.undo = { u"DROP TABLE IF EXISTS "_s + quoted(context, quarantine) };
    step.guardedUndo = { u"DO 0"_s }; // it is in quarantine already
    step.remnant = u"table %1"_s.arg(quarantine.text());
    const QString isFree = mariadbNameIsFree(name);
    const QString isKeptFree = mariadbNameIsFree(quarantine);
    step.present = u"SELECT "_s + isIt;
    step.absent = u"SELECT "_s + isFree + u" AND "_s + isKeptFree;
    step.kept = u"SELECT "_s + isFree + u" AND NOT "_s + isKeptFree;
    step.forwardLock = u"none on existing tables"_s;
    step.undoLock = mariadbShortLock(name);
    step.touches = { name };
    return step;
}

/// Builds without holding up readers or writers, so that concurrently says nothing new here.
Result<CompiledStep> compileCreateIndexOnMariadb(const StepContext &context)
{
    const auto &create = std::get<CreateIndex>(context.step.body);
    SLUICE_TRY(const RelationFacts table, requireInnodbTable(context, create.table));
    QStringList columns;
    QStringList names;
    for (const QString &name : create.columns) {
        const ColumnFacts *column = findColumn(context, table, name);
        if (!column)
            return refuse(context, u"%1 has no column %2"_s.arg(table.name.text(), name));
        names.append(column->name);
        columns.append(quoted(context, column->name));
    }
    if (columns.isEmpty())
        return refuse(context, u"the index names no column"_s);
    SLUICE_TRY(const SqlRows taken, context.session.query(u"SELECT "_s + hasIndex(table.name, create.name)));
    if (taken.scalar().toBool())
        return refuse(
            context, u"%1 already has an index %2"_s.arg(table.name.text(), create.name), u"use another name"_s);
    const QString add = (create.unique ? u"ADD UNIQUE INDEX "_s : u"ADD INDEX "_s) + quoted(context, create.name)
        + u" ("_s + columns.join(u", "_s) + u')';
    {
        SLUICE_TRY(const MariadbTrialTable trial, MariadbTrialTable::like(context, table.name));
        SLUICE_CHECK(trial.alter(add));
    }

    CompiledStep step = stepAloneOnMariadb(
        u"Create %1 %2 on %3"_s.arg(create.unique ? u"unique index"_s : u"index"_s, create.name, table.name.text()),
        u"Drop index %1 of %2"_s.arg(create.name, table.name.text()), Reversibility::R0);
    const QString alter = u"ALTER TABLE "_s + quoted(context, table.name) + u' ';
    step.forward = { alter + add + onlineOnly() };
    step.undo = { alter + u"DROP INDEX IF EXISTS "_s + quoted(context, create.name) + onlineOnly() };
    QStringList parts;
    for (qsizetype i = 0; i < names.size(); ++i)
        parts.append(QString::number(i + 1) + u' ' + names[i]);
    step.present
        = u"SELECT coalesce((SELECT GROUP_CONCAT(CONCAT(SEQ_IN_INDEX, ' ', COLUMN_NAME) ORDER BY SEQ_IN_INDEX SEPARATOR ', ') = "_s
        + quoteLiteral(parts.join(u", "_s)) + u" AND MAX(NON_UNIQUE) = "_s + (create.unique ? u"0"_s : u"1"_s)
        + u" AND MAX(INDEX_TYPE) = 'BTREE' AND COUNT(SUB_PART) = 0 FROM information_schema.STATISTICS WHERE "_s
        + isMariadbRelation(table.name) + u" AND INDEX_NAME = "_s + quoteLiteral(create.name) + u"), FALSE)"_s;
    step.absent = u"SELECT NOT "_s + hasIndex(table.name, create.name);
    step.forwardLock
        = u"%1; readers and writers go on while every row is read once"_s.arg(mariadbShortLock(table.name));
    step.undoLock = mariadbShortLock(table.name);
    step.touches = { table.name };
    return step;
}

} // namespace sluice

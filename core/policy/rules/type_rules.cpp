// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "policy/rules/rules.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString typeProblem(const ColumnSpec &column, bool isKey, Engine engine)
{
    static const QRegularExpression money(u"(^|_)(amount|price|total|cost|revenue|balance|fee|tax|paid|salary)($|_)"_s);
    static const QRegularExpression binary(u"^(real|float[48]?|double( precision)?)\\b"_s);
    const QString type = column.type.simplified().toLower();
    if (binary.match(type).hasMatch() && money.match(column.name).hasMatch())
        return u"'%1' is money in binary floating point: sums differ by how they are added"_s.arg(column.name);
    if (engine == Engine::Postgresql && type == "money"_L1)
        return u"'%1' has type money, whose meaning depends on the session's locale"_s.arg(column.name);
    if (type.startsWith("char("_L1) || type.startsWith("character("_L1))
        return u"'%1' is padded with blanks to its length"_s.arg(column.name);
    if (engine == Engine::Postgresql && (type == "timestamp"_L1 || type == "timestamp without time zone"_L1))
        return u"'%1' is a time without a zone, so nobody knows which moment it means"_s.arg(column.name);
    if (isKey && (type == "int"_L1 || type == "integer"_L1 || type == "int4"_L1 || type == "serial"_L1) && engine != Engine::Sqlite)
        return u"the key '%1' ends at 2147483647 rows"_s.arg(column.name);
    return {};
}

void typeSmell(const LintContext &context, LintReporter &report)
{
    const QString advice = u"use numeric for money, timestamptz for moments, text for text, bigint for keys"_s;
    for (const LintStep &step : context.steps) {
        QList<ColumnSpec> columns;
        QStringList keys;
        if (const auto *add = std::get_if<AddColumn>(&step.step->body)) {
            columns.append(add->column);
        } else if (const auto *table = std::get_if<CreateTable>(&step.step->body)) {
            columns = table->columns;
            keys = table->primaryKey;
        }
        for (const ColumnSpec &column : columns) {
            if (const QString problem = typeProblem(column, keys == QStringList { column.name }, context.engine); !problem.isEmpty())
                report.atStep(step, problem, advice);
        }
    }
}

} // namespace

LintGroup typeRules()
{
    return { u"types"_s, { { "MD01", "type-smell", Severity::Warning, typeSmell } } };
}

} // namespace sluice

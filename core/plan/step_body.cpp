// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/step_body.h"

#include <array>

namespace sluice {

namespace {

// In the order of the variant: the index is the name.
constexpr std::array<const char *, std::variant_size_v<StepBody>> kOps { "add_column", "drop_column", "create_table", "create_view",
    "replace_view", "create_index", "backfill", "install_flag", "switch_flag", "sql", "rename_column", "alter_type", "set_default",
    "set_not_null", "add_constraint", "add_generated_column", "drop_view", "build_table", "swap_table", "set_comment", "remove_flag",
    "snapshot", "restore", "command", "manual" };

/// The member that says what a step is about, whatever the op calls it.
struct OwnRelation {
    template <class Body> std::optional<RelationName> operator()(const Body &body) const
    {
        if constexpr (requires { body.table; })
            return body.table;
        else if constexpr (requires { body.view; })
            return body.view;
        else if constexpr (requires { body.relation; })
            return body.relation;
        else
            return std::nullopt;
    }
};

struct NewNames {
    QStringList operator()(const AddColumn &body) const { return { body.column.name }; }
    QStringList operator()(const AddGeneratedColumn &body) const { return { body.column }; }
    QStringList operator()(const CreateView &body) const { return { body.view.name }; }
    QStringList operator()(const CreateIndex &body) const { return { body.name }; }
    QStringList operator()(const RenameColumn &body) const { return { body.newName }; }
    QStringList operator()(const AddConstraint &body) const { return { body.name }; }
    QStringList operator()(const BuildTable &body) const { return { body.table.name }; }
    QStringList operator()(const CreateTable &body) const
    {
        QStringList names { body.table.name };
        for (const ColumnSpec &column : body.columns)
            names.append(column.name);
        return names;
    }
    template <class Body> QStringList operator()(const Body &) const { return {}; }
};

} // namespace

QString opName(const StepBody &body)
{
    return QLatin1String(kOps[body.index()]);
}

std::optional<RelationName> relationOf(const StepBody &body)
{
    return std::visit(OwnRelation {}, body);
}

QStringList newNames(const StepBody &body)
{
    return std::visit(NewNames {}, body);
}

QList<RelationName> declaredTouches(const StepBody &body)
{
    return std::visit(
        [](const auto &one) -> QList<RelationName> {
            if constexpr (requires { one.touches; })
                return one.touches;
            else
                return {};
        },
        body);
}

QString declaredReversibility(const StepBody &body)
{
    return std::visit(
        [](const auto &one) -> QString {
            if constexpr (requires { one.reversibility; })
                return one.reversibility;
            else
                return {};
        },
        body);
}

bool isIrreversible(const StepBody &body)
{
    return declaredReversibility(body) == QLatin1String("R4");
}

} // namespace sluice

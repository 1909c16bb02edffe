// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/view_restore.h"

#include "warehouse/ops/op_support.h"
#include "warehouse/view_text.h"

namespace sluice {

using namespace Qt::StringLiterals;

Result<RestorableView> restorableView(const StepContext &context, const RelationName &name)
{
    RestorableView restorable;
    SLUICE_TRY(restorable.view, readPostgresView(context.session, name));
    SLUICE_TRY(const TriedView again, tryPostgresView(context.session, restorable.view.definition));
    restorable.restoredDefinition = again.definition;
    const bool sameText = canonicalPostgresView(again.definition) == canonicalPostgresView(restorable.view.definition);
    if (!sameText || again.columns != restorable.view.columns) {
        return refuse(context, u"PostgreSQL prints the definition of %1 differently after creating it again, so an undo could not be proved"_s.arg(name.text()),
            u"run CREATE OR REPLACE VIEW once with the definition that \\d+ shows, then start again"_s);
    }
    return restorable;
}

} // namespace sluice

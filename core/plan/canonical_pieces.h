// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/probe_spec.h"

#include <QJsonArray>
#include <QJsonObject>

/// Private to core/plan: pieces of the canonical form. What is empty is not written.
namespace sluice {

inline void putText(QJsonObject &object, QLatin1String key, const QString &text)
{
    if (!text.isEmpty())
        object[key] = text;
}

inline void putTexts(QJsonObject &object, QLatin1String key, const QStringList &texts)
{
    if (!texts.isEmpty())
        object[key] = QJsonArray::fromStringList(texts);
}

inline void putSql(QJsonObject &object, QLatin1String textKey, QLatin1String fileKey, const SqlText &sql)
{
    putText(object, textKey, sql.text);
    putText(object, fileKey, sql.file);
}

/// What the gate's probe measures; its name is not among it.
void putProbe(QJsonObject &json, const ProbeSpec &probe);

} // namespace sluice

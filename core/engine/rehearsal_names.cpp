// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/rehearsal_names.h"

#include "warehouse/compiled_step.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QRegularExpression cloneName() { return QRegularExpression(u"sluice_rehearsal_[0-9a-f]{12}"_s); }

/// What waits and watches is left out of a rehearsal.
QStringList textsOf(const QJsonValue &value)
{
    if (value.isString())
        return { value.toString() };
    QStringList texts;
    for (const QJsonValue item : value.toArray())
        texts += textsOf(item);
    const QJsonObject object = value.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        if (it.key() != u"gates")
            texts += textsOf(it.value());
    }
    return texts;
}

void clearOfClone(RollbackProof &proof)
{
    for (QStringList *lines : { &proof.differences, &proof.exceptions }) {
        for (QString &line : *lines)
            line = withoutClone(line);
    }
    for (TableProof &table : proof.tables) {
        table.table = withoutClone(table.table);
        table.note = withoutClone(table.note);
    }
}

} // namespace

QString withoutClone(QString line)
{
    static const QRegularExpression qualifier(u"`?"_s + cloneName().pattern() + u"`?\\."_s);
    return line.remove(qualifier);
}

QStringList rehearsedTexts(const PlanBundle &bundle)
{
    const QJsonObject plan = QJsonDocument::fromJson(bundle.canonical).object();
    return textsOf(plan[u"target"_s].toObject()[u"objects"_s]) + textsOf(plan[u"flags"_s]) + textsOf(plan[u"stages"_s]);
}

QString portableDigest(const QJsonObject &compiled, const QString &run)
{
    QString text = QString::fromUtf8(QJsonDocument(compiled).toJson(QJsonDocument::Compact));
    text.replace(cloneName(), u"database"_s).replace(run, u"run"_s).replace(run.left(8) + u'_', u"run_"_s);
    const auto step = compiledStepFromJson(QJsonDocument::fromJson(text.toUtf8()).object());
    return step ? stepDigest(*step) : QString();
}

void forgetClone(Certificate &certificate)
{
    for (QString &reason : certificate.reasons)
        reason = withoutClone(reason);
    for (RehearsedReturn &back : certificate.returns)
        clearOfClone(back.proof);
    for (RoutedQuery &routed : certificate.routes)
        routed.note = withoutClone(routed.note);
}

} // namespace sluice

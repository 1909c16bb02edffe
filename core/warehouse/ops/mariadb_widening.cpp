// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "warehouse/ops/mariadb_widening.h"

#include <QRegularExpression>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Integer
{
    int bytes = 0;
    bool isUnsigned = false;
};

std::optional<Integer> integer(const QString &type)
{
    static const QRegularExpression form(
        u"^(tinyint|smallint|mediumint|int|bigint)(?:\\(\\d+\\))?( unsigned)?$"_s); // zerofill prints digits of its own
    const auto match = form.match(type);
    if (!match.hasMatch())
        return std::nullopt;
    static const QStringList names { {}, u"tinyint"_s, u"smallint"_s, u"mediumint"_s, u"int"_s };
    const qsizetype at = names.indexOf(match.captured(1));
    return Integer { at < 0 ? 8 : static_cast<int>(at), !match.captured(2).isEmpty() };
}

std::optional<MariadbWidening> fromInteger(const Integer &from, const Integer &to, const QString &column)
{
    const bool isWider = to.bytes > from.bytes && (from.isUnsigned || !to.isUnsigned);
    if (!isWider)
        return std::nullopt;
    const quint64 half = quint64(1) << (from.bytes * 8 - 1);
    const QString least = from.isUnsigned ? u"0"_s : u'-' + QString::number(half);
    const QString most = QString::number(from.isUnsigned ? half * 2 - 1 : half - 1);
    return MariadbWidening { column + u" NOT BETWEEN "_s + least + u" AND "_s + most };
}

std::optional<int> varcharLength(const QString &type)
{
    static const QRegularExpression form(u"^varchar\\((\\d+)\\)$"_s);
    const auto match = form.match(type);
    return match.hasMatch() ? std::optional(match.captured(1).toInt()) : std::nullopt;
}

} // namespace

std::optional<MariadbWidening> mariadbWidening(const MariadbType &from, const MariadbType &to, const QString &column)
{
    const auto narrow = integer(from.name);
    const auto wide = integer(to.name);
    if (narrow && wide)
        return fromInteger(*narrow, *wide, column);
    const auto shorter = varcharLength(from.name);
    const auto longer = varcharLength(to.name);
    const bool hasSameLengthBytes = (from.octets > 255) == (to.octets > 255);
    if (shorter && longer && *longer > *shorter && hasSameLengthBytes)
        return MariadbWidening { u"CHAR_LENGTH("_s + column + u") > "_s + QString::number(*shorter) };
    return std::nullopt;
}

} // namespace sluice

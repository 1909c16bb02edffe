// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <cstring>

namespace sluice {

namespace {

QByteArray deepCopy(const QByteArray &bytes)
{
    return bytes.isEmpty() ? QByteArray() : QByteArray(bytes.constData(), bytes.size());
}

void wipe(QByteArray &bytes)
{
    if (!bytes.isEmpty())
        explicit_bzero(bytes.data(), static_cast<size_t>(bytes.size()));
    bytes.clear();
}

} // namespace

Secret::Secret(QByteArray utf8)
    : m_bytes(deepCopy(utf8))
{
    if (utf8.isDetached())
        wipe(utf8);
}

Secret::~Secret()
{
    wipe(m_bytes);
}

Secret::Secret(const Secret &other)
    : m_bytes(deepCopy(other.m_bytes))
{
}

Secret::Secret(Secret &&other) noexcept
{
    m_bytes.swap(other.m_bytes);
}

Secret &Secret::operator=(Secret other) noexcept
{
    m_bytes.swap(other.m_bytes);
    return *this;
}

QDebug operator<<(QDebug debug, const Secret &)
{
    return debug << "***";
}

} // namespace sluice

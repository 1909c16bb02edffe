// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/tokens.h"

#include <QDBusVariant>
#include <QObject>

namespace sluice {

/// Whether the desktop asks for dark, now and live, from the desktop portal (org.freedesktop.appearance). Where no
/// portal answers it stays with the brightness of the platform's palette. Never blocks: the answer arrives as a signal.
class SystemAppearance : public QObject
{
    Q_OBJECT

public:
    explicit SystemAppearance(QObject *parent = nullptr);
    ThemeVariant variant() const { return m_variant; }

Q_SIGNALS:
    void variantChanged(sluice::ThemeVariant variant);

private Q_SLOTS:
    void takeSetting(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void take(uint scheme);
    ThemeVariant m_variant = ThemeVariant::Light;
};

} // namespace sluice

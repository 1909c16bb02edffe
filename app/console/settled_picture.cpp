// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/settled_picture.h"

#include "ui/widgets/skeleton.h"

#include <QPixmap>
#include <QWidget>

#include <algorithm>
#include <utility>

namespace sluice {

namespace {

constexpr int kLookMs = 70;
constexpr int kSameLooks = 3;
constexpr int kPatienceMs = 10'000;

/// Pages show a skeleton for as long as they wait for data.
bool isWaiting(const QWidget &area)
{
    const QList<Skeleton *> skeletons = area.findChildren<Skeleton *>();
    return std::any_of(
        skeletons.cbegin(), skeletons.cend(), [](const Skeleton *skeleton) { return skeleton->isVisible(); });
}

} // namespace

SettledPicture::SettledPicture(QObject *parent)
    : QObject(parent)
{
    m_look.setInterval(kLookMs);
    connect(&m_look, &QTimer::timeout, this, &SettledPicture::look);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        m_look.stop();
        Q_EMIT gaveUp();
    });
}

void SettledPicture::watch(QWidget &area, std::function<bool()> isReady)
{
    m_area = &area;
    m_isReady = std::move(isReady);
    m_last = {};
    m_same = 0;
    m_look.start();
    m_patience.start();
}

void SettledPicture::look()
{
    if (isWaiting(*m_area) || (m_isReady && !m_isReady())) {
        m_same = 0;
        return;
    }
    QImage now = m_area->grab().toImage();
    m_same = now == m_last ? m_same + 1 : 0;
    m_last = std::move(now);
    if (m_same < kSameLooks)
        return;
    m_look.stop();
    m_patience.stop();
    Q_EMIT settled();
}

} // namespace sluice

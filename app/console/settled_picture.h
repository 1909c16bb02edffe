// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QObject>
#include <QTimer>

#include <functional>

class QWidget;

namespace sluice {

/// Says when a part of a window can be pictured: nothing in it waits for data, and it looked the same several times in
/// a row. Looks by timer, so that everything else goes on; after its patience it tells anyway.
class SettledPicture : public QObject
{
    Q_OBJECT

public:
    explicit SettledPicture(QObject *parent = nullptr);

    /// isReady: what the area itself knows of being complete; may be empty. Ends an earlier watch.
    void watch(QWidget &area, std::function<bool()> isReady = {});

Q_SIGNALS:
    void settled();
    void gaveUp(); ///< it still changes or waits

private:
    void look();

    QWidget *m_area = nullptr;
    std::function<bool()> m_isReady;
    QImage m_last;
    int m_same = 0;
    QTimer m_look;
    QTimer m_patience;
};

} // namespace sluice

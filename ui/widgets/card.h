// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace sluice {

class PlainLabel;

/// A bordered surface. With a title it has a header row that takes further widgets at its end.
class Card : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const Theme &theme, const QString &title = {}, QWidget *parent = nullptr);
    QVBoxLayout *body() { return m_body; }
    void addToHeader(QWidget *widget);
    void setTitle(const QString &title);
    /// For cards that hold a list or a chart up to the border.
    void setFlush();

private:
    const Theme &m_theme;
    QHBoxLayout *m_header = nullptr;
    QVBoxLayout *m_body = nullptr;
    PlainLabel *m_title = nullptr;
};

} // namespace sluice

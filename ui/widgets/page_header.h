// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QHBoxLayout;

namespace sluice {

class ElidedLabel;

/// The first line of a page: title, chips, a muted note, buttons at the end.
class PageHeader : public QWidget
{
    Q_OBJECT

public:
    PageHeader(const Theme &theme, const QString &title, QWidget *parent = nullptr);
    void addLeading(QWidget *widget); ///< after the title
    void addTrailing(QWidget *widget);
    void setNote(const QString &note); ///< "4 rollouts · 1 conflict"
    QString note() const;

private:
    QHBoxLayout *m_layout;
    ElidedLabel *m_note;
};

} // namespace sluice

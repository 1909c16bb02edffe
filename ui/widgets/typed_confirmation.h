// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

class QLineEdit;

namespace sluice {

class PlainLabel;

/// "Type orders-currency to confirm": true while the text is exactly that. Pasting counts; Enter does nothing here.
class TypedConfirmation : public QWidget
{
    Q_OBJECT

public:
    TypedConfirmation(const Theme &theme, const QString &expected, QWidget *parent = nullptr);
    void setExpected(const QString &expected);
    bool isMatched() const;
    void clear();
    void focusField();

Q_SIGNALS:
    void matchedChanged(bool isMatched);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void check();
    QString m_expected;
    PlainLabel *m_label;
    QLineEdit *m_field;
    bool m_wasMatched = false;
};

} // namespace sluice

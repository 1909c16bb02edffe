// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/render.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QGlyphRun>
#include <QLabel>
#include <QLineEdit>
#include <QRawFont>
#include <QStyleOptionComboBox>
#include <QTest>
#include <QTextLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

QString described(const QWidget *widget, const QString &text)
{
    return QString::fromLatin1(widget->metaObject()->className()) + u" '"_s + text.left(60) + u"'"_s;
}

/// What a list, table or box shows in its first rows.
QString itemTexts(const QWidget *widget)
{
    constexpr int kMostRows = 60;
    const QAbstractItemModel *model = nullptr;
    if (const auto *view = qobject_cast<const QAbstractItemView *>(widget))
        model = view->model();
    else if (const auto *box = qobject_cast<const QComboBox *>(widget))
        model = box->model();
    QString texts;
    for (int row = 0; model && row < std::min(model->rowCount(), kMostRows); ++row) {
        for (int column = 0; column < model->columnCount(); ++column)
            texts += model->index(row, column).data().toString();
    }
    return texts;
}

/// Whether a widget sticks out of one that holds it; what a scroll area can bring into view does not count.
bool sticksOut(const QWidget *widget)
{
    QRect rect = widget->rect();
    for (const QWidget *at = widget; at->parentWidget() && !at->isWindow(); at = at->parentWidget()) {
        rect.translate(at->pos());
        const QWidget *above = at->parentWidget();
        if (const auto *area = qobject_cast<const QAbstractScrollArea *>(above->parentWidget())) {
            // Without a bar nothing brings its right edge into view.
            return area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff
                && rect.right() > above->rect().right() + 1;
        }
        if (!above->rect().adjusted(-1, -1, 1, 1).contains(rect))
            return true;
    }
    return false;
}

/// A box shows its text between its edges and its arrow, or tells it in its tooltip.
bool isCutOff(const QComboBox *box)
{
    QStyleOptionComboBox option;
    option.initFrom(box);
    option.editable = box->isEditable();
    const QRect field = box->style()->subControlRect(QStyle::CC_ComboBox, &option, QStyle::SC_ComboBoxEditField, box);
    return box->fontMetrics().horizontalAdvance(box->currentText()) > field.width() + 1 && box->toolTip().isEmpty()
        && box->currentData(Qt::ToolTipRole).toString().isEmpty();
}

QString shownText(const QWidget *widget)
{
    if (const auto *label = qobject_cast<const QLabel *>(widget))
        return label->text();
    if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
        return button->text();
    const QVariant text = widget->property("text");
    return text.isValid() ? text.toString() : QString();
}

QStringList lacking(const QString &text, const QFont &font)
{
    QStringList missing;
    for (const uint point : text.toUcs4()) {
        if (point < 0x20 || (point >= 0x2066 && point <= 0x2069))
            continue;
        QTextLayout layout(QString::fromUcs4(reinterpret_cast<const char32_t *>(&point), 1), font);
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        for (const QGlyphRun &run : layout.glyphRuns()) {
            if (run.glyphIndexes().contains(0))
                missing.append(u"U+"_s + QString::number(point, 16).toUpper());
        }
    }
    return missing;
}

} // namespace

void dressApplication(Theme &theme)
{
    theme.apply(qApp);
}

QImage renderWidget(QWidget &widget, Theme &theme, ThemeVariant variant, QSize size, const QString &name)
{
    theme.setMode(variant == ThemeVariant::Dark ? ThemeMode::Dark : ThemeMode::Light);
    widget.resize(size);
    widget.show();
    if (!QTest::qWaitForWindowExposed(&widget))
        qWarning("the window was not exposed");
    QCoreApplication::sendPostedEvents();
    QCoreApplication::processEvents();
    const QImage image = widget.grab().toImage();
    const QString folder = qEnvironmentVariable("SLUICE_RENDER_DIR");
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        image.save(folder + u'/' + name + (variant == ThemeVariant::Dark ? u"-dark.png"_s : u"-light.png"_s));
    }
    return image;
}

QStringList missingGlyphs(const QWidget &root)
{
    QStringList found;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        const QString text = shownText(widget) + itemTexts(widget);
        if (widget->isHidden() || text.isEmpty())
            continue;
        const QStringList missing = lacking(text, widget->font());
        if (!missing.isEmpty())
            found.append(described(widget, text) + u": "_s + missing.join(u", "_s));
    }
    return found;
}

QStringList clippedLabels(const QWidget &root)
{
    QStringList found;
    for (const QWidget *widget : root.findChildren<QWidget *>()) {
        if (const auto *box = qobject_cast<const QComboBox *>(widget); box && box->isVisible() && isCutOff(box))
            found.append(described(widget, box->currentText()));
        if (!widget->isVisible() || shownText(widget).isEmpty())
            continue;
        if (sticksOut(widget)) {
            found.append(described(widget, shownText(widget)) + u" sticks out"_s);
            continue;
        }
        if (const auto *label = qobject_cast<const QLabel *>(widget)) {
            const QSize room = label->size(); // both count the margins
            const QSize need = label->wordWrap() ? QSize(0, label->heightForWidth(label->width())) : label->sizeHint();
            if (need.width() > room.width() + 1 || need.height() > room.height() + 1)
                found.append(described(widget, label->text()));
        } else if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            if (button->sizeHint().width() > button->width() + 1 || button->fontMetrics().height() > button->height())
                found.append(described(widget, button->text()));
        }
    }
    return found;
}

QStringList richLabels(const QWidget &root)
{
    QStringList found;
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        if (label->textFormat() != Qt::PlainText)
            found.append(described(label, label->text()));
    }
    return found;
}

QStringList namelessControls(const QWidget &root)
{
    QStringList found;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        const bool isInner = widget->objectName().startsWith(u"qt_"_s) || qobject_cast<QAbstractScrollArea *>(widget->parentWidget())
            || qobject_cast<QComboBox *>(widget->parentWidget());
        if (!widget->isVisible() || isInner || !(widget->focusPolicy() & Qt::TabFocus))
            continue;
        const QAccessibleInterface *interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).isEmpty())
            found.append(described(widget, widget->objectName()));
    }
    return found;
}

} // namespace sluice

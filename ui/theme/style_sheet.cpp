// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style_sheet.h"

#include "ui/theme/theme.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

const char kSheet[] = R"(
QToolTip { background: @raised; color: @text; border: 1px solid @border; padding: 4px 8px; }

QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[line="true"] { background: @border; border: none; }
QWidget[ground="surface"] { background: @surface; }
QWidget[ground="window"] { background: @window; }

QLabel { background: transparent; }

QPushButton { background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: @grid; }
QPushButton:pressed { background: @selection; }
QPushButton:focus { border: 2px solid @accent; padding: 4px 11px; }
QPushButton:disabled { color: @faint; background: @surface; }
QPushButton[kind="primary"] { background: @accentFill; color: @onAccent; border-color: @accentFill; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; }
QPushButton[kind="primary"]:disabled { background: @accentFaint; border-color: @accentFaint; color: @accentFaintText; }
QPushButton[kind="danger"] { background: @breachFill; color: @onBreach; border-color: @breachFill; font-weight: 600; }
QPushButton[kind="danger"]:hover { background: @breachHover; border-color: @breachHover; }
QPushButton[kind="danger"]:focus { border: 2px solid @text; }
QPushButton[kind="danger"]:disabled { background: @breachFaint; border-color: @breachFaint; color: @faint; }
QPushButton[kind="dangerOutline"] { color: @breach; border-color: @breach; background: transparent; }
QPushButton[kind="dangerOutline"]:hover { background: @breachFaint; }
QPushButton[kind="dangerOutline"]:disabled { color: @faint; border-color: @border; }
QPushButton[kind="flat"] { background: transparent; border-color: transparent; }
QPushButton[kind="flat"]:hover { background: @grid; }
QPushButton[kind="flat"]:focus { border: 2px solid @accent; }
QPushButton[kind="chip"] { border-radius: 10px; padding: 1px 10px; min-height: 16px; background: @surface; font-size: 12px; font-weight: 600; }
QPushButton[kind="chip"]:checked { background: @selection; border-color: @selection; }
QPushButton[kind="chip"]:hover { border-color: @muted; }
QPushButton[kind="chip"]:focus { border: 2px solid @accent; padding: 0px 9px; }

QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: @grid; }
QToolButton:pressed, QToolButton:checked { background: @selection; }
QToolButton:focus { border: 2px solid @accent; padding: 3px; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateTimeEdit {
  background: @raised; color: @text; border: 1px solid @border; border-radius: 6px; padding: 4px 9px; min-height: 20px;
  selection-background-color: @accentFill; selection-color: @onAccent; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateTimeEdit:focus {
  border: 2px solid @accent; padding: 3px 8px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 7px; }
QLineEdit:read-only { background: @window; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { color: @faint; background: @window; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url(:/icons/chevron_down_@variant.svg); width: 12px; height: 12px; }
QComboBox QRadioButton { background: transparent; color: @text; spacing: 8px; }
QRadioButton::indicator { width: 12px; height: 12px; border: 1px solid @muted; border-radius: 7px; background: @raised; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 4px solid @accentFill; background: @onAccent; }
QRadioButton::indicator:focus { border: 2px solid @accent; width: 10px; height: 10px; }
QRadioButton::indicator:checked:focus { border: 4px solid @accent; width: 6px; height: 6px; }
QRadioButton:focus { color: @accent; }

QAbstractItemView { background: @raised; border: 1px solid @border; selection-background-color: @selection; selection-color: @text; }

QAbstractItemView { background: @surface; color: @text; border: none; outline: none; selection-background-color: @selection; selection-color: @text; alternate-background-color: @window; }
QAbstractScrollArea[frame="plain"] { border: none; background: transparent; }
QHeaderView { background: @surface; border: none; }
QHeaderView::section { background: @surface; color: @muted; border: none; border-bottom: 1px solid @border; padding: 6px 12px; font-size: 12px; }
QTableView { gridline-color: @grid; }
QTableCornerButton::section { background: @surface; border: none; }

QMenu { background: @raised; color: @text; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @scroll; border-radius: 4px; margin: 1px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: @muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: transparent; }
QSplitter::handle:horizontal { width: 12px; }
QSplitter::handle:vertical { height: 12px; }
QSplitter::handle:hover { background: @grid; }
QDialog, QMainWindow { background: @window; }
QTabBar::tab { background: transparent; color: @muted; padding: 6px 12px; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom-color: @accent; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QProgressBar { background: @grid; border: none; border-radius: 3px; max-height: 6px; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
)";

QString toneRules(const Theme &theme)
{
    QString rules;
    for (int i = 0; i < kColorRoleCount; ++i) {
        const auto role = static_cast<ColorRole>(i);
        rules += u"*[tone=\"%1\"] { color: %2; }\n"_s.arg(colorRoleName(role), theme.color(role).name());
    }
    return rules;
}

} // namespace

QString styleSheet(const Theme &theme)
{
    QList<std::pair<QString, QColor>> values {
        { u"@accentFaintText"_s, mixed(theme.fill(ColorRole::Accent), theme.color(ColorRole::Text), 0.35) },
        { u"@accentFaint"_s, theme.tint(ColorRole::Accent, 0.2) },
        { u"@accentFill"_s, theme.fill(ColorRole::Accent) },
        { u"@accentHover"_s, mixed(theme.fill(ColorRole::Accent), theme.color(ColorRole::Text), 0.15) },
        { u"@breachFaint"_s, theme.tint(ColorRole::Breach, 0.14) },
        { u"@breachFill"_s, theme.fill(ColorRole::Breach) },
        { u"@breachHover"_s, mixed(theme.fill(ColorRole::Breach), theme.color(ColorRole::Text), 0.15) },
        { u"@onAccent"_s, theme.onFill(ColorRole::Accent) },
        { u"@onBreach"_s, theme.onFill(ColorRole::Breach) },
        { u"@faint"_s, mixed(theme.color(ColorRole::Muted), theme.color(ColorRole::Surface), 0.25) },
        { u"@scroll"_s, mixed(theme.color(ColorRole::Border), theme.color(ColorRole::Muted), 0.25) },
    };
    for (int i = 0; i < kColorRoleCount; ++i)
        values.append({ u'@' + colorRoleName(static_cast<ColorRole>(i)), theme.color(static_cast<ColorRole>(i)) });
    QString sheet = QString::fromLatin1(kSheet);
    sheet.replace(u"@variant"_s, theme.isDark() ? u"dark"_s : u"light"_s);
    for (const auto &[name, color] : values)
        sheet.replace(name, color.name());
    return sheet + toneRules(theme);
}

} // namespace sluice

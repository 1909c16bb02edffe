// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/welcome_window.h"

#include "ui/models/text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/plain_label.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr int kColumn = 560;

} // namespace

WelcomeWindow::WelcomeWindow(const Theme &theme, const QStringList &recent, QWidget *parent)
    : QWidget(parent)
    , m_error(new ErrorBanner(theme, this))
{
    setWindowTitle(u"Sluice"_s);
    setProperty("ground", u"window"_s);
    setAttribute(Qt::WA_StyledBackground);
    setMinimumSize(640, 420);
    resize(880, 560);
    auto *outer = new QHBoxLayout(this);
    outer->addStretch(1);
    auto *column = new QVBoxLayout;
    outer->addLayout(column, 1000);
    outer->addStretch(1);
    column->setSpacing(metrics::kGap);
    column->addStretch(1);
    auto *title = new PlainLabel(theme, tr("Open a workspace"), FontRole::Title, ColorRole::Text, this);
    title->setMaximumWidth(kColumn);
    column->addWidget(title);
    auto *text = wrappedLabel(theme,
        tr("A workspace is a folder with a sluice.yaml: connections, plans and runbooks, next to your transformation project. "
           "“sluice init DIR” makes one; “sluice init DIR --demo” makes one with a warehouse and a plan ready to start."),
        FontRole::Body, ColorRole::Muted, this);
    text->setMaximumWidth(kColumn);
    column->addWidget(text);
    m_error->setMaximumWidth(kColumn);
    column->addWidget(m_error);
    if (!recent.isEmpty()) {
        auto *card = new Card(theme, tr("Recent"), this);
        card->setMaximumWidth(kColumn);
        for (const QString &folder : recent.mid(0, 6)) {
            auto *button = new Button(theme, fontMetrics().elidedText(singleLine(folder, 300).replace(u'&', u"&&"_s), Qt::ElideMiddle, kColumn - 80), ButtonKind::Flat, card);
            button->setToolTip(plainToolTip(folder));
            connect(button, &Button::clicked, this, [this, folder] { Q_EMIT folderChosen(folder); });
            card->body()->addWidget(button, 0, Qt::AlignLeading);
        }
        column->addWidget(card);
    }
    auto *row = new QHBoxLayout;
    auto *open = new Button(theme, tr("Open a folder…"), ButtonKind::Primary, this);
    connect(open, &Button::clicked, this, &WelcomeWindow::chooseFolder);
    row->addWidget(open);
    row->addStretch();
    column->addLayout(row);
    column->addStretch(2);
    open->setFocus();
}

void WelcomeWindow::showError(const Error &error)
{
    m_error->showError(error);
}

void WelcomeWindow::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Open a workspace"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &WelcomeWindow::folderChosen);
    dialog->open();
}

} // namespace sluice

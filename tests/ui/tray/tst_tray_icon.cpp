// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/render.h"
#include "ui/tray/tray_icon.h"

#include <QMenu>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTrayIcon : public QObject
{
    Q_OBJECT

    Theme m_theme;

    static QStringList texts(const QMenu &menu)
    {
        QStringList all;
        for (const QAction *action : menu.actions())
            all.append(action->isSeparator() ? u"-"_s : action->text());
        return all;
    }
    static QAction *named(const QMenu &menu, const QString &text)
    {
        for (QAction *action : menu.actions()) {
            if (action->text() == text)
                return action;
        }
        return nullptr;
    }
    static TrayState breached()
    {
        return { TrayMood::Breached, u"Sluice · shop"_s,
            { { u"a&b"_s, u"a&b · Breach"_s, TrayMood::Breached },
                { u"calm"_s, u"calm · Running"_s, TrayMood::Running } } };
    }

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void theMenuHasEachRolloutUnderWay()
    {
        TrayIcon tray(m_theme);
        QCOMPARE(
            texts(*tray.menu()), (QStringList { u"Open Sluice"_s, u"-"_s, u"Desktop notifications"_s, u"Quit"_s }));
        tray.setState(breached());
        QCOMPARE(texts(*tray.menu()),
            (QStringList { u"Open Sluice"_s, u"-"_s, u"a&&b · Breach"_s, u"calm · Running"_s, u"-"_s,
                u"Desktop notifications"_s, u"Quit"_s }));
        QCOMPARE(tray.toolTip(), u"Sluice · shop"_s);
        QSignalSpy plans(&tray, &TrayIcon::planRequested);
        named(*tray.menu(), u"a&&b · Breach"_s)->trigger();
        QCOMPARE(plans.value(0).value(0).toString(), u"a&b"_s);
    }

    void theMenuTellsWhatIsWanted()
    {
        TrayIcon tray(m_theme);
        QSignalSpy opened(&tray, &TrayIcon::openRequested);
        QSignalSpy quit(&tray, &TrayIcon::quitRequested);
        QSignalSpy notifies(&tray, &TrayIcon::notifiesRequested);
        named(*tray.menu(), u"Open Sluice"_s)->trigger();
        named(*tray.menu(), u"Quit"_s)->trigger();
        QVERIFY(named(*tray.menu(), u"Desktop notifications"_s)->isChecked());
        named(*tray.menu(), u"Desktop notifications"_s)->trigger();
        QCOMPARE(opened.size(), 1);
        QCOMPARE(quit.size(), 1);
        QCOMPARE(notifies.value(0).value(0).toBool(), false);
    }

    /// Somebody reads the menu while reasons change under it.
    void anOpenMenuDoesNotStirForATooltip()
    {
        TrayIcon tray(m_theme);
        tray.setState(breached());
        const QPointer<QAction> first = tray.menu()->actions().at(2);
        TrayState later = breached();
        later.toolTip += u"\nlater"_s;
        tray.setState(later);
        QVERIFY(first && tray.menu()->actions().at(2) == first);
        QVERIFY(tray.toolTip().endsWith(u"later"_s));
    }

    /// On this platform there is no tray at all.
    void withoutATrayNothingBreaks()
    {
        QVERIFY(!QSystemTrayIcon::isSystemTrayAvailable());
        TrayIcon tray(m_theme);
        tray.setShown(true);
        tray.setState(breached());
        tray.say(Alert {});
        tray.setShown(false);
        QVERIFY(!tray.isShown());
    }

    /// No two moods share a picture, and each can be told from panels light and dark.
    void everyMoodHasItsOwnPicture()
    {
        QList<QImage> seen;
        QImage sheet(QSize(6 * 80, 80), QImage::Format_ARGB32_Premultiplied);
        sheet.fill(QColor(0x30, 0x34, 0x3a));
        QPainter painter(&sheet);
        for (const TrayMood mood : { TrayMood::Quiet, TrayMood::Running, TrayMood::Held, TrayMood::Breached,
                 TrayMood::RollingBack, TrayMood::Stuck }) {
            const QIcon icon = TrayIcon::iconOf(mood, m_theme);
            const QImage image = icon.pixmap(22, 22).toImage().convertToFormat(QImage::Format_ARGB32_Premultiplied);
            QVERIFY(!image.isNull());
            QVERIFY(!seen.contains(image));
            painter.drawPixmap(QPoint(static_cast<int>(seen.size()) * 80 + 8, 8), icon.pixmap(64, 64));
            painter.drawPixmap(QPoint(static_cast<int>(seen.size()) * 80 + 58, 58), icon.pixmap(22, 22));
            seen.append(image);
        }
        painter.end();
        if (const QString folder = qEnvironmentVariable("SLUICE_RENDER_DIR"); !folder.isEmpty())
            QVERIFY(sheet.save(folder + u"/tray-moods.png"_s));
    }
};

QTEST_MAIN(TestTrayIcon)
#include "tst_tray_icon.moc"

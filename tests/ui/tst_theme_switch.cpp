// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/console/page_list.h"
#include "support/canned_lineage.h"
#include "ui/rollback/rollback_sheet.h"
#include "ui/shell/navigator.h"
#include "ui/shell/page_stack.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/skeleton.h"
#include "ui/window.h"

#include <QHash>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// A switch of colours reaches everything that is shown: what the style sheet dresses, what paints itself, and what was
/// drawn before and only kept.
class TestThemeSwitch : public QObject
{
    Q_OBJECT

private:
    static constexpr QSize kSize { 1280, 800 };
    std::unique_ptr<TestWindow> m_test;

    static std::unique_ptr<TestWindow> make(ThemeMode mode)
    {
        auto test = std::make_unique<TestWindow>(allPages(), CannedMood::Breach);
        test->service.setLineage(cannedLineage());
        test->theme.setMode(mode);
        connectRollbackSheet(*test->window);
        test->window->resize(kSize);
        test->window->show();
        [[maybe_unused]] const bool exposed = QTest::qWaitForWindowExposed(test->window.get());
        return test;
    }
    static bool isWaiting(const QWidget &window)
    {
        const auto skeletons = window.findChildren<Skeleton *>();
        return std::any_of(
            skeletons.cbegin(), skeletons.cend(), [](const Skeleton *skeleton) { return skeleton->isVisible(); });
    }
    static void open(TestWindow &test, const QString &page)
    {
        if (page == u"rollback"_s) {
            test.window->navigator().requestRollback(u"orders-currency"_s);
            const auto *sheet = test.window->findChild<RollbackSheet *>();
            QTRY_VERIFY(sheet->isOpen() && !sheet->isGuarded());
        } else {
            test.window->navigator().open(page);
        }
        QTRY_VERIFY(!isWaiting(*test.window));
    }
    /// How many pixels have exactly this colour.
    static QHash<QRgb, int> histogram(const QImage &image)
    {
        QHash<QRgb, int> counts;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                ++counts[image.pixel(x, y) | 0xff000000U];
        }
        return counts;
    }

private Q_SLOTS:
    void cleanup() { m_test.reset(); }

    void everyPageFollows_data()
    {
        QTest::addColumn<QString>("page");
        for (const auto &factory : allPages())
            QTest::newRow(qPrintable(factory->id())) << factory->id();
        QTest::newRow("rollback sheet") << u"rollback"_s;
    }
    void everyPageFollows()
    {
        QFETCH(QString, page);
        m_test = make(ThemeMode::Light);
        open(*m_test, page);
        for (const auto &[from, to] : { std::pair(ThemeVariant::Light, ThemeVariant::Dark),
                 std::pair(ThemeVariant::Dark, ThemeVariant::Light) }) {
            renderWidget(*m_test->window, m_test->theme, from, kSize, u"switch-"_s + page);
            const QImage after = renderWidget(*m_test->window, m_test->theme, to, kSize, u"switched-"_s + page);
            checkLabels(to);
            checkGrounds(histogram(after), from, to, page == u"rollback"_s);
        }
    }

private:
    /// What words are written in: the token of their tone in the variant of now.
    void checkLabels(ThemeVariant variant)
    {
        QHash<QString, QColor> tones;
        for (int i = 0; i < kColorRoleCount; ++i)
            tones.insert(colorRoleName(static_cast<ColorRole>(i)), tokenColor(static_cast<ColorRole>(i), variant));
        int seen = 0;
        for (const PlainLabel *label : m_test->window->findChildren<PlainLabel *>()) {
            if (!label->isVisible())
                continue;
            ++seen;
            const QString tone = label->property("tone").toString();
            QVERIFY2(label->palette().color(QPalette::WindowText) == tones.value(tone),
                qPrintable(
                    u"%1 '%2' is %3"_s.arg(tone, label->text(), label->palette().color(QPalette::WindowText).name())));
        }
        QVERIFY(seen > 3);
    }
    /// What everything stands on: the grounds of now cover the window, none of the other variant is left anywhere.
    void checkGrounds(const QHash<QRgb, int> &counts, ThemeVariant from, ThemeVariant to, bool isShaded)
    {
        int covered = 0;
        for (const auto role : { ColorRole::Window, ColorRole::Surface, ColorRole::Raised, ColorRole::Border,
                 ColorRole::Grid, ColorRole::Selection }) {
            const QRgb now = tokenColor(role, to).rgb();
            if (role == ColorRole::Window || role == ColorRole::Surface)
                covered += counts.value(now);
            // Letters and signs on filled buttons may be white or near-black in both variants; a ground is larger.
            const int left = counts.value(tokenColor(role, from).rgb());
            QVERIFY2(left < 400,
                qPrintable(u"%1 pixels still have the old %2"_s.arg(QString::number(left), colorRoleName(role))));
        }
        const int all = kSize.width() * kSize.height();
        QVERIFY2(covered > all * (isShaded ? 3 : 5) / 10,
            qPrintable(u"the grounds of now cover %1 of %2"_s.arg(QString::number(covered), QString::number(all))));
    }
};

QTEST_MAIN(TestThemeSwitch)
#include "tst_theme_switch.moc"

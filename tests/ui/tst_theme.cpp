// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/render.h"
#include "ui/theme/style_sheet.h"

#include <QFile>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestTheme : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsReadableOn_data()
    {
        QTest::addColumn<ColorRole>("role");
        QTest::addColumn<ThemeVariant>("variant");
        for (const auto variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            for (int i = 0; i < kColorRoleCount; ++i) {
                const auto role = static_cast<ColorRole>(i);
                QTest::addRow("%s %s", qPrintable(colorRoleName(role)), variant == ThemeVariant::Light ? "light" : "dark") << role << variant;
            }
        }
    }
    void textIsReadableOn()
    {
        QFETCH(ColorRole, role);
        QFETCH(ThemeVariant, variant);
        const QColor text = tokenColor(ColorRole::Text, variant);
        const bool isGround = role == ColorRole::Window || role == ColorRole::Surface || role == ColorRole::Raised
            || role == ColorRole::Selection || role == ColorRole::Grid;
        if (isGround) {
            QVERIFY(contrastRatio(text, tokenColor(role, variant)) >= 4.5);
            QVERIFY(contrastRatio(tokenColor(ColorRole::Muted, variant), tokenColor(role, variant)) >= 4.5);
        } else if (role != ColorRole::Border) {
            QVERIFY(contrastRatio(onFillColor(role, variant), fillColor(role, variant)) >= 4.5);
        }
    }
    void contrastKnowsItsEnds()
    {
        QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white)), 21);
        QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
    }
    void everyGlyphIsDrawn()
    {
        Theme theme;
        for (int i = 0; i < kGlyphCount; ++i) {
            const auto glyph = static_cast<Glyph>(i);
            QVERIFY2(QFile::exists(u":/icons/"_s + glyphName(glyph) + u".svg"_s), qPrintable(glyphName(glyph)));
            QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            theme.paintGlyph(&painter, glyph, QRectF(0, 0, 16, 16), Qt::red);
            painter.end();
            int inked = 0;
            for (int y = 0; y < 16; ++y) {
                for (int x = 0; x < 16; ++x)
                    inked += qAlpha(image.pixel(x, y)) > 0 ? 1 : 0;
            }
            QVERIFY2(inked > 6, qPrintable(glyphName(glyph)));
            QVERIFY2(inked < 250, qPrintable(glyphName(glyph)));
        }
    }
    void windowsHaveTheIconOfTheProduct()
    {
        Theme theme;
        dressApplication(theme);
        const QImage icon = QApplication::windowIcon().pixmap(64, 64).toImage();
        QVERIFY(!icon.isNull());
        QVERIFY(icon.pixelColor(icon.width() / 2, icon.height() / 10).alpha() == 255);
    }
    void iconsFollowTheTheme()
    {
        Theme theme;
        const QIcon icon = theme.icon(Glyph::Running, ColorRole::Good);
        const QColor light = icon.pixmap(16).toImage().pixelColor(8, 8);
        theme.setMode(ThemeMode::Dark);
        const QColor dark = icon.pixmap(16).toImage().pixelColor(8, 8);
        QCOMPARE(light.rgb(), tokenColor(ColorRole::Good, ThemeVariant::Light).rgb());
        QCOMPARE(dark.rgb(), tokenColor(ColorRole::Good, ThemeVariant::Dark).rgb());
    }
    void systemIsFollowedUntilAPersonChooses()
    {
        Theme theme;
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setSystemVariant(ThemeVariant::Dark);
        QCOMPARE(changed.size(), 1);
        QVERIFY(theme.isDark());
        theme.setMode(ThemeMode::Light);
        QVERIFY(!theme.isDark());
        theme.setSystemVariant(ThemeVariant::Dark);
        QCOMPARE(changed.size(), 2);
        theme.setMode(ThemeMode::System);
        QVERIFY(theme.isDark());
    }
    void styleSheetHasNoOpenPlaceholders()
    {
        Theme theme;
        QVERIFY(!styleSheet(theme).contains(u'@'));
        theme.setMode(ThemeMode::Dark);
        QVERIFY(!styleSheet(theme).contains(u'@'));
        QVERIFY(styleSheet(theme).contains(tokenColor(ColorRole::Breach, ThemeVariant::Dark).name()));
    }
    void fontsAreTheOnesNamed()
    {
        Theme theme;
        QCOMPARE(theme.font(FontRole::Body).pixelSize(), 13);
        QVERIFY(QFontInfo(theme.font(FontRole::Mono)).fixedPitch());
        const QFontMetricsF fixed(theme.font(FontRole::Mono));
        QCOMPARE(fixed.horizontalAdvance(u"1111"_s), fixed.horizontalAdvance(u"0000"_s));
    }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

#include "ui/theme/style_sheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QPixmapCache>
#include <QPointer>
#include <QStyleFactory>
#include <QSvgRenderer>

#include <array>

static void initializeIcons()
{
    Q_INIT_RESOURCE(icons); // a static library's resources are dropped by the linker without this
}

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Draws a glyph in the theme's colour of the moment, so that icons given to buttons once follow a switch.
class GlyphEngine final : public QIconEngine
{
public:
    GlyphEngine(const Theme *theme, Glyph glyph, ColorRole role)
        : m_theme(theme)
        , m_glyph(glyph)
        , m_role(role)
    {
    }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        if (!m_theme)
            return;
        QColor color = m_theme->color(m_role);
        if (mode == QIcon::Disabled)
            color = mixed(color, m_theme->color(ColorRole::Surface), 0.5);
        const int side = qMin(rect.width(), rect.height());
        QRect box(0, 0, side, side);
        box.moveCenter(rect.center());
        m_theme->paintGlyph(painter, m_glyph, box, color);
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(m_theme, m_glyph, m_role); }

private:
    QPointer<const Theme> m_theme;
    Glyph m_glyph;
    ColorRole m_role;
};

/// A family that the desktop chose on purpose; bare systems answer with a generic name or a fallback.
bool isDeliberate(const QString &family)
{
    static const QStringList generic { u"sans"_s, u"sans serif"_s, u"sans-serif"_s, u"dejavu sans"_s, u"bitstream vera sans"_s, u"helvetica"_s, u""_s };
    return !generic.contains(family.toLower());
}

bool isInstalled(const QString &family)
{
    return QFontDatabase::hasFamily(family);
}

QString textFamily()
{
    const QString platform = QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    if (isDeliberate(platform))
        return platform;
    return isInstalled(u"Inter"_s) ? u"Inter"_s : platform;
}

QString fixedFamily()
{
    return isInstalled(u"JetBrains Mono"_s) ? u"JetBrains Mono"_s : QFontDatabase::systemFont(QFontDatabase::FixedFont).family();
}

struct FontSpec {
    int pixels;
    QFont::Weight weight;
    bool isFixed;
};

// In the order of FontRole.
constexpr std::array<FontSpec, 9> kFonts { {
    { 13, QFont::Normal, false },
    { 13, QFont::DemiBold, false },
    { 12, QFont::Normal, false },
    { 11, QFont::Normal, false },
    { 15, QFont::DemiBold, false },
    { 18, QFont::Bold, false },
    { 28, QFont::Bold, false },
    { 12, QFont::Normal, true },
    { 11, QFont::Normal, true },
} };

QPalette paletteOf(const Theme &theme)
{
    QPalette palette;
    const auto set = [&palette](QPalette::ColorRole role, const QColor &color) { palette.setColor(role, color); };
    set(QPalette::Window, theme.color(ColorRole::Window));
    set(QPalette::WindowText, theme.color(ColorRole::Text));
    set(QPalette::Base, theme.color(ColorRole::Surface));
    set(QPalette::AlternateBase, theme.color(ColorRole::Window));
    set(QPalette::Text, theme.color(ColorRole::Text));
    set(QPalette::Button, theme.color(ColorRole::Raised));
    set(QPalette::ButtonText, theme.color(ColorRole::Text));
    set(QPalette::BrightText, theme.color(ColorRole::Breach));
    set(QPalette::ToolTipBase, theme.color(ColorRole::Raised));
    set(QPalette::ToolTipText, theme.color(ColorRole::Text));
    set(QPalette::PlaceholderText, theme.color(ColorRole::Muted));
    set(QPalette::Highlight, theme.color(ColorRole::Selection));
    set(QPalette::HighlightedText, theme.color(ColorRole::Text));
    set(QPalette::Link, theme.color(ColorRole::Accent));
    set(QPalette::LinkVisited, theme.color(ColorRole::Unknown));
    set(QPalette::Light, theme.color(ColorRole::Raised));
    set(QPalette::Midlight, theme.color(ColorRole::Grid));
    set(QPalette::Mid, theme.color(ColorRole::Border));
    set(QPalette::Dark, theme.color(ColorRole::Muted));
    set(QPalette::Shadow, theme.color(ColorRole::Border));
    const QColor faint = mixed(theme.color(ColorRole::Muted), theme.color(ColorRole::Surface), 0.35);
    for (const auto role : { QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::HighlightedText })
        palette.setColor(QPalette::Disabled, role, faint);
    return palette;
}

} // namespace

struct Theme::Private {
    std::array<std::unique_ptr<QSvgRenderer>, kGlyphCount> glyphs;
    QString text = textFamily();
    QString fixed = fixedFamily();
    QPointer<QApplication> application;
};

Theme::Theme(QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    initializeIcons();
    for (int i = 0; i < kGlyphCount; ++i) {
        d->glyphs[static_cast<size_t>(i)]
            = std::make_unique<QSvgRenderer>(u":/icons/"_s + glyphName(static_cast<Glyph>(i)) + u".svg"_s);
    }
}

Theme::~Theme() = default;

void Theme::setMode(ThemeMode mode)
{
    m_mode = mode;
    update();
}

void Theme::setSystemVariant(ThemeVariant variant)
{
    m_system = variant;
    update();
}

void Theme::update()
{
    ThemeVariant wanted = m_system;
    if (m_mode != ThemeMode::System)
        wanted = m_mode == ThemeMode::Dark ? ThemeVariant::Dark : ThemeVariant::Light;
    if (wanted == m_variant)
        return;
    m_variant = wanted;
    dress();
    Q_EMIT changed();
}

QFont Theme::font(FontRole role) const
{
    const FontSpec &spec = kFonts[static_cast<size_t>(role)];
    QFont font(spec.isFixed ? d->fixed : d->text);
    font.setPixelSize(spec.pixels);
    font.setWeight(spec.weight);
    if (spec.isFixed) {
        font.setStyleHint(QFont::Monospace);
        // Coding ligatures would turn "->" and "!=" in SQL into one sign; letter spacing switches them off.
        font.setLetterSpacing(QFont::AbsoluteSpacing, 0.01);
    }
    return font;
}

QIcon Theme::icon(Glyph glyph, ColorRole role) const
{
    return QIcon(new GlyphEngine(this, glyph, role));
}

void Theme::paintGlyph(QPainter *painter, Glyph glyph, const QRectF &box, const QColor &color) const
{
    const qreal ratio = painter->device()->devicePixelRatioF();
    const QSize pixels = (box.size() * ratio).toSize().expandedTo(QSize(1, 1));
    const QString key = u"sluice-glyph-%1-%2-%3x%4"_s.arg(glyphName(glyph), QString::number(color.rgba(), 16),
        QString::number(pixels.width()), QString::number(pixels.height()));
    QPixmap pixmap;
    if (!QPixmapCache::find(key, &pixmap)) {
        pixmap = QPixmap(pixels);
        pixmap.fill(Qt::transparent);
        QPainter inner(&pixmap);
        d->glyphs[static_cast<size_t>(glyph)]->render(&inner, QRectF(QPointF(), pixels));
        inner.setCompositionMode(QPainter::CompositionMode_SourceIn);
        inner.fillRect(pixmap.rect(), color);
        inner.end();
        QPixmapCache::insert(key, pixmap);
    }
    painter->drawPixmap(box, pixmap, QRectF(QPointF(), pixels));
}

void Theme::apply(QApplication *application)
{
    d->application = application;
    application->setStyle(QStyleFactory::create(u"Fusion"_s));
    application->setFont(font(FontRole::Body));
    application->setWindowIcon(QIcon(u":/icons/sluice-console.svg"_s));
    dress();
}

void Theme::dress()
{
    if (!d->application)
        return;
    d->application->setPalette(paletteOf(*this));
    d->application->setStyleSheet(styleSheet(*this));
}

} // namespace sluice

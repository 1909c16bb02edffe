// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/lineage/lineage_export.h"

#include "base/whole_file.h"
#include "ui/lineage/lineage_painter.h"

#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>

#include <cmath>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr double kMargin = 24;
constexpr double kMaxPixels = 16e6;
constexpr int kDotsPerInch = 96;

void paintAll(QPainter &painter, const LineageScenePtr &scene, const Theme &theme, double scale)
{
    const QRectF whole = scene->bounds.adjusted(-kMargin, -kMargin, kMargin, kMargin);
    painter.scale(scale, scale);
    painter.translate(-whole.topLeft());
    painter.fillRect(whole, theme.color(ColorRole::Surface));
    LineagePainter drawing(theme);
    drawing.setScene(scene);
    drawing.paint(painter, whole, 1, {}); // with every detail, however small the picture gets
}

} // namespace

Result<void> exportLineage(const LineageScenePtr &scene, const Theme &theme, const QString &path)
{
    const QSizeF size = scene->bounds.size() + QSizeF(2 * kMargin, 2 * kMargin);
    QSaveFile file(path);
    const auto failed = [&](const QString &why) {
        return fail(ErrorCode::IoFailed, u"the picture cannot be written: %1"_s.arg(why), path, u"choose another place"_s);
    };
    if (!file.open(QIODevice::WriteOnly))
        return failed(file.errorString());
    if (path.endsWith(u".svg"_s, Qt::CaseInsensitive)) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size.toSize());
        generator.setViewBox(QRectF(QPointF(0, 0), size));
        generator.setTitle(scene->analysis->subject);
        QPainter painter(&generator);
        paintAll(painter, scene, theme, 1);
    } else if (path.endsWith(u".pdf"_s, Qt::CaseInsensitive)) {
        QPdfWriter writer(&file);
        writer.setTitle(scene->analysis->subject);
        writer.setResolution(kDotsPerInch);
        writer.setPageMargins(QMarginsF(0, 0, 0, 0));
        writer.setPageSize(QPageSize(size * 72 / kDotsPerInch, QPageSize::Point, {}, QPageSize::ExactMatch));
        QPainter painter(&writer);
        paintAll(painter, scene, theme, 1);
    } else {
        const double scale = std::min(2.0, std::sqrt(kMaxPixels / (size.width() * size.height())));
        QImage image((size * scale).toSize(), QImage::Format_RGB32);
        QPainter painter(&image);
        paintAll(painter, scene, theme, scale);
        painter.end();
        if (!image.save(&file, "PNG"))
            return failed(file.errorString());
    }
    if (const Result<void> done = commitWhole(file); !done)
        return failed(done.error().what);
    return {};
}

} // namespace sluice

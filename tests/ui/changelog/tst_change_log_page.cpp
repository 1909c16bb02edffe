// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/changelog/change_log_page.h"
#include "ui/changelog/log_detail_panel.h"
#include "ui/page_bench.h"
#include "ui/check_texts.h"
#include "ui/render.h"
#include "ui/widgets/glyph_label.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLabel>
#include <QTableView>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestChangeLogPage : public QObject
{
    Q_OBJECT

private:
    Theme m_theme;

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void pictures_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("1280") << QSize(1104, 700);
        QTest::newRow("1920") << QSize(1744, 1100);
    }
    void pictures()
    {
        QFETCH(QSize, size);
        for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
            PageBench bench(m_theme, CannedMood::Breach);
            ChangeLogPage page(bench.context);
            QTRY_COMPARE(page.presenter().state(), ChangeLogPresenter::State::Ready);
            renderWidget(page, m_theme, variant, size, u"changelog-"_s + QString::fromUtf8(QTest::currentDataTag()));
            checkTexts(page);
        }
    }

    void callsGatesByTheirTitles()
    {
        PageBench bench(m_theme, CannedMood::Breach);
        const WorkspaceSnapshot known = *bench.service.snapshot();
        WorkspaceSnapshot unknown = known;
        unknown.rollouts.clear();
        bench.service.setSnapshot(unknown);
        ChangeLogPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), ChangeLogPresenter::State::Ready);
        const auto breach = [&page] {
            const ChangeLogModel &model = page.presenter().model();
            for (int row = 0; row < model.rowCount(); ++row) {
                if (model.event(row).type == EventType::StageBreached && model.event(row).run == u"r-0192"_s)
                    return model.line(row).what;
            }
            return QString();
        };
        QCOMPARE(breach(), u"Latency breached its limit"_s);
        bench.service.setSnapshot(known); // the plan is read after its entries
        QCOMPARE(breach(), u"Latency p95 breached its limit"_s);
    }

    void tellsHealthGateByGate()
    {
        PageBench bench(m_theme);
        const QJsonArray gates { QJsonObject { { u"why"_s, u"Latency p95 healthy: 1.04× baseline within 1.2×, 3 good ticks"_s } },
            QJsonObject { { u"why"_s, u"Error rate healthy: 0.03 % within 0.2 %, 3 good ticks"_s } } };
        Event event;
        event.seq = 30'000;
        event.type = EventType::RollbackHealth;
        event.at = cannedNow();
        event.run = u"r-0192"_s;
        event.payload = QJsonDocument(QJsonObject { { u"answer"_s, u"healthy"_s }, { u"freshness"_s, u"healthy"_s }, { u"gates"_s, gates } }).toJson();
        bench.service.log.prepend(event);
        ChangeLogPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), ChangeLogPresenter::State::Ready);
        page.findChild<QTableView *>()->selectRow(0);
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"changelog-health"_s);
        checkTexts(page);
        auto *panel = page.findChild<LogDetailPanel *>();
        QStringList lines;
        QLabel *title = nullptr;
        for (QLabel *label : panel->findChildren<QLabel *>()) {
            if (label->text().contains(u"3 good ticks"_s))
                lines.append(label->text());
            if (label->text() == u"Healthy after the rollback"_s)
                title = label;
        }
        QCOMPARE(lines.size(), 2);
        // The sign stands in the middle of the line it belongs to.
        const GlyphLabel *glyph = nullptr;
        for (const GlyphLabel *one : panel->findChildren<GlyphLabel *>()) {
            if (one->isVisibleTo(panel))
                glyph = one;
        }
        QVERIFY(title && glyph);
        const int lineMiddle = title->mapTo(panel, title->contentsRect().topLeft()).y() + title->fontMetrics().height() / 2;
        const int glyphMiddle = glyph->mapTo(panel, glyph->rect().center()).y();
        QVERIFY2(std::abs(lineMiddle - glyphMiddle) <= 1, qPrintable(u"%1 %2"_s.arg(lineMiddle).arg(glyphMiddle)));
    }

    void pictureOfTheWorldAtAMoment()
    {
        PageBench bench(m_theme, CannedMood::Breach);
        ChangeLogPage page(bench.context);
        QTRY_COMPARE(page.presenter().state(), ChangeLogPresenter::State::Ready);
        LogFilter filter;
        filter.plan = u"orders-currency"_s;
        filter.dataset = u"mart.orders"_s;
        filter.last = std::chrono::hours(24 * 30);
        page.presenter().setFilter(filter);
        bench.actions.action(u"changelog.world"_s)->trigger();
        filter.at = cannedNow().addSecs(-3 * 3600);
        page.presenter().setFilter(filter);
        QTRY_VERIFY(page.presenter().state() != ChangeLogPresenter::State::Loading);
        bench.actions.action(u"changelog.feedback"_s)->trigger();
        renderWidget(page, m_theme, ThemeVariant::Light, { 1104, 700 }, u"changelog-world"_s);
        checkTexts(page);
    }
};

QTEST_MAIN(TestChangeLogPage)
#include "tst_change_log_page.moc"

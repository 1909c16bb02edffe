// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "lineage_bench.h"
#include "ui/lineage/lineage_canvas.h"
#include "ui/lineage/lineage_page.h"
#include "ui/lineage/lineage_page_factory.h"
#include "ui/lineage/lineage_search.h"
#include "ui/render.h"
#include "ui/widgets/error_banner.h"

#include <QAbstractButton>
#include <QApplication>
#include <QPushButton>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestLineagePage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }
    void looksRight_data();
    void looksRight();
    void startsWithWhatFits_data();
    void startsWithWhatFits();
    void isReachableByKeyboardAlone();
    void tableAndDrawingShareTheSelection();
    void emptyStates_data();
    void emptyStates();
    void keepsOldLineageWhenReadingFails();
    void followsThePlan();
    void opensOnThePlanInNeed();
    void pillsSayWhatTheyCount();
    void exportsPictures_data();
    void exportsPictures();
    void restoresItsState();
    void hostileNamesStayText();

private:
    Theme m_theme;
};

namespace {

constexpr QSize kSize(1104, 724); // the page's part of a window of 1280 × 800

bool isReady(LineagePage &page)
{
    return QTest::qWaitFor([&] { return page.presenter().state() == LineagePresenter::State::Ready && !page.presenter().isBusy(); });
}

} // namespace

void TestLineagePage::looksRight_data()
{
    QTest::addColumn<QString>("mood");
    for (const char *mood : { "plan", "node", "all", "columns", "empty", "failed", "loading", "stale" })
        QTest::newRow(mood) << QString::fromLatin1(mood);
}

void TestLineagePage::looksRight()
{
    QFETCH(QString, mood);
    for (const ThemeVariant variant : { ThemeVariant::Light, ThemeVariant::Dark }) {
        LineageBench bench(m_theme);
        if (mood == u"empty"_s)
            bench.service.setLineage(std::make_shared<const LineageGraph>());
        if (mood == u"failed"_s)
            bench.service.nextError = Error { ErrorCode::CannotConnect, u"the warehouse does not answer"_s, u"warehouse"_s, u"check the connection"_s, {} };
        bench.service.isHeldBack = mood == u"loading"_s;
        LineagePage page(bench.context);
        page.resize(kSize);
        if (mood != u"empty"_s && mood != u"failed"_s && mood != u"loading"_s)
            QVERIFY(isReady(page));
        else if (mood != u"loading"_s)
            QTRY_VERIFY(page.presenter().state() != LineagePresenter::State::Loading);
        if (mood == u"node"_s)
            QVERIFY(page.presenter().chooseNode(u"raw.customers"_s));
        if (mood == u"all"_s) {
            LineageFilter filter = page.presenter().filter();
            filter.showsAll = true;
            page.presenter().setFilter(filter);
        }
        if (mood == u"columns"_s)
            page.presenter().toggleColumns(u"mart.orders"_s);
        if (mood == u"stale"_s) {
            bench.service.nextError = Error { ErrorCode::CannotConnect, u"the warehouse does not answer"_s, u"warehouse"_s, u"check the connection"_s, {} };
            page.presenter().refresh();
            QTRY_VERIFY(page.presenter().isStale());
        }
        QTRY_VERIFY(!page.presenter().isBusy());
        const QImage image = renderWidget(page, m_theme, variant, kSize, u"lineage-"_s + mood);
        QCOMPARE(image.size(), kSize);
        QCOMPARE(missingGlyphs(page), QStringList());
        QCOMPARE(clippedLabels(page), QStringList());
        QCOMPARE(richLabels(page), QStringList());
        QCOMPARE(namelessControls(page), QStringList());
    }
}

void TestLineagePage::startsWithWhatFits_data()
{
    QTest::addColumn<int>("hops");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("fits") << 3 << true;
    QTest::newRow("fits at 60 %") << 4 << true;
    QTest::newRow("too wide") << 12 << false;
}

void TestLineagePage::startsWithWhatFits()
{
    QFETCH(int, hops);
    QFETCH(bool, isWhole);
    LineageBench bench(m_theme);
    QList<LineageNode> nodes;
    QList<LineageEdge> edges;
    for (int i = 0; i <= hops; ++i) {
        LineageNode node;
        node.key = node.name = node.relation = i == 0 ? u"mart.orders"_s : u"mart.after_%1"_s.arg(i);
        node.kind = NodeKind::Model;
        nodes.append(node);
        if (i > 0)
            edges.append({ i - 1, i });
    }
    bench.service.setLineage(std::make_shared<const LineageGraph>(nodes, edges));
    bench.navigator.setPlan(u"orders-currency"_s);
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QVERIFY(isReady(page));
    QTRY_VERIFY(page.presenter().scene() && page.presenter().scene()->nodes.size() > hops);
    const QRectF bounds = page.presenter().scene()->bounds;
    const LineageCanvas &canvas = page.canvas();
    QVERIFY(canvas.scale() >= 0.6);
    QCOMPARE(canvas.visibleScene().contains(bounds), isWhole);
    const double left = canvas.toScreen(bounds.topLeft()).x();
    const double right = canvas.width() - canvas.toScreen(bounds.bottomRight()).x();
    QVERIFY2(left > 0 && (isWhole ? std::abs(left - right) < 2 : left < 40), qPrintable(u"%1 %2"_s.arg(left).arg(right)));
}

void TestLineagePage::isReachableByKeyboardAlone()
{
    LineageBench bench(m_theme);
    bench.navigator.setPlan(u"orders-currency"_s);
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QVERIFY(QTest::qWaitForWindowActive(&page));
    QVERIFY(isReady(page));
    page.activate();
    QTRY_VERIFY(page.canvas().hasFocus());
    QTest::keyClick(&page.canvas(), Qt::Key_Home);
    QCOMPARE(page.canvas().current(), u"mart.orders"_s);
    QTest::keyClick(&page.canvas(), Qt::Key_Right);
    QVERIFY(page.canvas().current() != u"mart.orders"_s);
    QTest::keyClick(&page.canvas(), Qt::Key_Left);
    QTest::keyClick(&page.canvas(), Qt::Key_Return);
    QCOMPARE(page.presenter().selected(), page.canvas().current());

    QTest::keyClick(&page.canvas(), Qt::Key_Slash);
    auto *search = page.findChild<LineageSearch *>();
    QTRY_VERIFY(search->hasFocus());
    QTest::keyClicks(search, u"crm_ex"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_COMPARE(page.canvas().current(), u"job:crm_export"_s);
    QCOMPARE(page.presenter().selected(), u"job:crm_export"_s);
    QVERIFY(page.canvas().hasFocus());
}

void TestLineagePage::tableAndDrawingShareTheSelection()
{
    LineageBench bench(m_theme);
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QVERIFY(isReady(page));
    auto *table = page.findChild<QTableView *>();
    QVERIFY(table->model()->rowCount() > 3);
    table->setCurrentIndex(table->model()->index(2, 0));
    QCOMPARE(page.presenter().selected(), page.presenter().model().keyAt(2));
    Q_EMIT page.canvas().nodeSelected(page.presenter().model().keyAt(1));
    QCOMPARE(table->currentIndex().row(), 1);
    Q_EMIT page.canvas().nodeSelected(u"raw.orders"_s); // not affected: not in the table
    QVERIFY(table->selectionModel()->selectedRows().isEmpty());
}

void TestLineagePage::emptyStates_data()
{
    QTest::addColumn<QString>("mood");
    QTest::addColumn<QString>("opens");
    QTest::newRow("nothing loaded") << u"empty"_s << u"connections"_s;
    QTest::newRow("no plan") << u"no plan"_s << u"rollouts"_s;
    QTest::newRow("unreadable") << u"failed"_s << u"connections"_s;
}

void TestLineagePage::emptyStates()
{
    QFETCH(QString, mood);
    QFETCH(QString, opens);
    LineageBench bench(m_theme);
    if (mood == u"empty"_s)
        bench.service.setLineage(std::make_shared<const LineageGraph>());
    if (mood == u"failed"_s)
        bench.service.nextError = Error { ErrorCode::CannotConnect, u"no answer"_s, u"warehouse"_s, {}, {} };
    if (mood == u"no plan"_s) {
        WorkspaceSnapshot snapshot = cannedWorkspace();
        snapshot.rollouts.clear();
        bench.service.setSnapshot(snapshot);
    }
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QTRY_VERIFY(page.presenter().state() != LineagePresenter::State::Loading);
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->property("kind").toString() == u"primary"_s)
            button->click();
    }
    QCOMPARE(bench.navigator.page(), opens);
}

void TestLineagePage::keepsOldLineageWhenReadingFails()
{
    LineageBench bench(m_theme);
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QVERIFY(isReady(page));
    bench.service.nextError = Error { ErrorCode::CannotConnect, u"the warehouse does not answer"_s, {}, {}, {} };
    page.presenter().refresh();
    QTRY_VERIFY(page.presenter().isStale());
    auto *banner = page.findChild<ErrorBanner *>();
    QVERIFY(banner->isVisible());
    QVERIFY(banner->text().contains(u"does not answer"_s));
    QVERIFY(page.canvas().isVisible());
    page.presenter().refresh();
    QTRY_VERIFY(!page.presenter().isStale());
    QTRY_VERIFY(!banner->isVisible());
}

void TestLineagePage::followsThePlan()
{
    LineageBench bench(m_theme);
    LineagePage page(bench.context);
    QVERIFY(isReady(page));
    QVERIFY(page.presenter().plans().size() > 1);
    const QString other = page.presenter().plans().at(1).id;
    bench.navigator.setPlan(other);
    QTRY_COMPARE(page.presenter().scene()->analysis->subject, other);
}

void TestLineagePage::opensOnThePlanInNeed()
{
    LineageBench bench(m_theme); // calm: orders-currency runs well, customer-split is held
    LineagePage page(bench.context);
    QVERIFY(isReady(page));
    QCOMPARE(page.presenter().plan(), u"customer-split"_s);
}

void TestLineagePage::pillsSayWhatTheyCount()
{
    LineageBench bench(m_theme);
    const auto rich = LineageBench::richLineage();
    bench.service.setLineage(
        std::make_shared<const LineageGraph>(rich->nodes(), rich->edges(), QStringList { u"one"_s, u"two"_s }));
    LineagePage page(bench.context);
    page.resize(kSize);
    page.show();
    QVERIFY(isReady(page));
    QStringList chips;
    for (const QAbstractButton *button : page.findChildren<QAbstractButton *>()) {
        if (button->isVisible() && !button->text().isEmpty())
            chips.append(button->text());
    }
    const QRegularExpression bare(u"^[0-9 ]+$"_s);
    for (const QString &chip : std::as_const(chips))
        QVERIFY2(!bare.match(chip).hasMatch(), qPrintable(chip));
    QVERIFY2(
        chips.contains(u"%1 source problems"_s.arg(page.presenter().problems().size())), qPrintable(chips.join(u'|')));
    // What is hidden can be shown, by the same pill.
    const auto hidden = [&page]() -> QAbstractButton * {
        for (QAbstractButton *button : page.findChildren<QAbstractButton *>()) {
            if (button->isVisible() && button->text().contains(u"untouched"_s))
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(hidden());
    QVERIFY2(hidden()->text().startsWith(u"Show "_s), qPrintable(hidden()->text()));
    hidden()->click();
    QTRY_VERIFY(page.presenter().filter().showsAll);
    QTRY_COMPARE(hidden()->text(), u"Hide untouched"_s);
}

void TestLineagePage::exportsPictures_data()
{
    QTest::addColumn<QString>("ending");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("svg") << u"svg"_s << QByteArray("<?xml");
    QTest::newRow("png") << u"png"_s << QByteArray("\x89PNG");
    QTest::newRow("pdf") << u"pdf"_s << QByteArray("%PDF");
    QTest::newRow("nowhere") << QString() << QByteArray();
}

void TestLineagePage::exportsPictures()
{
    QFETCH(QString, ending);
    QFETCH(QByteArray, start);
    QTemporaryDir folder;
    LineageBench bench(m_theme);
    LineagePage page(bench.context);
    QVERIFY(isReady(page));
    bench.prompter.path = folder.filePath(ending.isEmpty() ? u"none/a.svg"_s : u"a."_s + ending);
    bench.actions.action(u"lineage.export"_s)->trigger();
    QFile file(bench.prompter.path);
    QCOMPARE(file.open(QIODevice::ReadOnly), !ending.isEmpty());
    QCOMPARE(bench.prompter.asked.size(), ending.isEmpty() ? 2 : 1); // where to, and that it failed
    if (!ending.isEmpty())
        QVERIFY(file.readAll().startsWith(start));
}

void TestLineagePage::restoresItsState()
{
    LineageBench bench(m_theme);
    const LineagePageFactory factory;
    QCOMPARE(factory.id(), u"lineage"_s);
    std::unique_ptr<Page> first(factory.create(bench.context, nullptr));
    first->resize(kSize);
    first->restoreState({ { u"depth"_s, 1 }, { u"all"_s, true }, { u"side"_s, 400 } });
    const QJsonObject saved = first->saveState();
    QCOMPARE(saved[u"depth"_s].toInt(), 1);
    QCOMPARE(saved[u"all"_s].toBool(), true);
    first->restoreState({ { u"depth"_s, u"x"_s }, { u"side"_s, -5 } });
    QCOMPARE(first->saveState()[u"depth"_s].toInt(), 0);
}

void TestLineagePage::hostileNamesStayText()
{
    LineageBench bench(m_theme);
    QList<LineageNode> nodes = LineageBench::richLineage()->nodes();
    for (LineageNode &node : nodes) {
        node.name = hostileText();
        node.owner = hostileText();
        node.detail = hostileText();
        node.description = hostileText();
        node.origin = hostileText();
    }
    bench.service.setLineage(std::make_shared<const LineageGraph>(nodes, LineageBench::richLineage()->edges(), QStringList { hostileText() }));
    LineagePage page(bench.context);
    QVERIFY(isReady(page));
    renderWidget(page, m_theme, ThemeVariant::Light, kSize, u"lineage-hostile"_s);
    QCOMPARE(richLabels(page), QStringList());
    QCOMPARE(clippedLabels(page), QStringList());
}

QTEST_MAIN(TestLineagePage)
#include "tst_lineage_page.moc"

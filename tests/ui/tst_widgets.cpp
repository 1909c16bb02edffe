// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/canned_workspace.h"
#include "support/fake_clock.h"
#include "ui/models/text.h"
#include "ui/render.h"
#include "ui/widgets/alarm_banner.h"
#include "ui/widgets/blockers_list.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/environment_badge.h"
#include "ui/widgets/error_banner.h"
#include "ui/widgets/hold_button.h"
#include "ui/widgets/key_value_table.h"
#include "ui/widgets/plain_label.h"
#include "ui/widgets/relative_time_label.h"
#include "ui/widgets/skeleton.h"
#include "ui/widgets/status_pill.h"
#include "ui/widgets/typed_confirmation.h"

#include <QSignalSpy>
#include <QTest>
#include <QVBoxLayout>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestWidgets : public QObject
{
    Q_OBJECT

private:
    /// One of each, filled with the text given.
    std::unique_ptr<QWidget> gallery(const QString &text)
    {
        auto root = std::make_unique<QWidget>();
        auto *layout = new QVBoxLayout(root.get());
        auto *banner = new AlarmBanner(m_theme, root.get());
        banner->setState({ AlarmBannerState::Level::Breach, u"Breach"_s, text, u"orders-currency"_s, u"r-1"_s, true, true, 2 });
        layout->addWidget(banner);
        auto *error = new ErrorBanner(m_theme, root.get());
        error->showError({ ErrorCode::CannotConnect, text, u"db-7:5432"_s, u"Check that the server runs"_s, {} });
        layout->addWidget(error);
        auto *row = new QHBoxLayout;
        for (const auto environment : { Environment::Prod, Environment::Staging, Environment::Dev })
            row->addWidget(new EnvironmentBadge(m_theme, environment));
        for (int i = 0; i <= static_cast<int>(RolloutLook::Stuck); i += 3)
            row->addWidget(new StatusPill(m_theme, stateLook(static_cast<RolloutLook>(i))));
        row->addWidget(new StatusPill(m_theme, stateLook(Verdict::Healthy)));
        row->addStretch();
        layout->addLayout(row);
        auto *buttons = new QHBoxLayout;
        buttons->addWidget(new Button(m_theme, u"Export"_s));
        buttons->addWidget(new Button(m_theme, u"Start"_s, ButtonKind::Primary));
        buttons->addWidget(new Button(m_theme, u"Roll back…"_s, ButtonKind::DangerOutline));
        auto *chip = new Button(m_theme, u"2 weeks"_s, ButtonKind::Chip);
        chip->setChecked(true);
        buttons->addWidget(chip);
        auto *blocked = new Button(m_theme, u"Advance"_s, ButtonKind::Primary);
        blocked->setBlockers({ text });
        buttons->addWidget(blocked);
        buttons->addWidget(iconButton(m_theme, Glyph::Copy, u"Copy"_s));
        buttons->addWidget(new HoldButton(m_theme, u"Hold to roll back"_s));
        buttons->addStretch();
        layout->addLayout(buttons);
        auto *cards = new QHBoxLayout;
        auto *facts = new Card(m_theme, u"Facts"_s);
        auto *table = new KeyValueTable(m_theme);
        table->setRows({ { u"Why"_s, text }, { u"Hash"_s, u"b71e…02"_s, true }, { u"Lost"_s, u"0 rows"_s, false, ColorRole::Good } });
        facts->body()->addWidget(table);
        auto *blockers = new BlockersList(m_theme);
        blockers->setItems({ { BlockersList::Kind::Blocking, text }, { BlockersList::Kind::Met, u"Base fingerprint equal"_s } });
        facts->body()->addWidget(blockers);
        facts->body()->addWidget(new TypedConfirmation(m_theme, u"orders-currency"_s));
        facts->body()->addStretch();
        cards->addWidget(facts, 1);
        auto *empty = new Card(m_theme, u"Empty"_s);
        auto *state = new EmptyState(m_theme, Glyph::Rollouts, u"No rollouts yet"_s, text);
        state->addAction(new Button(m_theme, u"Open a workspace…"_s, ButtonKind::Primary));
        empty->body()->addWidget(state);
        cards->addWidget(empty, 1);
        auto *loading = new Card(m_theme, u"Loading"_s);
        loading->body()->addWidget(new Skeleton(m_theme, 5), 1);
        auto *when = new RelativeTimeLabel(m_theme, m_clock);
        when->setWhen(m_clock.nowUtc().addSecs(-90));
        loading->addToHeader(when);
        cards->addWidget(loading, 1);
        layout->addLayout(cards, 1);
        layout->addWidget(new ElidedLabel(m_theme, text));
        return root;
    }

    Theme m_theme;
    FakeClock m_clock { cannedNow() };

private Q_SLOTS:
    void initTestCase() { dressApplication(m_theme); }

    void galleryIsCleanIn_data()
    {
        QTest::addColumn<ThemeVariant>("variant");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("name");
        const QString calm = u"Latency p95 1.31× against 1.2×, evidence 100 %, 20 s ago"_s;
        QTest::newRow("light") << ThemeVariant::Light << calm << u"widgets"_s;
        QTest::newRow("dark") << ThemeVariant::Dark << calm << u"widgets"_s;
        QTest::newRow("hostile") << ThemeVariant::Light << hostileText() << u"widgets-hostile"_s;
    }
    void galleryIsCleanIn()
    {
        QFETCH(ThemeVariant, variant);
        QFETCH(QString, text);
        QFETCH(QString, name);
        const auto root = gallery(text);
        const QImage image = renderWidget(*root, m_theme, variant, QSize(1100, 720), name);
        QVERIFY(!image.isNull());
        QCOMPARE(root->width(), 1100); // long text may not push the window wider
        QCOMPARE(richLabels(*root).join(u'\n'), QString());
        QCOMPARE(clippedLabels(*root).join(u'\n'), QString());
        QCOMPARE(missingGlyphs(*root).join(u'\n'), QString());
        QCOMPARE(namelessControls(*root).join(u'\n'), QString());
    }
    void theCheckersSeeWhatIsWrong()
    {
        QWidget root;
        auto *rich = new QLabel(u"<b>bold</b>"_s, &root);
        rich->setFixedWidth(8);
        auto *odd = new QLabel(QString(QChar(0x0378)), &root);
        odd->setTextFormat(Qt::PlainText);
        odd->move(0, 40);
        auto *button = new QPushButton(&root);
        button->move(0, 80);
        root.resize(200, 120);
        root.show();
        QVERIFY(QTest::qWaitForWindowExposed(&root));
        QCOMPARE(richLabels(root).size(), 1);
        QCOMPARE(clippedLabels(root).size(), 1);
        QCOMPARE(missingGlyphs(root).size(), 1);
        QCOMPARE(namelessControls(root).size(), 1);
    }
    void hostileTextStaysOnItsLine()
    {
        const QString line = singleLine(hostileText(), 80);
        QVERIFY(!line.contains(u'\n'));
        QVERIFY(!line.contains(QChar(0x202E)));
        QCOMPARE(line.size(), 81);
        QVERIFY(line.endsWith(u'…'));
        QVERIFY(plainToolTip(hostileText()).contains(u"&lt;b&gt;bold"_s));
    }
    void timesReadAsPeopleSayThem_data()
    {
        QTest::addColumn<qint64>("secondsAgo");
        QTest::addColumn<QString>("text");
        QTest::newRow("now") << qint64 { 0 } << u"just now"_s;
        QTest::newRow("seconds") << qint64 { 20 } << u"20 s ago"_s;
        QTest::newRow("hours") << qint64 { 3'600 + 720 } << u"1 h 12 m ago"_s;
        QTest::newRow("future") << qint64 { -4 * 3'600 } << u"in 4 h"_s;
    }
    void timesReadAsPeopleSayThem()
    {
        QFETCH(qint64, secondsAgo);
        QFETCH(QString, text);
        QCOMPARE(relativeTime(m_clock.nowUtc().addSecs(-secondsAgo), m_clock.nowUtc()), text);
    }
    void absoluteTimesNameTheirOffset()
    {
        qputenv("TZ", "Asia/Kolkata");
        tzset();
        const QString text = absoluteTime(m_clock.nowUtc());
        qputenv("TZ", "UTC");
        tzset();
        QCOMPARE(text, u"2026-11-22 18:28:03 UTC+05:30"_s);
        QCOMPARE(absoluteTime(m_clock.nowUtc()), u"2026-11-22 12:58:03 UTC"_s);
    }
    void numbersAreGrouped()
    {
        QCOMPARE(groupedNumber(18'204), u"18\u202F204"_s);
        QCOMPARE(groupedNumber(-1'234'567), u"-1\u202F234\u202F567"_s);
        QCOMPARE(groupedNumber(999), u"999"_s);
    }
    void blockedButtonsSayEveryReason()
    {
        Button button(m_theme, u"Start"_s);
        button.setBlockers({ u"no approval"_s, u"not <enrolled>"_s });
        QVERIFY(!button.isEnabled());
        QCOMPARE(button.accessibleDescription(), u"no approval\nnot <enrolled>"_s);
        QVERIFY(button.toolTip().contains(u"not &lt;enrolled&gt;"_s));
        button.setBlockers({});
        QVERIFY(button.isEnabled());
    }
    void enterPressesButtons()
    {
        Button button(m_theme, u"Start"_s);
        QSignalSpy clicked(&button, &Button::clicked);
        QTest::keyClick(&button, Qt::Key_Return);
        QCOMPARE(clicked.size(), 1);
    }
    void theBannerPassesIntentsOn()
    {
        AlarmBanner banner(m_theme);
        QSignalSpy hold(&banner, &AlarmBanner::holdRequested);
        QSignalSpy rollBack(&banner, &AlarmBanner::rollbackRequested);
        banner.setState({ AlarmBannerState::Level::Breach, u"Breach"_s, u"x"_s, u"p"_s, u"r-1"_s, true, true, 0 });
        for (Button *button : banner.findChildren<Button *>())
            QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(hold.value(0).value(0).toString(), u"r-1"_s);
        QCOMPARE(rollBack.value(0).value(0).toString(), u"p"_s);
        banner.setState({});
        QVERIFY(!banner.isVisible());
    }
    void aLiveTableKeepsItsLabels()
    {
        QWidget page;
        auto *table = new KeyValueTable(m_theme, &page);
        page.show();
        table->setRows({ { u"Value"_s, u"1 %"_s, true }, { u"Query"_s, u"one\ntwo"_s } });
        const auto labels = [&] { return table->findChildren<QLabel *>(); };
        const QList<QLabel *> first = labels();
        QCOMPARE(first.size(), 5);
        for (const QLabel *label : first)
            QVERIFY2(label->isVisible(), qPrintable(label->text())); // at once, not a turn of the event loop later
        table->setRows({ { u"Value"_s, u"2 %"_s, true, ColorRole::Breach }, { u"Query"_s, u"one\nthree"_s } });
        QCOMPARE(labels(), first);
        QCOMPARE(first[1]->text(), u"2 %"_s);
        QCOMPARE(first[1]->accessibleName(), u"Value: 2 %"_s);
        QCOMPARE(first[1]->property("tone").toString(), colorRoleName(ColorRole::Breach));
        QCOMPARE(first[4]->text(), u"three"_s);
        table->setRows({ { u"Value"_s, u"3 %"_s, true } });
        QCOMPARE(labels().size(), 2);
        table->setRows({ { u"Value"_s, u"3 %\nof 7"_s, true } });
        QCOMPARE(labels().size(), 3);
        for (const QLabel *label : labels())
            QVERIFY2(label->isVisible(), qPrintable(label->text()));
    }
    void theErrorSaysWhatWhereAndNext()
    {
        ErrorBanner banner(m_theme);
        banner.showError({ ErrorCode::InvalidPlan, u"unknown key 'intervall'"_s, u"plans/a.yaml:3:7"_s, u"Write interval"_s, {} });
        QCOMPARE(banner.text(), u"Unknown key 'intervall'\nplans/a.yaml:3:7\nWrite interval"_s);
        banner.dismiss();
        QVERIFY(banner.isHidden());
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/action_registry.h"
#include "ui/theme/theme.h"

#include <QSignalSpy>
#include <QTest>
#include <QWidget>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestActionRegistry : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsOrderIdsAndGroups()
    {
        Theme theme;
        ActionRegistry registry(theme);
        QSignalSpy added(&registry, &ActionRegistry::added);
        int count = 0;
        QAction *hold = registry.add({ u"b"_s, u"Hold"_s, u"Rollout"_s, { QKeySequence(u"Ctrl+H"_s) }, Glyph::Held }, [&] { ++count; });
        registry.add({ u"a"_s, u"Start"_s, u"Rollout"_s, {}, {} }, [] {});
        QCOMPARE(ActionRegistry::idOf(registry.actions().value(0)), u"b"_s);
        QCOMPARE(ActionRegistry::groupOf(hold), u"Rollout"_s);
        QCOMPARE(hold->shortcutContext(), Qt::WindowShortcut);
        QVERIFY(!hold->icon().isNull());
        QCOMPARE(added.size(), 2);
        hold->trigger();
        QCOMPARE(count, 1);
    }
    void blockersDisableAndExplain()
    {
        Theme theme;
        ActionRegistry registry(theme);
        QAction *action = registry.add({ u"a"_s, u"Start"_s, {}, {}, {} }, [] {});
        registry.setBlockers(u"a"_s, { u"no approval"_s, u"not <enrolled>"_s });
        QVERIFY(!action->isEnabled());
        QCOMPARE(ActionRegistry::blockersOf(action).size(), 2);
        QVERIFY(action->toolTip().contains(u"&lt;enrolled&gt;"_s));
        registry.setBlockers(u"a"_s, {});
        QVERIFY(action->isEnabled());
        registry.setBlockers(u"missing"_s, { u"x"_s }); // no such action: nothing to do
    }
    void actionsOfAPageLeaveWithIt()
    {
        Theme theme;
        ActionRegistry registry(theme);
        QSignalSpy added(&registry, &ActionRegistry::added);
        auto page = std::make_unique<QWidget>();
        QAction *zoom = registry.add({ u"zoom"_s, u"Zoom"_s, {}, { QKeySequence(u"+"_s) }, {} }, [] {}, page.get());
        QCOMPARE(zoom->shortcutContext(), Qt::WidgetWithChildrenShortcut);
        QVERIFY(page->actions().contains(zoom));
        QCOMPARE(added.size(), 0);
        page.reset();
        QVERIFY(!registry.action(u"zoom"_s));
        QVERIFY(registry.actions().isEmpty());
    }
};

QTEST_MAIN(TestActionRegistry)
#include "tst_action_registry.moc"

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/runbook.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

class TestRunbook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRunbookIsRead()
    {
        const Runbook runbook = parseRunbook(uR"(Some words first.

# Take back orders-currency

Owner: finance.

- [ ] Name a commander @finance-oncall
- [x] Pause the loader @data-platform
* [X] Tell bi-team
1. [ ] Check 3 dashboards @bi/team.lead
  - [ ] Indented @me

```message initial
We are rolling back "{{title}}".
- [ ] this is no step

Next update {{next}}.
```

~~~~message resolved
Done: {{result}}
~~~
still inside
~~~~

```sql
# not a title
```
)"_s);
        QCOMPARE(runbook.title, u"Take back orders-currency"_s);
        const QList<RunbookStep> steps { { u"Name a commander"_s, u"finance-oncall"_s, false }, { u"Pause the loader"_s, u"data-platform"_s, true },
            { u"Tell bi-team"_s, {}, true }, { u"Check 3 dashboards"_s, u"bi/team.lead"_s, false }, { u"Indented"_s, u"me"_s, false } };
        QCOMPARE(runbook.steps, steps);
        QCOMPARE(runbook.messages.keys(), (QStringList { u"initial"_s, u"resolved"_s }));
        QCOMPARE(runbook.messages.value(u"initial"_s), u"We are rolling back \"{{title}}\".\n- [ ] this is no step\n\nNext update {{next}}."_s);
        QCOMPARE(runbook.messages.value(u"resolved"_s), u"Done: {{result}}\n~~~\nstill inside"_s);
    }

    void stepsNeedTheirForm_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("owner");
        const auto row = [](const char *name, const QString &line, const QString &text, const QString &owner) {
            QTest::newRow(name) << line << text << owner;
        };
        row("list item", u"- plain"_s, {}, {});
        row("no text", u"- [ ]"_s, {}, {});
        row("blank text", u"- [ ]   "_s, {}, {});
        row("owner alone", u"- [ ] @commander"_s, {}, {});
        row("other mark", u"- [y] x"_s, {}, {});
        row("no space", u"- [ ]x"_s, {}, {});
        row("windows", u"- [ ] call @commander\r"_s, u"call"_s, u"commander"_s);
        row("mail address", u"- [ ] write to a@b.org"_s, u"write to a@b.org"_s, {});
        row("owner in the middle", u"- [ ] ask @commander about it"_s, u"ask @commander about it"_s, {});
        row("two owners", u"- [ ] ask @commander @analyst"_s, u"ask @commander"_s, u"analyst"_s);
        row("bracket number", u"12) [ ] step"_s, u"step"_s, {});
        row("number alone", u"12"_s, {}, {});
        row("markup stays text", u"- [ ] <b>x</b> %1"_s, u"<b>x</b> %1"_s, {});
        row("controls", u"- [ ] a\u001b[0m\u202Eb"_s, u"a [0m\uFFFDb"_s, {});
    }

    void stepsNeedTheirForm()
    {
        QFETCH(const QString, line);
        QFETCH(const QString, text);
        const Runbook runbook = parseRunbook(line);
        QCOMPARE(runbook.steps.size(), text.isEmpty() ? 0 : 1);
        if (!text.isEmpty()) {
            QCOMPARE(runbook.steps[0].text, text);
            QTEST(runbook.steps[0].owner, "owner");
        }
    }

    void anOpenBlockGoesToTheEnd()
    {
        const Runbook runbook = parseRunbook(u"```message update\nhello\n- [ ] no step"_s);
        QCOMPARE(runbook.messages.value(u"update"_s), u"hello\n- [ ] no step"_s);
        QVERIFY(runbook.steps.isEmpty());
    }

    void theFirstOfTwoMessagesCounts()
    {
        const Runbook runbook = parseRunbook(u"```message a\n1\n```\n```message a\n2\n```\n```message\nnameless\n```"_s);
        QCOMPARE(runbook.messages.size(), 1);
        QCOMPARE(runbook.messages.value(u"a"_s), u"1"_s);
    }

    void hostileInputIsBounded_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::newRow("empty") << QString();
        QTest::newRow("many steps") << u"- [ ] x\n"_s.repeated(100'000);
        QTest::newRow("many messages") << u"```message m\nx\n```\n"_s.repeated(10'000);
        QTest::newRow("many fences") << u"```\n"_s.repeated(200'000);
        QTest::newRow("backticks") << QString(2'000'000, u'`');
        QTest::newRow("one long line") << u"- [ ] "_s + QString(3'000'000, u'x');
        QTest::newRow("at signs") << u"- [ ] "_s + QString(500'000, u'@');
        QTest::newRow("nested marks") << QString(500'000, u'-') + QString(500'000, u'[');
        QTest::newRow("NULs") << QString(100'000, QChar(0));
        QTest::newRow("digits") << QString(1'000'000, u'9') + u". [ ] x"_s;
    }

    void hostileInputIsBounded()
    {
        QFETCH(const QString, markdown);
        const Runbook runbook = parseRunbook(markdown);
        QVERIFY(runbook.steps.size() <= 500);
        QVERIFY(runbook.messages.size() <= 50);
        for (const RunbookStep &step : runbook.steps)
            QVERIFY(step.text.size() <= 1'001);
    }

    void templatesAreFilled_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("filled");
        QTest::newRow("names") << u"Rolling back “{{title}}” to {{stage}}."_s << u"Rolling back “Add currency” to Additive."_s;
        QTest::newRow("spaces") << u"{{ title }}"_s << u"Add currency"_s;
        QTest::newRow("unknown stays") << u"{{nothing}} {{title}}"_s << u"{{nothing}} Add currency"_s;
        QTest::newRow("not closed") << u"{{title} {{title"_s << u"{{title} {{title"_s;
        QTest::newRow("empty") << u"{{}} {{ }}"_s << u"{{}} {{ }}"_s;
        QTest::newRow("nested") << u"{{{{title}}}}"_s << u"{{Add currency}}"_s;
        QTest::newRow("value is not filled again") << u"{{why}}"_s << u"{{title}} %1"_s;
        QTest::newRow("none") << u"plain"_s << u"plain"_s;
        QTest::newRow("control in value") << u"{{owner}}"_s << u"a b\nc"_s;
    }

    void templatesAreFilled()
    {
        QFETCH(const QString, text);
        const QMap<QString, QString> values { { u"title"_s, u"Add currency"_s }, { u"stage"_s, u"Additive"_s }, { u"why"_s, u"{{title}} %1"_s },
            { u"owner"_s, u"a\ab\nc"_s } };
        QTEST(fillTemplate(text, values), "filled");
    }

    void fillingIsBounded()
    {
        const QMap<QString, QString> values { { u"why"_s, QString(100'000, u'x') } };
        QVERIFY(fillTemplate(u"{{why}}"_s.repeated(10'000), values).size() <= 256 * 1024);
        QVERIFY(fillTemplate(QString(4'000'000, u'{'), values).size() <= 256 * 1024);
    }
};

QTEST_GUILESS_MAIN(TestRunbook)
#include "tst_runbook.moc"

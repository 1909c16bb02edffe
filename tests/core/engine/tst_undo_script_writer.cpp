// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_script_writer.h"

#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

/// Text of others in a file that a database's client will run.
class UndoScriptWriterTest : public QObject
{
    Q_OBJECT

private:
    static void engines()
    {
        QTest::addColumn<Engine>("engine");
        QTest::newRow("sqlite") << Engine::Sqlite;
        QTest::newRow("postgresql") << Engine::Postgresql;
        QTest::newRow("mariadb") << Engine::Mariadb;
    }

private Q_SLOTS:
    void aCommentStaysAComment_data() { engines(); }
    void aCommentStaysAComment()
    {
        QFETCH(const Engine, engine);
        const auto out = UndoScriptWriter::create(engine);
        out->comment(u"Drop column a\rDROP TABLE orders;\nDROP TABLE notes;\x0b"_s + QChar(0x0c) + u"\\! rm"_s);
        QVERIFY(!out->text().contains(u'\r'));
        const QStringList lines = out->text().split(u'\n', Qt::SkipEmptyParts);
        for (const QString &line : lines)
            QVERIFY2(line.startsWith(u"-- "_s), qPrintable(line));
        QCOMPARE(lines.size(), 2);
    }

    void aCommentAtTheEndSwallowsNoSemicolon_data() { engines(); }
    void aCommentAtTheEndSwallowsNoSemicolon()
    {
        QFETCH(const Engine, engine);
        const auto out = UndoScriptWriter::create(engine);
        out->statement(u"DROP VIEW a -- as it was"_s);
        QCOMPARE(out->text(), u"DROP VIEW a -- as it was\n;\n"_s);
    }
};

QTEST_GUILESS_MAIN(UndoScriptWriterTest)
#include "tst_undo_script_writer.moc"

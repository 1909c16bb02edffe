// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/error_text.h"

#include <QSet>
#include <QTest>

using namespace sluice;
using namespace Qt::StringLiterals;

namespace {

constexpr int kCodes = static_cast<int>(ErrorCode::Internal) + 1;

} // namespace

class TestErrorText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasWords()
    {
        QSet<QString> texts;
        for (int i = 0; i < kCodes; ++i) {
            const auto code = static_cast<ErrorCode>(i);
            const QString text = errorText({ code, {}, {}, {}, {} });
            QVERIFY2(text.size() > 20 && text.endsWith(u'.') && !text.contains(u'!'), qPrintable(text));
            QVERIFY2(text.at(0).isUpper(), qPrintable(text));
            QVERIFY(!errorAdvice({ code, {}, {}, {}, {} }).isEmpty());
            QVERIFY(text.contains(errorAdvice({ code, {}, {}, {}, {} })));
            const int exit = exitCode(code);
            QVERIFY(exit >= 1 && exit <= 5);
            texts.insert(text);
        }
        QCOMPARE(texts.size(), kCodes);
    }

    void exitCodesAreDocumented_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("exit");
        QTest::newRow("invalid plan is a finding") << ErrorCode::InvalidPlan << 1;
        QTest::newRow("drift is a finding") << ErrorCode::Drift << 1;
        QTest::newRow("refused") << ErrorCode::Refused << 1;
        QTest::newRow("not enrolled") << ErrorCode::NotEnrolled << 1;
        QTest::newRow("clone") << ErrorCode::IdentityMismatch << 1;
        QTest::newRow("ledger does not verify") << ErrorCode::LedgerCorrupt << 1;
        QTest::newRow("wrong call") << ErrorCode::Usage << 2;
        QTest::newRow("no such plan") << ErrorCode::NotFound << 2;
        QTest::newRow("no driver") << ErrorCode::DriverMissing << 3;
        QTest::newRow("no server") << ErrorCode::CannotConnect << 3;
        QTest::newRow("refused login") << ErrorCode::LoginRefused << 3;
        QTest::newRow("lost server") << ErrorCode::ConnectionLost << 3;
        QTest::newRow("full disk") << ErrorCode::DiskFull << 3;
        QTest::newRow("locked database") << ErrorCode::Busy << 3;
        QTest::newRow("unknown") << ErrorCode::OutcomeUnknown << 4;
        QTest::newRow("internal") << ErrorCode::Internal << 5;
    }

    void exitCodesAreDocumented()
    {
        QFETCH(const ErrorCode, code);
        QTEST(exitCode(code), "exit");
    }

    void whatWhereNext_data()
    {
        QTest::addColumn<Error>("error");
        QTest::addColumn<QString>("text");
        QTest::newRow("all three") << Error { ErrorCode::InvalidPlan, u"unknown key 'intervall'"_s, u"plans/a.yaml:3:5"_s, u"write 'interval'"_s, {} }
                                   << u"Unknown key 'intervall' (plans/a.yaml:3:5). Write 'interval'."_s;
        QTest::newRow("no place") << Error { ErrorCode::Usage, u"the plan is missing."_s, {}, u"name one"_s, {} }
                                  << u"The plan is missing. Name one."_s;
        QTest::newRow("place said already") << Error { ErrorCode::Refused, u"mart.orders is missing"_s, u"mart.orders"_s, u"make it"_s, {} }
                                            << u"mart.orders is missing. Make it."_s;
        QTest::newRow("advice of the code") << Error { ErrorCode::DiskFull, u"the disk is full"_s, u"/var"_s, {}, {} }
                                            << u"The disk is full (/var). Free space, then try again."_s;
        QTest::newRow("hostile") << Error { ErrorCode::SqlFailed, u"%1 \u001b[2J<b>\nno"_s, u"\u202Ex"_s, u"%2"_s, {} }
                                 << u"%1 [2J<b> no (\uFFFDx). %2."_s;
    }

    void whatWhereNext()
    {
        QFETCH(const Error, error);
        QTEST(errorText(error), "text");
    }
};

QTEST_GUILESS_MAIN(TestErrorText)
#include "tst_error_text.moc"

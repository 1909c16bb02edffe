// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/translations.h"

#include <QCoreApplication>
#include <QTest>
#include <QTranslator>

using namespace sluice;
using namespace Qt::StringLiterals;

/// The compiled translations, found by locale.
class TranslationsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup()
    {
        const auto translators = QCoreApplication::instance()->findChildren<QTranslator *>();
        qDeleteAll(translators); // each takes itself out of the application
    }

    void speaksTheLanguageOfTheLocale_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::addColumn<QString>("noRunner");
        QTest::addColumn<QString>("held"); // from a free function with a context of its own
        QTest::addColumn<QString>("one");
        QTest::addColumn<QString>("two");
        QTest::newRow("Germany") << u"de_DE"_s << u"kein Runner"_s << u"Angehalten"_s << u"1 Schritt"_s
                                 << u"2 Schritte"_s;
        QTest::newRow("Austria") << u"de_AT"_s << u"kein Runner"_s << u"Angehalten"_s << u"1 Schritt"_s
                                 << u"2 Schritte"_s;
        QTest::newRow("English") << u"en_GB"_s << u"no runner"_s << u"Held"_s << u"1 hop"_s << u"2 hops"_s;
        QTest::newRow("none of ours") << u"fr_FR"_s << u"no runner"_s << u"Held"_s << u"1 hop"_s << u"2 hops"_s;
        QTest::newRow("C") << u"C"_s << u"no runner"_s << u"Held"_s << u"1 hop"_s << u"2 hops"_s;
    }

    void speaksTheLanguageOfTheLocale()
    {
        QFETCH(const QString, locale);
        installTranslations(*QCoreApplication::instance(), QLocale(locale));
        QTEST(QCoreApplication::translate("sluice::ShellPresenter", "no runner"), "noRunner");
        QTEST(QCoreApplication::translate("sluice::look", "Held"), "held");
        QTEST(QCoreApplication::translate("sluice::LineagePage", "%n hops", nullptr, 1), "one");
        QTEST(QCoreApplication::translate("sluice::LineagePage", "%n hops", nullptr, 2), "two");
        // Words that nobody translated stay as they are, whatever their context.
        QCOMPARE(QCoreApplication::translate("sluice::look", "never written anywhere"), u"never written anywhere"_s);
        QCOMPARE(QCoreApplication::translate("QDialog", "Held"), u"Held"_s);
    }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "tst_translations.moc"

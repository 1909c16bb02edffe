// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/shared/translations.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QTranslator>

/// In no namespace, not even an unnamed one: the macro declares a function where it stands.
static void initResources()
{
#ifdef SLUICE_HAS_TRANSLATIONS
    Q_INIT_RESOURCE(translations);
#endif
}

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// lupdate files the words of free functions under their namespace, whatever context these functions ask for.
class Translator final : public QTranslator
{
public:
    using QTranslator::QTranslator;
    QString translate(const char *context, const char *source, const char *comment, int n) const override
    {
        const QString found = QTranslator::translate(context, source, comment, n);
        if (!found.isNull() || !context || qstrncmp(context, "sluice::", 8) != 0)
            return found;
        return QTranslator::translate("sluice", source, comment, n);
    }
};

} // namespace

void installTranslations(QCoreApplication &application, const QLocale &locale)
{
    initResources();
    auto *words = new Translator(&application);
    if (words->load(locale, u"sluice"_s, u"_"_s, u":/i18n"_s) || words->load(u":/i18n/sluice_en.qm"_s))
        QCoreApplication::installTranslator(words);
    // Qt's own dialogs in the same language as ours, or a page would speak two.
    auto *qt = new QTranslator(&application);
    if (qt->load(QLocale(words->language()), u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(qt);
}

} // namespace sluice

#include "app/desktop/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    /// Qt reads LANGUAGE whatever the locale is; to everyone else the C locale means no translation.
    bool isPlainC()
    {
        for (const char *variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            const QByteArray value = qgetenv(variable);
            if (!value.isEmpty()) {
                return value == "C" || value == "POSIX" || value.startsWith("C.");
            }
        }
        return false;
    }

} // namespace

Language::Language()
{
    if (!isPlainC()) {
        load(QLocale::system().uiLanguages());
    }
}

Language::Language(const QStringList &wanted)
{
    load(wanted);
}

void Language::load(const QStringList &wanted)
{
    for (const QString &name : wanted) {
        const QLocale locale(name);
        if (locale.language() == QLocale::English || locale.language() == QLocale::C) {
            return;
        }
        if (!m_sheaf.load(locale, u"sheaf"_s, u"_"_s, u":/i18n"_s)) {
            continue;
        }
        if (m_qt.load(
                locale, u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
            QCoreApplication::installTranslator(&m_qt);
        }
        QCoreApplication::installTranslator(&m_sheaf);
        m_loaded = locale;
        return;
    }
}

} // namespace sheaf

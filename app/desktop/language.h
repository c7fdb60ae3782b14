/// The language of the windows: the first one the person asks for that Sheaf speaks.
/// Shape   made once, right after the application object; lives as long as the windows.
/// Rules   English is in the source: asked for before another language, it wins without a file, and
///         the C locale means it too. Qt's own words follow Sheaf's language when Qt has them here.
/// Thread  main.
#pragma once

#include <QLocale>
#include <QTranslator>

#include <optional>

namespace sheaf {

class Language
{
public:
    /// As the system is set up.
    Language();
    /// `wanted`: as from QLocale::uiLanguages(), dearest first.
    explicit Language(const QStringList &wanted);

    /// Which of them is loaded from a file; nothing = English.
    [[nodiscard]] std::optional<QLocale> loaded() const { return m_loaded; }

private:
    void load(const QStringList &wanted);

    QTranslator m_sheaf; // a translator that goes takes itself out of the application
    QTranslator m_qt;
    std::optional<QLocale> m_loaded;
};

} // namespace sheaf

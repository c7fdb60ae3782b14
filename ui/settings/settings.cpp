#include "ui/settings/settings.h"

#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace sheaf {

Theme::Mode Settings::themeMode()
{
    const QString name = QSettings().value(u"theme"_s).toString();
    if (name == "light"_L1) {
        return Theme::Mode::Light;
    }
    return name == "dark"_L1 ? Theme::Mode::Dark : Theme::Mode::System;
}

void Settings::setThemeMode(Theme::Mode mode)
{
    QString name;
    switch (mode) {
    case Theme::Mode::System:
        name = u"system"_s;
        break;
    case Theme::Mode::Light:
        name = u"light"_s;
        break;
    case Theme::Mode::Dark:
        name = u"dark"_s;
        break;
    }
    QSettings().setValue(u"theme"_s, name);
}

QFont Settings::writingFont()
{
    const QSettings settings;
    QFont font = Theme::font(Theme::TextSize::Large);
    const QString family = settings.value(u"writing/family"_s).toString();
    if (!family.isEmpty()) {
        font.setFamilies({family});
    }
    const double size = settings.value(u"writing/size"_s).toDouble();
    if (size > 0) {
        font.setPointSizeF(std::clamp(size, kWritingSizeMin, kWritingSizeMax));
    }
    return font;
}

void Settings::setWritingFont(const QFont &font)
{
    QSettings settings;
    settings.setValue(u"writing/family"_s, font.family());
    settings.setValue(u"writing/size"_s, font.pointSizeF());
}

std::optional<QList<QKeySequence>> Settings::shortcuts(const QString &action)
{
    const QVariant value = QSettings().value(u"shortcuts/"_s + action);
    if (!value.isValid()) {
        return std::nullopt;
    }
    return QKeySequence::listFromString(value.toString(), QKeySequence::PortableText);
}

void Settings::setShortcuts(const QString &action, const std::optional<QList<QKeySequence>> &keys)
{
    QSettings settings;
    const QString key = u"shortcuts/"_s + action;
    if (keys) {
        settings.setValue(key, QKeySequence::listToString(*keys, QKeySequence::PortableText));
    } else {
        settings.remove(key);
    }
}

QByteArray Settings::windowPart(const QString &part)
{
    return QSettings().value(u"window/"_s + part).toByteArray();
}

void Settings::setWindowPart(const QString &part, const QByteArray &state)
{
    QSettings().setValue(u"window/"_s + part, state);
}

} // namespace sheaf

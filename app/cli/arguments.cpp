#include "app/cli/arguments.h"

#include <algorithm>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Error usage(const QString &text)
    {
        return Error {ErrorCode::InvalidArgument, text};
    }

} // namespace

Result<Arguments> Arguments::parse(const QStringList &words,
                                   const std::vector<OptionSpec> &options,
                                   int positionalMin,
                                   int positionalMax)
{
    Arguments out;
    bool optionsEnded = false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words[i];
        if (optionsEnded || !word.startsWith("--"_L1)) {
            out.m_positional.append(word);
            continue;
        }
        if (word == "--"_L1) {
            optionsEnded = true;
            continue;
        }
        const qsizetype equals = word.indexOf(u'=');
        const QString name = word.mid(2, equals < 0 ? -1 : equals - 2);
        const auto spec = std::find_if(options.begin(), options.end(), [&](const OptionSpec &o) {
            return name == QLatin1StringView(o.name);
        });
        if (spec == options.end()) {
            return usage(u"There is no option --%1 here."_s.arg(name));
        }
        if (out.m_options.contains(name) && !spec->repeats) {
            return usage(u"Option --%1 is given twice."_s.arg(name));
        }
        QString value;
        if (spec->takesValue) {
            if (equals < 0 && i + 1 >= words.size()) {
                return usage(u"Option --%1 needs a value."_s.arg(name));
            }
            value = equals < 0 ? words[++i] : word.mid(equals + 1);
        } else if (equals >= 0) {
            return usage(u"Option --%1 takes no value."_s.arg(name));
        }
        out.m_options[name].append(value);
    }
    if (out.count() < positionalMin) {
        return usage(u"Something is missing after the command."_s);
    }
    if (out.count() > positionalMax) {
        return usage(u"'%1' is one word too many."_s.arg(out.m_positional[positionalMax]));
    }
    return out;
}

QString Arguments::value(QLatin1StringView option) const
{
    const QStringList all = values(option);
    return all.isEmpty() ? QString() : all.constLast();
}

QStringList Arguments::values(QLatin1StringView option) const
{
    return m_options.value(option);
}

Result<int> Arguments::number(QLatin1StringView option, int fallback, int least) const
{
    if (!has(option)) {
        return fallback;
    }
    bool ok = false;
    const int number = value(option).toInt(&ok);
    if (!ok || number < least) {
        return usage(u"--%1 takes a whole number of at least %2."_s.arg(option).arg(least));
    }
    return number;
}

} // namespace sheaf::cli

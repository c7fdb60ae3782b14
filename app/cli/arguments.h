/// The words of one command line, checked against what the command takes.
/// Rules   options may stand anywhere after the command; "--" ends them; "-" is a value.
/// Errors  parse() answers with one sentence for usage errors (exit code 2).
#pragma once

#include "model/base/result.h"

#include <QMap>
#include <QStringList>

namespace sheaf::cli {

struct OptionSpec
{
    const char *name; ///< without the dashes
    bool takesValue = true;
    bool repeats = false;
};

class Arguments
{
public:
    [[nodiscard]] static Result<Arguments> parse(const QStringList &words,
                                                 const std::vector<OptionSpec> &options,
                                                 int positionalMin,
                                                 int positionalMax);

    [[nodiscard]] QString at(int index) const { return m_positional.value(index); }
    [[nodiscard]] int count() const { return static_cast<int>(m_positional.size()); }
    [[nodiscard]] bool has(QLatin1StringView option) const { return m_options.contains(option); }
    [[nodiscard]] QString value(QLatin1StringView option) const;
    [[nodiscard]] QStringList values(QLatin1StringView option) const;
    /// A whole number of at least `least`, or `fallback` when the option is absent.
    [[nodiscard]] Result<int> number(QLatin1StringView option, int fallback, int least = 0) const;

private:
    QStringList m_positional;
    QMap<QString, QStringList> m_options;
};

} // namespace sheaf::cli

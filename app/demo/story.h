/// The whole story with two real desktops: first run, writing, pairing by six digits, live typing, an edit
/// of the same line on both while apart, the conflict dialog, everything up to date again.
/// Rules   every step waits for what a person would see; a step that does not come ends the story.
/// Errors  play() answers with the step that failed; pictures of all steps before it are there.
#pragma once

#include "app/demo/deskprocess.h"

#include <QStringList>

#include <functional>
#include <optional>

namespace sheaf::demo {

class Story
{
public:
    /// Libraries go below `root`, pictures into `pictures`.
    Story(const QString &program, const QString &root, const QString &pictures);

    /// Nothing when all went well; else the sentence to print.
    [[nodiscard]] std::optional<QString> play();
    [[nodiscard]] QStringList pictures() const { return m_made; }

private:
    struct Step
    {
        const char *what;
        std::function<bool()> run;
    };
    [[nodiscard]] std::vector<Step> steps();
    bool writeNotes();
    bool pairByDigits();
    bool typeLive();
    bool editApart();
    bool settleConflict();
    bool picture(DeskProcess &desk, const QString &object, const QString &name);

    QString m_pictures;
    DeskProcess m_desk;
    DeskProcess m_laptop;
    QString m_deskAddress;
    QStringList m_made;
};

} // namespace sheaf::demo

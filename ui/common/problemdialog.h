/// A window for what keeps the program from starting: what happened, what to do, and the way out.
/// Rules   "Quit" is always there; a second button only where there is a real choice.
/// Thread  GUI. Show it with open() or show(), never exec(): accepted() = the choice was taken.
#pragma once

#include <QDialog>

namespace sheaf {

class ProblemDialog final : public QDialog
{
    Q_OBJECT

public:
    struct Problem
    {
        QString happened;
        QString remedy;
        QString detail {}; ///< such as a path; to be selected and copied
        QString choice {}; ///< text of the second button; empty = none
    };

    explicit ProblemDialog(const Problem &problem, QWidget *parent = nullptr);
};

} // namespace sheaf

/// The questions beside the body: one row a field, this version's value against the other's.
/// Thread  GUI.
#pragma once

#include "ui/conflicts/conflictanswers.h"

#include <QWidget>

class QButtonGroup;
class QGridLayout;

namespace sheaf {

class ConflictFields final : public QWidget
{
    Q_OBJECT

public:
    explicit ConflictFields(QWidget *parent = nullptr);

    /// `thisLabel`, `otherLabel`: whose values they are, "here, 14:05".
    void setQuestions(const std::vector<FieldQuestion> &questions,
                      const QString &thisLabel,
                      const QString &otherLabel);
    void focusQuestion(int index);

Q_SIGNALS:
    void chosen(int index, sheaf::ConflictChoice choice); ///< This or Other

private:
    void build(const std::vector<FieldQuestion> &questions,
               const QString &thisLabel,
               const QString &otherLabel);
    void showChoices(const std::vector<FieldQuestion> &questions);

    std::vector<QButtonGroup *> m_rows;
    std::vector<FieldQuestion> m_shown;
    QString m_thisLabel;
    QString m_otherLabel;
    QGridLayout *m_grid;
};

} // namespace sheaf

#include "ui/conflicts/conflictfields.h"

#include "ui/common/theme.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QRadioButton>

#include <algorithm>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    constexpr qsizetype kValueCharsMax = 60; ///< shown of a value; the whole is in the tooltip

    QString fieldName(FieldQuestion::Field field)
    {
        switch (field) {
        case FieldQuestion::Field::Title:
            return ConflictFields::tr("Title");
        case FieldQuestion::Field::Description:
            return ConflictFields::tr("Description");
        case FieldQuestion::Field::Private:
            return ConflictFields::tr("Private");
        case FieldQuestion::Field::Place:
            return ConflictFields::tr("Notebook");
        case FieldQuestion::Field::Deleted:
            return ConflictFields::tr("Note");
        }
        return {};
    }

    QString objectStem(FieldQuestion::Field field)
    {
        switch (field) {
        case FieldQuestion::Field::Title:
            return u"title"_s;
        case FieldQuestion::Field::Description:
            return u"description"_s;
        case FieldQuestion::Field::Private:
            return u"private"_s;
        case FieldQuestion::Field::Place:
            return u"notebook"_s;
        case FieldQuestion::Field::Deleted:
            return u"deleted"_s;
        }
        return {};
    }

    QString valueText(FieldQuestion::Field field, const QString &value)
    {
        switch (field) {
        case FieldQuestion::Field::Private:
            return value == "private"_L1 ? ConflictFields::tr("Private")
                                         : ConflictFields::tr("Not private");
        case FieldQuestion::Field::Deleted:
            return value == "deleted"_L1 ? ConflictFields::tr("Delete it")
                                         : ConflictFields::tr("Keep the note");
        case FieldQuestion::Field::Place:
            return value.isEmpty() ? ConflictFields::tr("No notebook") : value;
        case FieldQuestion::Field::Title:
        case FieldQuestion::Field::Description:
            break;
        }
        const QString oneLine = value.simplified();
        if (oneLine.isEmpty()) {
            return ConflictFields::tr("(empty)");
        }
        return oneLine.size() > kValueCharsMax ? oneLine.left(kValueCharsMax) + u'…' : oneLine;
    }

} // namespace

ConflictFields::ConflictFields(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(Theme::space(6));
    m_grid->setVerticalSpacing(Theme::space(2));
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnStretch(2, 1);
    hide();
}

void ConflictFields::setQuestions(const std::vector<FieldQuestion> &questions,
                                  const QString &thisLabel,
                                  const QString &otherLabel)
{
    const auto sameQuestion = [](const FieldQuestion &a, const FieldQuestion &b) {
        return a.field == b.field && a.thisValue == b.thisValue && a.otherValue == b.otherValue;
    };
    const bool same =
        thisLabel == m_thisLabel && otherLabel == m_otherLabel
        && std::equal(
            questions.begin(), questions.end(), m_shown.begin(), m_shown.end(), sameQuestion);
    if (!same) {
        build(questions, thisLabel, otherLabel);
        m_thisLabel = thisLabel;
        m_otherLabel = otherLabel;
    }
    m_shown = questions;
    showChoices(questions);
    setVisible(!questions.empty());
}

void ConflictFields::build(const std::vector<FieldQuestion> &questions,
                           const QString &thisLabel,
                           const QString &otherLabel)
{
    while (QLayoutItem *old = m_grid->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    qDeleteAll(m_rows);
    m_rows.clear();
    for (int row = 0; row < static_cast<int>(questions.size()); ++row) {
        const FieldQuestion &question = questions[static_cast<std::size_t>(row)];
        const QString name = fieldName(question.field);
        auto *label = new QLabel(name, this);
        label->setForegroundRole(QPalette::PlaceholderText);
        m_grid->addWidget(label, row, 0);
        auto *group = new QButtonGroup(this);
        const auto addChoice = [&](const QString &value,
                                   const QString &whose,
                                   ConflictChoice choice,
                                   const QString &suffix) {
            const QString text = valueText(question.field, value);
            // Said once, the value is the choice; whose it is stands behind it.
            auto *button =
                new QRadioButton(u"%1   ·  %2"_s.arg(text, whose).replace(u'&', u"&&"_s), this);
            button->setObjectName(objectStem(question.field) + suffix);
            button->setAccessibleName(tr("%1: %2 (%3)").arg(name, text, whose));
            button->setToolTip(value.size() > kValueCharsMax ? value : QString());
            group->addButton(button, static_cast<int>(choice));
            m_grid->addWidget(button, row, choice == ConflictChoice::This ? 1 : 2);
        };
        addChoice(question.thisValue, thisLabel, ConflictChoice::This, u"This"_s);
        addChoice(question.otherValue, otherLabel, ConflictChoice::Other, u"Other"_s);
        connect(group, &QButtonGroup::idClicked, this, [this, row](int id) {
            Q_EMIT chosen(row, static_cast<ConflictChoice>(id));
        });
        m_rows.push_back(group);
    }
}

void ConflictFields::showChoices(const std::vector<FieldQuestion> &questions)
{
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        QButtonGroup *group = m_rows[i];
        group->setExclusive(false); // else nothing could be unchosen by undo
        for (const ConflictChoice choice : {ConflictChoice::This, ConflictChoice::Other}) {
            group->button(static_cast<int>(choice))->setChecked(questions[i].choice == choice);
        }
        group->setExclusive(true);
    }
}

void ConflictFields::focusQuestion(int index)
{
    const auto position = static_cast<std::size_t>(index);
    if (index >= 0 && position < m_rows.size()) {
        m_rows[position]->button(static_cast<int>(ConflictChoice::This))->setFocus();
    }
}

} // namespace sheaf

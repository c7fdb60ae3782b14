#include "ui/conflicts/conflictlayout.h"

#include "ui/common/messagebar.h"
#include "ui/common/theme.h"
#include "ui/conflicts/conflictdialog.h"
#include "ui/conflicts/conflictfields.h"
#include "ui/conflicts/conflictview.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QPushButton *makeButton(const QString &name, const QString &objectName, QWidget *parent)
    {
        auto *button = new QPushButton(name, parent);
        button->setObjectName(objectName);
        button->setAccessibleName(name);
        button->setAutoDefault(false);
        return button;
    }

} // namespace

QLayout *ConflictLayout::makeHead(QDialog &dialog)
{
    title = new QLabel(&dialog);
    title->setFont(Theme::font(Theme::TextSize::Title, QFont::DemiBold));
    title->setTextFormat(Qt::PlainText);
    title->setObjectName(u"conflictTitle"_s);
    explanation = new QLabel(&dialog);
    explanation->setWordWrap(true);
    explanation->setForegroundRole(QPalette::PlaceholderText);
    explanation->setObjectName(u"explanation"_s);
    tags = new QLabel(&dialog);
    tags->setTextFormat(Qt::PlainText);
    tags->setForegroundRole(QPalette::PlaceholderText);
    tags->setObjectName(u"mergedTags"_s);
    fields = new ConflictFields(&dialog);
    fields->setObjectName(u"fields"_s);

    versions = new QWidget(&dialog);
    versionCount = new QLabel(versions);
    versionCount->setObjectName(u"versionCount"_s);
    compareWith = new QComboBox(versions);
    compareWith->setObjectName(u"compareWith"_s);
    compareWith->setAccessibleName(ConflictDialog::tr("Compare with"));
    versionCount->setBuddy(compareWith);
    auto *versionsLayout = new QHBoxLayout(versions);
    versionsLayout->setContentsMargins(0, 0, 0, 0);
    versionsLayout->setSpacing(Theme::space(2));
    versionsLayout->addWidget(versionCount);
    versionsLayout->addWidget(compareWith);
    versionsLayout->addStretch(1);

    auto *head = new QVBoxLayout;
    head->setSpacing(Theme::space(2));
    head->addWidget(title);
    head->addWidget(explanation);
    head->addWidget(versions);
    head->addSpacing(Theme::space(1));
    head->addWidget(fields);
    head->addWidget(tags);
    return head;
}

QLayout *ConflictLayout::makeFoot(QDialog &dialog)
{
    open = new QLabel(&dialog);
    open->setObjectName(u"openDifferences"_s);
    open->setForegroundRole(QPalette::PlaceholderText);
    keepBoth = makeButton(ConflictDialog::tr("Keep as two notes"), u"keepAsTwoNotes"_s, &dialog);
    keepBoth->setToolTip(
        ConflictDialog::tr("This version stays; the other version becomes a note beside it"));
    later = makeButton(ConflictDialog::tr("Later"), u"later"_s, &dialog);
    later->setToolTip(ConflictDialog::tr("Close; your choices are kept for next time (Esc)"));
    next = makeButton(ConflictDialog::tr("Next version"), u"nextVersion"_s, &dialog);
    next->setProperty("primary", true);
    resolveButton = makeButton(ConflictDialog::tr("Resolve"), u"resolve"_s, &dialog);
    resolveButton->setProperty("primary", true);
    resolveButton->setToolTip(
        ConflictDialog::tr("The result becomes the note on all your devices (Ctrl+Enter)"));
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Theme::space(2));
    foot->addWidget(keepBoth);
    foot->addSpacing(Theme::space(2));
    foot->addWidget(open, 1);
    foot->addWidget(later);
    foot->addWidget(next);
    foot->addWidget(resolveButton);
    return foot;
}

ConflictLayout::ConflictLayout(QDialog &dialog)
{
    dialog.setWindowTitle(ConflictDialog::tr("Resolve conflict"));
    dialog.setAccessibleName(ConflictDialog::tr("Resolve conflict"));
    dialog.setObjectName(u"resolveConflict"_s);
    dialog.setWindowFlag(Qt::WindowMaximizeButtonHint);
    dialog.resize(1000, 760);
    notices = new MessageBar(&dialog);
    view = new ConflictView(&dialog);
    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(Theme::space(6), Theme::space(5), Theme::space(6), Theme::space(5));
    inner->setSpacing(Theme::space(4));
    inner->addLayout(makeHead(dialog));
    inner->addWidget(view, 1);
    inner->addLayout(makeFoot(dialog));
    auto *layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(notices);
    layout->addLayout(inner, 1);
}

} // namespace sheaf

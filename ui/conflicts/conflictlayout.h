/// The widgets of "Resolve conflict" and where they stand; what they do is the dialog's business.
/// Thread  GUI; the widgets are children of the dialog.
#pragma once

class QComboBox;
class QDialog;
class QLabel;
class QLayout;
class QPushButton;
class QWidget;

namespace sheaf {

class ConflictFields;
class ConflictView;
class MessageBar;

struct ConflictLayout
{
    explicit ConflictLayout(QDialog &dialog);

    QLabel *title = nullptr;
    QLabel *explanation = nullptr;
    MessageBar *notices = nullptr;
    QWidget *versions = nullptr;
    QLabel *versionCount = nullptr;
    QComboBox *compareWith = nullptr;
    ConflictFields *fields = nullptr;
    QLabel *tags = nullptr;
    ConflictView *view = nullptr;
    QLabel *open = nullptr;
    QPushButton *keepBoth = nullptr;
    QPushButton *later = nullptr;
    QPushButton *next = nullptr;
    QPushButton *resolveButton = nullptr;

private:
    [[nodiscard]] QLayout *makeHead(QDialog &dialog);
    [[nodiscard]] QLayout *makeFoot(QDialog &dialog);
};

} // namespace sheaf

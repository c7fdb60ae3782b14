#include "ui/main/helpdialog.h"

#include "ui/common/theme.h"
#include "ui/editor/markdownpreview.h"
#include "ui/settings/settings.h"

#include <QCoreApplication>
#include <QDialog>
#include <QFile>
#include <QMessageBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    struct Help
    {
        Q_DECLARE_TR_FUNCTIONS(Help)
    };

} // namespace

void showHelp(QWidget *parent)
{
    auto *dialog = new QDialog(parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(Help::tr("Writing help"));
    dialog->setObjectName(u"helpDialog"_s);
    auto *text = new MarkdownPreview(dialog);
    QFile file(Help::tr(":/help.md", "the help's text, a file for each language"));
    if (file.open(QIODevice::ReadOnly)) {
        text->setMarkdown(QString::fromUtf8(file.readAll()));
    }
    text->setWritingFont(Settings::writingFont());
    text->setColumnMargin(Theme::space(10));
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(text);
    dialog->resize(Theme::space(180), Theme::space(160));
    dialog->show();
}

void showAbout(QWidget *parent)
{
    auto *box = new QMessageBox(parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(Help::tr("About Sheaf"));
    box->setIconPixmap(Theme::appIcon().pixmap(Theme::space(16)));
    box->setText(Help::tr("Sheaf %1").arg(QStringLiteral(SHEAF_VERSION)));
    box->setInformativeText(
        Help::tr("Notes, identical on all your computers. No account, no server.\n"
                 "Free software under the Apache License 2.0."));
    box->open();
}

} // namespace sheaf

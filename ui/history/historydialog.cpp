#include "ui/history/historydialog.h"

#include "ui/common/errortext.h"
#include "ui/common/humanize.h"
#include "ui/common/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    QString what(const ChangeInfo &change)
    {
        switch (change.operation) {
        case Operation::Create:
            return HistoryDialog::tr("written");
        case Operation::Delete:
            return HistoryDialog::tr("put into the trash");
        case Operation::Update:
        case Operation::Sync:
            break;
        }
        QStringList fields;
        const auto add = [&](quint32 bit, const QString &name) {
            if (change.mask & bit) {
                fields.append(name);
            }
        };
        add(field::kTitle, HistoryDialog::tr("title"));
        add(field::kBody, HistoryDialog::tr("text"));
        add(field::kTags, HistoryDialog::tr("tags"));
        add(field::kCategories, HistoryDialog::tr("categories"));
        add(field::kDescription, HistoryDialog::tr("description"));
        add(field::kPlace, HistoryDialog::tr("notebook"));
        add(field::kIsPrivate, HistoryDialog::tr("private mark"));
        add(field::kAttachments, HistoryDialog::tr("attachments"));
        if (fields.isEmpty()) {
            return change.parents.size() > 1 ? HistoryDialog::tr("conflict settled")
                                             : HistoryDialog::tr("restored");
        }
        return HistoryDialog::tr("%1 changed").arg(fields.join(u", "_s));
    }

} // namespace

HistoryDialog::HistoryDialog(const LibraryReader &reader, const NoteId &note, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("History"));
    setObjectName(u"historyDialog"_s);
    auto *list = new QListWidget(this);
    list->setAccessibleName(tr("Versions"));
    list->setObjectName(u"versions"_s);
    list->setFrameShape(QFrame::NoFrame);
    list->setFixedWidth(Theme::space(75));
    list->setProperty("navigation", true);
    auto *text = new QPlainTextEdit(this);
    text->setReadOnly(true);
    text->setAccessibleName(tr("Text of this version"));
    text->setObjectName(u"versionText"_s);
    text->setFrameShape(QFrame::NoFrame);
    text->document()->setDocumentMargin(Theme::space(6));
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    const std::vector<ChangeInfo> changes = reader.history(note);
    for (const ChangeInfo &change : changes) {
        const QString device =
            change.deviceName.isEmpty() ? tr("another device") : change.deviceName;
        list->addItem(
            tr("%1\n%2 · %3").arg(Humanize::longTime(change.timeMs(), now), device, what(change)));
    }
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(list);
    row->addWidget(text, 1);
    resize(Theme::space(210), Theme::space(130));
    connect(list, &QListWidget::currentRowChanged, this, [&reader, changes, text](int number) {
        const Result<NoteState> state =
            reader.stateAt(changes[static_cast<std::size_t>(number)].change);
        text->setPlainText(state ? state->title + u"\n\n"_s + state->body
                                 : errorText(state.error()));
    });
    list->setCurrentRow(0);
}

} // namespace sheaf

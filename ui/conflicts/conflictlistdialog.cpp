#include "ui/conflicts/conflictlistdialog.h"

#include "ui/common/theme.h"
#include "ui/common/twolinedelegate.h"
#include "ui/conflicts/conflictlistmodel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace sheaf {

using namespace Qt::StringLiterals;

ConflictListDialog::ConflictListDialog(LibraryService &service,
                                       const LibraryReader &reader,
                                       QWidget *parent)
    : QDialog(parent)
    , m_model(new ConflictListModel(reader, this))
    , m_list(new QListView(this))
    , m_empty(new QLabel(this))
    , m_resolve(new QPushButton(tr("Resolve…"), this))
{
    setWindowTitle(tr("Conflicts"));
    setAccessibleName(tr("Conflicts"));
    setObjectName(u"conflicts"_s);
    resize(560, 420);

    auto *sentence =
        new QLabel(tr("Everything else keeps syncing. Settle these whenever you like, on "
                      "any of your devices."),
                   this);
    sentence->setWordWrap(true);
    sentence->setForegroundRole(QPalette::PlaceholderText);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TwoLineDelegate(ConflictListModel::HeadlineRole, m_list));
    m_list->setObjectName(u"conflictList"_s);
    m_list->setAccessibleName(tr("Conflict list"));
    m_list->setProperty("framed", true);
    m_list->setUniformItemSizes(true);
    m_empty->setText(tr("No conflicts. When the same words are changed on two devices, the note "
                        "appears here until you choose."));
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setForegroundRole(QPalette::PlaceholderText);
    m_empty->setObjectName(u"noConflicts"_s);
    m_resolve->setObjectName(u"resolveSelected"_s);
    m_resolve->setAccessibleName(tr("Resolve selected"));
    m_resolve->setProperty("primary", true);
    m_resolve->setDefault(true);
    auto *close = new QPushButton(tr("Close"), this);
    close->setObjectName(u"close"_s);
    close->setAutoDefault(false);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Theme::space(2));
    buttons->addStretch(1);
    buttons->addWidget(close);
    buttons->addWidget(m_resolve);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::space(6), Theme::space(5), Theme::space(6), Theme::space(5));
    layout->setSpacing(Theme::space(4));
    layout->addWidget(sentence);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_empty, 1);
    layout->addLayout(buttons);

    connect(m_list, &QListView::activated, this, &ConflictListDialog::choose);
    connect(m_resolve, &QPushButton::clicked, this, &ConflictListDialog::choose);
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(&service, &LibraryService::notesChanged, this, &ConflictListDialog::refresh);
    refresh();
    m_list->setCurrentIndex(m_model->index(0));
}

void ConflictListDialog::refresh()
{
    m_model->refresh();
    const bool any = m_model->rowCount() > 0;
    m_list->setVisible(any);
    m_empty->setVisible(!any);
    m_resolve->setEnabled(any);
    if (any && !m_list->currentIndex().isValid()) {
        m_list->setCurrentIndex(m_model->index(0));
    }
}

void ConflictListDialog::choose()
{
    const QModelIndex index = m_list->currentIndex();
    if (index.isValid()) {
        Q_EMIT resolveRequested(index.data(ConflictListModel::NoteRole).value<NoteId>());
    }
}

} // namespace sheaf

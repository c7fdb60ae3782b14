#include "ui/notes/tagbar.h"

#include "model/merge/mergeset.h"
#include "ui/common/flowlayout.h"
#include "ui/common/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QLineEdit>
#include <QStringListModel>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace sheaf {

TagBar::TagBar(QWidget *parent)
    : QWidget(parent)
    , m_flow(new FlowLayout(this, Theme::space(1)))
    , m_field(new QLineEdit(this))
    , m_known(new QStringListModel(this))
{
    m_field->setProperty("quiet", true);
    m_field->setPlaceholderText(tr("Add a tag"));
    m_field->setAccessibleName(tr("Note tags"));
    m_field->setObjectName(u"noteTags"_s);
    m_field->setFont(Theme::font(Theme::TextSize::Small));
    m_field->setFixedWidth(Theme::space(32));
    m_field->installEventFilter(this);
    m_flow->insertWidget(0, m_field);
    auto *completer = new QCompleter(m_known, this);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_field->setCompleter(completer);
    connect(m_field, &QLineEdit::textEdited, this, [this](const QString &text) {
        if (text.contains(u',')) {
            takeTyped();
        }
    });
    // Not QCompleter::activated: Enter on a completion arrives as returnPressed, too.
    connect(m_field, &QLineEdit::returnPressed, this, &TagBar::takeTyped);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TagBar::setTags(const QStringList &tags)
{
    if (tags != m_tags) {
        m_tags = tags;
        showChips();
    }
}

void TagBar::setKnownTags(const QStringList &tags)
{
    if (m_known->stringList() != tags) {
        m_known->setStringList(tags);
    }
}

void TagBar::setReadOnly(bool readOnly)
{
    m_readOnly = readOnly;
    m_field->setVisible(!readOnly);
    showChips();
}

void TagBar::focusField()
{
    m_field->setFocus();
}

void TagBar::showChips()
{
    for (QWidget *chip : std::as_const(m_chips)) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater();
    }
    m_chips.clear();
    for (const QString &tag : std::as_const(m_tags)) {
        auto *chip = new QToolButton(this);
        chip->setProperty("chip", true);
        chip->setText(tag);
        chip->setFont(Theme::font(Theme::TextSize::Small));
        chip->setAccessibleName(tr("Tag %1").arg(tag));
        if (!m_readOnly) {
            chip->setIcon(Theme::icon(u"close"_s));
            chip->setIconSize(QSize(Theme::space(3), Theme::space(3)));
            chip->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            chip->setLayoutDirection(Qt::RightToLeft); // the cross stands behind the name
            chip->setToolTip(tr("Remove the tag “%1”").arg(tag));
            connect(chip, &QToolButton::clicked, this, [this, tag] { removeTag(tag); });
        }
        m_flow->insertWidget(static_cast<int>(m_chips.size()), chip);
        chip->show();
        m_chips.append(chip);
    }
    updateGeometry();
}

bool TagBar::takeTyped()
{
    QStringList names = m_tags;
    const QStringList typed = m_field->text().split(u',', Qt::SkipEmptyParts);
    for (QString name : typed) {
        name = name.trimmed();
        while (name.startsWith(u'#')) {
            name.remove(0, 1);
        }
        if (!name.isEmpty()) {
            names.append(name);
        }
    }
    m_field->clear();
    names = canonicalSet(names);
    if (names == m_tags) {
        return false;
    }
    setTags(names);
    Q_EMIT edited(m_tags);
    return true;
}

void TagBar::removeTag(const QString &tag)
{
    QStringList names = m_tags;
    names.removeAll(tag);
    setTags(names);
    m_field->setFocus();
    Q_EMIT edited(m_tags);
}

bool TagBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && !m_field->text().isEmpty()) {
            takeTyped();
            return true;
        }
        if (key->key() == Qt::Key_Backspace && m_field->text().isEmpty() && !m_tags.isEmpty()) {
            removeTag(m_tags.last());
            return true;
        }
    } else if (event->type() == QEvent::FocusOut && !m_field->completer()->popup()->isVisible()) {
        takeTyped();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace sheaf

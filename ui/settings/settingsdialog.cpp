#include "ui/settings/settingsdialog.h"

#include "ui/common/theme.h"
#include "ui/settings/historypage.h"
#include "ui/settings/settings.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/shortcutspage.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFontComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QRadioButton>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace sheaf {

namespace {

    const QString kPolicyKey = u"conflict-policy"_s;
    const QString kPolicyAsk = u"ask"_s;
    const QString kPolicyNewest = u"newest"_s;
    const QString kHistoryKey = u"history-days"_s;

} // namespace

SettingsDialog::SettingsDialog(LibraryService &library,
                               const LibraryReader &reader,
                               Actions &actions,
                               QWidget *parent)
    : QDialog(parent)
    , m_library(library)
    , m_reader(reader)
{
    setWindowTitle(tr("Settings"));
    setObjectName(u"settingsDialog"_s);
    auto *list = new QListWidget(this);
    list->setAccessibleName(tr("Settings pages"));
    list->setFixedWidth(Theme::space(42));
    list->setFrameShape(QFrame::NoFrame);
    list->setProperty("navigation", true);
    auto *pages = new QStackedWidget(this);
    const auto add = [&](const QString &icon, const QString &name, QWidget *page) {
        list->addItem(new QListWidgetItem(Theme::icon(icon), name));
        pages->addWidget(page);
    };
    add(u"text"_s, tr("Appearance"), appearancePage());
    add(u"keyboard"_s, tr("Keys"), new ShortcutsPage(actions, this));
    add(u"conflict"_s, tr("Conflicts"), conflictsPage());
    add(u"history"_s, tr("History"), historyPage());
    connect(list, &QListWidget::currentRowChanged, pages, &QStackedWidget::setCurrentIndex);
    list->setCurrentRow(0);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(list);
    row->addWidget(pages, 1);
    resize(Theme::space(190), Theme::space(125));
}

QWidget *SettingsDialog::appearancePage()
{
    auto *page = new QWidget(this);
    auto *column = settingspage::column(page);
    column->addWidget(settingspage::heading(tr("Theme"), page));
    auto *modes = new QButtonGroup(page);
    const std::array names {std::pair {Theme::Mode::System, tr("As the system")},
                            std::pair {Theme::Mode::Light, tr("Light")},
                            std::pair {Theme::Mode::Dark, tr("Dark")}};
    for (const auto &[mode, name] : names) {
        auto *button = new QRadioButton(name, page);
        button->setChecked(Settings::themeMode() == mode);
        modes->addButton(button, static_cast<int>(mode));
        column->addWidget(button);
    }
    connect(modes, &QButtonGroup::idClicked, this, [](int id) {
        const auto mode = static_cast<Theme::Mode>(id);
        Settings::setThemeMode(mode);
        Theme::apply(mode);
    });
    column->addSpacing(Theme::space(4));
    column->addWidget(settingspage::heading(tr("Writing"), page));
    const QFont font = Settings::writingFont();
    auto *family = new QFontComboBox(page);
    family->setCurrentFont(font);
    family->setAccessibleName(tr("Writing font"));
    family->setObjectName(u"writingFont"_s);
    auto *size = new QDoubleSpinBox(page);
    size->setRange(Settings::kWritingSizeMin, Settings::kWritingSizeMax);
    size->setDecimals(1);
    size->setSingleStep(0.5);
    size->setSuffix(tr(" pt"));
    size->setValue(font.pointSizeF());
    size->setAccessibleName(tr("Writing size"));
    size->setObjectName(u"writingSize"_s);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::space(2));
    row->addWidget(family, 1);
    row->addWidget(size);
    column->addLayout(row);
    column->addWidget(settingspage::hint(
        tr("The font of the text that you write, here and in the preview."), page));
    column->addStretch();
    const auto changed = [this, family, size] {
        QFont chosen = family->currentFont();
        chosen.setPointSizeF(size->value());
        Settings::setWritingFont(chosen);
        Q_EMIT writingFontChanged(chosen);
    };
    connect(family, &QFontComboBox::currentFontChanged, this, changed);
    connect(size, &QDoubleSpinBox::valueChanged, this, changed);
    return page;
}

QWidget *SettingsDialog::conflictsPage()
{
    auto *page = new QWidget(this);
    auto *column = settingspage::column(page);
    column->addWidget(settingspage::heading(tr("When two devices change the same words"), page));
    auto *ask = new QRadioButton(tr("Ask me"), page);
    ask->setObjectName(u"conflictsAsk"_s);
    auto *newest = new QRadioButton(tr("The newest change wins"), page);
    newest->setObjectName(u"conflictsNewest"_s);
    const bool newestWins = m_reader.setting(kPolicyKey) == kPolicyNewest;
    ask->setChecked(!newestWins);
    newest->setChecked(newestWins);
    column->addWidget(ask);
    column->addWidget(
        settingspage::hint(tr("Both versions stay, and you choose when you like."), page));
    column->addSpacing(Theme::space(2));
    column->addWidget(newest);
    column->addWidget(
        settingspage::hint(tr("Decided without asking. The other version stays in the history, and "
                              "a change still outlives a deletion."),
                           page));
    column->addSpacing(Theme::space(4));
    column->addWidget(settingspage::hint(tr("This holds on all your devices."), page));
    column->addStretch();
    connect(newest, &QRadioButton::toggled, this, [this](bool on) {
        setReplicated(kPolicyKey, on ? kPolicyNewest : kPolicyAsk);
    });
    return page;
}

QWidget *SettingsDialog::historyPage()
{
    const std::optional<QString> said = m_reader.setting(kHistoryKey);
    bool isNumber = false;
    const int days = said ? said->toInt(&isNumber) : 0;
    auto *page = new HistoryPage(isNumber ? days : HistoryPage::kUsualDays, this);
    connect(page, &HistoryPage::daysChosen, this, [this](int chosen) {
        setReplicated(kHistoryKey, QString::number(chosen));
    });
    return page;
}

void SettingsDialog::setReplicated(const QString &key, const QString &value)
{
    m_library.run([key, value](Library &library) { return library.setSetting(key, value); },
                  this,
                  [this](const Outcome &outcome) {
                      if (!outcome) {
                          Q_EMIT failed(outcome.error());
                      }
                  });
}

} // namespace sheaf

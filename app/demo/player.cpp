#include "app/demo/player.h"

#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QJsonDocument>
#include <QTest>
#include <QTextEdit>
#include <QWidget>

#include <unistd.h>

#include <cstdio>

namespace sheaf::demo {

using namespace Qt::StringLiterals;

namespace {

    constexpr int kDefaultTimeoutMs = 15'000;
    constexpr int kRetryMs = 20;

    QJsonObject done(const QJsonValue &value = QJsonValue::Undefined)
    {
        QJsonObject reply {{u"ok"_s, true}};
        if (!value.isUndefined()) {
            reply[u"value"_s] = value;
        }
        return reply;
    }

    QJsonValue readProperty(QWidget *widget, const QString &property)
    {
        if (property == "rows"_L1) {
            const auto *view = qobject_cast<QAbstractItemView *>(widget);
            return view != nullptr && view->model() != nullptr
                ? QJsonValue(view->model()->rowCount(view->rootIndex()))
                : QJsonValue();
        }
        return QJsonValue::fromVariant(widget->property(property.toUtf8().constData()));
    }

    /// Typing a whole text key by key, new lines included.
    void typeText(QWidget *widget, const QString &text)
    {
        const QStringList lines = text.split(u'\n');
        for (qsizetype i = 0; i < lines.size(); ++i) {
            if (i > 0) {
                QTest::keyClick(widget, Qt::Key_Return);
            }
            QTest::keyClicks(widget, lines[i]);
        }
    }

    QAction *findAction(const QString &name)
    {
        for (QWidget *window : QApplication::topLevelWidgets()) {
            if (auto *action = window->findChild<QAction *>(name)) {
                return action;
            }
        }
        return nullptr;
    }

} // namespace

Player::Player(QObject *parent)
    : QObject(parent)
    , m_input(STDIN_FILENO, QSocketNotifier::Read)
{
    connect(&m_input, &QSocketNotifier::activated, this, &Player::readCommands);
    m_retry.setInterval(kRetryMs);
    connect(&m_retry, &QTimer::timeout, this, &Player::attempt);
}

void Player::readCommands()
{
    char bytes[4096];
    const ssize_t size = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (size <= 0) {
        m_input.setEnabled(false);
        for (QWidget *window : QApplication::topLevelWidgets()) {
            window->close(); // the other end hung up: leave as a person would
        }
        QCoreApplication::quit();
        return;
    }
    m_buffer.append(bytes, size);
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n')) {
        m_commands.enqueue(QJsonDocument::fromJson(m_buffer.left(end)).object());
        m_buffer.remove(0, end + 1);
    }
    if (!m_retry.isActive()) {
        next();
    }
}

void Player::next()
{
    if (m_commands.isEmpty()) {
        return;
    }
    m_since.start();
    m_lastProblem.clear();
    m_retry.start();
    attempt();
}

void Player::attempt()
{
    if (m_commands.isEmpty()) {
        return;
    }
    const QJsonObject command = m_commands.head();
    auto reply = perform(command);
    const int timeout = command[u"timeout"_s].toInt(kDefaultTimeoutMs);
    if (!reply && m_since.hasExpired(timeout)) {
        reply = QJsonObject {{u"ok"_s, false}, {u"error"_s, m_lastProblem}};
    }
    if (reply) {
        m_retry.stop();
        m_commands.dequeue();
        answer(*reply);
        next();
    }
}

void Player::answer(const QJsonObject &reply)
{
    const QByteArray line = QJsonDocument(reply).toJson(QJsonDocument::Compact) + '\n';
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stdout);
    std::fflush(stdout);
}

QWidget *Player::find(const QString &objectName) const
{
    if (objectName.isEmpty()) {
        QWidget *active = QApplication::activeWindow();
        return active != nullptr ? active : find(u"mainWindow"_s);
    }
    for (QWidget *widget : QApplication::allWidgets()) {
        if (widget->objectName() == objectName && widget->isVisible()) {
            return widget;
        }
    }
    return nullptr;
}

std::optional<QJsonObject> Player::perform(const QJsonObject &command)
{
    const QString what = command[u"do"_s].toString();
    if (what == "theme"_L1) {
        Theme::apply(command[u"name"_s].toString() == "dark"_L1 ? Theme::Mode::Dark
                                                                : Theme::Mode::Light);
        return done();
    }
    if (what == "trigger"_L1) {
        QAction *action = findAction(command[u"action"_s].toString());
        if (action == nullptr || !action->isEnabled()) {
            m_lastProblem = u"no enabled action "_s + command[u"action"_s].toString();
            return std::nullopt;
        }
        // Outside this call: a dialog it opens must not hold up the answer.
        QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
        return done();
    }
    const QString object = command[u"object"_s].toString();
    QWidget *widget = find(object);
    if (widget == nullptr) {
        m_lastProblem = u"no visible widget "_s + object;
        return std::nullopt;
    }
    if (!widget->isEnabled() && what != "read"_L1 && what != "until"_L1 && what != "grab"_L1) {
        m_lastProblem = object + u" is not enabled"_s;
        return std::nullopt;
    }
    return performOn(widget, command);
}

std::optional<QJsonObject> Player::performOn(QWidget *widget, const QJsonObject &command)
{
    const QString what = command[u"do"_s].toString();
    const QString text = command[u"text"_s].toString();
    if (what == "click"_L1) {
        QTest::mouseClick(widget, Qt::LeftButton);
        return done();
    }
    if (what == "clickRow"_L1) {
        auto *view = qobject_cast<QAbstractItemView *>(widget);
        const int row = command[u"row"_s].toInt();
        if (view == nullptr || view->model() == nullptr || view->model()->rowCount() <= row) {
            m_lastProblem = u"no such row yet"_s;
            return std::nullopt;
        }
        const QModelIndex index = view->model()->index(row, 0);
        view->scrollTo(index);
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
        return done();
    }
    if (what == "type"_L1 || what == "fill"_L1) {
        widget->setFocus();
        if (what == "fill"_L1) {
            QTest::keySequence(widget, QKeySequence::SelectAll);
        }
        typeText(widget, text);
        return done();
    }
    if (what == "keys"_L1) {
        QTest::keySequence(widget, QKeySequence(command[u"keys"_s].toString()));
        return done();
    }
    if (what == "caret"_L1) {
        if (auto *edit = qobject_cast<QTextEdit *>(widget)) {
            QTextCursor cursor = edit->textCursor();
            cursor.setPosition(command[u"position"_s].toInt());
            edit->setTextCursor(cursor);
            return done(cursor.position());
        }
        m_lastProblem = u"not a text"_s;
        return std::nullopt;
    }
    if (what == "grab"_L1) {
        const QString file = command[u"file"_s].toString();
        return widget->window()->grab().save(file)
            ? done(file)
            : QJsonObject {{u"ok"_s, false}, {u"error"_s, u"cannot write "_s + file}};
    }
    const QJsonValue value = readProperty(widget, command[u"property"_s].toString());
    if (what == "read"_L1) {
        return done(value);
    }
    if (what == "until"_L1) {
        const bool reached = command.contains(u"equals"_s)
            ? value == command[u"equals"_s]
            : value.toString().contains(command[u"contains"_s].toString());
        if (reached) {
            return done(value);
        }
        m_lastProblem = widget->objectName() + u" is "_s + value.toVariant().toString().left(200);
        return std::nullopt;
    }
    return QJsonObject {{u"ok"_s, false}, {u"error"_s, u"unknown command "_s + what}};
}

} // namespace sheaf::demo

/// Plays a person at the real desktop windows of this process: reads one JSON command a line from
/// stdin, does it with real key and mouse events on widgets found by object name, answers one JSON line.
/// Rules   part of sheaf-demo only; the shipped desktop program has no remote control.
/// Commands
///   {do: "click", object}                       a mouse click in the widget's middle
///   {do: "clickRow", object, row}               a click on a row of an item view
///   {do: "type", object, text}                  key presses in the widget
///   {do: "keys", object, keys: "Ctrl+N"}        a key sequence; object may be empty: the active window
///   {do: "trigger", action}                     what choosing a menu entry does
///   {do: "fill", object, text}                  select all, then type
///   {do: "until", object, property, equals | contains, timeout}
///   {do: "read", object, property}              "rows" is the row count of an item view
///   {do: "caret", object, position}             puts the caret into a text
///   {do: "grab", object, file}                  picture of the window that holds the widget
///   {do: "theme", name: "light" | "dark"}
/// Answers {ok: true, value?} or {ok: false, error}; every command waits up to `timeout` (default
/// 15000 ms) for its widget to be visible and enabled.
#pragma once

#include <QElapsedTimer>
#include <QJsonObject>
#include <QObject>
#include <QQueue>
#include <QSocketNotifier>
#include <QTimer>

class QWidget;

namespace sheaf::demo {

class Player : public QObject
{
    Q_OBJECT

public:
    explicit Player(QObject *parent = nullptr);

private:
    void readCommands();
    void next();
    void attempt();
    void answer(const QJsonObject &reply);
    /// Does the present command; nothing when it cannot be done yet.
    [[nodiscard]] std::optional<QJsonObject> perform(const QJsonObject &command);
    [[nodiscard]] std::optional<QJsonObject> performOn(QWidget *widget, const QJsonObject &command);
    [[nodiscard]] QWidget *find(const QString &objectName) const;

    QSocketNotifier m_input;
    QByteArray m_buffer;
    QQueue<QJsonObject> m_commands;
    QTimer m_retry;
    QElapsedTimer m_since;
    QString m_lastProblem;
};

} // namespace sheaf::demo

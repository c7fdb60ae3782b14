/// A desktop in a process of its own, steered over its stdin by the commands of Player.
/// Rules   every desktop gets its own library, keys and XDG folders below `root`; the file keystore.
/// Errors  a command that cannot be done within its time answers false; lastError() says why.
#pragma once

#include <QJsonObject>
#include <QProcess>

namespace sheaf::demo {

class DeskProcess
{
public:
    /// `program` is sheaf-demo itself.
    DeskProcess(const QString &program, const QString &root, const QString &name);
    ~DeskProcess();
    DeskProcess(const DeskProcess &) = delete;
    DeskProcess &operator=(const DeskProcess &) = delete;

    bool start(const QString &listen = QStringLiteral("127.0.0.1:0"));
    void stop(); ///< closes the windows and waits
    void kill(); ///< SIGKILL, as a power cut would

    bool command(const QJsonObject &command);
    bool click(const QString &object);
    bool clickRow(const QString &object, int row);
    bool type(const QString &object, const QString &text);
    bool fill(const QString &object, const QString &text);
    bool keys(const QString &object, const QString &keys);
    bool trigger(const QString &action);
    bool untilEquals(const QString &object, const QString &property, const QJsonValue &value);
    bool untilContains(const QString &object, const QString &property, const QString &text);
    bool grab(const QString &object, const QString &file);
    bool theme(const QString &name);
    [[nodiscard]] QJsonValue read(const QString &object, const QString &property);

    [[nodiscard]] QString lastError() const { return m_lastError; }
    [[nodiscard]] QString folder() const { return m_root + QStringLiteral("/library"); }
    [[nodiscard]] QString root() const { return m_root; }
    [[nodiscard]] static QProcessEnvironment environment(const QString &root);

private:
    QString m_program;
    QString m_root;
    QString m_name;
    QString m_lastError;
    QJsonValue m_lastValue;
    QProcess m_process;
};

} // namespace sheaf::demo

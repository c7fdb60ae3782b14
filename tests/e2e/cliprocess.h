/// sheaf-cli as a person's script would use it: real processes, each device with a folder of its own.
/// Rules   every process gets SHEAF_KEYSTORE=file and its own XDG folders under `root`; nothing outside.
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <memory>

namespace sheaf::test {

struct CliAnswer
{
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    [[nodiscard]] QJsonObject object() const { return json().object(); }
};

/// One device: a library, its state, and possibly a running `serve`.
class CliDevice
{
public:
    CliDevice(const QString &root, const QString &name);
    ~CliDevice();
    CliDevice(const CliDevice &) = delete;
    CliDevice &operator=(const CliDevice &) = delete;

    /// For all processes that start from now on.
    void setVariable(const QString &name, const QString &value) { m_variables.insert(name, value); }
    CliAnswer run(const QStringList &words, const QByteArray &input = {}) const; ///< with --json
    CliAnswer runPlain(const QStringList &words, const QByteArray &input = {}) const;
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &words) const;

    /// Starts `serve` and waits until it is ready; its ready line, empty on failure.
    QJsonObject serve(const QStringList &more = {}, const QString &listen = {});
    void stop(); ///< SIGTERM, waits
    void kill(); ///< SIGKILL, waits
    [[nodiscard]] qint64 processId() const { return m_serve ? m_serve->processId() : 0; }
    [[nodiscard]] bool serving() const { return m_serve != nullptr; }
    [[nodiscard]] QString address() const { return m_address; } ///< host:port of the last serve

    QString addNote(const QString &title, const QByteArray &body); ///< its guid
    CliAnswer editBody(const QString &guid, const QByteArray &body) const;
    [[nodiscard]] QByteArray dump() const;
    [[nodiscard]] QJsonObject note(const QString &guid) const;
    [[nodiscard]] QJsonObject status() const;
    [[nodiscard]] QString folder() const { return m_folder; }
    [[nodiscard]] QString name() const { return m_name; }

private:
    [[nodiscard]] QProcessEnvironment environment() const;

    QString m_root;
    QString m_name;
    QString m_folder;
    QString m_address;
    QProcessEnvironment m_variables;
    std::unique_ptr<QProcess> m_serve;
};

/// Pairs by a one-time link: `shower` serves already. True when both list each other afterwards.
bool pairByLink(CliDevice &shower, CliDevice &accepter);

/// Runs `sync` on `device` (its partners serve). False with the answer printed on failure.
bool syncOnce(const CliDevice &device, int timeoutSeconds = 30);

} // namespace sheaf::test

/// What stands where a note would be while there is none: the three ways to begin in an empty library,
/// a quiet hint otherwise.
/// Thread  GUI thread.
#pragma once

#include <QWidget>

class QAction;
class QLabel;

namespace sheaf {

class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    enum class Kind { FirstRun, NothingOpen };

    /// The actions behind the three choices.
    EmptyState(QAction &write, QAction &pair, QAction &bring, QWidget *parent = nullptr);
    void setKind(Kind kind);
    [[nodiscard]] Kind kind() const { return m_kind; }

protected:
    void changeEvent(QEvent *event) override;

private:
    Kind m_kind = Kind::NothingOpen;
    QWidget *m_choices;
    QLabel *m_heading;
    QLabel *m_hint;
};

} // namespace sheaf

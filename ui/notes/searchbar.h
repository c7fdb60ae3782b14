/// The search field over the notes list: finds while one types.
/// Rules   Escape empties the field, Down and Enter go to the list.
/// Thread  GUI thread.
#pragma once

#include <QLineEdit>

namespace sheaf {

class SearchBar final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SearchBar(QWidget *parent = nullptr);

Q_SIGNALS:
    void queryChanged(const QString &query); ///< trimmed
    void leftDown(); ///< the person goes on to the list

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString m_query;
};

} // namespace sheaf

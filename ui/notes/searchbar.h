/// The search field over the notes list: finds while one types.
/// Rules   Escape empties the field and goes to the list, Down and Enter go to its first row.
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
    void leftDown(); ///< the person goes on to what was found
    void dismissed(); ///< the search is over

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void tellQuery();

    QString m_query;
};

} // namespace sheaf

/// What the pages of the settings are put together from, so that they look alike.
/// Thread  GUI thread.
#pragma once

#include <QLabel>
#include <QVBoxLayout>

namespace sheaf::settingspage {

[[nodiscard]] QLabel *heading(const QString &text, QWidget *parent);
/// A muted sentence below what it explains.
[[nodiscard]] QLabel *hint(const QString &text, QWidget *parent);
/// The layout of `page`, with its margins.
[[nodiscard]] QVBoxLayout *column(QWidget *page);

} // namespace sheaf::settingspage

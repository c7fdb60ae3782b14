/// A value or an Error: how every operation that can fail for a reason in the world answers.
/// Errors  reading the value of a failed result is our bug and asserts.
/// std::expected takes its place when the project moves to C++23.
#pragma once

#include "model/base/error.h"

#include <variant>

namespace sheaf {

template <typename T>
class [[nodiscard]] Result
{
public:
    // Both are implicit by design, so that `return note;` and `return Error{...};` read naturally.
    Result(T value) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<0>, std::move(value))
    {
    }
    Result(Error error) // NOLINT(google-explicit-constructor)
        : m_state(std::in_place_index<1>, std::move(error))
    {
    }

    explicit operator bool() const { return m_state.index() == 0; }
    const T &operator*() const & { return std::get<0>(m_state); }
    T &operator*() & { return std::get<0>(m_state); }
    T &&operator*() && { return std::get<0>(std::move(m_state)); }
    const T *operator->() const { return &std::get<0>(m_state); }
    T *operator->() { return &std::get<0>(m_state); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

/// Success that carries nothing: `return kDone;`.
using Outcome = Result<std::monostate>;
inline constexpr std::monostate kDone {};

} // namespace sheaf

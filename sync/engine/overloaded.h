/// Several lambdas as one visitor: `std::visit(Overloaded {[](A) {…}, [](B) {…}}, variant)`.
#pragma once

namespace sheaf {

template <typename... Callables>
struct Overloaded : Callables...
{
    using Callables::operator()...;
};
template <typename... Callables>
Overloaded(Callables...) -> Overloaded<Callables...>;

} // namespace sheaf

/// A library in which everything has happened that a released version can write, and what a person
/// and another device can see of it: the fixtures of every released schema are made of these two.
/// Rules   the same story gives the same changes on every machine; it is never changed once a schema
///         is released with it, a later story is added beside it.
#pragma once

#include "tests/support/libraryfixture.h"

namespace sheaf::test {

/// Whether the story may need what came with schema 2: changes that wait for a parent.
enum class Era { Schema1, Schema2 };

/// Lives the story on several devices and leaves it in `teller`, a library just opened (device 1).
void tellStory(TestDevice &teller, FakeClock &clock, Era era);

/// Everything that must come through an upgrade, as text: records, notebooks, conflicts, histories,
/// the packed bytes of every change, members, peers, audit log.
[[nodiscard]] QByteArray portrait(const Library &library);

} // namespace sheaf::test

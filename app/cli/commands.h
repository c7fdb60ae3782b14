/// Every command of sheaf-cli: its words, its options, the function that does it.
#pragma once

#include "app/cli/arguments.h"
#include "app/cli/clilibrary.h"
#include "app/cli/reply.h"

#include <functional>
#include <span>

namespace sheaf::cli {

/// What a command works with.
struct Context
{
    CliLibrary &library;
    bool json = false;
};

struct Command
{
    const char *words; ///< "note add"
    const char *usage; ///< what follows the words
    std::vector<OptionSpec> options;
    int positionalMin = 0;
    int positionalMax = 0;
    bool opensLibrary = true; ///< false: the function opens it in its own way
    std::function<Result<Reply>(Context &, const Arguments &)> run;
};

[[nodiscard]] std::vector<Command> noteCommands();
[[nodiscard]] std::vector<Command> conflictCommands();
[[nodiscard]] std::vector<Command> heldCommands();
[[nodiscard]] std::vector<Command> libraryCommands();
[[nodiscard]] std::vector<Command> exchangeCommands();
[[nodiscard]] std::vector<Command> syncCommands();
[[nodiscard]] std::vector<Command> peerCommands();

// Shared between them
[[nodiscard]] Result<NoteId> noteArgument(const QString &guid); ///< NotFound unless 32 hex digits
[[nodiscard]] Result<Note> existingNote(const LibraryReader &reader, const QString &guid);
[[nodiscard]] Result<Hash> changeArgument(const QString &change);
/// By hex id (a unique prefix of 6 or more digits suffices) or by name.
[[nodiscard]] Result<PeerRow> peerArgument(const LibraryReader &reader, const QString &word);
/// UTF-8 text of a file, or of stdin for "-".
[[nodiscard]] Result<QString> readTextFile(const QString &path);
[[nodiscard]] Error notAvailableYet(const QString &what);

} // namespace sheaf::cli

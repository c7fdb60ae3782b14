#include "app/cli/commands.h"
#include "model/base/cbor.h"
#include "model/base/limits.h"

#include <QFile>

#include <cstdio>

namespace sheaf::cli {

using namespace Qt::StringLiterals;

namespace {

    Error noSuchNote(const QString &guid)
    {
        return Error {ErrorCode::NotFound,
                      u"There is no note '%1'; 'note list' shows the guids."_s.arg(guid)};
    }

} // namespace

Result<NoteId> noteArgument(const QString &guid)
{
    const auto id = NoteId::fromHex(guid.trimmed().toLower());
    if (!id) {
        return noSuchNote(guid);
    }
    return *id;
}

Result<Note> existingNote(const LibraryReader &reader, const QString &guid)
{
    const auto id = noteArgument(guid);
    if (!id) {
        return id.error();
    }
    auto note = reader.note(*id);
    if (!note && note.error().code == ErrorCode::NotFound) {
        return noSuchNote(guid);
    }
    if (note && note->state.place.kind != RecordKind::Note) {
        return Error {ErrorCode::NotFound,
                      u"'%1' is a notebook or a setting, no note."_s.arg(guid)};
    }
    return note;
}

Result<Hash> changeArgument(const QString &change)
{
    const auto hash = Hash::fromHex(change.trimmed().toLower());
    if (!hash) {
        return Error {ErrorCode::NotFound,
                      u"There is no change '%1'; 'note history' shows them."_s.arg(change)};
    }
    return *hash;
}

Result<PeerRow> peerArgument(const LibraryReader &reader, const QString &word)
{
    const std::vector<PeerRow> peers = reader.peers();
    std::vector<PeerRow> found;
    for (const PeerRow &peer : peers) {
        const QString id = peer.device.toHex();
        if (id == word.toLower() || peer.name == word) {
            return peer;
        }
        if (word.size() >= 6 && id.startsWith(word.toLower())) {
            found.push_back(peer);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    return Error {ErrorCode::NotFound,
                  found.empty()
                      ? u"There is no device '%1'; 'peer list' shows them."_s.arg(word)
                      : u"Several devices begin with '%1'; give more digits."_s.arg(word)};
}

Result<QString> readTextFile(const QString &path)
{
    QFile file(path);
    const bool opened =
        path == "-"_L1 ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened) {
        return Error {ErrorCode::InvalidArgument,
                      u"The file '%1' cannot be read: %2"_s.arg(path, file.errorString())};
    }
    // One byte more than allowed tells "too large" from "just fits" without reading all of it.
    // A pipe gives what it has at the time: only an empty answer is its end.
    QByteArray bytes;
    while (bytes.size() <= limits::kBodyBytesMax) {
        const QByteArray more = file.read(limits::kBodyBytesMax + 1 - bytes.size());
        if (more.isEmpty()) {
            break;
        }
        bytes += more;
    }
    if (file.error() != QFileDevice::NoError) {
        return Error {ErrorCode::StorageFailed,
                      u"Reading '%1' failed: %2"_s.arg(path, file.errorString())};
    }
    if (bytes.size() > limits::kBodyBytesMax) {
        return Error {ErrorCode::NoteTooLarge, u"The text of '%1' is over 16 MiB"_s.arg(path)};
    }
    if (!isUtf8(bytes) || bytes.contains('\0')) {
        return Error {ErrorCode::TextNotUtf8, u"The file '%1' is no UTF-8 text"_s.arg(path)};
    }
    return textFromUtf8(bytes); // every byte of it, a leading mark too
}

Error notAvailableYet(const QString &what)
{
    return Error {ErrorCode::Internal,
                  u"%1 is not available yet; it comes with a later version of Sheaf."_s.arg(what)};
}

} // namespace sheaf::cli

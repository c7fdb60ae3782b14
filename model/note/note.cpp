#include "model/note/note.h"

namespace sheaf {

using namespace Qt::StringLiterals;

QString conflictTypeName(ConflictType type)
{
    switch (type) {
    case ConflictType::None:
        return {};
    case ConflictType::ConcurrentEdit:
        return u"ConcurrentEdit"_s;
    case ConflictType::MetadataConflict:
        return u"MetadataConflict"_s;
    case ConflictType::DeleteConflict:
        return u"DeleteConflict"_s;
    case ConflictType::MoveConflict:
        return u"MoveConflict"_s;
    case ConflictType::StructuralConflict:
        return u"StructuralConflict"_s;
    }
    return {};
}

} // namespace sheaf

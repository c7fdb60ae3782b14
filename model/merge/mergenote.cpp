#include "model/merge/mergenote.h"

#include "model/merge/mergeset.h"
#include "model/merge/mergetext.h"
#include "model/note/notechange.h"

#include <QSet>

namespace sheaf {

namespace {

    /// A value that is replaced as a whole. False: both sides set it, differently.
    template <typename T>
    bool mergeRegister(const std::optional<T> &base, const T &older, const T &newer, T &merged)
    {
        merged = newer;
        if (older == newer) {
            return true;
        }
        if (base && *base == newer) {
            merged = older;
            return true;
        }
        return base && *base == older;
    }

    /// One merge step: reads base and sides, writes `merged`.
    class NoteMerge
    {
    public:
        NoteMerge(const std::optional<MergeState> &base,
                  const MergeState &older,
                  const MergeState &newer)
            : m_base(base)
            , m_older(older)
            , m_newer(newer)
        {
        }

        MergeState run()
        {
            mergeField(field::kTitle, &NoteState::title);
            mergeField(field::kDescription, &NoteState::description);
            mergeField(field::kIsPrivate, &NoteState::isPrivate);
            mergeBody();
            mergeSetField(field::kTags, &NoteState::tags);
            mergeSetField(field::kCategories, &NoteState::categories);
            mergeSetField(field::kAttachments, &NoteState::attachments);
            mergePlace();
            mergeUnknown();
            mergeDeleted();
            return m_merged;
        }

    private:
        /// The base of one field; nothing where the base itself was in conflict about it.
        template <typename T>
        [[nodiscard]] std::optional<T> baseOf(quint32 bit, T NoteState::*member) const
        {
            if (!m_base || (m_base->conflictMask & bit) != 0) {
                return std::nullopt;
            }
            return m_base->state.*member;
        }

        /// A side that is itself a fold in conflict over the field has no value to merge: the conflict
        /// stays until a person ends it.
        bool inheritsConflict(quint32 bit)
        {
            if (((m_older.conflictMask | m_newer.conflictMask) & bit) == 0) {
                return false;
            }
            m_merged.conflictMask |= bit;
            return true;
        }

        template <typename T>
        void mergeField(quint32 bit, T NoteState::*member)
        {
            T &merged = m_merged.state.*member;
            if (inheritsConflict(bit)) {
                merged = m_newer.state.*member;
            } else if (!mergeRegister(baseOf(bit, member),
                                      m_older.state.*member,
                                      m_newer.state.*member,
                                      merged)) {
                m_merged.conflictMask |= bit;
            }
        }

        void mergeSetField(quint32 bit, QStringList NoteState::*member)
        {
            m_merged.state.*member =
                mergeSet(baseOf(bit, member), m_older.state.*member, m_newer.state.*member);
        }

        void mergeBody()
        {
            const QString &older = m_older.state.body;
            const QString &newer = m_newer.state.body;
            const std::optional<QString> base = baseOf(field::kBody, &NoteState::body);
            if (inheritsConflict(field::kBody)
                || mergeRegister(base, older, newer, m_merged.state.body)) {
                if ((m_merged.conflictMask & field::kBody) != 0) {
                    m_merged.state.body = newer;
                }
                return;
            }
            m_merged.state.body = newer;
            if (!base) {
                m_merged.conflictMask |= field::kBody;
                return;
            }
            const TextMerge merged = mergeText(base, older, newer);
            if (merged.clean) {
                m_merged.state.body = merged.text();
            } else {
                m_merged.conflictMask |= field::kBody;
            }
        }

        void mergePlace();
        void mergeUnknown();
        void mergeDeleted();
        [[nodiscard]] bool changedSomething(const MergeState &side) const;

        const std::optional<MergeState> &m_base;
        const MergeState &m_older;
        const MergeState &m_newer;
        MergeState m_merged;
    };

    void NoteMerge::mergePlace()
    {
        const Place &older = m_older.state.place;
        const Place &newer = m_newer.state.place;
        m_merged.kindConflict = m_older.kindConflict || m_newer.kindConflict;
        m_merged.state.place = newer;
        if (inheritsConflict(field::kPlace)) {
            return;
        }
        const std::optional<Place> base = baseOf(field::kPlace, &NoteState::place);
        const auto part = [&base](auto Place::*member) {
            using Part = std::remove_cvref_t<decltype(std::declval<Place>().*member)>;
            return base ? std::optional<Part>((*base).*member) : std::nullopt;
        };
        Place merged;
        const bool oneKind = mergeRegister(part(&Place::kind), older.kind, newer.kind, merged.kind);
        const bool oneParent =
            mergeRegister(part(&Place::parent), older.parent, newer.parent, merged.parent);
        if (!oneKind || !oneParent) {
            m_merged.conflictMask |= field::kPlace;
            m_merged.kindConflict = m_merged.kindConflict || !oneKind;
            return;
        }
        if (older.parent != newer.parent) {
            // An order key means something among its siblings only: it goes where its parent goes.
            merged.order = merged.parent == newer.parent ? newer.order : older.order;
        } else {
            mergeRegister(part(&Place::order), older.order, newer.order, merged.order);
        }
        m_merged.state.place = merged;
    }

    void NoteMerge::mergeUnknown()
    {
        using Unknown = QMap<quint32, QByteArray>;
        using Value = std::optional<QByteArray>; // nothing: the field was never set
        const auto valueIn = [](const Unknown &fields, quint32 bit) {
            const auto it = fields.find(bit);
            return it == fields.end() ? Value() : Value(*it);
        };
        const Unknown &older = m_older.state.unknown;
        const Unknown &newer = m_newer.state.unknown;
        QSet<quint32> bits(older.keyBegin(), older.keyEnd());
        bits.unite(QSet<quint32>(newer.keyBegin(), newer.keyEnd()));
        const quint32 inConflict = m_older.conflictMask | m_newer.conflictMask;
        for (quint32 bit = field::kKnown + 1; bit != 0; bit <<= 1U) {
            if ((inConflict & bit) != 0) {
                bits.insert(bit); // also where the newer side's answer is that the field is not set
            }
        }
        for (const quint32 bit : std::as_const(bits)) {
            Value merged = valueIn(newer, bit);
            if (!inheritsConflict(bit)) {
                std::optional<Value> base;
                if (m_base && (m_base->conflictMask & bit) == 0) {
                    base = valueIn(m_base->state.unknown, bit);
                }
                if (!mergeRegister(base, valueIn(older, bit), valueIn(newer, bit), merged)) {
                    m_merged.conflictMask |= bit;
                }
            }
            if (merged) {
                m_merged.state.unknown.insert(bit, *merged);
            }
        }
    }

    /// Whether an edit would be lost if `side` counted as deleted. Order alone never conflicts.
    bool NoteMerge::changedSomething(const MergeState &side) const
    {
        if (!m_base || !m_base->clean() || !side.clean()) {
            return true;
        }
        NoteState before = m_base->state;
        before.deleted = side.state.deleted;
        before.place.order = side.state.place.order;
        return before != side.state;
    }

    void NoteMerge::mergeDeleted()
    {
        const bool olderDeleted = m_older.state.deleted;
        const bool newerDeleted = m_newer.state.deleted;
        m_merged.deleteConflict = m_older.deleteConflict || m_newer.deleteConflict;
        if (m_merged.deleteConflict) {
            return; // shown as not deleted
        }
        if (olderDeleted && newerDeleted) {
            // Both sides agree; what either changed before it went is nothing to ask a person about.
            m_merged.state.deleted = true;
            m_merged.conflictMask = 0;
            m_merged.kindConflict = false;
            return;
        }
        if (olderDeleted == newerDeleted) {
            return;
        }
        if (m_base && !m_base->deleteConflict && m_base->state.deleted) {
            return; // the live side restored it
        }
        if (changedSomething(olderDeleted ? m_newer : m_older)) {
            m_merged.deleteConflict = true;
            return;
        }
        m_merged.state.deleted = true;
        m_merged.conflictMask = 0;
        m_merged.kindConflict = false;
    }

} // namespace

MergeState
mergeNote(const std::optional<MergeState> &base, const MergeState &older, const MergeState &newer)
{
    return NoteMerge(base, older, newer).run();
}

ConflictType conflictType(const MergeState &merged)
{
    const quint32 mask = merged.conflictMask;
    if (merged.deleteConflict) {
        return ConflictType::DeleteConflict;
    }
    if ((mask & ~field::kKnown) != 0 || merged.kindConflict) {
        return ConflictType::StructuralConflict;
    }
    if ((mask & (field::kTitle | field::kBody)) != 0) {
        return ConflictType::ConcurrentEdit;
    }
    if ((mask & field::kPlace) != 0) {
        return ConflictType::MoveConflict;
    }
    return mask != 0 ? ConflictType::MetadataConflict : ConflictType::None;
}

} // namespace sheaf

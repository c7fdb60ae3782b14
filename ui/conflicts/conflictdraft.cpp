#include "ui/conflicts/conflictdraft.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    QJsonObject stateToJson(const NoteState &state)
    {
        return {
            {u"title"_s, state.title},
            {u"description"_s, state.description},
            {u"body"_s, state.body},
            {u"tags"_s, QJsonArray::fromStringList(state.tags)},
            {u"categories"_s, QJsonArray::fromStringList(state.categories)},
            {u"attachments"_s, QJsonArray::fromStringList(state.attachments)},
            {u"parent"_s, state.place.parent.toHex()},
            {u"order"_s, state.place.order},
            {u"kind"_s, static_cast<qint64>(state.place.kind)},
            {u"private"_s, state.isPrivate},
            {u"deleted"_s, state.deleted},
        };
    }

    QStringList stringsFromJson(const QJsonValue &value)
    {
        QStringList strings;
        for (const QJsonValue &entry : value.toArray()) {
            strings.append(entry.toString());
        }
        return strings;
    }

    NoteState stateFromJson(const QJsonObject &json)
    {
        NoteState state;
        state.title = json["title"_L1].toString();
        state.description = json["description"_L1].toString();
        state.body = json["body"_L1].toString();
        state.tags = stringsFromJson(json["tags"_L1]);
        state.categories = stringsFromJson(json["categories"_L1]);
        state.attachments = stringsFromJson(json["attachments"_L1]);
        state.place.parent = NoteId::fromHex(json["parent"_L1].toString()).value_or(NoteId {});
        state.place.order = json["order"_L1].toString();
        state.place.kind = static_cast<RecordKind>(json["kind"_L1].toInteger());
        state.isPrivate = json["private"_L1].toBool();
        state.deleted = json["deleted"_L1].toBool();
        return state;
    }

    std::optional<ConflictChoice> choiceFromJson(const QJsonValue &value)
    {
        const int number = value.toInt(-1);
        if (number < static_cast<int>(ConflictChoice::Undecided)
            || number > static_cast<int>(ConflictChoice::Edited)) {
            return std::nullopt;
        }
        return static_cast<ConflictChoice>(number);
    }

    QJsonArray hashesToJson(const std::vector<Hash> &hashes)
    {
        QJsonArray array;
        for (const Hash &hash : hashes) {
            array.append(hash.toHex());
        }
        return array;
    }

    std::optional<std::vector<Hash>> hashesFromJson(const QJsonValue &value)
    {
        std::vector<Hash> hashes;
        for (const QJsonValue &entry : value.toArray()) {
            const std::optional<Hash> hash = Hash::fromHex(entry.toString());
            if (!hash) {
                return std::nullopt;
            }
            hashes.push_back(*hash);
        }
        return hashes;
    }

    QJsonObject pieceToJson(const ConflictDraft::Piece &piece)
    {
        QJsonObject json;
        if (piece.difference) {
            json.insert(u"ours"_s, piece.ours);
            json.insert(u"theirs"_s, piece.theirs);
            json.insert(u"byItself"_s, piece.byItself);
            json.insert(u"choice"_s, static_cast<int>(piece.choice));
        }
        if (piece.text) {
            json.insert(u"text"_s, *piece.text);
        }
        return json;
    }

    std::optional<ConflictDraft::Piece> pieceFromJson(const QJsonObject &json)
    {
        ConflictDraft::Piece piece;
        piece.difference = json.contains("choice"_L1);
        if (piece.difference) {
            const std::optional<ConflictChoice> choice = choiceFromJson(json["choice"_L1]);
            if (!choice) {
                return std::nullopt;
            }
            piece.choice = *choice;
            piece.ours = json["ours"_L1].toString();
            piece.theirs = json["theirs"_L1].toString();
            piece.byItself = json["byItself"_L1].toBool();
        }
        if (json.contains("text"_L1)) {
            piece.text = json["text"_L1].toString();
        }
        return piece;
    }

    std::optional<FieldQuestion> fieldFromJson(const QJsonObject &json)
    {
        const int field = json["field"_L1].toInt(-1);
        const std::optional<ConflictChoice> choice = choiceFromJson(json["choice"_L1]);
        if (field < static_cast<int>(FieldQuestion::Field::Title)
            || field > static_cast<int>(FieldQuestion::Field::Deleted) || !choice) {
            return std::nullopt;
        }
        return FieldQuestion {static_cast<FieldQuestion::Field>(field),
                              json["this"_L1].toString(),
                              json["other"_L1].toString(),
                              *choice};
    }

    ConflictChoice swapped(ConflictChoice choice)
    {
        if (choice == ConflictChoice::This) {
            return ConflictChoice::Other;
        }
        return choice == ConflictChoice::Other ? ConflictChoice::This : choice;
    }

} // namespace

QString ConflictDraft::key(const NoteId &note)
{
    return u"conflict-draft/"_s + note.toHex();
}

ConflictDraft ConflictDraft::of(const ConflictModel &model)
{
    ConflictDraft draft;
    draft.note = model.conflict().note;
    draft.heads = model.conflict().heads;
    draft.comparison = model.present();
    draft.fields = model.fields();
    draft.text = model.resultText();
    const ConflictAnswers &answers = model.answers();
    for (std::size_t i = 0; i < answers.pieces.size(); ++i) {
        const MergeRegion &region = model.regions()[i];
        const ResultPiece &piece = answers.pieces[i];
        Piece kept;
        kept.difference = isDifference(region);
        if (kept.difference) {
            kept.byItself = region.kind != MergeRegion::Kind::Conflict;
            kept.ours = region.ours;
            kept.theirs = region.theirs;
            kept.choice = piece.choice;
        }
        if (piece.text != untouchedPiece(region).text) {
            kept.text = piece.text;
        }
        draft.pieces.push_back(std::move(kept));
    }
    return draft;
}

bool ConflictDraft::applyExactly(ConflictModel &model) const
{
    if (heads != model.conflict().heads || !model.resume(comparison)
        || pieces.size() != model.regions().size()) {
        return false;
    }
    ConflictAnswers answers = model.answers();
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece &piece = pieces[i];
        const MergeRegion &region = model.regions()[i];
        if (piece.difference != isDifference(region)
            || (piece.difference && (piece.ours != region.ours || piece.theirs != region.theirs))) {
            return false;
        }
        if (piece.text) {
            answers.pieces[i].text = *piece.text;
        } else if (piece.difference) {
            answers.pieces[i].text = untouchedPiece(region).text;
        }
        if (piece.difference) {
            answers.pieces[i].choice = piece.choice;
        }
    }
    for (FieldQuestion &question : answers.fields) {
        for (const FieldQuestion &answered : fields) {
            if (answered.field == question.field) {
                question.choice = answered.choice;
            }
        }
    }
    model.restore(answers);
    return true;
}

void ConflictDraft::carryText(ConflictModel &model, Carried &carried) const
{
    int next = 0; // differences keep their order, so the search goes only forward
    for (const Piece &piece : pieces) {
        if (!piece.difference) {
            carried.lost += piece.text ? 1 : 0; // typed into common text
            continue;
        }
        if (piece.choice == ConflictChoice::Undecided || (piece.byItself && !piece.text)) {
            continue;
        }
        bool found = false;
        for (int i = next; i < model.differences() && !found; ++i) {
            const auto region = static_cast<std::size_t>(model.regionOf(i));
            const MergeRegion &texts = model.regions()[region];
            const bool turned = texts.ours == piece.theirs && texts.theirs == piece.ours;
            if (!turned && (texts.ours != piece.ours || texts.theirs != piece.theirs)) {
                continue;
            }
            if (piece.choice == ConflictChoice::Edited) {
                ConflictAnswers answers = model.answers();
                answers.pieces[region] = {piece.text.value_or(piece.ours), piece.choice};
                model.restore(answers);
            } else {
                model.choose(i, turned ? swapped(piece.choice) : piece.choice);
            }
            next = i + 1;
            found = true;
        }
        (found ? carried.kept : carried.lost) += 1;
    }
}

void ConflictDraft::carryFields(ConflictModel &model, Carried &carried) const
{
    for (const FieldQuestion &answered : fields) {
        if (answered.choice == ConflictChoice::Undecided) {
            continue;
        }
        bool found = false;
        const std::vector<FieldQuestion> questions = model.fields();
        for (int i = 0; i < static_cast<int>(questions.size()); ++i) {
            const FieldQuestion &question = questions[static_cast<std::size_t>(i)];
            if (question.field != answered.field) {
                continue;
            }
            const bool same = question.thisValue == answered.thisValue
                && question.otherValue == answered.otherValue;
            const bool turned = question.thisValue == answered.otherValue
                && question.otherValue == answered.thisValue;
            if (same || turned) {
                model.chooseField(i, same ? answered.choice : swapped(answered.choice));
                found = true;
            }
        }
        (found ? carried.kept : carried.lost) += 1;
    }
}

std::optional<ConflictDraft::Carried> ConflictDraft::applyTo(ConflictModel &model) const
{
    if (note != model.conflict().note) {
        return std::nullopt;
    }
    Carried carried;
    const ConflictModel before = model;
    if (applyExactly(model)) {
        carried.sameHeads = true;
        return carried;
    }
    model = before;
    carryText(model, carried);
    carryFields(model, carried);
    return carried;
}

QByteArray ConflictDraft::toJson() const
{
    QJsonArray pieceArray;
    for (const Piece &piece : pieces) {
        pieceArray.append(pieceToJson(piece));
    }
    QJsonArray fieldArray;
    for (const FieldQuestion &question : fields) {
        fieldArray.append(QJsonObject {
            {u"field"_s, static_cast<int>(question.field)},
            {u"this"_s, question.thisValue},
            {u"other"_s, question.otherValue},
            {u"choice"_s, static_cast<int>(question.choice)},
        });
    }
    const QJsonObject json {
        {u"v"_s, 1},
        {u"note"_s, note.toHex()},
        {u"heads"_s, hashesToJson(heads)},
        {u"order"_s, hashesToJson(comparison.order)},
        {u"step"_s, comparison.step},
        {u"soFar"_s, stateToJson(comparison.soFar)},
        {u"pieces"_s, pieceArray},
        {u"fields"_s, fieldArray},
        {u"text"_s, text},
    };
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

std::optional<ConflictDraft> ConflictDraft::fromJson(const QByteArray &json)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root["v"_L1].toInt() != 1) {
        return std::nullopt;
    }
    const std::optional<NoteId> note = NoteId::fromHex(root["note"_L1].toString());
    const std::optional<std::vector<Hash>> heads = hashesFromJson(root["heads"_L1]);
    const std::optional<std::vector<Hash>> order = hashesFromJson(root["order"_L1]);
    if (!note || !heads || !order) {
        return std::nullopt;
    }
    ConflictDraft draft;
    draft.note = *note;
    draft.heads = *heads;
    draft.comparison.order = *order;
    draft.comparison.step = root["step"_L1].toInt();
    draft.comparison.soFar = stateFromJson(root["soFar"_L1].toObject());
    draft.text = root["text"_L1].toString();
    for (const QJsonValue &value : root["pieces"_L1].toArray()) {
        const std::optional<Piece> piece = pieceFromJson(value.toObject());
        if (!piece) {
            return std::nullopt;
        }
        draft.pieces.push_back(*piece);
    }
    for (const QJsonValue &value : root["fields"_L1].toArray()) {
        const std::optional<FieldQuestion> question = fieldFromJson(value.toObject());
        if (!question) {
            return std::nullopt;
        }
        draft.fields.push_back(*question);
    }
    return draft;
}

} // namespace sheaf

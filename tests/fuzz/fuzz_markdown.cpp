/// Files that somebody imports: the whole input is one file.
#include "model/base/limits.h"
#include "model/exchange/frontmatter.h"
#include "model/exchange/markdownfile.h"
#include "tests/fuzz/fuzztargets.h"

namespace sheaf::fuzz {

namespace {

    Note noteOf(const NoteEdit &edit)
    {
        Note note;
        note.state.title = edit.title.value_or(QString());
        note.state.description = edit.description.value_or(QString());
        note.state.body = edit.body.value_or(QString());
        note.state.tags = edit.tags.value_or(QStringList());
        note.state.categories = edit.categories.value_or(QStringList());
        note.state.isPrivate = edit.isPrivate.value_or(false);
        return note;
    }

    void judge(const MarkdownFile &file)
    {
        const NoteState &state = noteOf(file.edit).state;
        oracle(state.title.toUtf8().size() <= limits::kTitleBytesMax, "a title is bounded");
        oracle(state.description.toUtf8().size() <= limits::kDescriptionBytesMax,
               "a description is bounded");
        oracle(state.tags.size() <= limits::kTagsMax && state.categories.size() <= limits::kTagsMax,
               "labels are bounded");
        oracle(state.title.isValidUtf16() && state.body.isValidUtf16(), "texts are well formed");
    }

} // namespace

void markdown(QByteArrayView bytes)
{
    const QString path = QStringLiteral("folder/a file.md");
    const auto file = readMarkdownFile(bytes.toByteArray(), path);
    if (!file) {
        return;
    }
    judge(*file);
    const Note note = noteOf(file->edit);
    const QByteArray written = writeMarkdownFile(note, file->notebook);
    const auto back = readMarkdownFile(written, path);
    if (!back) {
        oracle(written.size() > limits::kBodyBytesMax, "what is written can be read");
        return;
    }
    oracle(noteOf(back->edit).state == note.state, "written and read again, a note is the same");
    oracle(back->notebook == file->notebook, "written and read again, its notebook is the same");
}

} // namespace sheaf::fuzz

#!/usr/bin/env python3
"""Replays histories of Markdown files: what git merges cleanly must merge alike here, or be asked.

    merges.py REPLAY HISTORIES [--triples N] [--seed S] [--show N] [--keep DIR]

HISTORIES holds one folder a project, in it one folder a version (named by its number), in it the files:
as unpacking successive releases of a package leaves them. Of each file's successive texts, triples
(base, ours, theirs) are made whose sides are real edits: v1's hunks towards v2 dealt to two sides, or
v1 to v2 against what of v2 to v3 fits v1, or hunks dealt so that both sides have some. Then `merge-replay`
and git merge them, and the tables are compared. Git's merges are taken twice: of single files (`git
merge-file`) and of trees (`git merge`, which compares lines by another algorithm).

A merge that git refuses is looked at by counting words: each word of the result must be explained by
base + (ours - base) + (theirs - base), with what both did alike counted once.

--record DIR writes small ones of the triples as the corpus that tst_mergecorpus replays without git:
tests/corpus/merge says where they come from.
"""
import argparse
import collections
import os
import random
import re
import shutil
import struct
import subprocess
import sys
import tempfile

WORD = re.compile(r"\w+")


def run(*words, cwd=None, check=True):
    return subprocess.run(words, cwd=cwd, check=check, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL).stdout


def histories(folder):
    """Texts of each file in the order of its versions, without repetitions."""
    files = collections.defaultdict(list)
    for project in sorted(os.listdir(folder)):
        root = os.path.join(folder, project)
        if not os.path.isdir(root):
            continue
        def number(v):
            return tuple(int(n) for n in re.findall(r"\d+", v))
        for version in sorted(os.listdir(root), key=number):
            top = os.path.join(root, version)
            for where, _, names in os.walk(top):
                for name in names:
                    if name.lower().endswith((".md", ".markdown")):
                        path = os.path.join(where, name)
                        with open(path, "rb") as file:
                            text = file.read()
                        key = (project, os.path.relpath(path, top))
                        if text and len(text) < 2_000_000 and (not files[key] or files[key][-1] != text):
                            files[key].append(text)
    for key, texts in sorted(files.items()):
        if len(texts) > 1 and all(is_utf8(t) for t in texts):
            yield key, texts


def is_utf8(text):
    try:
        text.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def hunks(old, new, work):
    """The hunks from old to new: (start, end, new lines), by git's own comparison."""
    a, b = os.path.join(work, "a"), os.path.join(work, "b")
    with open(a, "wb") as file:
        file.write(old)
    with open(b, "wb") as file:
        file.write(new)
    out = run("git", "diff", "--no-index", "--no-color", "-U0", a, b, check=False)
    lines = new.splitlines(keepends=True) if b"\r" not in new else re.findall(rb"[^\n]*\n|[^\n]+", new)
    found = []
    for match in re.finditer(rb"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@", out, re.M):
        a0, an, b0, bn = (int(g) if g is not None else 1 for g in match.groups())
        start = a0 if an == 0 else a0 - 1
        bstart = b0 if bn == 0 else b0 - 1
        found.append((start, start + an, lines[bstart:bstart + bn]))
    return found


def patched(old, chosen):
    lines = re.findall(rb"[^\n]*\n|[^\n]+", old)
    out, at = [], 0
    for start, end, new in chosen:
        out += lines[at:start] + new
        at = end
    return b"".join(out + lines[at:])


def git_merge_file(base, ours, theirs, work):
    names = []
    for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
        names.append(os.path.join(work, name))
        with open(names[-1], "wb") as file:
            file.write(text)
    done = subprocess.run(["git", "merge-file", "-p", *names], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 else None


def triples(texts, rng, work):
    for i in range(len(texts) - 1):
        v1, v2 = texts[i], texts[i + 1]
        edits = hunks(v1, v2, work)
        if len(edits) > 1:
            for share in (0.5, 0.3):
                side = [rng.random() < share for _ in edits]
                yield ("dealt", v1, patched(v1, [h for h, s in zip(edits, side) if s]),
                       patched(v1, [h for h, s in zip(edits, side) if not s]))
            cut = rng.randrange(1, len(edits))
            yield "halves", v1, patched(v1, edits[:cut]), patched(v1, edits[cut:])
            deal = [rng.choice((1, 2, 3)) for _ in edits]
            yield ("common", v1, patched(v1, [h for h, d in zip(edits, deal) if d & 1]),
                   patched(v1, [h for h, d in zip(edits, deal) if d & 2]))
        for j in range(i + 1, min(i + 5, len(texts) - 1)):
            # What was done later, as somebody would have done it beside v1 to v2.
            theirs = git_merge_file(texts[j], v1, texts[j + 1], work)
            if theirs is not None:
                yield "apart", v1, v2, theirs
            elif j == i + 1:
                later = [h for h in hunks(v1, texts[j + 1], work) if rng.random() < 0.6]
                yield "crossed", v1, v2, patched(v1, later)


def replay(program, cases):
    data = bytearray()
    for _, _, base, ours, theirs in cases:
        for text in (base, ours, theirs):
            data += struct.pack("<I", len(text)) + text
    out = subprocess.run([program], input=bytes(data), stdout=subprocess.PIPE, check=True).stdout
    at = 0
    for _ in cases:
        verdict = chr(out[at])
        size = struct.unpack_from("<I", out, at + 1)[0]
        yield verdict, out[at + 5:at + 5 + size]
        at += 5 + size


def git_merge_trees(cases, work):
    """All triples at once: one file a triple, two branches, one merge."""
    repo = os.path.join(work, "repo")
    def git(*words, check=True):
        return run("git", "-c", "user.name=m", "-c", "user.email=m@example.org",
                   "-c", "core.autocrlf=false", "-c", "merge.renames=false", *words, cwd=repo,
                   check=check)
    os.mkdir(repo)
    git("init", "-q", "-b", "main")
    def commit(which, message):
        for number, case in enumerate(cases):
            with open(os.path.join(repo, f"{number}.md"), "wb") as file:
                file.write(case[which])
        git("add", "-A")
        git("commit", "-q", "--allow-empty", "-m", message)
    commit(2, "base")
    git("checkout", "-q", "-b", "theirs")
    commit(4, "theirs")
    git("checkout", "-q", "main")
    commit(3, "ours")
    git("merge", "-q", "--no-edit", "theirs", check=False)
    refused = set(git("diff", "--name-only", "--diff-filter=U").decode().split())
    for number in range(len(cases)):
        name = f"{number}.md"
        if name in refused:
            yield None
        else:
            with open(os.path.join(repo, name), "rb") as file:
                yield file.read()


def odd_words(base, ours, theirs, merged):
    """Words whose number in the merge nothing explains."""
    b, o, t, m = (collections.Counter(WORD.findall(x.decode())) for x in (base, ours, theirs, merged))
    odd = []
    for word in set(b) | set(o) | set(t) | set(m):
        do, dt, dm = o[word] - b[word], t[word] - b[word], m[word] - b[word]
        # What both did alike counts once, so anything between one side's share and both together.
        low, high = min(do + dt, do, dt), max(do + dt, do, dt)
        if not low <= dm <= high:
            odd.append(word)
    return odd


def conserve(base, ours, theirs, merged):
    """Lines that both sides and the base hold as often as each other, but the merge does not."""
    count = [collections.Counter(x.split(b"\n")) for x in (base, ours, theirs, merged)]
    return [line for line, n in count[0].items()
            if line.strip() and count[1][line] == n == count[2][line] and count[3][line] != n]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("replay")
    parser.add_argument("histories")
    parser.add_argument("--triples", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--keep")
    parser.add_argument("--record")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    cases, seen = [], set()
    with tempfile.TemporaryDirectory() as work:
        for key, texts in histories(args.histories):
            for kind, base, ours, theirs in triples(texts, rng, work):
                if ours != base and theirs != base and ours != theirs:
                    triple = (base, ours, theirs)
                    if hash(triple) not in seen:
                        seen.add(hash(triple))
                        cases.append((key, kind, *triple))
        if len(cases) > args.triples:
            cases = rng.sample(cases, args.triples)
        print(f"{len(cases)} triples of {len({c[0] for c in cases})} files")
        mine = list(replay(args.replay, cases))
        failed = False
        results = {"merge-file": [git_merge_file(*c[2:], work) for c in cases],
                   "merge": list(git_merge_trees(cases, work))}
        if args.record:
            record(args.record, cases, results["merge-file"], work)
        for name, gits in results.items():
            failed |= compare(name, cases, mine, gits, args)
    return 1 if failed else 0


def record(folder, cases, gits, work):
    """One file a document: its text, then cases as hunks towards ours, theirs and git's merge."""
    documents = collections.defaultdict(list)
    for (key, kind, base, ours, theirs), git in zip(cases, gits):
        if 600 < len(base) < 9000 and b"\r" not in base and all(
                text.endswith(b"\n") for text in (base, ours, theirs)):
            documents[key, base].append((kind, ours, theirs, git))
    os.makedirs(folder, exist_ok=True)
    for ((project, path), base), triples_ in sorted(documents.items()):
        name = f"{project}-{re.sub('[^A-Za-z0-9]+', '-', path.removeprefix('package/')[:-3])}"
        number = sum(1 for n in os.listdir(folder) if n.startswith(name + "."))
        out = [b"=== base %d\n" % base.count(b"\n"), base]
        for kind, ours, theirs, git in triples_[:6]:
            out.append(b"=== case %s %s\n" % (kind.encode(), b"clean" if git is not None else b"conflict"))
            for side, text in ((b"ours", ours), (b"theirs", theirs), (b"git", git)):
                if text is None:
                    continue
                edits = hunks(base, text, work)
                if patched(base, edits) != text:
                    sys.exit("a hunk was lost")
                out.append(b"--- %s %d\n" % (side, len(edits)))
                for start, end, new in edits:
                    out.append(b"@ %d %d %d\n" % (start, end, len(new)) + b"".join(new))
        text = b"".join(out)
        if len(text) < 16_000:
            with open(os.path.join(folder, f"{name}.{number}.txt"), "wb") as file:
                file.write(text)


def compare(name, cases, mine, gits, args):
    table = collections.defaultdict(collections.Counter)
    shown = collections.Counter()
    for number, (case, (verdict, merged), git) in enumerate(zip(cases, mine, gits)):
        key, kind, base, ours, theirs = case
        if verdict == "v":
            what = "ORDER MATTERS"
        elif git is not None:
            what = "same" if verdict == "m" and merged == git else \
                "DIFFERENT" if verdict == "m" else "asked" if verdict == "c" else "bounded"
        elif verdict == "m":
            what = "git asks: merged, ODD" if odd_words(base, ours, theirs, merged) or \
                conserve(base, ours, theirs, merged) else "git asks: merged"
        else:
            what = "git asks: asked"
        table[kind][what] += 1
        table["all"][what] += 1
        if args.keep and what in ("DIFFERENT", "asked", "git asks: merged, ODD", "ORDER MATTERS",
                                  "git asks: merged", "bounded"):
            folder = os.path.join(args.keep, name, what.replace(" ", "-").replace(":", ""), str(number))
            shutil.rmtree(folder, ignore_errors=True)
            os.makedirs(folder)
            for side, text in (("base", base), ("ours", ours), ("theirs", theirs),
                               ("git", git or b""), ("merged", merged)):
                with open(os.path.join(folder, side), "wb") as file:
                    file.write(text)
            with open(os.path.join(folder, "about"), "w") as file:
                file.write(f"{key} {kind}\n")
    print(f"\nagainst git {name}")
    for kind, row in sorted(table.items()):
        clean = sum(row[w] for w in ("same", "DIFFERENT", "asked", "bounded"))
        share = 100 * row["same"] / clean if clean else 0
        print(f"  {kind:8} {share:5.1f} % of {clean} clean ones the same; "
              + ", ".join(f"{what} {n}" for what, n in sorted(row.items())))
    all_ = table["all"]
    return bool(all_["DIFFERENT"] or all_["git asks: merged, ODD"] or all_["ORDER MATTERS"])


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""House rules that no linter knows: layers, header comments, forbidden words, unlisted files.

Prints one line a fault and exits 1 when there is any. Run by ctest and by ./dev lint.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {"CMakeLists.txt", "app", "ui", "model", "sync", "resources", "translations", "tests",
       "packaging", "README.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md", "LICENSE",
       "CHANGELOG.md", "CMakePresets.json", "dev"}
LAYERS = {"model": {"model"}, "sync": {"model", "sync"}, "ui": {"model", "sync", "ui"},
          "app": {"model", "sync", "ui", "app"}}
# What ui may see of sync: the engine's face, the values it shows, the bounds it tells people of.
UI_SEES = {"sync/engine/syncengine.h", "sync/engine/syncstatus.h", "sync/peer/peer.h",
           "sync/peer/pairing.h", "sync/limits.h"}
LINES_MAX = 600
FORBIDDEN = [  # (folders, pattern, why)
    (("model", "sync", "ui", "app"), r"\b(TODO|FIXME|XXX|HACK)\b", "unfinished mark"),
    (("model", "sync", "ui", "app"), r"BlockingQueuedConnection", "blocking connection"),
    (("model", "sync", "ui", "app"), r"\b(SIGNAL|SLOT)\(", "string-based connection"),
    (("model", "sync", "ui", "app"), r"processEvents\(", "nested event loop"),
    (("sync", "ui", "app"), r"QSqlQuery|QSqlDatabase|#include <QSql", "SQL outside model"),
    (("model", "ui", "app"), r"#include <Q(Tcp|Ssl|Local|Web)(Socket|Server)", "socket outside sync"),
    (("model", "sync"), r"#include <Q(Widget|Dialog|Application|Pixmap|Icon)\b", "widget outside ui"),
    (("model", "sync"), r"[^\w:.]tr\(", "text for people outside ui and app"),
    (("ui",), r"\.exec\(\)|->exec\(\)", "exec() in a window"),
]


def tracked():
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, text=True,
                         capture_output=True, check=True).stdout
    return [line for line in out.splitlines() if (ROOT / line).is_file()]


def code_only(text):
    """The text without comments and string contents, so that words in them do not count."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r'"(?:\\.|[^"\\\n])*"', '""', text)


def main():
    faults = []
    files = tracked()
    for name in sorted({f.split("/")[0] for f in files}):
        if name not in TOP and not name.startswith("."):
            faults.append(f"{name}: not a top-level name of this project")
    lists = {f: (ROOT / f).read_text(encoding="utf-8") for f in files if f.endswith("CMakeLists.txt")}
    for f in files:
        if not f.endswith((".h", ".cpp")):
            continue
        text = (ROOT / f).read_text(encoding="utf-8")
        layer = f.split("/")[0]
        lines = text.count("\n")
        if lines > LINES_MAX:
            faults.append(f"{f}: {lines} lines; over {LINES_MAX} it usually holds two things")
        if f.endswith(".h") and not text.startswith("///"):
            faults.append(f"{f}: a header opens with a /// comment that says what it is for")
        base = f.rsplit("/", 1)[-1]
        if not any(base in content for content in lists.values()):
            faults.append(f"{f}: no CMakeLists.txt names it")
        if layer not in LAYERS:
            continue
        for include in re.findall(r'#include "([^"]+)"', text):
            target = include.split("/")[0]
            if target in LAYERS and target not in LAYERS[layer]:
                faults.append(f"{f}: {layer} must not include {include}")
            if layer == "ui" and target == "sync" and include not in UI_SEES:
                faults.append(f"{f}: ui sees only the engine's face, not {include}")
        if f.startswith("app/cli/") and '#include "ui/' in text:
            faults.append(f"{f}: the command line never uses ui")
        code = code_only(text)
        marks = text if layer != "tests" else ""
        for folders, pattern, why in FORBIDDEN:
            if layer in folders:
                found = re.search(pattern, marks if "TODO" in pattern else code)
                if found and not (f.endswith("main.cpp") and "exec" in pattern):
                    faults.append(f"{f}: {why} ({found.group(0).strip()})")
    for fault in faults:
        print(fault)
    print(f"{len(files)} files looked at, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())

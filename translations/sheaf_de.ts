<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Help</name>
    <message>
        <source>Writing help</source>
        <translation>Schreibhilfe</translation>
    </message>
    <message>
        <source>About Sheaf</source>
        <translation>Über Sheaf</translation>
    </message>
    <message>
        <source>Sheaf %1</source>
        <translation>Sheaf %1</translation>
    </message>
    <message>
        <source>Notes, identical on all your computers. No account, no server.
Free software under the Apache License 2.0.</source>
        <translation>Notizen, auf all deinen Computern gleich. Kein Konto, kein Server.
Freie Software unter der Apache-Lizenz 2.0.</translation>
    </message>
    <message>
        <source>:/help.md</source>
        <comment>the help&apos;s text, a file for each language</comment>
        <translation>:/help_de.md</translation>
    </message>
</context>
<context>
    <name>Humanize</name>
    <message>
        <source>now</source>
        <translation>eben</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 Min.</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>today at %1</source>
        <translation>heute um %1</translation>
    </message>
    <message>
        <source>yesterday at %1</source>
        <translation>gestern um %1</translation>
    </message>
    <message>
        <source>%1 at %2</source>
        <translation>%1 um %2</translation>
    </message>
    <message>
        <source>1 note</source>
        <translation>1 Notiz</translation>
    </message>
    <message>
        <source>%1 notes</source>
        <translation>%1 Notizen</translation>
    </message>
    <message>
        <source>1 word</source>
        <translation>1 Wort</translation>
    </message>
    <message>
        <source>%1 words</source>
        <translation>%1 Wörter</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>pattern of a date</comment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <comment>pattern of a date</comment>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>d MMMM yyyy</source>
        <comment>pattern of a date</comment>
        <translation>d. MMMM yyyy</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Note</source>
        <translation>&amp;Notiz</translation>
    </message>
    <message>
        <source>&amp;Sync</source>
        <translation>Ab&amp;gleich</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>sheaf::Actions</name>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren …</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>Drucken …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Bold</source>
        <translation>Fett</translation>
    </message>
    <message>
        <source>Italic</source>
        <translation>Kursiv</translation>
    </message>
    <message>
        <source>Find in note</source>
        <translation>In der Notiz suchen</translation>
    </message>
    <message>
        <source>Find next</source>
        <translation>Weitersuchen</translation>
    </message>
    <message>
        <source>Find previous</source>
        <translation>Rückwärts suchen</translation>
    </message>
    <message>
        <source>Search all notes</source>
        <translation>Alle Notizen durchsuchen</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Quick open</source>
        <translation>Schnell öffnen</translation>
    </message>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Next note</source>
        <translation>Nächste Notiz</translation>
    </message>
    <message>
        <source>Previous note</source>
        <translation>Vorige Notiz</translation>
    </message>
    <message>
        <source>Toggle preview</source>
        <translation>Vorschau ein/aus</translation>
    </message>
    <message>
        <source>Show sidebar</source>
        <translation>Seitenleiste zeigen</translation>
    </message>
    <message>
        <source>Show notes list</source>
        <translation>Notizliste zeigen</translation>
    </message>
    <message>
        <source>Note details</source>
        <translation>Notizdetails</translation>
    </message>
    <message>
        <source>Edit tags</source>
        <translation>Schlagwörter bearbeiten</translation>
    </message>
    <message>
        <source>Move to notebook…</source>
        <translation>In ein Notizbuch verschieben …</translation>
    </message>
    <message>
        <source>History…</source>
        <translation>Verlauf …</translation>
    </message>
    <message>
        <source>Delete note</source>
        <translation>Notiz löschen</translation>
    </message>
    <message>
        <source>Restore note</source>
        <translation>Notiz wiederherstellen</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Pair a device…</source>
        <translation>Gerät koppeln …</translation>
    </message>
    <message>
        <source>Devices…</source>
        <translation>Geräte …</translation>
    </message>
    <message>
        <source>Conflicts…</source>
        <translation>Konflikte …</translation>
    </message>
    <message>
        <source>Writing help</source>
        <translation>Schreibhilfe</translation>
    </message>
    <message>
        <source>About Sheaf</source>
        <translation>Über Sheaf</translation>
    </message>
</context>
<context>
    <name>sheaf::Application</name>
    <message>
        <source>Sheaf needs a place for this device&apos;s key. It can keep it in a file that only your account may read; whoever can read your files could then pose as this device. Or quit, unlock the keychain, and start again.</source>
        <translation>Sheaf braucht einen Platz für den Schlüssel dieses Geräts. Es kann ihn in einer Datei ablegen, die nur dein Benutzerkonto lesen darf; wer deine Dateien lesen kann, könnte sich dann als dieses Gerät ausgeben. Oder beende Sheaf, entsperre den Schlüsselbund und starte neu.</translation>
    </message>
    <message>
        <source>Keep the key in a file</source>
        <translation>Schlüssel in einer Datei ablegen</translation>
    </message>
</context>
<context>
    <name>sheaf::ClockWording</name>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>%1 years</source>
        <translation>%1 Jahre</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>%1 hours</source>
        <translation>%1 Stunden</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>%1 minutes</source>
        <translation>%1 Minuten</translation>
    </message>
    <message>
        <source>%1’s clock is %2 ahead. Set its date and time; your notes are fine.</source>
        <translation>Die Uhr von %1 geht vor (%2). Stelle dort Datum und Uhrzeit; deinen Notizen fehlt nichts.</translation>
    </message>
    <message>
        <source>%1’s clock is %2 behind. Set its date and time; your notes are fine.</source>
        <translation>Die Uhr von %1 geht nach (%2). Stelle dort Datum und Uhrzeit; deinen Notizen fehlt nichts.</translation>
    </message>
    <message>
        <source>This computer’s clock is %1 ahead. Set its date and time; your notes are fine.</source>
        <translation>Die Uhr dieses Computers geht vor (%1). Stelle Datum und Uhrzeit; deinen Notizen fehlt nichts.</translation>
    </message>
    <message>
        <source>This computer’s clock is %1 behind. Set its date and time; your notes are fine.</source>
        <translation>Die Uhr dieses Computers geht nach (%1). Stelle Datum und Uhrzeit; deinen Notizen fehlt nichts.</translation>
    </message>
    <message>
        <source>This computer’s clock is wrong</source>
        <translation>Die Uhr dieses Computers geht falsch</translation>
    </message>
    <message>
        <source>%1’s clock is wrong</source>
        <translation>Die Uhr von %1 geht falsch</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictBanner</name>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Compare the versions and decide what stays</source>
        <translation>Die Fassungen vergleichen und entscheiden, was bleibt</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictDialog</name>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Compare with another version</source>
        <translation>Mit einer anderen Fassung vergleichen</translation>
    </message>
    <message>
        <source>Next version</source>
        <translation>Nächste Fassung</translation>
    </message>
    <message>
        <source>You left this unfinished. Your choices are still here.</source>
        <translation>Du warst hier noch nicht fertig. Was du gewählt hast, ist noch da.</translation>
    </message>
    <message>
        <source>The note has changed since you left this unfinished. Choices that still fit are kept: %1 of %2.</source>
        <translation>Die Notiz hat sich geändert, seit du hier aufgehört hast. Was von deiner Wahl noch passt, bleibt: %1 von %2.</translation>
    </message>
    <message>
        <source>The note has changed on another device; these are its new versions.</source>
        <translation>Die Notiz hat sich auf einem anderen Gerät geändert; dies sind ihre neuen Fassungen.</translation>
    </message>
    <message>
        <source>The note has changed on another device. Choices that still fit are kept: %1 of %2.</source>
        <translation>Die Notiz hat sich auf einem anderen Gerät geändert. Was von deiner Wahl noch passt, bleibt: %1 von %2.</translation>
    </message>
    <message>
        <source>Use my earlier result</source>
        <translation>Mein früheres Ergebnis nehmen</translation>
    </message>
    <message>
        <source>This conflict was settled on another device meanwhile. Your unfinished result stays below until you close, for you to copy.</source>
        <translation>Dieser Konflikt wurde inzwischen auf einem anderen Gerät gelöst. Dein unfertiges Ergebnis bleibt unten stehen, bis du schließt, damit du es kopieren kannst.</translation>
    </message>
    <message>
        <source>This conflict is settled already; there is nothing left to do.</source>
        <translation>Dieser Konflikt ist schon gelöst; es gibt nichts mehr zu tun.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>Two versions of “%1”</source>
        <translation>Zwei Fassungen von „%1“</translation>
    </message>
    <message>
        <source>%1 versions of “%2”</source>
        <translation>%1 Fassungen von „%2“</translation>
    </message>
    <message>
        <source>The texts are too large to be taken apart, so they stand as a whole.</source>
        <translation>Die Texte sind zu groß, um sie zu zerlegen, darum stehen sie hier im Ganzen.</translation>
    </message>
    <message>
        <source>your result so far</source>
        <translation>dein bisheriges Ergebnis</translation>
    </message>
    <message>
        <source>Comparison %1 of %2, with</source>
        <translation>Vergleich %1 von %2, mit</translation>
    </message>
    <message>
        <source>Tags of both versions are kept: %1</source>
        <translation>Die Schlagwörter beider Fassungen bleiben: %1</translation>
    </message>
    <message numerus="yes">
        <source>%n still to decide</source>
        <translation>
            <numerusform>noch %n zu entscheiden</numerusform>
            <numerusform>noch %n zu entscheiden</numerusform>
        </translation>
    </message>
    <message>
        <source>The note goes to the trash.</source>
        <translation>Die Notiz kommt in den Papierkorb.</translation>
    </message>
    <message>
        <source>Everything is decided.</source>
        <translation>Alles ist entschieden.</translation>
    </message>
    <message>
        <source>Choose one of the two first.</source>
        <translation>Wähle zuerst eine der beiden.</translation>
    </message>
    <message>
        <source>Choose for this difference first, or write it in the result.</source>
        <translation>Wähle zuerst für diesen Unterschied oder schreib es ins Ergebnis.</translation>
    </message>
    <message>
        <source>Compare with</source>
        <translation>Vergleichen mit</translation>
    </message>
    <message>
        <source>Keep as two notes</source>
        <translation>Als zwei Notizen behalten</translation>
    </message>
    <message>
        <source>This version stays; the other version becomes a note beside it</source>
        <translation>Diese Fassung bleibt; die andere wird eine Notiz daneben</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Close; your choices are kept for next time (Esc)</source>
        <translation>Schließen; deine Wahl bleibt für das nächste Mal erhalten (Esc)</translation>
    </message>
    <message>
        <source>Resolve</source>
        <translation>Lösen</translation>
    </message>
    <message>
        <source>The result becomes the note on all your devices (Ctrl+Enter)</source>
        <translation>Das Ergebnis wird auf all deinen Geräten zur Notiz (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Resolve conflict</source>
        <translation>Konflikt lösen</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictFields</name>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>Notebook</source>
        <translation>Notizbuch</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Not private</source>
        <translation>Nicht privat</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Keep the note</source>
        <translation>Notiz behalten</translation>
    </message>
    <message>
        <source>No notebook</source>
        <translation>Kein Notizbuch</translation>
    </message>
    <message>
        <source>(empty)</source>
        <translation>(leer)</translation>
    </message>
    <message>
        <source>%1: %2 (%3)</source>
        <translation>%1: %2 (%3)</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictListDialog</name>
    <message>
        <source>Resolve…</source>
        <translation>Lösen …</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Everything else keeps syncing. Settle these whenever you like, on any of your devices.</source>
        <translation>Alles andere wird weiter abgeglichen. Löse diese hier, wann du magst, auf einem beliebigen deiner Geräte.</translation>
    </message>
    <message>
        <source>Conflict list</source>
        <translation>Konfliktliste</translation>
    </message>
    <message>
        <source>No conflicts. When the same words are changed on two devices, the note appears here until you choose.</source>
        <translation>Keine Konflikte. Werden dieselben Wörter auf zwei Geräten geändert, erscheint die Notiz hier, bis du wählst.</translation>
    </message>
    <message>
        <source>Resolve selected</source>
        <translation>Ausgewählten lösen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictListModel</name>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>%1. %2</source>
        <translation>%1. %2</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictView</name>
    <message>
        <source>This version</source>
        <translation>Diese Fassung</translation>
    </message>
    <message>
        <source>Other version</source>
        <translation>Andere Fassung</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Previous difference</source>
        <translation>Voriger Unterschied</translation>
    </message>
    <message>
        <source>Next difference</source>
        <translation>Nächster Unterschied</translation>
    </message>
    <message>
        <source>Use this</source>
        <translation>Diese nehmen</translation>
    </message>
    <message>
        <source>Use other</source>
        <translation>Andere nehmen</translation>
    </message>
    <message>
        <source>Use both</source>
        <translation>Beide nehmen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>becomes the note on all your devices</source>
        <translation>wird auf all deinen Geräten zur Notiz</translation>
    </message>
    <message>
        <source>Deleted: there is no text on this side.</source>
        <translation>Gelöscht: Auf dieser Seite steht kein Text.</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>The text is the same in both.</source>
        <translation>Der Text ist in beiden gleich.</translation>
    </message>
</context>
<context>
    <name>sheaf::ConflictWording</name>
    <message>
        <source>here</source>
        <translation>hier</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>%1 and %2</source>
        <translation>%1 und %2</translation>
    </message>
    <message>
        <source>yesterday %1</source>
        <translation>gestern %1</translation>
    </message>
    <message>
        <source>%1, deleted %2</source>
        <translation>%1, gelöscht %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Deleted %1, edited %2: choose</source>
        <translation>Gelöscht %1, bearbeitet %2: bitte wählen</translation>
    </message>
    <message>
        <source>Moved %1: choose</source>
        <translation>Verschoben %1: bitte wählen</translation>
    </message>
    <message>
        <source>Edited %1: choose</source>
        <translation>Bearbeitet %1: bitte wählen</translation>
    </message>
    <message>
        <source>The same words were changed in two places before the devices met. Choose for each difference, or write what you want in the result.</source>
        <translation>Dieselben Wörter wurden an zwei Orten geändert, bevor die Geräte sich trafen. Wähle für jeden Unterschied oder schreib ins Ergebnis, was du möchtest.</translation>
    </message>
    <message>
        <source>A property of this note was set differently in two places. Choose which value stays.</source>
        <translation>Eine Eigenschaft dieser Notiz wurde an zwei Orten verschieden gesetzt. Wähle, welcher Wert bleibt.</translation>
    </message>
    <message>
        <source>This note was deleted in one place and changed in another. Nothing is deleted until you choose.</source>
        <translation>Diese Notiz wurde an einem Ort gelöscht und an einem anderen geändert. Nichts wird gelöscht, bis du wählst.</translation>
    </message>
    <message>
        <source>Two moves made apart would put this notebook inside itself, so it stands at the top. Leave it there, or move it where you want it.</source>
        <translation>Zwei getrennt gemachte Verschiebungen würden dieses Notizbuch in sich selbst legen, darum steht es ganz oben. Lass es dort oder verschiebe es, wohin du möchtest.</translation>
    </message>
    <message>
        <source>This was moved to two different places before the devices met. Choose where it stays.</source>
        <translation>Das wurde an zwei verschiedene Stellen verschoben, bevor die Geräte sich trafen. Wähle, wo es bleibt.</translation>
    </message>
    <message>
        <source>The versions differ in a way that only a newer Sheaf understands. Update Sheaf on this computer, then settle it here.</source>
        <translation>Die Fassungen unterscheiden sich auf eine Weise, die nur ein neueres Sheaf versteht. Aktualisiere Sheaf auf diesem Computer und löse es dann hier.</translation>
    </message>
    <message>
        <source>There is nothing to settle any more.</source>
        <translation>Es gibt nichts mehr zu lösen.</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>pattern of a date</comment>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <comment>pattern of a date</comment>
        <translation>d. MMM yyyy</translation>
    </message>
</context>
<context>
    <name>sheaf::DesktopOptions</name>
    <message>
        <source>Usage: sheaf [--library DIR] [--listen HOST:PORT]

  --library DIR       the folder of the library (else $SHEAF_LIBRARY, else the default library)
  --listen HOST:PORT  where other devices connect; port 0 = any free one
  --version           print the version
  --help              print this
</source>
        <translation>Aufruf: sheaf [--library DIR] [--listen HOST:PORT]

  --library DIR       der Ordner der Bibliothek (sonst $SHEAF_LIBRARY, sonst die Standardbibliothek)
  --listen HOST:PORT  wo sich andere Geräte verbinden; Port 0 = irgendein freier
  --version           die Version ausgeben
  --help              dies ausgeben
</translation>
    </message>
    <message>
        <source>Sheaf takes no “%1”.</source>
        <translation>Mit „%1“ kann Sheaf nichts anfangen.</translation>
    </message>
    <message>
        <source>“%1” is no HOST:PORT.</source>
        <translation>„%1“ ist kein HOST:PORT.</translation>
    </message>
</context>
<context>
    <name>sheaf::DevicesDialog</name>
    <message>
        <source>This device is not on a network.</source>
        <translation>Dieses Gerät ist in keinem Netzwerk.</translation>
    </message>
    <message>
        <source>This device answers at %1</source>
        <translation>Dieses Gerät antwortet unter %1</translation>
    </message>
    <message>
        <source>Devices</source>
        <translation>Geräte</translation>
    </message>
    <message>
        <source>Device list</source>
        <translation>Geräteliste</translation>
    </message>
    <message>
        <source>Pair a device…</source>
        <translation>Gerät koppeln …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Only on this computer</source>
        <translation>Nur auf diesem Computer</translation>
    </message>
    <message>
        <source>Pair your other computers, and your notes are the same on all of them. No account, no server.</source>
        <translation>Kopple deine anderen Computer, und deine Notizen sind auf allen gleich. Kein Konto, kein Server.</translation>
    </message>
    <message>
        <source>Name on this computer</source>
        <translation>Name auf diesem Computer</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>desk.local:%1</source>
        <translation>desk.local:%1</translation>
    </message>
    <message>
        <source>Save addresses</source>
        <translation>Adressen speichern</translation>
    </message>
    <message>
        <source>One on each line; Sheaf tries them in turn.</source>
        <translation>Eine pro Zeile; Sheaf probiert sie der Reihe nach.</translation>
    </message>
    <message>
        <source>One of these lines is no address: a name or number, then perhaps “:” and a port.</source>
        <translation>Eine dieser Zeilen ist keine Adresse: ein Name oder eine Nummer, dann vielleicht „:“ und ein Port.</translation>
    </message>
    <message>
        <source>At most %1 addresses.</source>
        <translation>Höchstens %1 Adressen.</translation>
    </message>
</context>
<context>
    <name>sheaf::EditorPane</name>
    <message>
        <source>Note body</source>
        <translation>Notiztext</translation>
    </message>
    <message>
        <source>Start writing…</source>
        <translation>Schreib los …</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Vorschau</translation>
    </message>
    <message>
        <source>Preview on or off</source>
        <translation>Vorschau ein oder aus</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Note details</source>
        <translation>Notizdetails</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Note title</source>
        <translation>Notiztitel</translation>
    </message>
</context>
<context>
    <name>sheaf::EmptyState</name>
    <message>
        <source>Your notes, on all your computers</source>
        <translation>Deine Notizen, auf all deinen Computern</translation>
    </message>
    <message>
        <source>Choose a note from the list, or press Ctrl+N for a new one.</source>
        <translation>Wähle eine Notiz aus der Liste oder drück Strg+N für eine neue.</translation>
    </message>
    <message>
        <source>Start writing</source>
        <translation>Losschreiben</translation>
    </message>
    <message>
        <source>A first note. It is saved while you type.</source>
        <translation>Eine erste Notiz. Sie wird beim Tippen gespeichert.</translation>
    </message>
    <message>
        <source>Pair with another device</source>
        <translation>Mit einem anderen Gerät koppeln</translation>
    </message>
    <message>
        <source>Notes that you already have elsewhere come along.</source>
        <translation>Notizen, die du anderswo schon hast, kommen mit.</translation>
    </message>
    <message>
        <source>Import notes</source>
        <translation>Notizen importieren</translation>
    </message>
    <message>
        <source>From a folder of Markdown or text files.</source>
        <translation>Aus einem Ordner mit Markdown- oder Textdateien.</translation>
    </message>
</context>
<context>
    <name>sheaf::ErrorText</name>
    <message>
        <source>That value cannot be used.</source>
        <translation>Dieser Wert passt hier nicht.</translation>
    </message>
    <message>
        <source>It is not there any more.</source>
        <translation>Das ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The note is larger than %1 MiB.</source>
        <translation>Die Notiz ist größer als %1 MiB.</translation>
    </message>
    <message>
        <source>This is not text that Sheaf can read.</source>
        <translation>Das ist kein Text, den Sheaf lesen kann.</translation>
    </message>
    <message>
        <source>The note has changed since you looked at it.</source>
        <translation>Die Notiz hat sich geändert, seit du sie angesehen hast.</translation>
    </message>
    <message>
        <source>This library was written by a newer Sheaf and was left untouched.</source>
        <translation>Diese Bibliothek stammt von einem neueren Sheaf und blieb unangetastet.</translation>
    </message>
    <message>
        <source>This library is damaged and was left untouched.</source>
        <translation>Diese Bibliothek ist beschädigt und blieb unangetastet.</translation>
    </message>
    <message>
        <source>Another program is using this library.</source>
        <translation>Ein anderes Programm benutzt diese Bibliothek.</translation>
    </message>
    <message>
        <source>The library&apos;s folder cannot be used.</source>
        <translation>Der Ordner der Bibliothek lässt sich nicht benutzen.</translation>
    </message>
    <message>
        <source>The disk is full, so the last change is not saved yet.</source>
        <translation>Der Datenträger ist voll, darum ist die letzte Änderung noch nicht gespeichert.</translation>
    </message>
    <message>
        <source>The disk did not take the last change.</source>
        <translation>Der Datenträger hat die letzte Änderung nicht angenommen.</translation>
    </message>
    <message>
        <source>This computer has no way to that network.</source>
        <translation>Dieser Computer hat keinen Weg in dieses Netzwerk.</translation>
    </message>
    <message>
        <source>There is a computer at that address, but Sheaf does not answer there.</source>
        <translation>Unter dieser Adresse gibt es einen Computer, aber Sheaf antwortet dort nicht.</translation>
    </message>
    <message>
        <source>The connection broke off.</source>
        <translation>Die Verbindung ist abgebrochen.</translation>
    </message>
    <message>
        <source>There is no computer with that name.</source>
        <translation>Es gibt keinen Computer mit diesem Namen.</translation>
    </message>
    <message>
        <source>The other device did not answer in time.</source>
        <translation>Das andere Gerät hat nicht rechtzeitig geantwortet.</translation>
    </message>
    <message>
        <source>Another program already listens on that port.</source>
        <translation>An diesem Port lauscht schon ein anderes Programm.</translation>
    </message>
    <message>
        <source>No secure connection could be made with that address.</source>
        <translation>Mit dieser Adresse kam keine sichere Verbindung zustande.</translation>
    </message>
    <message>
        <source>What answered there does not speak as Sheaf does.</source>
        <translation>Was dort geantwortet hat, spricht nicht wie Sheaf.</translation>
    </message>
    <message>
        <source>One of the two devices runs a Sheaf that is too old for the other.</source>
        <translation>Auf einem der beiden Geräte läuft ein Sheaf, das für das andere zu alt ist.</translation>
    </message>
    <message>
        <source>The other device keeps a different library.</source>
        <translation>Das andere Gerät führt eine andere Bibliothek.</translation>
    </message>
    <message>
        <source>The other device does not know this one.</source>
        <translation>Das andere Gerät kennt dieses nicht.</translation>
    </message>
    <message>
        <source>A change arrived with a signature that is not genuine, and was not taken.</source>
        <translation>Eine Änderung kam mit einer unechten Signatur an und wurde nicht übernommen.</translation>
    </message>
    <message>
        <source>Changes arrived with a piece missing, and were not taken.</source>
        <translation>Änderungen kamen unvollständig an und wurden nicht übernommen.</translation>
    </message>
    <message>
        <source>There were too many attempts in a short time.</source>
        <translation>Es waren zu viele Versuche in kurzer Zeit.</translation>
    </message>
    <message>
        <source>The codes were different, so nothing was paired.</source>
        <translation>Die Codes waren verschieden, darum wurde nichts gekoppelt.</translation>
    </message>
    <message>
        <source>The time for pairing ran out.</source>
        <translation>Die Zeit zum Koppeln ist abgelaufen.</translation>
    </message>
    <message>
        <source>This is not a pairing link, or a part of it is missing.</source>
        <translation>Das ist kein Kopplungslink, oder ein Teil davon fehlt.</translation>
    </message>
    <message>
        <source>The other device said no.</source>
        <translation>Das andere Gerät hat abgelehnt.</translation>
    </message>
    <message>
        <source>Pairing failed %1 times and pauses for safety.</source>
        <translation>Das Koppeln ist %1-mal gescheitert und pausiert zur Sicherheit.</translation>
    </message>
    <message>
        <source>Both devices already belong to libraries with several devices.</source>
        <translation>Beide Geräte gehören schon zu Bibliotheken mit mehreren Geräten.</translation>
    </message>
    <message>
        <source>This computer has no keychain that Sheaf could keep its key in.</source>
        <translation>Dieser Computer hat keinen Schlüsselbund, in dem Sheaf seinen Schlüssel ablegen könnte.</translation>
    </message>
    <message>
        <source>The keychain did not hand over Sheaf&apos;s key.</source>
        <translation>Der Schlüsselbund hat den Schlüssel von Sheaf nicht herausgegeben.</translation>
    </message>
    <message>
        <source>It was cancelled.</source>
        <translation>Es wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Something went wrong inside Sheaf.</source>
        <translation>In Sheaf ist etwas schiefgegangen.</translation>
    </message>
    <message>
        <source>Correct it and try again.</source>
        <translation>Korrigiere ihn und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Look at the list again; it may have been removed on another device.</source>
        <translation>Sieh noch einmal in die Liste; vielleicht wurde es auf einem anderen Gerät entfernt.</translation>
    </message>
    <message>
        <source>Divide it into several notes; the text stays here until then.</source>
        <translation>Teile sie in mehrere Notizen auf; bis dahin bleibt der Text hier.</translation>
    </message>
    <message>
        <source>Save the file as UTF-8 text and try again.</source>
        <translation>Speichere die Datei als UTF-8-Text und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Look at the new version, then decide again.</source>
        <translation>Sieh dir die neue Fassung an und entscheide dann noch einmal.</translation>
    </message>
    <message>
        <source>Update Sheaf on this computer and open it again.</source>
        <translation>Aktualisiere Sheaf auf diesem Computer und öffne sie dann wieder.</translation>
    </message>
    <message>
        <source>Put a backup of its folder in place, or start with an empty folder and pair with a device that has the notes.</source>
        <translation>Spiel eine Sicherung ihres Ordners zurück, oder beginne mit einem leeren Ordner und kopple ihn mit einem Gerät, das die Notizen hat.</translation>
    </message>
    <message>
        <source>Close the other program, or wait for it to finish, and try again.</source>
        <translation>Schließ das andere Programm oder warte, bis es fertig ist, und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Check that it is a folder and that you may read and write it.</source>
        <translation>Prüfe, ob es ein Ordner ist und ob du ihn lesen und beschreiben darfst.</translation>
    </message>
    <message>
        <source>Free some space; Sheaf then saves by itself.</source>
        <translation>Schaff etwas Platz; dann speichert Sheaf von selbst.</translation>
    </message>
    <message>
        <source>Copy what you wrote to a safe place and check the disk.</source>
        <translation>Kopiere das Geschriebene an einen sicheren Ort und prüfe den Datenträger.</translation>
    </message>
    <message>
        <source>Check the network connection; Sheaf tries again by itself.</source>
        <translation>Prüfe die Netzwerkverbindung; Sheaf versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>Start Sheaf on the other device, and check the port in the address.</source>
        <translation>Starte Sheaf auf dem anderen Gerät und prüfe den Port in der Adresse.</translation>
    </message>
    <message>
        <source>Sheaf connects again by itself; nothing is lost.</source>
        <translation>Sheaf verbindet sich von selbst wieder; nichts geht verloren.</translation>
    </message>
    <message>
        <source>Check the spelling, or type the number address that the other device shows.</source>
        <translation>Prüfe die Schreibweise, oder gib die Nummernadresse ein, die das andere Gerät zeigt.</translation>
    </message>
    <message>
        <source>Check that it is switched on and on the same network, and that no firewall is in between.</source>
        <translation>Prüfe, ob es eingeschaltet und im selben Netzwerk ist und ob keine Firewall dazwischen steht.</translation>
    </message>
    <message>
        <source>Choose another port with --listen, or close the other program.</source>
        <translation>Wähle mit --listen einen anderen Port, oder schließ das andere Programm.</translation>
    </message>
    <message>
        <source>Check that the address and port are the ones that the other device shows.</source>
        <translation>Prüfe, ob Adresse und Port die sind, die das andere Gerät zeigt.</translation>
    </message>
    <message>
        <source>Check the address, and use the same Sheaf on both devices.</source>
        <translation>Prüfe die Adresse, und nimm auf beiden Geräten dasselbe Sheaf.</translation>
    </message>
    <message>
        <source>Update Sheaf on the older one; your changes wait until then.</source>
        <translation>Aktualisiere Sheaf auf dem älteren; deine Änderungen warten so lange.</translation>
    </message>
    <message>
        <source>Pair the two devices to bring their notes together.</source>
        <translation>Kopple die beiden Geräte, um ihre Notizen zusammenzubringen.</translation>
    </message>
    <message>
        <source>Pair the two devices again.</source>
        <translation>Kopple die beiden Geräte neu.</translation>
    </message>
    <message>
        <source>Sheaf fetches it again by itself; if this comes back, pair the devices again.</source>
        <translation>Sheaf holt sie von selbst noch einmal; kommt das wieder vor, kopple die Geräte neu.</translation>
    </message>
    <message>
        <source>Wait a minute and try again.</source>
        <translation>Warte eine Minute und versuch es noch einmal.</translation>
    </message>
    <message>
        <source>Try again, and make sure that both screens show this same pairing.</source>
        <translation>Versuch es noch einmal, und achte darauf, dass beide Bildschirme dieselbe Kopplung zeigen.</translation>
    </message>
    <message>
        <source>Start again; a link is good for %1 minutes and for one use.</source>
        <translation>Fang neu an; ein Link gilt %1 Minuten und für ein einziges Mal.</translation>
    </message>
    <message>
        <source>Copy the whole link from the other device, from “sheaf:pair” to its end.</source>
        <translation>Kopiere den ganzen Link vom anderen Gerät, von „sheaf:pair“ bis zum Ende.</translation>
    </message>
    <message>
        <source>If that was a mistake, start again.</source>
        <translation>Falls das ein Versehen war, fang neu an.</translation>
    </message>
    <message>
        <source>Try again in %1 minutes.</source>
        <translation>Versuch es in %1 Minuten noch einmal.</translation>
    </message>
    <message>
        <source>Export the notes of one library, make an empty library there, pair it, and import the notes.</source>
        <translation>Exportiere die Notizen der einen Bibliothek, leg dort eine leere an, kopple sie und importiere die Notizen.</translation>
    </message>
    <message>
        <source>Unlock or install a keychain, or let Sheaf keep the key in a file that only you can read.</source>
        <translation>Entsperre oder installiere einen Schlüsselbund, oder lass Sheaf den Schlüssel in einer Datei ablegen, die nur du lesen kannst.</translation>
    </message>
    <message>
        <source>Unlock the keychain and start Sheaf again.</source>
        <translation>Entsperre den Schlüsselbund und starte Sheaf neu.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Start Sheaf again; your saved notes are safe.</source>
        <translation>Starte Sheaf neu; deine gespeicherten Notizen sind sicher.</translation>
    </message>
    <message>
        <source>The text of this version is no longer kept.</source>
        <translation>Der Text dieser Fassung wird nicht mehr aufbewahrt.</translation>
    </message>
    <message>
        <source>Parts of this note are still on another device.</source>
        <translation>Teile dieser Notiz sind noch auf einem anderen Gerät.</translation>
    </message>
    <message>
        <source>The settings say how long old versions are kept.</source>
        <translation>Wie lange alte Fassungen aufbewahrt werden, steht in den Einstellungen.</translation>
    </message>
    <message>
        <source>They come with the next sync. Then you can edit it again.</source>
        <translation>Sie kommen mit dem nächsten Abgleich. Dann lässt sie sich wieder bearbeiten.</translation>
    </message>
    <message>
        <source>A device was restored from a backup or copied, and its changes go two ways.</source>
        <translation>Ein Gerät wurde aus einer Sicherung wiederhergestellt oder kopiert, und seine Änderungen gehen zwei Wege.</translation>
    </message>
    <message>
        <source>Nothing is lost: both lines of changes are kept, and sync goes on by itself.</source>
        <translation>Nichts geht verloren: Beide Reihen von Änderungen bleiben, und der Abgleich geht von selbst weiter.</translation>
    </message>
    <message>
        <source>The other device cannot store what it receives.</source>
        <translation>Das andere Gerät kann nicht speichern, was es erhält.</translation>
    </message>
    <message>
        <source>Check the disk there and free some space; sync then goes on by itself.</source>
        <translation>Prüfe dort den Datenträger und schaffe Platz; der Abgleich geht dann von selbst weiter.</translation>
    </message>
</context>
<context>
    <name>sheaf::ExchangeCommands</name>
    <message>
        <source>Import a folder of notes</source>
        <translation>Einen Ordner mit Notizen importieren</translation>
    </message>
    <message>
        <source>An import is still under way.</source>
        <translation>Ein Import läuft noch.</translation>
    </message>
    <message>
        <source>Looking at the folder…</source>
        <translation>Der Ordner wird angesehen …</translation>
    </message>
    <message>
        <source>Importing %1 of %2…</source>
        <translation>%1 von %2 werden importiert …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>%1 imported.</source>
        <translation>%1 importiert.</translation>
    </message>
    <message>
        <source>%1 were here already.</source>
        <translation>Schon vorhanden: %1.</translation>
    </message>
    <message>
        <source>Left out: %1 (%2)</source>
        <translation>Ausgelassen: %1 (%2)</translation>
    </message>
    <message>
        <source>%1 files were left out, for example %2 (%3)</source>
        <translation>%1 Dateien wurden ausgelassen, zum Beispiel %2 (%3)</translation>
    </message>
    <message>
        <source>Export to an empty folder</source>
        <translation>In einen leeren Ordner exportieren</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Export läuft …</translation>
    </message>
    <message>
        <source>%1 written to %2.</source>
        <translation>%1 nach %2 exportiert.</translation>
    </message>
</context>
<context>
    <name>sheaf::FindBar</name>
    <message>
        <source>Find in note</source>
        <translation>In der Notiz suchen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>Ersetzen durch</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>Voriger Treffer</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>Nächster Treffer</translation>
    </message>
    <message>
        <source>Close the find bar</source>
        <translation>Suchleiste schließen</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>Alle ersetzen</translation>
    </message>
    <message>
        <source>No match</source>
        <translation>Kein Treffer</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>sheaf::HeldBanner</name>
    <message>
        <source>%1 deleted %2 of %3 notes. They are kept here until you answer.</source>
        <translation>%1 hat %2 von %3 Notizen gelöscht. Hier bleiben sie, bis du antwortest.</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>List the notes that were deleted there</source>
        <translation>Listet die Notizen auf, die dort gelöscht wurden</translation>
    </message>
    <message>
        <source>Delete them here too</source>
        <translation>Auch hier löschen</translation>
    </message>
    <message>
        <source>They go to the trash, from where each can be restored</source>
        <translation>Sie kommen in den Papierkorb, aus dem sich jede wiederherstellen lässt</translation>
    </message>
    <message>
        <source>Keep the notes</source>
        <translation>Notizen behalten</translation>
    </message>
    <message>
        <source>Restores them on all your devices</source>
        <translation>Stellt sie auf all deinen Geräten wieder her</translation>
    </message>
</context>
<context>
    <name>sheaf::HistoryDialog</name>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>put into the trash</source>
        <translation>in den Papierkorb gelegt</translation>
    </message>
    <message>
        <source>title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>categories</source>
        <translation>Kategorien</translation>
    </message>
    <message>
        <source>description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>notebook</source>
        <translation>Notizbuch</translation>
    </message>
    <message>
        <source>private mark</source>
        <translation>Markierung „privat“</translation>
    </message>
    <message>
        <source>attachments</source>
        <translation>Anhänge</translation>
    </message>
    <message>
        <source>conflict settled</source>
        <translation>Konflikt gelöst</translation>
    </message>
    <message>
        <source>restored</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <source>%1 changed</source>
        <translation>%1 geändert</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Fassungen</translation>
    </message>
    <message>
        <source>Text of this version</source>
        <translation>Text dieser Fassung</translation>
    </message>
    <message>
        <source>another device</source>
        <translation>ein anderes Gerät</translation>
    </message>
    <message>
        <source>%1
%2 · %3</source>
        <translation>%1
%2 · %3</translation>
    </message>
</context>
<context>
    <name>sheaf::HistoryPage</name>
    <message>
        <source>Shorten</source>
        <translation>Verkürzen</translation>
    </message>
    <message>
        <source>Leave as it was</source>
        <translation>So lassen wie bisher</translation>
    </message>
    <message>
        <source>Keep history for</source>
        <translation>Verlauf behalten für</translation>
    </message>
    <message>
        <source>1 month</source>
        <translation>1 Monat</translation>
    </message>
    <message>
        <source>6 months</source>
        <translation>6 Monate</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>3 years</source>
        <translation>3 Jahre</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Older versions of your notes, and notes that have been in the trash for longer, are cleared away once all your devices have them. What a note says now always stays.</source>
        <translation>Ältere Fassungen deiner Notizen, und Notizen, die länger im Papierkorb liegen, werden entfernt, sobald alle deine Geräte sie haben. Was eine Notiz jetzt sagt, bleibt immer.</translation>
    </message>
    <message>
        <source>This holds on all your devices.</source>
        <translation>Das gilt auf allen deinen Geräten.</translation>
    </message>
    <message>
        <source>Versions older than “%1” go on all your devices, for good.</source>
        <translation>Fassungen, die älter sind als „%1“, verschwinden auf allen deinen Geräten, und zwar für immer.</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
</context>
<context>
    <name>sheaf::MainWindow</name>
    <message>
        <source>Your text is not saved yet, but still here: %1 It is tried again by itself.</source>
        <translation>Dein Text ist noch nicht gespeichert, aber noch da: %1 Sheaf versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>Everything is saved again.</source>
        <translation>Alles ist wieder gespeichert.</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Delete notebook</source>
        <translation>Notizbuch löschen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>%1 – Sheaf</source>
        <translation>%1 – Sheaf</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Nicht gespeichert</translation>
    </message>
    <message>
        <source>Some of your text could not be saved. Closing now loses it.</source>
        <translation>Ein Teil deines Textes konnte nicht gespeichert werden. Schließt du jetzt, ist er verloren.</translation>
    </message>
    <message>
        <source>Keep the window open</source>
        <translation>Fenster offen lassen</translation>
    </message>
    <message>
        <source>Close and lose it</source>
        <translation>Schließen und verlieren</translation>
    </message>
</context>
<context>
    <name>sheaf::MarkdownEdit</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>sheaf::MessageBar</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>sheaf::NoteCommands</name>
    <message>
        <source>The note is in the trash.</source>
        <translation>Die Notiz ist im Papierkorb.</translation>
    </message>
    <message>
        <source>The note is back.</source>
        <translation>Die Notiz ist wieder da.</translation>
    </message>
    <message>
        <source>The note</source>
        <translation>Die Notiz</translation>
    </message>
    <message>
        <source>%1: taken out of the notebook.</source>
        <translation>%1: aus dem Notizbuch genommen.</translation>
    </message>
    <message>
        <source>%1: moved to “%2”.</source>
        <translation>%1: nach „%2“ verschoben.</translation>
    </message>
    <message>
        <source>%1: tagged “%2”.</source>
        <translation>%1: mit „%2“ verschlagwortet.</translation>
    </message>
    <message>
        <source>New notebook</source>
        <translation>Neues Notizbuch</translation>
    </message>
    <message>
        <source>The notebook “%1” has moved.</source>
        <translation>Das Notizbuch „%1“ ist verschoben.</translation>
    </message>
    <message>
        <source>The notebook “%1” is gone; its notes are still here.</source>
        <translation>Das Notizbuch „%1“ ist weg; seine Notizen sind noch da.</translation>
    </message>
    <message>
        <source>%1 are in the trash.</source>
        <translation>%1 sind im Papierkorb.</translation>
    </message>
    <message>
        <source>%1 are back.</source>
        <translation>%1 sind wieder da.</translation>
    </message>
</context>
<context>
    <name>sheaf::NoteDetails</name>
    <message>
        <source>Mark as private</source>
        <translation>Als privat markieren</translation>
    </message>
    <message>
        <source>Note details</source>
        <translation>Notizdetails</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Kategorien</translation>
    </message>
    <message>
        <source>Separated by commas</source>
        <translation>Durch Kommas getrennt</translation>
    </message>
    <message>
        <source>Listed under Private. The text is not encrypted by itself yet.</source>
        <translation>Steht unter „Privat“. Der Text selbst ist noch nicht eigens verschlüsselt.</translation>
    </message>
    <message>
        <source>Created %1</source>
        <translation>Angelegt %1</translation>
    </message>
    <message>
        <source>Changed %1</source>
        <translation>Geändert %1</translation>
    </message>
</context>
<context>
    <name>sheaf::NoteListDelegate</name>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
</context>
<context>
    <name>sheaf::NoteListModel</name>
    <message>
        <source>Untitled</source>
        <translation>Ohne Titel</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>private</source>
        <translation>privat</translation>
    </message>
    <message>
        <source>not yet synced</source>
        <translation>noch nicht abgeglichen</translation>
    </message>
    <message>
        <source>%1. Changed %2</source>
        <translation>%1. Geändert %2</translation>
    </message>
</context>
<context>
    <name>sheaf::NoteListView</name>
    <message>
        <source>Notes list</source>
        <translation>Notizliste</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>Nichts gefunden für „%1“.</translation>
    </message>
    <message>
        <source>No notes yet.
Ctrl+N starts the first one.</source>
        <translation>Noch keine Notizen.
Strg+N beginnt die erste.</translation>
    </message>
    <message>
        <source>This notebook is empty.
Drag notes here, or press Ctrl+N.</source>
        <translation>Dieses Notizbuch ist leer.
Zieh Notizen hierher oder drück Strg+N.</translation>
    </message>
    <message>
        <source>No note carries this mark.</source>
        <translation>Keine Notiz trägt dieses Merkmal.</translation>
    </message>
    <message>
        <source>Notes that you mark as private appear here.</source>
        <translation>Notizen, die du als privat markierst, erscheinen hier.</translation>
    </message>
    <message>
        <source>No conflicts.
Everything fits together.</source>
        <translation>Keine Konflikte.
Alles passt zusammen.</translation>
    </message>
    <message>
        <source>The trash is empty.
Deleted notes wait here.</source>
        <translation>Der Papierkorb ist leer.
Gelöschte Notizen warten hier.</translation>
    </message>
    <message>
        <source>Nothing waits here any more.</source>
        <translation>Hier wartet nichts mehr.</translation>
    </message>
</context>
<context>
    <name>sheaf::PairingChoosePage</name>
    <message>
        <source>Nearby devices</source>
        <translation>Geräte in der Nähe</translation>
    </message>
    <message>
        <source>Sheaf does not look for devices by itself yet. Type the address that the other device shows, or use a link.</source>
        <translation>Sheaf sucht noch nicht von selbst nach Geräten. Gib die Adresse ein, die das andere Gerät zeigt, oder nimm einen Link.</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Paste link</source>
        <translation>Link einfügen</translation>
    </message>
    <message>
        <source>Use a pairing link that you copied on the other device</source>
        <translation>Einen Kopplungslink verwenden, den du auf dem anderen Gerät kopiert hast</translation>
    </message>
    <message>
        <source>The other device</source>
        <translation>Das andere Gerät</translation>
    </message>
    <message>
        <source>Open Sheaf there and choose “Pair a device…” as well.</source>
        <translation>Öffne dort Sheaf und wähle ebenfalls „Gerät koppeln …“.</translation>
    </message>
    <message>
        <source>Address or pairing link</source>
        <translation>Adresse oder Kopplungslink</translation>
    </message>
    <message>
        <source>Addresses of this device</source>
        <translation>Adressen dieses Geräts</translation>
    </message>
    <message>
        <source>Pairing link</source>
        <translation>Kopplungslink</translation>
    </message>
    <message>
        <source>Copy link</source>
        <translation>Link kopieren</translation>
    </message>
    <message>
        <source>New link</source>
        <translation>Neuer Link</translation>
    </message>
    <message>
        <source>This device</source>
        <translation>Dieses Gerät</translation>
    </message>
    <message>
        <source>Type one of these addresses on the other device; both screens then show the same six digits.</source>
        <translation>Gib eine dieser Adressen auf dem anderen Gerät ein; dann zeigen beide Bildschirme dieselben sechs Ziffern.</translation>
    </message>
    <message>
        <source>Addresses</source>
        <translation>Adressen</translation>
    </message>
    <message>
        <source>Copied. Paste it into Sheaf on the other device.</source>
        <translation>Kopiert. Füge ihn auf dem anderen Gerät in Sheaf ein.</translation>
    </message>
    <message>
        <source>This device is not on a network.</source>
        <translation>Dieses Gerät ist in keinem Netzwerk.</translation>
    </message>
    <message>
        <source>No link yet</source>
        <translation>Noch kein Link</translation>
    </message>
    <message>
        <source>A link needs this device to accept connections.</source>
        <translation>Für einen Link muss dieses Gerät Verbindungen annehmen.</translation>
    </message>
    <message>
        <source>Instead of an address. Good for %1 minutes and for one device.</source>
        <translation>Statt einer Adresse. Gilt %1 Minuten und für ein Gerät.</translation>
    </message>
    <message>
        <source>The address stands in this same window on the other device.</source>
        <translation>Die Adresse steht auf dem anderen Gerät in ebendiesem Fenster.</translation>
    </message>
    <message>
        <source>A pairing link: no digits to compare.</source>
        <translation>Ein Kopplungslink: keine Ziffern zu vergleichen.</translation>
    </message>
    <message>
        <source>A part of this link is missing. Copy the whole link.</source>
        <translation>Ein Teil dieses Links fehlt. Kopiere den ganzen Link.</translation>
    </message>
    <message>
        <source>Connects to %1</source>
        <translation>Verbindet sich mit %1</translation>
    </message>
    <message>
        <source>This is no address yet: a name or number, then perhaps “:” and a port.</source>
        <translation>Das ist noch keine Adresse: ein Name oder eine Nummer, dann vielleicht „:“ und ein Port.</translation>
    </message>
</context>
<context>
    <name>sheaf::PairingCodePage</name>
    <message>
        <source>the other device</source>
        <translation>das andere Gerät</translation>
    </message>
    <message>
        <source>Both then have all notes of both.</source>
        <translation>Beide haben dann alle Notizen von beiden.</translation>
    </message>
    <message>
        <source>Both then have all notes: %1 from there, and yours.</source>
        <translation>Danach haben beide alle Notizen: von dort %1, und deine.</translation>
    </message>
    <message>
        <source>This device joins the library of %1.</source>
        <translation>Dieses Gerät tritt der Bibliothek von %1 bei.</translation>
    </message>
    <message>
        <source>The other device, %1, joins your library.</source>
        <translation>Das andere Gerät, %1, tritt deiner Bibliothek bei.</translation>
    </message>
    <message>
        <source>They differ</source>
        <translation>Sie sind verschieden</translation>
    </message>
    <message>
        <source>The codes match</source>
        <translation>Die Codes sind gleich</translation>
    </message>
    <message>
        <source>Pairing code</source>
        <translation>Kopplungscode</translation>
    </message>
    <message>
        <source>Now confirm on %1 as well.</source>
        <translation>Bestätige jetzt auch auf %1.</translation>
    </message>
    <message>
        <source>Does %1 show the same six digits?</source>
        <translation>Zeigt %1 dieselben sechs Ziffern?</translation>
    </message>
    <message>
        <source>Stop pairing</source>
        <translation>Koppeln abbrechen</translation>
    </message>
</context>
<context>
    <name>sheaf::PairingPicture</name>
    <message>
        <source>the other device</source>
        <translation>das andere Gerät</translation>
    </message>
    <message>
        <source>Both screens show %1</source>
        <translation>Beide Bildschirme zeigen %1</translation>
    </message>
    <message>
        <source>this device</source>
        <translation>dieses Gerät</translation>
    </message>
</context>
<context>
    <name>sheaf::PairingWizard</name>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Pair a device</source>
        <translation>Gerät koppeln</translation>
    </message>
    <message>
        <source>the other device</source>
        <translation>das andere Gerät</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindung wird aufgebaut …</translation>
    </message>
    <message>
        <source>Connecting to %1…</source>
        <translation>Verbindung mit %1 wird aufgebaut …</translation>
    </message>
    <message>
        <source>This takes a moment.</source>
        <translation>Das dauert einen Moment.</translation>
    </message>
    <message>
        <source>Paired with %1</source>
        <translation>Mit %1 gekoppelt</translation>
    </message>
    <message>
        <source>On the way here: %1. You can go on working; the status bar shows how far it is.</source>
        <translation>Jetzt unterwegs hierher: %1. Du kannst weiterarbeiten; die Statusleiste zeigt, wie weit es ist.</translation>
    </message>
    <message>
        <source>From now on both keep the same notes by themselves.</source>
        <translation>Von jetzt an haben beide von selbst dieselben Notizen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Compare the codes</source>
        <translation>Die Codes vergleichen</translation>
    </message>
</context>
<context>
    <name>sheaf::ProblemDialog</name>
    <message>
        <source>Sheaf</source>
        <translation>Sheaf</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>sheaf::QuickOpen</name>
    <message>
        <source>Quick open</source>
        <translation>Schnell öffnen</translation>
    </message>
    <message>
        <source>Quick open field</source>
        <translation>Feld „Schnell öffnen“</translation>
    </message>
    <message>
        <source>Open a note · # tags · @ notebooks · &gt; commands</source>
        <translation>Notiz öffnen · # Schlagwörter · @ Notizbücher · &gt; Befehle</translation>
    </message>
    <message>
        <source>Quick open list</source>
        <translation>Liste „Schnell öffnen“</translation>
    </message>
</context>
<context>
    <name>sheaf::QuickOpenModel</name>
    <message>
        <source>New note</source>
        <translation>Neue Notiz</translation>
    </message>
</context>
<context>
    <name>sheaf::ResultEdit</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Ausschneiden</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>Alles auswählen</translation>
    </message>
</context>
<context>
    <name>sheaf::SearchBar</name>
    <message>
        <source>Search notes</source>
        <translation>Notizen durchsuchen</translation>
    </message>
</context>
<context>
    <name>sheaf::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings pages</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Writing font</source>
        <translation>Schrift zum Schreiben</translation>
    </message>
    <message>
        <source> pt</source>
        <translation> pt</translation>
    </message>
    <message>
        <source>Writing size</source>
        <translation>Schriftgröße zum Schreiben</translation>
    </message>
    <message>
        <source>The font of the text that you write, here and in the preview.</source>
        <translation>Die Schrift des Textes, den du schreibst, hier und in der Vorschau.</translation>
    </message>
    <message>
        <source>When two devices change the same words</source>
        <translation>Wenn zwei Geräte dieselben Wörter ändern</translation>
    </message>
    <message>
        <source>Ask me</source>
        <translation>Mich fragen</translation>
    </message>
    <message>
        <source>The newest change wins</source>
        <translation>Die neueste Änderung gilt</translation>
    </message>
    <message>
        <source>Both versions stay, and you choose when you like.</source>
        <translation>Beide Fassungen bleiben, und du wählst, wann du magst.</translation>
    </message>
    <message>
        <source>Decided without asking. The other version stays in the history, and a change still outlives a deletion.</source>
        <translation>Wird ohne Nachfrage entschieden. Die andere Fassung bleibt im Verlauf, und eine Änderung überlebt weiterhin ein Löschen.</translation>
    </message>
    <message>
        <source>This holds on all your devices.</source>
        <translation>Das gilt auf all deinen Geräten.</translation>
    </message>
    <message>
        <source>History</source>
        <translation>Verlauf</translation>
    </message>
</context>
<context>
    <name>sheaf::ShortcutsPage</name>
    <message>
        <source>Default</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Aktion</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>New keys</source>
        <translation>Neue Tasten</translation>
    </message>
    <message>
        <source>%1 is wanted by %2; it does nothing until only one has it.</source>
        <translation>%1 ist mehrfach vergeben: %2. Es tut nichts, bis nur noch eine Aktion es hat.</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
</context>
<context>
    <name>sheaf::Sidebar</name>
    <message>
        <source>Sidebar</source>
        <translation>Seitenleiste</translation>
    </message>
</context>
<context>
    <name>sheaf::SidebarModel</name>
    <message>
        <source>All Notes</source>
        <translation>Alle Notizen</translation>
    </message>
    <message>
        <source>Notebooks</source>
        <translation>Notizbücher</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Kategorien</translation>
    </message>
    <message>
        <source>Private</source>
        <translation>Privat</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Konflikte</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>Papierkorb</translation>
    </message>
</context>
<context>
    <name>sheaf::SyncPresence</name>
    <message>
        <source>Another Sheaf program syncs this library; it sends your changes at once.</source>
        <translation>Ein anderes Sheaf-Programm gleicht diese Bibliothek ab; es schickt deine Änderungen sofort.</translation>
    </message>
    <message>
        <source>Another Sheaf program syncs this library. Stop it (“sheaf-cli serve”), then pair the device here.</source>
        <translation>Ein anderes Sheaf-Programm gleicht diese Bibliothek ab. Beende es („sheaf-cli serve“) und kopple dann das Gerät hier.</translation>
    </message>
    <message>
        <source>In the trash here, too: %1.</source>
        <translation>Auch hier im Papierkorb: %1.</translation>
    </message>
    <message>
        <source>Restored: %1. Your other devices follow with the next sync.</source>
        <translation>Wiederhergestellt: %1. Deine anderen Geräte folgen beim nächsten Abgleich.</translation>
    </message>
</context>
<context>
    <name>sheaf::SyncStatus</name>
    <message>
        <source>1 change waiting</source>
        <translation>1 Änderung wartet</translation>
    </message>
    <message>
        <source>%1 changes waiting</source>
        <translation>%1 Änderungen warten</translation>
    </message>
    <message>
        <source>1 device online</source>
        <translation>1 Gerät online</translation>
    </message>
    <message>
        <source>%1 devices online</source>
        <translation>%1 Geräte online</translation>
    </message>
    <message>
        <source>Sync is off</source>
        <translation>Der Abgleich ist aus</translation>
    </message>
    <message>
        <source>1 conflict needs you</source>
        <translation>1 Konflikt braucht dich</translation>
    </message>
    <message>
        <source>%1 conflicts need you</source>
        <translation>%1 Konflikte brauchen dich</translation>
    </message>
    <message>
        <source>Only on this computer</source>
        <translation>Nur auf diesem Computer</translation>
    </message>
    <message>
        <source>Offline · %1</source>
        <translation>Offline · %1</translation>
    </message>
    <message>
        <source>Offline · nothing waiting</source>
        <translation>Offline · nichts wartet</translation>
    </message>
    <message>
        <source>Syncing…</source>
        <translation>Abgleich läuft …</translation>
    </message>
    <message>
        <source>Syncing %1 of %2</source>
        <translation>Abgleich: %1 von %2</translation>
    </message>
    <message>
        <source>Held up by damaged notes</source>
        <translation>Beschädigte Notizen halten den Abgleich auf</translation>
    </message>
    <message>
        <source>Up to date · %1</source>
        <translation>Alles aktuell · %1</translation>
    </message>
    <message>
        <source>syncing, 1 change to go</source>
        <translation>Abgleich läuft, noch 1 Änderung</translation>
    </message>
    <message>
        <source>syncing, %1 changes to go</source>
        <translation>Abgleich läuft, noch %1 Änderungen</translation>
    </message>
    <message>
        <source>everything is there</source>
        <translation>alles ist dort</translation>
    </message>
    <message>
        <source>has everything from here</source>
        <translation>hat alles von hier</translation>
    </message>
    <message>
        <source>online, %1</source>
        <translation>online, %1</translation>
    </message>
    <message>
        <source>%1, not reached yet</source>
        <translation>%1, noch nicht erreicht</translation>
    </message>
    <message>
        <source>not reached yet</source>
        <translation>noch nicht erreicht</translation>
    </message>
    <message>
        <source>%1, last seen %2</source>
        <translation>%1, zuletzt gesehen %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Offline · Sheaf needs an update</source>
        <translation>Offline · Sheaf muss aktualisiert werden</translation>
    </message>
</context>
<context>
    <name>sheaf::SyncStatusWidget</name>
    <message>
        <source>Sync status</source>
        <translation>Abgleichstatus</translation>
    </message>
    <message>
        <source>Pair a device to have these notes there too.</source>
        <translation>Kopple ein Gerät, um diese Notizen auch dort zu haben.</translation>
    </message>
    <message>
        <source>Synced by another Sheaf program</source>
        <translation>Ein anderes Sheaf-Programm gleicht ab</translation>
    </message>
    <message>
        <source>Another Sheaf program has this library open and syncs it.</source>
        <translation>Ein anderes Sheaf-Programm hat diese Bibliothek offen und gleicht sie ab.</translation>
    </message>
    <message>
        <source>When it ends, this window goes on by itself.</source>
        <translation>Wenn es endet, macht dieses Fenster von selbst weiter.</translation>
    </message>
    <message>
        <source>Deleted notes need your answer</source>
        <translation>Gelöschte Notizen warten auf deine Antwort</translation>
    </message>
</context>
<context>
    <name>sheaf::TagBar</name>
    <message>
        <source>Add a tag</source>
        <translation>Neues Schlagwort</translation>
    </message>
    <message>
        <source>Note tags</source>
        <translation>Schlagwörter der Notiz</translation>
    </message>
    <message>
        <source>Tag %1</source>
        <translation>Schlagwort %1</translation>
    </message>
    <message>
        <source>Remove the tag “%1”</source>
        <translation>Schlagwort „%1“ entfernen</translation>
    </message>
</context>
<context>
    <name>sheaf::WindowPanes</name>
    <message>
        <source>Word count</source>
        <translation>Wortzahl</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ErrorText</name>
    <message>
        <source>The call is not complete or not allowed like this</source>
        <translation>Der Aufruf ist unvollständig oder so nicht erlaubt</translation>
    </message>
    <message>
        <source>The plan is not valid</source>
        <translation>Der Plan ist nicht gültig</translation>
    </message>
    <message>
        <source>The workspace is not valid</source>
        <translation>Der Arbeitsbereich ist nicht gültig</translation>
    </message>
    <message>
        <source>The connection is not described completely</source>
        <translation>Die Verbindung ist nicht vollständig beschrieben</translation>
    </message>
    <message>
        <source>There is nothing of that name</source>
        <translation>Es gibt nichts mit diesem Namen</translation>
    </message>
    <message>
        <source>There is already something of that name</source>
        <translation>Es gibt schon etwas mit diesem Namen</translation>
    </message>
    <message>
        <source>The present state forbids it</source>
        <translation>Der jetzige Zustand verbietet es</translation>
    </message>
    <message>
        <source>This version does not offer that</source>
        <translation>Diese Version bietet das nicht</translation>
    </message>
    <message>
        <source>The database driver is missing</source>
        <translation>Der Datenbanktreiber fehlt</translation>
    </message>
    <message>
        <source>The server does not answer</source>
        <translation>Der Server antwortet nicht</translation>
    </message>
    <message>
        <source>The server refused the login</source>
        <translation>Der Server hat die Anmeldung abgelehnt</translation>
    </message>
    <message>
        <source>The connection was lost</source>
        <translation>Die Verbindung ist abgebrochen</translation>
    </message>
    <message>
        <source>The statement ran out of time</source>
        <translation>Die Zeit der Anweisung ist abgelaufen</translation>
    </message>
    <message>
        <source>Another session held the lock for too long</source>
        <translation>Eine andere Sitzung hielt die Sperre zu lange</translation>
    </message>
    <message>
        <source>Somebody else is using it now</source>
        <translation>Jemand anders benutzt es gerade</translation>
    </message>
    <message>
        <source>It was cancelled</source>
        <translation>Es wurde abgebrochen</translation>
    </message>
    <message>
        <source>The database refused the statement</source>
        <translation>Die Datenbank hat die Anweisung abgelehnt</translation>
    </message>
    <message>
        <source>The role may not do that</source>
        <translation>Die Rolle darf das nicht</translation>
    </message>
    <message>
        <source>The disk is full</source>
        <translation>Der Datenträger ist voll</translation>
    </message>
    <message>
        <source>It cannot be written</source>
        <translation>Es kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>The target is not enrolled</source>
        <translation>Das Ziel ist nicht eingetragen</translation>
    </message>
    <message>
        <source>The target is not the one that was enrolled</source>
        <translation>Das Ziel ist nicht das, das eingetragen wurde</translation>
    </message>
    <message>
        <source>The schema is not what the ledger says</source>
        <translation>Das Schema ist nicht so, wie das Ledger sagt</translation>
    </message>
    <message>
        <source>A newer runner owns the target</source>
        <translation>Einem neueren Runner gehört das Ziel</translation>
    </message>
    <message>
        <source>The target is run by somebody else</source>
        <translation>Jemand anders führt das Ziel</translation>
    </message>
    <message>
        <source>Whether it took effect is not known</source>
        <translation>Ob es wirksam wurde, ist nicht bekannt</translation>
    </message>
    <message>
        <source>The ledger does not verify</source>
        <translation>Das Ledger besteht die Prüfung nicht</translation>
    </message>
    <message>
        <source>The password is not available</source>
        <translation>Das Passwort ist nicht verfügbar</translation>
    </message>
    <message>
        <source>A file could not be read or written</source>
        <translation>Eine Datei konnte nicht gelesen oder geschrieben werden</translation>
    </message>
    <message>
        <source>Something went wrong inside Sluice</source>
        <translation>In Sluice selbst ist etwas schiefgegangen</translation>
    </message>
    <message>
        <source>See &apos;sluice --help&apos;</source>
        <translation>Siehe „sluice --help“</translation>
    </message>
    <message>
        <source>Correct the plan, then run &apos;sluice lint&apos;</source>
        <translation>Den Plan berichtigen, dann „sluice lint“ ausführen</translation>
    </message>
    <message>
        <source>Correct sluice.yaml, or make a workspace with &apos;sluice init&apos;</source>
        <translation>sluice.yaml berichtigen oder mit „sluice init“ einen Arbeitsbereich anlegen</translation>
    </message>
    <message>
        <source>Correct the connection in sluice.yaml, then run &apos;sluice connection test&apos;</source>
        <translation>Die Verbindung in sluice.yaml berichtigen, dann „sluice connection test“ ausführen</translation>
    </message>
    <message>
        <source>Check the name</source>
        <translation>Den Namen prüfen</translation>
    </message>
    <message>
        <source>Choose another name, or remove the old one first</source>
        <translation>Einen anderen Namen wählen oder erst den alten entfernen</translation>
    </message>
    <message>
        <source>Run &apos;sluice status&apos; to see what stands in the way</source>
        <translation>„sluice status“ zeigt, was im Weg steht</translation>
    </message>
    <message>
        <source>Take it out, or use another engine or version</source>
        <translation>Es herausnehmen oder eine andere Datenbank oder Version benutzen</translation>
    </message>
    <message>
        <source>Install the driver&apos;s package, then try again</source>
        <translation>Das Paket des Treibers installieren, dann erneut versuchen</translation>
    </message>
    <message>
        <source>Check host and port, and that the server runs</source>
        <translation>Host und Port prüfen, und ob der Server läuft</translation>
    </message>
    <message>
        <source>Check user and password with &apos;sluice connection test&apos;</source>
        <translation>Benutzer und Passwort mit „sluice connection test“ prüfen</translation>
    </message>
    <message>
        <source>Try again when the server can be reached; nothing is assumed about what was running</source>
        <translation>Erneut versuchen, wenn der Server erreichbar ist; über das, was lief, wird nichts angenommen</translation>
    </message>
    <message>
        <source>Try again, or allow more time with statement_timeout</source>
        <translation>Erneut versuchen oder mit statement_timeout mehr Zeit erlauben</translation>
    </message>
    <message>
        <source>Try again when the other session has ended</source>
        <translation>Erneut versuchen, wenn die andere Sitzung beendet ist</translation>
    </message>
    <message>
        <source>Try again in a moment</source>
        <translation>Gleich erneut versuchen</translation>
    </message>
    <message>
        <source>Start it again when you want it</source>
        <translation>Wieder starten, wenn es gewünscht ist</translation>
    </message>
    <message>
        <source>Correct the statement</source>
        <translation>Die Anweisung berichtigen</translation>
    </message>
    <message>
        <source>Ask the owner of the object to grant the right</source>
        <translation>Wer das Objekt besitzt, muss das Recht erteilen</translation>
    </message>
    <message>
        <source>Free space, then try again</source>
        <translation>Platz schaffen, dann erneut versuchen</translation>
    </message>
    <message>
        <source>Give your user the right to write there</source>
        <translation>Dem eigenen Benutzer dort das Schreibrecht geben</translation>
    </message>
    <message>
        <source>Run &apos;sluice connection enrol&apos; as the owner of the database</source>
        <translation>„sluice connection enrol“ mit der Rolle ausführen, der die Datenbank gehört</translation>
    </message>
    <message>
        <source>Check the connection; when the new target is meant, enrol it again</source>
        <translation>Die Verbindung prüfen; ist das neue Ziel gemeint, es neu eintragen</translation>
    </message>
    <message>
        <source>Find out who changed the schema, then put it back or plan anew</source>
        <translation>Klären, wer das Schema geändert hat, dann zurücksetzen oder neu planen</translation>
    </message>
    <message>
        <source>Watch the newer runner; this one has stopped</source>
        <translation>Dem neueren Runner zusehen; dieser hat angehalten</translation>
    </message>
    <message>
        <source>Watch that run, or wait until its lease ends</source>
        <translation>Diesem Lauf zusehen oder warten, bis seine Lease endet</translation>
    </message>
    <message>
        <source>Look at the evidence and decide; Sluice does not guess</source>
        <translation>Die Belege ansehen und entscheiden; Sluice rät nicht</translation>
    </message>
    <message>
        <source>Run &apos;sluice log verify&apos;, and restore the ledger from a backup that verifies</source>
        <translation>„sluice log verify“ ausführen und das Ledger aus einer Sicherung holen, die die Prüfung besteht</translation>
    </message>
    <message>
        <source>Unlock the keychain, or enter the password again in Connections</source>
        <translation>Den Schlüsselbund entsperren oder das Passwort unter Verbindungen neu eingeben</translation>
    </message>
    <message>
        <source>Check the path and the rights on it</source>
        <translation>Den Pfad und die Rechte daran prüfen</translation>
    </message>
    <message>
        <source>Report it with the log; nothing was changed that the ledger does not show</source>
        <translation>Mit dem Protokoll melden; geändert wurde nichts, was das Ledger nicht zeigt</translation>
    </message>
</context>
<context>
    <name>LogDetails</name>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>SQLSTATE</source>
        <translation>SQLSTATE</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Blocked by</source>
        <translation>Aufgehalten von</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Measured</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Limit value</source>
        <translation>Grenzwert</translation>
    </message>
    <message>
        <source>n</source>
        <translation>n</translation>
    </message>
    <message>
        <source>Age of data</source>
        <translation>Alter der Daten</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message>
        <source>Flag</source>
        <translation>Flag</translation>
    </message>
    <message>
        <source>Cohort</source>
        <translation>Kohorte</translation>
    </message>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Back to</source>
        <translation>Zurück bis</translation>
    </message>
    <message>
        <source>Triggered by</source>
        <translation>Ausgelöst von</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Good time</source>
        <translation>Gute Zeit</translation>
    </message>
    <message>
        <source>Away</source>
        <translation>Abwesend</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Rows expected</source>
        <translation>Erwartete Zeilen</translation>
    </message>
    <message>
        <source>Rows that would be lost</source>
        <translation>Zeilen, die verloren gingen</translation>
    </message>
    <message>
        <source>Found done</source>
        <translation>Getan vorgefunden</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Rollback until</source>
        <translation>Rollback bis</translation>
    </message>
    <message>
        <source>Schema differs</source>
        <translation>Schema weicht ab</translation>
    </message>
    <message>
        <source>Except</source>
        <translation>Außer</translation>
    </message>
    <message>
        <source>Fingerprint before</source>
        <translation>Fingerabdruck vorher</translation>
    </message>
    <message>
        <source>Fingerprint after</source>
        <translation>Fingerabdruck nachher</translation>
    </message>
    <message>
        <source>Fingerprint</source>
        <translation>Fingerabdruck</translation>
    </message>
    <message>
        <source>Touches</source>
        <translation>Berührt</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>About entry</source>
        <translation>Zu Eintrag</translation>
    </message>
    <message>
        <source>Runner</source>
        <translation>Runner</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Statements</source>
        <translation>Anweisungen</translation>
    </message>
    <message>
        <source>Plan digest</source>
        <translation>Digest des Plans</translation>
    </message>
    <message>
        <source>Query digest</source>
        <translation>Digest der Abfrage</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>fingerprint equal to the one recorded</source>
        <translation>Fingerabdruck gleich dem aufgezeichneten</translation>
    </message>
    <message>
        <source>fingerprint differs from the one recorded</source>
        <translation>Fingerabdruck weicht vom aufgezeichneten ab</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>1 table compared</source>
        <translation>1 Tabelle verglichen</translation>
    </message>
    <message>
        <source>%1 tables compared</source>
        <translation>%1 Tabellen verglichen</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Tut</translation>
    </message>
    <message>
        <source>the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Hash</translation>
    </message>
    <message>
        <source>Previous hash</source>
        <translation>Voriger Hash</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>gesund</translation>
    </message>
    <message>
        <source>not healthy</source>
        <translation>nicht gesund</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Downstream sources</source>
        <translation>Quellen stromabwärts</translation>
    </message>
    <message>
        <source>Gates</source>
        <translation>Gates</translation>
    </message>
    <message>
        <source>%1 rows before and now</source>
        <translation>%1 Zeilen vorher und jetzt</translation>
    </message>
    <message>
        <source>%1 rows before, %2 now</source>
        <translation>%1 Zeilen vorher, %2 jetzt</translation>
    </message>
    <message>
        <source>%1 arrived meanwhile</source>
        <translation>%1 inzwischen hinzugekommen</translation>
    </message>
    <message>
        <source>checksum not recorded</source>
        <translation>Prüfsumme nicht aufgezeichnet</translation>
    </message>
    <message>
        <source>checksum %1 equal</source>
        <translation>Prüfsumme %1 gleich</translation>
    </message>
    <message>
        <source>checksum %1 before, %2 now</source>
        <translation>Prüfsumme vorher %1, jetzt %2</translation>
    </message>
    <message>
        <source>not proven equal</source>
        <translation>nicht als gleich nachgewiesen</translation>
    </message>
    <message>
        <source>Table %1</source>
        <translation>Tabelle %1</translation>
    </message>
    <message>
        <source>Applied</source>
        <translation>Angewendet</translation>
    </message>
    <message>
        <source>Rows that stay</source>
        <translation>Zeilen, die bleiben</translation>
    </message>
    <message>
        <source>Batches that stay</source>
        <translation>Pakete, die bleiben</translation>
    </message>
    <message>
        <source>%1 rows before</source>
        <translation>%1 Zeilen vorher</translation>
    </message>
    <message>
        <source>not touched</source>
        <translation>nicht berührt</translation>
    </message>
</context>
<context>
    <name>LogExport</name>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>Wann (UTC)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>1 row</source>
        <translation>1 Zeile</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
    <message>
        <source>%1 breached its limit</source>
        <translation>%1 hat die Grenze verletzt</translation>
    </message>
    <message>
        <source>%1 breached %2</source>
        <translation>%1 hat %2 verletzt</translation>
    </message>
    <message>
        <source>no verdict</source>
        <translation>kein Urteil</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>läuft warm</translation>
    </message>
    <message>
        <source>collecting</source>
        <translation>sammelt</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>gesund</translation>
    </message>
    <message>
        <source>to be watched</source>
        <translation>zu beobachten</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>keine Daten</translation>
    </message>
    <message>
        <source>cannot be measured</source>
        <translation>nicht messbar</translation>
    </message>
    <message>
        <source>inconclusive</source>
        <translation>nicht entscheidbar</translation>
    </message>
    <message>
        <source>limit %1</source>
        <translation>Grenze %1</translation>
    </message>
    <message>
        <source>n %1</source>
        <translation>n %1</translation>
    </message>
    <message>
        <source>by a person</source>
        <translation>von einer Person</translation>
    </message>
    <message>
        <source>a gate was breached</source>
        <translation>ein Gate wurde verletzt</translation>
    </message>
    <message>
        <source>a gate has no data</source>
        <translation>ein Gate hat keine Daten</translation>
    </message>
    <message>
        <source>a gate cannot be measured</source>
        <translation>ein Gate ist nicht messbar</translation>
    </message>
    <message>
        <source>a verdict is inconclusive</source>
        <translation>ein Urteil ist nicht entscheidbar</translation>
    </message>
    <message>
        <source>the schema drifted</source>
        <translation>das Schema weicht ab</translation>
    </message>
    <message>
        <source>the runner was lost</source>
        <translation>der Runner ging verloren</translation>
    </message>
    <message>
        <source>the ledger could not be reached</source>
        <translation>das Ledger war nicht erreichbar</translation>
    </message>
    <message>
        <source>the runner was away</source>
        <translation>der Runner war abwesend</translation>
    </message>
    <message>
        <source>a step failed</source>
        <translation>ein Schritt schlug fehl</translation>
    </message>
    <message>
        <source>Hold requested</source>
        <translation>Anhalten verlangt</translation>
    </message>
    <message>
        <source>Resume requested</source>
        <translation>Fortsetzen verlangt</translation>
    </message>
    <message>
        <source>Rollback to %1 requested</source>
        <translation>Rollback bis %1 verlangt</translation>
    </message>
    <message>
        <source>Cancel requested</source>
        <translation>Abbrechen verlangt</translation>
    </message>
    <message>
        <source>%1 judged: it passes</source>
        <translation>%1 beurteilt: besteht</translation>
    </message>
    <message>
        <source>%1 judged: it fails</source>
        <translation>%1 beurteilt: fällt durch</translation>
    </message>
    <message>
        <source>Waiver of %1 requested</source>
        <translation>Ausnahme für %1 verlangt</translation>
    </message>
    <message>
        <source>%1 judged slice by slice</source>
        <translation>%1 Abschnitt für Abschnitt beurteilt</translation>
    </message>
    <message>
        <source>%1 is waived until %2 UTC</source>
        <translation>%1 ist ausgenommen bis %2 UTC</translation>
    </message>
    <message>
        <source>Waiver of %1 is over</source>
        <translation>Ausnahme für %1 ist vorbei</translation>
    </message>
    <message>
        <source>Requested: %1</source>
        <translation>Verlangt: %1</translation>
    </message>
    <message>
        <source>Rollout prepared</source>
        <translation>Rollout vorbereitet</translation>
    </message>
    <message>
        <source>Rollout started</source>
        <translation>Rollout gestartet</translation>
    </message>
    <message>
        <source>Rollout cancelled, nothing was done</source>
        <translation>Rollout abgebrochen, nichts wurde getan</translation>
    </message>
    <message>
        <source>Run by %1</source>
        <translation>Geführt von %1</translation>
    </message>
    <message>
        <source>No longer run by %1</source>
        <translation>Nicht mehr geführt von %1</translation>
    </message>
    <message>
        <source>Every stage passed, rollback possible until %1</source>
        <translation>Alle Stufen bestanden, Rollback möglich bis %1</translation>
    </message>
    <message>
        <source>Every stage passed, rollback window open</source>
        <translation>Alle Stufen bestanden, Rollback-Fenster offen</translation>
    </message>
    <message>
        <source>Rollback window closed</source>
        <translation>Rollback-Fenster geschlossen</translation>
    </message>
    <message>
        <source>Stage %1 started</source>
        <translation>Stufe %1 begonnen</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <translation>Versuch %1</translation>
    </message>
    <message>
        <source>Stage %1 applied, warming up</source>
        <translation>Stufe %1 angewendet, läuft warm</translation>
    </message>
    <message>
        <source>Flag on for %1</source>
        <translation>Flag an für %1</translation>
    </message>
    <message>
        <source>Flag off for %1</source>
        <translation>Flag aus für %1</translation>
    </message>
    <message>
        <source>Stage %1 bakes</source>
        <translation>Stufe %1 bewährt sich</translation>
    </message>
    <message>
        <source>%1 of good time</source>
        <translation>%1 gute Zeit</translation>
    </message>
    <message>
        <source>Runner away for %1, warm-up starts again</source>
        <translation>Runner %1 abwesend, das Warmlaufen beginnt neu</translation>
    </message>
    <message>
        <source>Runner away, warm-up starts again</source>
        <translation>Runner abwesend, das Warmlaufen beginnt neu</translation>
    </message>
    <message>
        <source>Stage %1 passed</source>
        <translation>Stufe %1 bestanden</translation>
    </message>
    <message>
        <source>%1 bake</source>
        <translation>%1 Bewährung</translation>
    </message>
    <message>
        <source>Stage %1 breached</source>
        <translation>Stufe %1 verletzt</translation>
    </message>
    <message>
        <source>Step %1 begins</source>
        <translation>Schritt %1 beginnt</translation>
    </message>
    <message>
        <source>Step %1 was found done</source>
        <translation>Schritt %1 war schon getan</translation>
    </message>
    <message>
        <source>Step %1 done</source>
        <translation>Schritt %1 getan</translation>
    </message>
    <message>
        <source>Step %1: outcome unknown, a person is needed</source>
        <translation>Schritt %1: Ausgang unbekannt, eine Person wird gebraucht</translation>
    </message>
    <message>
        <source>Step %1: %2 of about %3 rows</source>
        <translation>Schritt %1: %2 von etwa %3 Zeilen</translation>
    </message>
    <message>
        <source>Step %1: %2</source>
        <translation>Schritt %1: %2</translation>
    </message>
    <message>
        <source>Healthy after the rollback</source>
        <translation>Gesund nach dem Rollback</translation>
    </message>
    <message>
        <source>Not healthy after the rollback</source>
        <translation>Nicht gesund nach dem Rollback</translation>
    </message>
    <message>
        <source>Nothing measures health after the rollback</source>
        <translation>Nichts misst die Gesundheit nach dem Rollback</translation>
    </message>
    <message>
        <source>Health after the rollback is unknown</source>
        <translation>Die Gesundheit nach dem Rollback ist unbekannt</translation>
    </message>
    <message>
        <source>Rolling back to %1, tripped by %2</source>
        <translation>Rollt zurück bis %1, ausgelöst von %2</translation>
    </message>
    <message>
        <source>Rolling back to %1</source>
        <translation>Rollt zurück bis %1</translation>
    </message>
    <message>
        <source>Flags off, readers are back on the old path</source>
        <translation>Flags aus, Leser sind wieder auf dem alten Weg</translation>
    </message>
    <message>
        <source>Undo of step %1 begins</source>
        <translation>Rücknahme von Schritt %1 beginnt</translation>
    </message>
    <message>
        <source>Step %1 undone</source>
        <translation>Schritt %1 zurückgenommen</translation>
    </message>
    <message>
        <source>kept: %1</source>
        <translation>behalten: %1</translation>
    </message>
    <message>
        <source>Undo of step %1 failed</source>
        <translation>Rücknahme von Schritt %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>Rolled back to %1</source>
        <translation>Zurückgerollt bis %1</translation>
    </message>
    <message>
        <source>Rollback to %1 not proven</source>
        <translation>Rollback bis %1 nicht nachgewiesen</translation>
    </message>
    <message>
        <source>Rollback stuck</source>
        <translation>Rollback steckt fest</translation>
    </message>
    <message>
        <source>Ledger created</source>
        <translation>Ledger angelegt</translation>
    </message>
    <message>
        <source>Connection %1 added</source>
        <translation>Verbindung %1 hinzugefügt</translation>
    </message>
    <message>
        <source>Connection %1 removed</source>
        <translation>Verbindung %1 entfernt</translation>
    </message>
    <message>
        <source>Target of connection %1 enrolled</source>
        <translation>Ziel der Verbindung %1 eingetragen</translation>
    </message>
    <message>
        <source>Held: %1</source>
        <translation>Angehalten: %1</translation>
    </message>
    <message>
        <source>No longer held: %1</source>
        <translation>Nicht mehr angehalten: %1</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>Rückmeldung</translation>
    </message>
    <message>
        <source>nothing was applied</source>
        <translation>nichts wurde angewendet</translation>
    </message>
    <message>
        <source>what it wrote is unknown</source>
        <translation>was er schrieb, ist unbekannt</translation>
    </message>
    <message>
        <source>no row was written</source>
        <translation>keine Zeile wurde geschrieben</translation>
    </message>
    <message>
        <source>%1 written in 1 batch, kept until undone</source>
        <translation>%1 in 1 Paket geschrieben, bleiben bis zum Zurücknehmen</translation>
    </message>
    <message>
        <source>%1 written in %2 batches, kept until undone</source>
        <translation>%1 in %2 Paketen geschrieben, bleiben bis zum Zurücknehmen</translation>
    </message>
    <message>
        <source>Step %1 was stopped</source>
        <translation>Schritt %1 wurde angehalten</translation>
    </message>
    <message>
        <source>Step %1 failed</source>
        <translation>Schritt %1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>a rehearsal is missing</source>
        <translation>eine Probe fehlt</translation>
    </message>
    <message>
        <source>Rehearsal of %1</source>
        <translation>Probe von %1</translation>
    </message>
    <message>
        <source>Rollout finished</source>
        <translation>Rollout abgeschlossen</translation>
    </message>
    <message>
        <source>Rollback window closed, %1 is next</source>
        <translation>Rollback-Fenster geschlossen, als Nächstes kommt %1</translation>
    </message>
    <message>
        <source>Connection %1 changed</source>
        <translation>Verbindung %1 geändert</translation>
    </message>
    <message>
        <source>Rollback to %1 accepted by a second person</source>
        <translation>Rollback bis %1 von einer zweiten Person angenommen</translation>
    </message>
    <message>
        <source>Rollback to %1 waits for a second person</source>
        <translation>Rollback bis %1 wartet auf eine zweite Person</translation>
    </message>
    <message>
        <source>Can be rolled back again</source>
        <translation>Rollback wieder möglich</translation>
    </message>
    <message>
        <source>A rollback would lose rows and needs two people</source>
        <translation>Ein Rollback würde Zeilen verlieren und braucht zwei Personen</translation>
    </message>
    <message>
        <source>Cannot be rolled back any more as recorded</source>
        <translation>Rollback nicht mehr wie aufgezeichnet möglich</translation>
    </message>
    <message>
        <source>Not known whether it can be rolled back</source>
        <translation>Unbekannt, ob ein Rollback möglich ist</translation>
    </message>
    <message>
        <source>Standing check ended</source>
        <translation>Dauerprüfung beendet</translation>
    </message>
    <message>
        <source>Standing check is healthy again</source>
        <translation>Dauerprüfung wieder in Ordnung</translation>
    </message>
    <message>
        <source>Standing check breached</source>
        <translation>Dauerprüfung verletzt</translation>
    </message>
    <message>
        <source>Standing check has no data</source>
        <translation>Dauerprüfung ohne Daten</translation>
    </message>
    <message>
        <source>Standing check cannot be measured</source>
        <translation>Dauerprüfung nicht messbar</translation>
    </message>
    <message>
        <source>Baseline of %1 kept for %2</source>
        <translation>Ausgangsstand von %1 für %2 aufbewahrt</translation>
    </message>
    <message>
        <source>Baseline of %1 for %2 is gone, it was kept long enough</source>
        <translation>Ausgangsstand von %1 für %2 ist gelöscht, er wurde lange genug aufbewahrt</translation>
    </message>
</context>
<context>
    <name>main</name>
    <message>
        <source>Carries warehouse schema changes to production in staged, gated, reversible steps.</source>
        <translation>Bringt Schemaänderungen am Warehouse gestuft, durch Gates gesichert und umkehrbar in Produktion.</translation>
    </message>
    <message>
        <source>Workspace folder; the current one by default.</source>
        <translation>Ordner des Arbeitsbereichs; ohne Angabe der aktuelle.</translation>
    </message>
    <message>
        <source>Write a picture of every page and end.</source>
        <translation>Von jeder Seite ein Bild schreiben und enden.</translation>
    </message>
    <message>
        <source>Only one workspace folder can be opened</source>
        <translation>Nur ein Arbeitsbereich kann geöffnet werden</translation>
    </message>
</context>
<context>
    <name>sluice</name>
    <message>
        <source>limit %1</source>
        <translation>Grenze %1</translation>
    </message>
    <message>
        <source>at least %1</source>
        <translation>mindestens %1</translation>
    </message>
    <message>
        <source>hard limit %1</source>
        <translation>harte Grenze %1</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>keine Daten</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>not sampled</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>view</source>
        <translation>Sicht</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>snapshot</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>exposure</source>
        <translation>Exposure</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>Kennzahl</translation>
    </message>
    <message>
        <source>job</source>
        <translation>Job</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>other</source>
        <translation>anderes</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>geändert</translation>
    </message>
    <message>
        <source>breaks</source>
        <translation>bricht</translation>
    </message>
    <message>
        <source>changes value</source>
        <translation>ändert Werte</translation>
    </message>
    <message>
        <source>sees NULL</source>
        <translation>sieht NULL</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>untouched</source>
        <translation>unberührt</translation>
    </message>
    <message>
        <source>no owner</source>
        <translation>niemand zuständig</translation>
    </message>
    <message>
        <source>risk %1</source>
        <translation>Risiko %1</translation>
    </message>
    <message>
        <source>reads %1</source>
        <translation>liest %1</translation>
    </message>
    <message>
        <source>read by %1</source>
        <translation>gelesen von %1</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Nicht lesbar</translation>
    </message>
    <message>
        <source>Draft</source>
        <translation>Entwurf</translation>
    </message>
    <message>
        <source>Scheduled</source>
        <translation>Geplant</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Breach</source>
        <translation>Verletzung</translation>
    </message>
    <message>
        <source>Observing</source>
        <translation>Beobachtung</translation>
    </message>
    <message>
        <source>Sealed</source>
        <translation>Versiegelt</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Rolling back</source>
        <translation>Rollt zurück</translation>
    </message>
    <message>
        <source>Verifying</source>
        <translation>Wird geprüft</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>Zurückgerollt</translation>
    </message>
    <message>
        <source>Rollback stuck</source>
        <translation>Rollback steckt fest</translation>
    </message>
    <message>
        <source>Pending</source>
        <translation>Ausstehend</translation>
    </message>
    <message>
        <source>Outcome unknown</source>
        <translation>Ausgang unbekannt</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Compatibility</source>
        <translation>Kompatibilität</translation>
    </message>
    <message>
        <source>Additive</source>
        <translation>Additiv</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Umstellung</translation>
    </message>
    <message>
        <source>Resilience</source>
        <translation>Belastbarkeit</translation>
    </message>
    <message>
        <source>Contract</source>
        <translation>Rückbau</translation>
    </message>
    <message>
        <source>held by a person</source>
        <translation>von einer Person angehalten</translation>
    </message>
    <message>
        <source>breach</source>
        <translation>Verletzung</translation>
    </message>
    <message>
        <source>probe error</source>
        <translation>Messfehler</translation>
    </message>
    <message>
        <source>inconclusive</source>
        <translation>nicht entscheidbar</translation>
    </message>
    <message>
        <source>drift</source>
        <translation>Schemaabweichung</translation>
    </message>
    <message>
        <source>runner lost</source>
        <translation>Runner verloren</translation>
    </message>
    <message>
        <source>ledger lost</source>
        <translation>Ledger verloren</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>Lücke</translation>
    </message>
    <message>
        <source>step failed</source>
        <translation>Schritt fehlgeschlagen</translation>
    </message>
    <message>
        <source>warming up</source>
        <translation>läuft warm</translation>
    </message>
    <message>
        <source>collecting</source>
        <translation>sammelt</translation>
    </message>
    <message>
        <source>healthy</source>
        <translation>gesund</translation>
    </message>
    <message>
        <source>watch</source>
        <translation>beobachten</translation>
    </message>
    <message>
        <source>not rolled back</source>
        <translation>nicht zurückgerollt</translation>
    </message>
    <message>
        <source>%1 of about %2 rows</source>
        <translation>%1 von etwa %2 Zeilen</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>expose to %1</source>
        <translation>zeigen für %1</translation>
    </message>
    <message>
        <source>same object as %1: %2</source>
        <translation>dasselbe Objekt wie %1: %2</translation>
    </message>
    <message>
        <source>the plan cannot be read</source>
        <translation>der Plan ist nicht lesbar</translation>
    </message>
    <message>
        <source>The plan file cannot be read</source>
        <translation>Die Plandatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>closed</source>
        <translation>geschlossen</translation>
    </message>
    <message>
        <source>closed %1</source>
        <translation>geschlossen %1</translation>
    </message>
    <message>
        <source>open, closes about %1</source>
        <translation>offen, schließt etwa %1</translation>
    </message>
    <message>
        <source>open, closes %1</source>
        <translation>offen, schließt %1</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>Milestone</source>
        <translation>Meilenstein</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>Plan digest</source>
        <translation>Digest des Plans</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Gestartet</translation>
    </message>
    <message>
        <source>%1 by %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Rollback</source>
        <translation>Rollback</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>gates %1/%2 healthy</source>
        <translation>Gates %1/%2 gesund</translation>
    </message>
    <message>
        <source>nothing holds it</source>
        <translation>nichts hält es auf</translation>
    </message>
    <message>
        <source>The plan file differs from what runs; the run keeps what was started</source>
        <translation>Die Plandatei weicht von dem ab, was läuft; der Lauf behält, was gestartet wurde</translation>
    </message>
    <message>
        <source>stage %1 of %2</source>
        <translation>Stufe %1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>1 stage</source>
        <translation>1 Stufe</translation>
    </message>
    <message>
        <source>%1 stages</source>
        <translation>%1 Stufen</translation>
    </message>
    <message>
        <source>%n more</source>
        <translation>%n weitere</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>%1 old</source>
        <translation>%1 alt</translation>
    </message>
    <message>
        <source>legacy %1</source>
        <translation>Legacy %1</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>changed by others</source>
        <translation>von anderen geändert</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>Schema, flags and protected tables are as they were.</source>
        <translation>Schema, Flags und geschützte Tabellen sind wie zuvor.</translation>
    </message>
    <message>
        <source>As it was, except for what is listed.</source>
        <translation>Wie zuvor, außer dem, was aufgeführt ist.</translation>
    </message>
    <message>
        <source>The warehouse is not as it was. What differs is listed.</source>
        <translation>Das Warehouse ist nicht wie zuvor. Was abweicht, ist aufgeführt.</translation>
    </message>
    <message>
        <source>It could not be shown that the warehouse is as it was. A person has to look.</source>
        <translation>Es ließ sich nicht zeigen, dass das Warehouse wie zuvor ist. Eine Person muss nachsehen.</translation>
    </message>
    <message>
        <source>Nothing was proven yet.</source>
        <translation>Noch ist nichts nachgewiesen.</translation>
    </message>
    <message>
        <source>Rolled back %1 to %2 in %3: %4</source>
        <translation>%1 bis %2 zurückgerollt in %3: %4</translation>
    </message>
    <message>
        <source>the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>Ended: %1</source>
        <translation>Beendet: %1</translation>
    </message>
    <message>
        <source>Took: %1</source>
        <translation>Dauer: %1</translation>
    </message>
    <message>
        <source>Readers back after: %1</source>
        <translation>Leser zurück nach: %1</translation>
    </message>
    <message>
        <source>Schema recorded: %1</source>
        <translation>Schema aufgezeichnet: %1</translation>
    </message>
    <message>
        <source>Schema now: %1</source>
        <translation>Schema jetzt: %1</translation>
    </message>
    <message>
        <source>Except: %1</source>
        <translation>Außer: %1</translation>
    </message>
    <message>
        <source>Difference: %1</source>
        <translation>Unterschied: %1</translation>
    </message>
    <message>
        <source>%1: %2, %3 rows, checksum %4 -&gt; %5, %6 rows arrived meanwhile</source>
        <translation>%1: %2, %3 Zeilen, Prüfsumme %4 -&gt; %5, %6 Zeilen kamen inzwischen hinzu</translation>
    </message>
    <message>
        <source>held</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>rolled back</source>
        <translation>zurückgerollt</translation>
    </message>
    <message>
        <source>rolling back</source>
        <translation>rollt zurück</translation>
    </message>
    <message>
        <source>stuck</source>
        <translation>steckt fest</translation>
    </message>
    <message>
        <source>The plan file is the same as when it was rolled back</source>
        <translation>Die Plandatei ist dieselbe wie beim Rollback</translation>
    </message>
    <message>
        <source>Roll back to the start, or leave it here</source>
        <translation>Bis zum Anfang zurückrollen oder hier belassen</translation>
    </message>
    <message>
        <source>Change the plan, or start it again</source>
        <translation>Den Plan ändern oder erneut starten</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Erneut starten</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>The plan file has changed since this run; Start takes the new one</source>
        <translation>Die Plandatei wurde seit diesem Lauf geändert; Starten nimmt die neue</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>Nobody watches its gates: “sluice run %1 --observe” does</source>
        <translation>Niemand überwacht seine Gates: „sluice run %1 --observe“ tut es</translation>
    </message>
    <message>
        <source>no stage in place</source>
        <translation>keine Stufe in Kraft</translation>
    </message>
    <message>
        <source>%1 of %2 in place</source>
        <translation>%1 von %2 in Kraft</translation>
    </message>
    <message>
        <source>not judged</source>
        <translation>nicht beurteilt</translation>
    </message>
    <message>
        <source>not judged yet</source>
        <translation>noch nicht beurteilt</translation>
    </message>
    <message>
        <source>no verdict</source>
        <translation>kein Urteil</translation>
    </message>
    <message>
        <source>no certificate</source>
        <translation>kein Zertifikat</translation>
    </message>
    <message>
        <source>Longest lock: %1 on %2, %3</source>
        <translation>Längste Sperre: %1 auf %2, %3</translation>
    </message>
    <message>
        <source>Only another version of the plan was rehearsed</source>
        <translation>Nur eine andere Fassung des Plans wurde geprobt</translation>
    </message>
    <message>
        <source>Not rehearsed</source>
        <translation>Nicht geprobt</translation>
    </message>
    <message>
        <source>on a copy of %1</source>
        <translation>an einer Kopie von %1</translation>
    </message>
    <message>
        <source>Back to the start in about %1</source>
        <translation>Zurück zum Anfang in etwa %1</translation>
    </message>
    <message>
        <source>Why: %1</source>
        <translation>Grund: %1</translation>
    </message>
    <message>
        <source>Left behind: %1</source>
        <translation>Bleibt zurück: %1</translation>
    </message>
    <message>
        <source>Expired %1</source>
        <translation>Abgelaufen %1</translation>
    </message>
    <message>
        <source>Counts until %1 UTC</source>
        <translation>Gilt bis %1 UTC</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>For readers: %1</source>
        <translation>Für Leser: %1</translation>
    </message>
    <message>
        <source>For readers: %1 more</source>
        <translation>Für Leser: %1 weitere</translation>
    </message>
    <message>
        <source>Back to the start in about %1 (95 of 100 in %2 rehearsals)</source>
        <translation>Zurück zum Anfang in etwa %1 (95 von 100 bei %2 Proben)</translation>
    </message>
    <message>
        <source>Times grown to the target&apos;s rows, by %1 at most</source>
        <translation>Zeiten auf die Zeilen des Ziels hochgerechnet, höchstens mal %1</translation>
    </message>
    <message>
        <source>Partitions that the copy has not: %1</source>
        <translation>Partitionen, die der Kopie fehlen: %1</translation>
    </message>
    <message>
        <source>waiting for a person&apos;s word</source>
        <translation>wartet auf das Wort eines Menschen</translation>
    </message>
    <message>
        <source>not touched</source>
        <translation>nicht berührt</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Waits for a person</source>
        <translation>Wartet auf eine Person</translation>
    </message>
    <message>
        <source>Cannot be rolled back any more</source>
        <translation>Nicht mehr zurückrollbar</translation>
    </message>
    <message>
        <source>Waits for a second person</source>
        <translation>Wartet auf eine zweite Person</translation>
    </message>
    <message>
        <source>No rollout is under way</source>
        <translation>Kein Rollout ist unterwegs</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>flag: %1</source>
        <translation>Flag: %1</translation>
    </message>
    <message>
        <source>flag off</source>
        <translation>Flag aus</translation>
    </message>
    <message>
        <source>data back</source>
        <translation>Daten zurück</translation>
    </message>
    <message>
        <source>resumed</source>
        <translation>fortgesetzt</translation>
    </message>
    <message>
        <source>stage: %1</source>
        <translation>Stufe: %1</translation>
    </message>
    <message>
        <source>passed: %1</source>
        <translation>bestanden: %1</translation>
    </message>
    <message>
        <source>flags off</source>
        <translation>Flags aus</translation>
    </message>
    <message>
        <source>breach: %1</source>
        <translation>Verletzung: %1</translation>
    </message>
    <message>
        <source>waived: %1</source>
        <translation>ausgenommen: %1</translation>
    </message>
    <message>
        <source>waiver over: %1</source>
        <translation>Ausnahme vorbei: %1</translation>
    </message>
    <message>
        <source>rollback</source>
        <translation>Rollback</translation>
    </message>
    <message>
        <source>rollback stuck</source>
        <translation>Rollback steckt fest</translation>
    </message>
    <message>
        <source>rolled back: %1</source>
        <translation>zurückgerollt: %1</translation>
    </message>
    <message>
        <source>feedback: %1</source>
        <translation>Rückmeldung: %1</translation>
    </message>
    <message>
        <source>%1, newest %2</source>
        <translation>%1, zuletzt %2</translation>
    </message>
    <message>
        <source>decision boundary, evidence %1 of it</source>
        <translation>Entscheidungsgrenze, Evidenz bei %1 davon</translation>
    </message>
    <message>
        <source>1 tick</source>
        <translation>1 Messung</translation>
    </message>
    <message>
        <source>%1 ticks</source>
        <translation>%1 Messungen</translation>
    </message>
    <message>
        <source>never in %1</source>
        <translation>nie in %1</translation>
    </message>
    <message>
        <source>in %1 of %2 (%3)</source>
        <translation>in %1 von %2 (%3)</translation>
    </message>
    <message>
        <source>1 rollout</source>
        <translation>1 Rollout</translation>
    </message>
    <message>
        <source>%1 rollouts</source>
        <translation>%1 Rollouts</translation>
    </message>
    <message>
        <source>%1 of %2, %3 to %4 UTC</source>
        <translation>%1 aus %2, %3 bis %4 UTC</translation>
    </message>
    <message>
        <source>%1 stored samples are rolled up, each taken at its worst</source>
        <translation>%1 gespeicherte Messwerte sind zusammengefasst, jeder zählt mit seinem schlechtesten</translation>
    </message>
    <message>
        <source>%1 left out without a baseline on record</source>
        <translation>%1 ausgelassen, weil keine Baseline aufgezeichnet ist</translation>
    </message>
    <message>
        <source>%1 left out, of other targets or unknown rollouts</source>
        <translation>%1 ausgelassen, von anderen Zielen oder unbekannten Rollouts</translation>
    </message>
    <message>
        <source>It fired in a piece that is shorter than a stage: %1 of %2</source>
        <translation>Es hätte in einem Stück ausgelöst, das kürzer als eine Stufe ist: %1 aus %2</translation>
    </message>
    <message>
        <source>A rate of %1 would take %2 to show</source>
        <translation>Eine Rate von %1 würde sich erst bei %2 zeigen</translation>
    </message>
    <message>
        <source>Least limit for at most %1 false alarms: %2</source>
        <translation>Kleinste Grenze für höchstens %1 Fehlalarme: %2</translation>
    </message>
    <message>
        <source>after %1</source>
        <translation>nach %1</translation>
    </message>
    <message>
        <source>not within ten stages</source>
        <translation>nicht innerhalb von zehn Stufen</translation>
    </message>
    <message>
        <source>Passes after %1; fires %2 when every tick is beyond</source>
        <translation>Besteht nach %1; löst %2 aus, wenn jede Messung darüber liegt</translation>
    </message>
    <message>
        <source>Unknown: %1</source>
        <translation>Unbekannt: %1</translation>
    </message>
    <message>
        <source>As stated: %1</source>
        <translation>Wie angegeben: %1</translation>
    </message>
    <message>
        <source>First: %1</source>
        <translation>Zuerst: %1</translation>
    </message>
    <message>
        <source>Of %1 rolled back for it, it fires in %2</source>
        <translation>Von %1, die seinetwegen zurückgerollt wurden, löst es in %2 aus</translation>
    </message>
    <message>
        <source>The plan has no gate</source>
        <translation>Der Plan hat kein Gate</translation>
    </message>
    <message>
        <source>%1 of %2 gates would fire more often than they may</source>
        <translation>%1 von %2 Gates würden öfter auslösen, als sie dürfen</translation>
    </message>
    <message>
        <source>no gate would fire more often than it may</source>
        <translation>kein Gate würde öfter auslösen, als es darf</translation>
    </message>
    <message>
        <source>%1 of %2 unknown</source>
        <translation>%1 von %2 unbekannt</translation>
    </message>
    <message>
        <source>no runs</source>
        <translation>keine Läufe</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>%1 failed: %2</source>
        <translation>%1 gescheitert: %2</translation>
    </message>
    <message>
        <source>%1: p50 %2, p95 %3, n %4</source>
        <translation>%1: p50 %2, p95 %3, n %4</translation>
    </message>
    <message>
        <source>%1, then it failed: %2</source>
        <translation>%1, dann gescheitert: %2</translation>
    </message>
    <message>
        <source>slower</source>
        <translation>langsamer</translation>
    </message>
    <message>
        <source>does not run</source>
        <translation>läuft nicht</translation>
    </message>
    <message>
        <source>too few runs</source>
        <translation>zu wenige Läufe</translation>
    </message>
    <message>
        <source>has no parallel plan</source>
        <translation>hat keinen parallelen Plan</translation>
    </message>
    <message>
        <source>%1 at peak</source>
        <translation>%1 bei Spitzenlast</translation>
    </message>
    <message>
        <source>%1 calls counted</source>
        <translation>%1 Aufrufe gezählt</translation>
    </message>
    <message>
        <source>Legacy</source>
        <translation>Legacy</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>Kandidat</translation>
    </message>
    <message>
        <source>Legacy, at peak</source>
        <translation>Legacy, bei Spitzenlast</translation>
    </message>
    <message>
        <source>Candidate, at peak</source>
        <translation>Kandidat, bei Spitzenlast</translation>
    </message>
    <message>
        <source>On the candidate it %1</source>
        <translation>Auf dem Kandidaten: %1</translation>
    </message>
    <message>
        <source>Hint: %1</source>
        <translation>Hinweis: %1</translation>
    </message>
    <message>
        <source>Plans were not compared: %1</source>
        <translation>Die Pläne wurden nicht verglichen: %1</translation>
    </message>
    <message>
        <source>not replayed</source>
        <translation>nicht nachgespielt</translation>
    </message>
    <message>
        <source>Not replayed: %1</source>
        <translation>Nicht nachgespielt: %1</translation>
    </message>
    <message>
        <source>No query was replayed: nothing is known of the candidate</source>
        <translation>Keine Abfrage wurde nachgespielt: über den Kandidaten ist nichts bekannt</translation>
    </message>
    <message>
        <source>%1 of %2 queries slower than %3× the legacy</source>
        <translation>%1 von %2 Abfragen langsamer als %3× Legacy</translation>
    </message>
    <message>
        <source>%1 that the candidate does not answer</source>
        <translation>%1, die der Kandidat nicht beantwortet</translation>
    </message>
    <message>
        <source>Inconclusive: what was run is too little to say that the candidate holds</source>
        <translation>Nicht entscheidbar: Was lief, ist zu wenig, um zu sagen, dass der Kandidat standhält</translation>
    </message>
    <message>
        <source>%1 not replayable</source>
        <translation>%1 nicht nachspielbar</translation>
    </message>
    <message>
        <source>At peak %1 sessions ran all of them at once</source>
        <translation>Bei Spitzenlast führten %1 Sitzungen alle zugleich aus</translation>
    </message>
    <message>
        <source>Measured through the route, forced to each branch</source>
        <translation>Durch die Weiche gemessen, auf jeden Zweig gezwungen</translation>
    </message>
    <message>
        <source>Measured on the branches by their names, without the route</source>
        <translation>An den Zweigen bei ihrem Namen gemessen, ohne die Weiche</translation>
    </message>
    <message>
        <source>The time was over before everything was run</source>
        <translation>Die Zeit war um, bevor alles gelaufen war</translation>
    </message>
    <message>
        <source>%1 queries read nothing that the plan switches</source>
        <translation>%1 Abfragen lesen nichts, was der Plan umschaltet</translation>
    </message>
    <message>
        <source>At peak load: round %1 of %2</source>
        <translation>Bei Spitzenlast: Runde %1 von %2</translation>
    </message>
    <message>
        <source>Replaying: run %1 of %2</source>
        <translation>Spielt nach: Lauf %1 von %2</translation>
    </message>
    <message>
        <source>about %1 left</source>
        <translation>noch etwa %1</translation>
    </message>
    <message>
        <source>%1 of what makes a breach, boundary %2</source>
        <translation>%1 dessen, was eine Verletzung macht, Schranke %2</translation>
    </message>
    <message>
        <source>%1 UTC, %2</source>
        <translation>%1 UTC, %2</translation>
    </message>
    <message>
        <source>its data was %1</source>
        <translation>seine Daten waren %1</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>%1 · n %2</source>
        <translation>%1 · n %2</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Regel</translation>
    </message>
    <message>
        <source>Made of</source>
        <translation>Besteht aus</translation>
    </message>
    <message>
        <source>Good samples</source>
        <translation>Gute Messwerte</translation>
    </message>
    <message>
        <source>%1, at least %2 are needed</source>
        <translation>%1, mindestens %2 sind nötig</translation>
    </message>
    <message>
        <source>Bake</source>
        <translation>Bewährung</translation>
    </message>
    <message>
        <source>Sampled</source>
        <translation>Gemessen</translation>
    </message>
    <message>
        <source>Query digest</source>
        <translation>Digest der Abfrage</translation>
    </message>
    <message>
        <source>exposed to %1</source>
        <translation>freigegeben für %1</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <translation>Versuch %1</translation>
    </message>
    <message>
        <source>It has breached: the rollout is held until somebody resumes it with a reason, or rolls it back.</source>
        <translation>Es ist verletzt: Der Rollout wird angehalten, bis ihn jemand mit einem Grund fortsetzt oder zurückrollt.</translation>
    </message>
    <message>
        <source>to the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>to the end of %1</source>
        <translation>zum Ende von %1</translation>
    </message>
    <message>
        <source>It has breached, and the plan takes %1 back for that, at once, %2. Where rows would be lost it is held instead, and another person must agree.</source>
        <translation>Es ist verletzt, und der Plan nimmt %1 dafür sofort zurück, %2. Wo Zeilen verloren gingen, wird stattdessen angehalten, und eine andere Person muss zustimmen.</translation>
    </message>
    <message>
        <source>It counts as passed for this attempt and exposure of %1, until it has worse to say. The rollout goes on as soon as nothing else blocks it.</source>
        <translation>Es gilt für diesen Versuch und diese Freigabe von %1 als bestanden, bis es Schlechteres zu sagen hat. Der Rollout geht weiter, sobald ihn nichts anderes aufhält.</translation>
    </message>
    <message>
        <source>its data was new</source>
        <translation>seine Daten waren neu</translation>
    </message>
    <message>
        <source>held in %1</source>
        <translation>angehalten in %1</translation>
    </message>
    <message>
        <source>not slower</source>
        <translation>nicht langsamer</translation>
    </message>
    <message>
        <source>The one query is not slower than %1× the legacy</source>
        <translation>Die eine Abfrage ist nicht langsamer als %1× Legacy</translation>
    </message>
    <message>
        <source>None of %1 queries slower than %2× the legacy</source>
        <translation>Keine von %1 Abfragen langsamer als %2× Legacy</translation>
    </message>
    <message>
        <source>1 query reads nothing that the plan switches</source>
        <translation>1 Abfrage liest nichts, was der Plan umschaltet</translation>
    </message>
    <message>
        <source>mean %1, %2 to %3</source>
        <translation>Mittel %1, %2 bis %3</translation>
    </message>
    <message>
        <source>Standing check breached</source>
        <translation>Dauerprüfung verletzt</translation>
    </message>
    <message>
        <source>Standing check has no data</source>
        <translation>Dauerprüfung ohne Daten</translation>
    </message>
    <message>
        <source>Standing check cannot be measured</source>
        <translation>Dauerprüfung nicht messbar</translation>
    </message>
    <message>
        <source>Check breached</source>
        <translation>Prüfung verletzt</translation>
    </message>
    <message>
        <source>Check without data</source>
        <translation>Prüfung ohne Daten</translation>
    </message>
    <message>
        <source>Standing check is healthy again</source>
        <translation>Dauerprüfung wieder in Ordnung</translation>
    </message>
    <message>
        <source>Standing check ended</source>
        <translation>Dauerprüfung beendet</translation>
    </message>
</context>
<context>
    <name>sluice::AlarmBanner</name>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Zurückrollen…</translation>
    </message>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>+%n weiterer</numerusform>
            <numerusform>+%n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Judge…</source>
        <translation>Urteilen…</translation>
    </message>
    <message>
        <source>Show checks</source>
        <translation>Prüfungen zeigen</translation>
    </message>
</context>
<context>
    <name>sluice::BlockersList</name>
    <message>
        <source>What the next action waits for</source>
        <translation>Worauf der nächste Schritt wartet</translation>
    </message>
    <message>
        <source>Met: %1</source>
        <translation>Erfüllt: %1</translation>
    </message>
    <message>
        <source>Blocks: %1</source>
        <translation>Hält auf: %1</translation>
    </message>
</context>
<context>
    <name>sluice::CalibrationPresenter</name>
    <message>
        <source>The plan file cannot be read</source>
        <translation>Die Plandatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>It is being calibrated</source>
        <translation>Er wird gerade kalibriert</translation>
    </message>
    <message>
        <source>%1 is being calibrated</source>
        <translation>%1 wird gerade kalibriert</translation>
    </message>
    <message>
        <source>Reading what was measured</source>
        <translation>Liest, was gemessen wurde</translation>
    </message>
    <message>
        <source>Gate %1 of %2: %3</source>
        <translation>Gate %1 von %2: %3</translation>
    </message>
    <message>
        <source>Stops before the next gate</source>
        <translation>Hält vor dem nächsten Gate</translation>
    </message>
    <message>
        <source>It could not be calibrated</source>
        <translation>Er konnte nicht kalibriert werden</translation>
    </message>
    <message>
        <source>Stopped, nothing is known</source>
        <translation>Abgebrochen, nichts ist bekannt</translation>
    </message>
    <message>
        <source>Replays everything that was ever measured through each gate. Nothing runs in the warehouse.</source>
        <translation>Spielt alles, was je gemessen wurde, durch jedes Gate. Im Warehouse läuft nichts.</translation>
    </message>
    <message>
        <source>%1 · %2 · plan %3</source>
        <translation>%1 · %2 · Plan %3</translation>
    </message>
    <message>
        <source>Of another version of the plan: %1</source>
        <translation>Von einer anderen Fassung des Plans: %1</translation>
    </message>
</context>
<context>
    <name>sluice::CalibrationSection</name>
    <message>
        <source>Calibrate</source>
        <translation>Kalibrieren</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Gates over history</source>
        <translation>Gates über die Vergangenheit</translation>
    </message>
    <message>
        <source>Gates calibrated</source>
        <translation>Kalibrierte Gates</translation>
    </message>
    <message>
        <source>Calibrate again</source>
        <translation>Erneut kalibrieren</translation>
    </message>
    <message>
        <source>Stops before the next gate</source>
        <translation>Hält vor dem nächsten Gate</translation>
    </message>
    <message>
        <source>%1 of %2 would have fired %3</source>
        <translation>%1 von %2 hätte ausgelöst: %3</translation>
    </message>
</context>
<context>
    <name>sluice::ChangeLogModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>When (UTC)</source>
        <translation>Wann (UTC)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
</context>
<context>
    <name>sluice::ChangeLogPage</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Change log</source>
        <translation>Änderungsprotokoll</translation>
    </message>
    <message>
        <source>View the world at…</source>
        <translation>Die Welt ansehen zum Zeitpunkt…</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Checks the hash chain of every entry</source>
        <translation>Prüft die Hash-Kette aller Einträge</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>CSV…</source>
        <translation>CSV…</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON…</source>
        <translation>JSON…</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Markdown…</source>
        <translation>Markdown…</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>HTML…</source>
        <translation>HTML…</translation>
    </message>
    <message>
        <source>HTML (*.html)</source>
        <translation>HTML (*.html)</translation>
    </message>
    <message>
        <source>The world at</source>
        <translation>Die Welt am</translation>
    </message>
    <message>
        <source>Moment in UTC</source>
        <translation>Zeitpunkt in UTC</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>Filter leeren</translation>
    </message>
    <message>
        <source>Entries, newest first</source>
        <translation>Einträge, neueste zuerst</translation>
    </message>
    <message>
        <source>Search the change log</source>
        <translation>Das Änderungsprotokoll durchsuchen</translation>
    </message>
    <message>
        <source>Verify the change log</source>
        <translation>Das Änderungsprotokoll prüfen</translation>
    </message>
    <message>
        <source>Give feedback…</source>
        <translation>Rückmeldung geben…</translation>
    </message>
    <message>
        <source>Show or hide details</source>
        <translation>Einzelheiten zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Export the change log as CSV…</source>
        <translation>Das Änderungsprotokoll als CSV exportieren…</translation>
    </message>
    <message>
        <source>Verifying…</source>
        <translation>Wird geprüft…</translation>
    </message>
    <message>
        <source>Cancel export (%1)</source>
        <translation>Export abbrechen (%1)</translation>
    </message>
    <message>
        <source>Nothing has happened yet</source>
        <translation>Noch ist nichts geschehen</translation>
    </message>
    <message>
        <source>Every start, step, verdict, hold and rollback is recorded here.</source>
        <translation>Jeder Start, Schritt, jedes Urteil, Anhalten und Rollback wird hier aufgezeichnet.</translation>
    </message>
    <message>
        <source>No entry matches</source>
        <translation>Kein Eintrag passt</translation>
    </message>
    <message>
        <source>Remove a filter or search for fewer words.</source>
        <translation>Einen Filter entfernen oder nach weniger Wörtern suchen.</translation>
    </message>
    <message>
        <source>The ledger cannot be read</source>
        <translation>Das Ledger ist nicht lesbar</translation>
    </message>
    <message>
        <source>Rollouts go on where their runner can still write.</source>
        <translation>Rollouts gehen weiter, wo ihr Runner noch schreiben kann.</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Export the change log</source>
        <translation>Das Änderungsprotokoll exportieren</translation>
    </message>
</context>
<context>
    <name>sluice::ChangeLogPresenter</name>
    <message>
        <source>Not started</source>
        <translation>Nicht gestartet</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>%1, stage %2</source>
        <translation>%1, Stufe %2</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>The chain holds: %1 entries verified.</source>
        <translation>Die Kette hält: %1 Einträge geprüft.</translation>
    </message>
    <message>
        <source>The chain is broken: %1</source>
        <translation>Die Kette ist gebrochen: %1</translation>
    </message>
    <message>
        <source>Nothing was exported: %1</source>
        <translation>Nichts wurde exportiert: %1</translation>
    </message>
    <message>
        <source>Change log</source>
        <translation>Änderungsprotokoll</translation>
    </message>
    <message>
        <source>%1 entries exported to %2</source>
        <translation>%1 Einträge nach %2 exportiert</translation>
    </message>
    <message>
        <source>Say what looks wrong first.</source>
        <translation>Erst sagen, was falsch aussieht.</translation>
    </message>
    <message>
        <source>Feedback recorded.</source>
        <translation>Rückmeldung aufgezeichnet.</translation>
    </message>
</context>
<context>
    <name>sluice::CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Suchen oder einen Befehl ausführen</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Treffer</translation>
    </message>
    <message>
        <source>Nothing matches. The change log is searched from three letters on.</source>
        <translation>Nichts passt. Das Änderungsprotokoll wird ab drei Buchstaben durchsucht.</translation>
    </message>
    <message>
        <source>Enter runs · ↑ ↓ choose · Esc closes</source>
        <translation>Eingabe führt aus · ↑ ↓ wählen · Esc schließt</translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionForm</name>
    <message>
        <source>default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Auswählen…</translation>
    </message>
    <message>
        <source>verify-full unless local</source>
        <translation>verify-full, außer lokal</translation>
    </message>
    <message>
        <source>the same user</source>
        <translation>derselbe Benutzer</translation>
    </message>
    <message>
        <source>Driver</source>
        <translation>Treiber</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Host</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>Probe role</source>
        <translation>Messrolle</translation>
    </message>
    <message>
        <source>The password goes to the system keychain, never into a file.</source>
        <translation>Das Passwort kommt in den Schlüsselbund des Systems, nie in eine Datei.</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Add connection</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
    <message>
        <source>Change connection</source>
        <translation>Verbindung ändern</translation>
    </message>
    <message>
        <source>warehouse.db, below the workspace or absolute</source>
        <translation>warehouse.db, unter dem Arbeitsbereich oder absolut</translation>
    </message>
    <message>
        <source>default (%1)</source>
        <translation>Vorgabe (%1)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Something else is under way.</source>
        <translation>Etwas anderes ist im Gange.</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Wird gespeichert…</translation>
    </message>
    <message>
        <source>Cancel test</source>
        <translation>Test abbrechen</translation>
    </message>
    <message>
        <source>Login</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>PostgreSQL reads the password from the ~/.pgpass of whoever runs Sluice.</source>
        <translation>PostgreSQL liest das Passwort aus der ~/.pgpass dessen, der Sluice ausführt.</translation>
    </message>
    <message>
        <source>%1 (unproven)</source>
        <translation>%1 (unbewiesen)</translation>
    </message>
    <message>
        <source>advisory</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>required</source>
        <translation>erforderlich</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>Dienst</translation>
    </message>
    <message>
        <source>ODBC driver</source>
        <translation>ODBC-Treiber</translation>
    </message>
    <message>
        <source>Rehearse on</source>
        <translation>Proben auf</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>no copy is named</source>
        <translation>keine Kopie genannt</translation>
    </message>
    <message>
        <source>Nobody has proven this profile against %1 itself: the connection can be tested, and rollouts on it are refused.</source>
        <translation>Niemand hat dieses Profil an %1 selbst bewiesen: Die Verbindung kann geprüft werden, Rollouts darauf werden abgelehnt.</translation>
    </message>
    <message>
        <source>The probe role %1 leaves the entry: only PostgreSQL&apos;s own driver can take one on.</source>
        <translation>Die Messrolle %1 verlässt den Eintrag: Nur der eigene Treiber von PostgreSQL kann eine annehmen.</translation>
    </message>
    <message>
        <source>The entry no longer names ~/.pgpass, which only PostgreSQL&apos;s own driver reads.</source>
        <translation>Der Eintrag nennt ~/.pgpass nicht mehr, das nur der eigene Treiber von PostgreSQL liest.</translation>
    </message>
    <message>
        <source>stays as it is</source>
        <translation>bleibt, wie es ist</translation>
    </message>
    <message>
        <source>of this address and user</source>
        <translation>für diese Adresse und diesen Benutzer</translation>
    </message>
    <message>
        <source>password from the keychain</source>
        <translation>Passwort aus dem Schlüsselbund</translation>
    </message>
    <message>
        <source>password from ~/.pgpass</source>
        <translation>Passwort aus ~/.pgpass</translation>
    </message>
    <message>
        <source>is not sent there</source>
        <translation>wird nicht dorthin gesendet</translation>
    </message>
    <message>
        <source>is sent there too</source>
        <translation>wird auch dorthin gesendet</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>Address and login</source>
        <translation>Adresse und Anmeldung</translation>
    </message>
    <message>
        <source>Stored one</source>
        <translation>Gespeichertes</translation>
    </message>
    <message>
        <source>Stored password</source>
        <translation>Gespeichertes Passwort</translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionModel</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Runner</source>
        <translation>Runner</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>noch nicht angesehen</translation>
    </message>
    <message>
        <source>reachable, enrolled</source>
        <translation>erreichbar, eingetragen</translation>
    </message>
    <message>
        <source>reachable, not enrolled</source>
        <translation>erreichbar, nicht eingetragen</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>%1, looked at %2</source>
        <translation>%1, angesehen %2</translation>
    </message>
    <message>
        <source>ODBC to %1</source>
        <translation>ODBC zu %1</translation>
    </message>
    <message>
        <source>ODBC to %1, unproven</source>
        <translation>ODBC zu %1, unbewiesen</translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionPanel</name>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Enrol…</source>
        <translation>Eintragen…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Probe role</source>
        <translation>Messrolle</translation>
    </message>
    <message>
        <source>TLS</source>
        <translation>TLS</translation>
    </message>
    <message>
        <source>verify-full unless local</source>
        <translation>verify-full, außer lokal</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Identität</translation>
    </message>
    <message>
        <source>File id</source>
        <translation>Datei-Id</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Database id</source>
        <translation>Datenbank-Id</translation>
    </message>
    <message>
        <source>not enrolled</source>
        <translation>nicht eingetragen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>Runner</source>
        <translation>Runner</translation>
    </message>
    <message>
        <source>%1, epoch %2</source>
        <translation>%1, Epoche %2</translation>
    </message>
    <message>
        <source>nobody runs here</source>
        <translation>niemand führt hier</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>Pläne</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Something else is under way.</source>
        <translation>Etwas anderes ist im Gange.</translation>
    </message>
    <message>
        <source>Cancel test</source>
        <translation>Test abbrechen</translation>
    </message>
    <message>
        <source>Enrolling…</source>
        <translation>Wird eingetragen…</translation>
    </message>
    <message>
        <source>%1 runs on it now.</source>
        <translation>%1 läuft gerade darauf.</translation>
    </message>
    <message>
        <source>required, and no copy is named: no rollout can start</source>
        <translation>erforderlich, und keine Kopie ist genannt: Kein Rollout kann beginnen</translation>
    </message>
    <message>
        <source>no copy is named</source>
        <translation>keine Kopie genannt</translation>
    </message>
    <message>
        <source>on a copy of its own file</source>
        <translation>auf einer Kopie der eigenen Datei</translation>
    </message>
    <message>
        <source>on %1</source>
        <translation>auf %1</translation>
    </message>
    <message>
        <source>%1, required, counts for %2</source>
        <translation>%1, erforderlich, gilt %2</translation>
    </message>
    <message>
        <source>%1, advisory</source>
        <translation>%1, empfohlen</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>Probe</translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionsPage</name>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Add connection</source>
        <translation>Verbindung hinzufügen</translation>
    </message>
    <message>
        <source>No connections yet</source>
        <translation>Noch keine Verbindungen</translation>
    </message>
    <message>
        <source>A connection names a warehouse that plans may change. Its password stays in the system keychain.</source>
        <translation>Eine Verbindung benennt ein Warehouse, das Pläne ändern dürfen. Ihr Passwort bleibt im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
    </message>
    <message>
        <source>No connection chosen</source>
        <translation>Keine Verbindung gewählt</translation>
    </message>
    <message>
        <source>Choose one to see its target, or add one.</source>
        <translation>Eine wählen, um ihr Ziel zu sehen, oder eine hinzufügen.</translation>
    </message>
    <message>
        <source>Add connection…</source>
        <translation>Verbindung hinzufügen…</translation>
    </message>
    <message>
        <source>Test connection</source>
        <translation>Verbindung testen</translation>
    </message>
    <message>
        <source>Enrol target…</source>
        <translation>Ziel eintragen…</translation>
    </message>
    <message>
        <source>Remove connection…</source>
        <translation>Verbindung entfernen…</translation>
    </message>
    <message numerus="yes">
        <source>%n configured</source>
        <translation>
            <numerusform>%n eingerichtet</numerusform>
            <numerusform>%n eingerichtet</numerusform>
        </translation>
    </message>
    <message>
        <source>Testing %1…</source>
        <translation>%1 wird getestet…</translation>
    </message>
    <message>
        <source>Test failed</source>
        <translation>Test fehlgeschlagen</translation>
    </message>
    <message>
        <source>Not reached</source>
        <translation>Nicht erreicht</translation>
    </message>
    <message>
        <source>Test passed</source>
        <translation>Test bestanden</translation>
    </message>
    <message>
        <source>Reached, not enrolled</source>
        <translation>Erreicht, nicht eingetragen</translation>
    </message>
    <message>
        <source>Reached, with a problem</source>
        <translation>Erreicht, mit einem Problem</translation>
    </message>
    <message>
        <source>Reached</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>Eingetragen</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>the target says %1</source>
        <translation>das Ziel sagt %1</translation>
    </message>
    <message>
        <source>Enrol %1?</source>
        <translation>%1 eintragen?</translation>
    </message>
    <message>
        <source>Sluice creates its own schema in the target: receipts, fence, flags and an identity. It needs an owner role. Nothing else is changed.</source>
        <translation>Sluice legt im Ziel ein eigenes Schema an: Quittungen, Fence, Flags und eine Identität. Dafür braucht es eine Rolle mit Besitzrechten. Sonst wird nichts geändert.</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>Eintragen</translation>
    </message>
    <message>
        <source>It leaves sluice.yaml and its password leaves the keychain. The target is not touched.</source>
        <translation>Sie verlässt sluice.yaml, und ihr Passwort verlässt den Schlüsselbund. Das Ziel wird nicht berührt.</translation>
    </message>
    <message>
        <source>Plans that name it: %1.</source>
        <translation>Pläne, die sie nennen: %1.</translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>%1 entfernen?</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Choose the database file</source>
        <translation>Die Datenbankdatei wählen</translation>
    </message>
    <message>
        <source>SQLite (*.db *.sqlite *.sqlite3);;All files (*)</source>
        <translation>SQLite (*.db *.sqlite *.sqlite3);;Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionsPresenter</name>
    <message>
        <source>A name is needed; plans refer to it.</source>
        <translation>Ein Name ist nötig; Pläne verweisen darauf.</translation>
    </message>
    <message>
        <source>Use letters, digits, - and _, beginning with a letter, at most 63.</source>
        <translation>Buchstaben, Ziffern, - und _, mit einem Buchstaben am Anfang, höchstens 63.</translation>
    </message>
    <message>
        <source>A connection of this name exists.</source>
        <translation>Eine Verbindung mit diesem Namen gibt es schon.</translation>
    </message>
    <message>
        <source>The path of the database file is needed.</source>
        <translation>Der Pfad der Datenbankdatei ist nötig.</translation>
    </message>
    <message>
        <source>The database is needed.</source>
        <translation>Die Datenbank ist nötig.</translation>
    </message>
    <message>
        <source>The host is needed; a folder names a local socket.</source>
        <translation>Der Host ist nötig; ein Ordner benennt einen lokalen Socket.</translation>
    </message>
    <message>
        <source>Ports lie between 1 and 65535.</source>
        <translation>Ports liegen zwischen 1 und 65535.</translation>
    </message>
    <message>
        <source>Test cancelled.</source>
        <translation>Test abgebrochen.</translation>
    </message>
    <message>
        <source>%1 is enrolled as %2.</source>
        <translation>%1 ist eingetragen als %2.</translation>
    </message>
    <message>
        <source>%1 removed from the workspace. Its target was not touched.</source>
        <translation>%1 aus dem Arbeitsbereich entfernt. Das Ziel wurde nicht berührt.</translation>
    </message>
    <message>
        <source>%1 saved. Its password is in the system keychain.</source>
        <translation>%1 gespeichert. Das Passwort liegt im Schlüsselbund des Systems.</translation>
    </message>
    <message>
        <source>%1 saved.</source>
        <translation>%1 gespeichert.</translation>
    </message>
    <message>
        <source>Choose what stands behind the ODBC driver.</source>
        <translation>Wählen Sie, was hinter dem ODBC-Treiber steht.</translation>
    </message>
    <message>
        <source>The host is needed.</source>
        <translation>Der Host wird gebraucht.</translation>
    </message>
    <message>
        <source>%1 cannot be copied for this connection: choose another, or none.</source>
        <translation>%1 kann für diese Verbindung nicht kopiert werden: Wählen Sie eine andere oder keine.</translation>
    </message>
    <message>
        <source>%1 saved. No password is stored for its new address and user.</source>
        <translation>%1 gespeichert. Für die neue Adresse und den neuen Benutzer ist kein Passwort hinterlegt.</translation>
    </message>
</context>
<context>
    <name>sluice::DesktopNotifier</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
</context>
<context>
    <name>sluice::DesktopPresence</name>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Turn desktop notifications off</source>
        <translation>Desktop-Benachrichtigungen ausschalten</translation>
    </message>
    <message>
        <source>Turn desktop notifications on</source>
        <translation>Desktop-Benachrichtigungen einschalten</translation>
    </message>
    <message>
        <source>Hide the tray icon</source>
        <translation>Symbol im Benachrichtigungsfeld ausblenden</translation>
    </message>
    <message>
        <source>Show the tray icon</source>
        <translation>Symbol im Benachrichtigungsfeld anzeigen</translation>
    </message>
</context>
<context>
    <name>sluice::EnvironmentBadge</name>
    <message>
        <source>Environment %1</source>
        <translation>Umgebung %1</translation>
    </message>
</context>
<context>
    <name>sluice::ErrorBanner</name>
    <message>
        <source>Copy this message</source>
        <translation>Diese Meldung kopieren</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Something failed without saying what</source>
        <translation>Etwas schlug fehl, ohne zu sagen, was</translation>
    </message>
</context>
<context>
    <name>sluice::EventLens</name>
    <message>
        <source>the rollout is not there any more</source>
        <translation>der Rollout ist nicht mehr da</translation>
    </message>
</context>
<context>
    <name>sluice::EventSeriesModel</name>
    <message>
        <source>legacy</source>
        <translation>Legacy</translation>
    </message>
    <message>
        <source>system</source>
        <translation>System</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>keine Daten</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>up, was constant</source>
        <translation>höher, war konstant</translation>
    </message>
    <message>
        <source>down, was constant</source>
        <translation>tiefer, war konstant</translation>
    </message>
    <message>
        <source>%1: too few samples to say whether it moved, %2 before and %3 after; %4 are needed on each side</source>
        <translation>%1: zu wenige Messwerte, um zu sagen, ob es sich bewegt hat, %2 davor und %3 danach; %4 braucht es auf jeder Seite</translation>
    </message>
    <message>
        <source>%1: median %2 before, %3 after, moved by %4 of its own spread</source>
        <translation>%1: Median %2 davor, %3 danach, bewegt um %4 der eigenen Streuung</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Reihe</translation>
    </message>
    <message>
        <source>Around the event</source>
        <translation>Um das Ereignis</translation>
    </message>
    <message>
        <source>Median before</source>
        <translation>Median davor</translation>
    </message>
    <message>
        <source>Median after</source>
        <translation>Median danach</translation>
    </message>
    <message>
        <source>Moved, in its spread</source>
        <translation>Bewegt, in Streuungen</translation>
    </message>
</context>
<context>
    <name>sluice::EventView</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Back to the charts</source>
        <translation>Zurück zu den Diagrammen</translation>
    </message>
    <message>
        <source>± 5 m</source>
        <translation>± 5 m</translation>
    </message>
    <message>
        <source>± 30 m</source>
        <translation>± 30 m</translation>
    </message>
    <message>
        <source>± 6 h</source>
        <translation>± 6 h</translation>
    </message>
    <message>
        <source>%1 around the event</source>
        <translation>%1 um das Ereignis</translation>
    </message>
    <message>
        <source>Series, what moved most first</source>
        <translation>Reihen, was sich am meisten bewegt hat, zuerst</translation>
    </message>
    <message>
        <source>Series around the event</source>
        <translation>Reihen um das Ereignis</translation>
    </message>
    <message>
        <source>Change log and feedback</source>
        <translation>Änderungsprotokoll und Rückmeldungen</translation>
    </message>
    <message>
        <source>Change log and feedback around the event</source>
        <translation>Änderungsprotokoll und Rückmeldungen um das Ereignis</translation>
    </message>
    <message>
        <source>Nothing was written in this time</source>
        <translation>In dieser Zeit wurde nichts geschrieben</translation>
    </message>
    <message>
        <source>Around %1</source>
        <translation>Um %1 herum</translation>
    </message>
    <message>
        <source>%1 UTC</source>
        <translation>%1 UTC</translation>
    </message>
    <message>
        <source>Reading what was sampled…</source>
        <translation>Liest, was gemessen wurde…</translation>
    </message>
    <message>
        <source>Nothing was sampled in this time</source>
        <translation>In dieser Zeit wurde nichts gemessen</translation>
    </message>
    <message>
        <source>Only the newest of this time were read: choose less of it</source>
        <translation>Nur das Neueste dieser Zeit wurde gelesen: weniger davon wählen</translation>
    </message>
    <message>
        <source>Moved: difference of the medians against the spread around them (MAD). Three and more is more than noise; unknown below %1 samples on a side.</source>
        <translation>Bewegt: Abstand der Mediane gegen die Streuung um sie (MAD). Drei und mehr ist mehr als Rauschen; unbekannt unter %1 Messwerten je Seite.</translation>
    </message>
    <message>
        <source>at the event</source>
        <translation>beim Ereignis</translation>
    </message>
    <message>
        <source>%1 before</source>
        <translation>%1 davor</translation>
    </message>
    <message>
        <source>%1 after</source>
        <translation>%1 danach</translation>
    </message>
    <message>
        <source>± 1 m</source>
        <translation>± 1 m</translation>
    </message>
</context>
<context>
    <name>sluice::GateCardWidget</name>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>no baseline yet</source>
        <translation>noch kein Ausgangswert</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
    <message>
        <source>evidence</source>
        <translation>Evidenz</translation>
    </message>
    <message>
        <source>How much its samples speak against the limit; at 100 % it breaches</source>
        <translation>Wie sehr die Messwerte gegen die Grenze sprechen; bei 100 % ist sie verletzt</translation>
    </message>
    <message>
        <source>Judge…</source>
        <translation>Urteilen…</translation>
    </message>
    <message>
        <source>Judge %1</source>
        <translation>Über %1 urteilen</translation>
    </message>
</context>
<context>
    <name>sluice::GateChart</name>
    <message>
        <source>evidence decides here</source>
        <translation>hier entscheidet die Evidenz</translation>
    </message>
</context>
<context>
    <name>sluice::GateGrid</name>
    <message>
        <source>n %1</source>
        <translation>n %1</translation>
    </message>
    <message>
        <source>stale, %1</source>
        <translation>veraltet, %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>Waiting for the first sample</source>
        <translation>Wartet auf den ersten Messwert</translation>
    </message>
    <message>
        <source>Nothing was sampled</source>
        <translation>Nichts wurde gemessen</translation>
    </message>
    <message>
        <source>ended %1</source>
        <translation>endete %1</translation>
    </message>
    <message>
        <source>newest %1</source>
        <translation>neuester %1</translation>
    </message>
    <message>
        <source>%1, %2, %3, evidence %4, %5</source>
        <translation>%1, %2, %3, Evidenz %4, %5</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keine</translation>
    </message>
</context>
<context>
    <name>sluice::GateTable</name>
    <message>
        <source>Gates</source>
        <translation>Gates</translation>
    </message>
</context>
<context>
    <name>sluice::HoldButton</name>
    <message>
        <source>Hold the pointer or Space for 1.5 seconds. Press opens a confirmation by typing.</source>
        <translation>Zeiger oder Leertaste 1,5 Sekunden halten. Drücken öffnet eine Bestätigung durch Tippen.</translation>
    </message>
</context>
<context>
    <name>sluice::ImpactTableModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>risk %1</source>
        <translation>Risiko %1</translation>
    </message>
    <message>
        <source>Consumer</source>
        <translation>Verbraucher</translation>
    </message>
    <message>
        <source>Risk</source>
        <translation>Risiko</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
</context>
<context>
    <name>sluice::JudgementCommands</name>
    <message>
        <source>Judge a gate…</source>
        <translation>Über ein Gate urteilen…</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>No rollout is selected</source>
        <translation>Kein Rollout ist gewählt</translation>
    </message>
    <message>
        <source>No gate of %1 waits for a person</source>
        <translation>Kein Gate von %1 wartet auf einen Menschen</translation>
    </message>
    <message>
        <source>Recorded your word on %1; the runner carries it out</source>
        <translation>Das Urteil über %1 ist aufgezeichnet; der Runner führt es aus</translation>
    </message>
    <message>
        <source>%1 passes on your word</source>
        <translation>%1 besteht durch dieses Urteil</translation>
    </message>
    <message>
        <source>%1 has failed on your word</source>
        <translation>%1 ist durch dieses Urteil durchgefallen</translation>
    </message>
</context>
<context>
    <name>sluice::JudgementDialog</name>
    <message>
        <source>Gate</source>
        <translation>Gate</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>What you looked at, and what it says</source>
        <translation>Was angesehen wurde und was es sagt</translation>
    </message>
    <message>
        <source>On record</source>
        <translation>Aufgezeichnet</translation>
    </message>
    <message>
        <source>It passes</source>
        <translation>Es besteht</translation>
    </message>
    <message>
        <source>It fails</source>
        <translation>Es fällt durch</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>Urteilen</translation>
    </message>
    <message>
        <source>Judge %1</source>
        <translation>Über %1 urteilen</translation>
    </message>
    <message>
        <source>Let it fail</source>
        <translation>Durchfallen lassen</translation>
    </message>
    <message>
        <source>Let it pass</source>
        <translation>Bestehen lassen</translation>
    </message>
</context>
<context>
    <name>sluice::JudgementPresenter</name>
    <message>
        <source>%1 does not run any more</source>
        <translation>%1 läuft nicht mehr</translation>
    </message>
    <message>
        <source>No gate of %1 waits for a person</source>
        <translation>Kein Gate von %1 wartet auf einen Menschen</translation>
    </message>
    <message>
        <source>Goes into the change log as said by %1</source>
        <translation>Kommt als Wort von %1 ins Änderungsprotokoll</translation>
    </message>
    <message>
        <source>Goes into the change log as said by %1, the user of this machine</source>
        <translation>Kommt als Wort von %1, Benutzer dieses Rechners, ins Änderungsprotokoll</translation>
    </message>
    <message>
        <source>Choose whether it passes or fails</source>
        <translation>Wählen, ob es besteht oder durchfällt</translation>
    </message>
    <message>
        <source>A reason is needed: say what you looked at</source>
        <translation>Ein Grund ist nötig: was angesehen wurde</translation>
    </message>
    <message>
        <source>The reason has %1 characters, %2 are the most</source>
        <translation>Der Grund hat %1 Zeichen, höchstens %2 sind möglich</translation>
    </message>
</context>
<context>
    <name>sluice::LimitHandle</name>
    <message>
        <source>Drag to ask what another limit would have done; Esc puts it back</source>
        <translation>Ziehen fragt, was eine andere Grenze getan hätte; Esc setzt sie zurück</translation>
    </message>
    <message>
        <source>What if the limit of %1 were another</source>
        <translation>Was, wenn die Grenze von %1 eine andere wäre</translation>
    </message>
</context>
<context>
    <name>sluice::LineageCanvas</name>
    <message>
        <source>Lineage graph</source>
        <translation>Lineage-Graph</translation>
    </message>
</context>
<context>
    <name>sluice::LineageHeader</name>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n geändert</numerusform>
            <numerusform>%n geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n break</source>
        <translation>
            <numerusform>%n bricht</numerusform>
            <numerusform>%n brechen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change value</source>
        <translation>
            <numerusform>%n ändert Werte</numerusform>
            <numerusform>%n ändern Werte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n see NULL</source>
        <translation>
            <numerusform>%n sieht NULL</numerusform>
            <numerusform>%n sehen NULL</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unbekannt</numerusform>
            <numerusform>%n unbekannt</numerusform>
        </translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>Lineage</translation>
    </message>
    <message>
        <source>impact of</source>
        <translation>Auswirkung von</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Back to the impact of the plan</source>
        <translation>Zurück zur Auswirkung des Plans</translation>
    </message>
    <message>
        <source>stale</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>Impact of %1; back to the plan</source>
        <translation>Auswirkung von %1; zurück zum Plan</translation>
    </message>
    <message numerus="yes">
        <source>%n unowned</source>
        <translation>
            <numerusform>%n ohne Zuständige</numerusform>
            <numerusform>%n ohne Zuständige</numerusform>
        </translation>
    </message>
    <message>
        <source>Hide untouched</source>
        <translation>Unberührte verbergen</translation>
    </message>
    <message>
        <source>Show every node of the lineage</source>
        <translation>Jeden Knoten der Lineage zeigen</translation>
    </message>
    <message>
        <source>coverage %1 %</source>
        <translation>Abdeckung %1 %</translation>
    </message>
    <message>
        <source>%1 of %2 consumers are judged by the columns they read; the others are unknown.</source>
        <translation>%1 von %2 Verbrauchern werden nach den Spalten beurteilt, die sie lesen; die anderen sind unbekannt.</translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weiteres</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n untouched</source>
        <translation>
            <numerusform>%n Unberührten zeigen</numerusform>
            <numerusform>%n Unberührte zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>1 source problem</source>
        <translation>1 Quellenproblem</translation>
    </message>
    <message>
        <source>%1 source problems</source>
        <translation>%1 Quellenprobleme</translation>
    </message>
    <message>
        <source>What could not be read of the lineage&apos;s sources: %1; opens the list</source>
        <translation>Was von den Quellen der Lineage nicht gelesen werden konnte: %1; öffnet die Liste</translation>
    </message>
</context>
<context>
    <name>sluice::LineagePage</name>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>+ expand · − fold · double-click for columns · arrows walk · Enter selects</source>
        <translation>+ aufklappen · − zuklappen · Doppelklick für Spalten · Pfeile gehen · Eingabe wählt</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Fit the drawing</source>
        <translation>Die Zeichnung einpassen</translation>
    </message>
    <message>
        <source>Impacted, by risk</source>
        <translation>Betroffen, nach Risiko</translation>
    </message>
    <message>
        <source>Impacted consumers</source>
        <translation>Betroffene Verbraucher</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Lineage</source>
        <translation>Lineage</translation>
    </message>
    <message>
        <source>Find a node</source>
        <translation>Einen Knoten suchen</translation>
    </message>
    <message>
        <source>Read lineage again</source>
        <translation>Lineage neu lesen</translation>
    </message>
    <message>
        <source>Show columns of the node</source>
        <translation>Spalten des Knotens zeigen</translation>
    </message>
    <message>
        <source>Impact of the selected node</source>
        <translation>Auswirkung des gewählten Knotens</translation>
    </message>
    <message>
        <source>Impact of the plan</source>
        <translation>Auswirkung des Plans</translation>
    </message>
    <message>
        <source>Export the drawing…</source>
        <translation>Die Zeichnung exportieren…</translation>
    </message>
    <message>
        <source>No lineage yet</source>
        <translation>Noch keine Lineage</translation>
    </message>
    <message>
        <source>Load a dbt manifest with “sluice lineage load target/manifest.json”, or add a connection: its views and what they read appear here.</source>
        <translation>Ein dbt-Manifest mit „sluice lineage load target/manifest.json“ laden oder eine Verbindung hinzufügen: Ihre Sichten und was sie lesen, erscheinen hier.</translation>
    </message>
    <message>
        <source>Open connections</source>
        <translation>Verbindungen öffnen</translation>
    </message>
    <message>
        <source>No plan to judge</source>
        <translation>Kein Plan zu beurteilen</translation>
    </message>
    <message>
        <source>Lineage shows what a plan breaks downstream. Add a plan below plans/.</source>
        <translation>Die Lineage zeigt, was ein Plan stromabwärts bricht. Einen Plan unter plans/ hinzufügen.</translation>
    </message>
    <message>
        <source>Open rollouts</source>
        <translation>Rollouts öffnen</translation>
    </message>
    <message>
        <source>Lineage could not be read</source>
        <translation>Die Lineage konnte nicht gelesen werden</translation>
    </message>
    <message>
        <source>What is above says why. Nothing of the plan depends on it.</source>
        <translation>Darüber steht, warum. Nichts am Plan hängt davon ab.</translation>
    </message>
    <message>
        <source>Impacted, by risk (%1)</source>
        <translation>Betroffen, nach Risiko (%1)</translation>
    </message>
    <message>
        <source>Nothing of this owner is affected.</source>
        <translation>Bei dieser Zuständigkeit ist nichts betroffen.</translation>
    </message>
    <message>
        <source>Nothing reads what this plan changes.</source>
        <translation>Nichts liest, was dieser Plan ändert.</translation>
    </message>
    <message>
        <source>%1 of %2 hops</source>
        <translation>%1 von %2 Schritten</translation>
    </message>
    <message>
        <source>All hops</source>
        <translation>Alle Schritte</translation>
    </message>
    <message numerus="yes">
        <source>%n hops</source>
        <translation>
            <numerusform>%n Schritt</numerusform>
            <numerusform>%n Schritte</numerusform>
        </translation>
    </message>
    <message>
        <source>Any owner</source>
        <translation>Alle Zuständigen</translation>
    </message>
    <message>
        <source>No owner</source>
        <translation>Niemand zuständig</translation>
    </message>
    <message>
        <source>Impact of this node</source>
        <translation>Auswirkung dieses Knotens</translation>
    </message>
    <message>
        <source>Expand</source>
        <translation>Aufklappen</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>Zuklappen</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>Namen kopieren</translation>
    </message>
    <message>
        <source>Export the drawing</source>
        <translation>Die Zeichnung exportieren</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.png *.pdf)</source>
        <translation>Bilder (*.svg *.png *.pdf)</translation>
    </message>
    <message>
        <source>The drawing was not exported</source>
        <translation>Die Zeichnung wurde nicht exportiert</translation>
    </message>
</context>
<context>
    <name>sluice::LineagePresenter</name>
    <message>
        <source>there is no lineage yet</source>
        <translation>noch gibt es keine Lineage</translation>
    </message>
</context>
<context>
    <name>sluice::LineageSearch</name>
    <message>
        <source>Find a node  /</source>
        <translation>Einen Knoten suchen  / </translation>
    </message>
    <message>
        <source>Find a node</source>
        <translation>Einen Knoten suchen</translation>
    </message>
</context>
<context>
    <name>sluice::LiveLogPanel</name>
    <message>
        <source>Log of the rollback</source>
        <translation>Protokoll des Rollbacks</translation>
    </message>
    <message>
        <source>Copy log</source>
        <translation>Protokoll kopieren</translation>
    </message>
    <message>
        <source>Asked for; waiting for the runner to begin</source>
        <translation>Verlangt; wartet, bis der Runner beginnt</translation>
    </message>
    <message>
        <source>Rollback stuck after %1 of %2 steps</source>
        <translation>Rollback steckt fest nach %1 von %2 Schritten</translation>
    </message>
    <message>
        <source>Rolling back: %1 of %2 steps done</source>
        <translation>Rollt zurück: %1 von %2 Schritten getan</translation>
    </message>
    <message>
        <source>Over: %1 of %2 steps done</source>
        <translation>Vorbei: %1 von %2 Schritten erledigt</translation>
    </message>
</context>
<context>
    <name>sluice::LogDetailPanel</name>
    <message>
        <source>chain not verified yet</source>
        <translation>Kette noch nicht geprüft</translation>
    </message>
    <message>
        <source>chain verified</source>
        <translation>Kette geprüft</translation>
    </message>
    <message>
        <source>chain broken at or before this entry</source>
        <translation>Kette bei oder vor diesem Eintrag gebrochen</translation>
    </message>
    <message>
        <source>Entry</source>
        <translation>Eintrag</translation>
    </message>
    <message>
        <source>No entry chosen</source>
        <translation>Kein Eintrag gewählt</translation>
    </message>
    <message>
        <source>Choose an entry to see why it happened and what it rests on.</source>
        <translation>Einen Eintrag wählen, um zu sehen, warum es geschah und worauf er beruht.</translation>
    </message>
    <message>
        <source>Give feedback</source>
        <translation>Rückmeldung geben</translation>
    </message>
    <message>
        <source>World then</source>
        <translation>Die Welt damals</translation>
    </message>
    <message>
        <source>Shows where every plan stood at the moment of this entry</source>
        <translation>Zeigt, wo jeder Plan zum Zeitpunkt dieses Eintrags stand</translation>
    </message>
    <message>
        <source>Open plan</source>
        <translation>Plan öffnen</translation>
    </message>
    <message>
        <source>Copy this entry</source>
        <translation>Diesen Eintrag kopieren</translation>
    </message>
    <message>
        <source>What looks wrong</source>
        <translation>Was falsch aussieht</translation>
    </message>
    <message>
        <source>Dataset it is about</source>
        <translation>Datensatz, um den es geht</translation>
    </message>
    <message>
        <source>Feedback</source>
        <translation>Rückmeldung</translation>
    </message>
    <message>
        <source>Totals of EMEA are off by a day since yesterday</source>
        <translation>Die Summen von EMEA weichen seit gestern um einen Tag ab</translation>
    </message>
    <message>
        <source>Record feedback</source>
        <translation>Rückmeldung aufzeichnen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>#%1 · hash %2 · %3</source>
        <translation>#%1 · Hash %2 · %3</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>No particular dataset</source>
        <translation>Kein bestimmter Datensatz</translation>
    </message>
</context>
<context>
    <name>sluice::LogFilterBar</name>
    <message>
        <source>Filter…</source>
        <translation>Filtern…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Search what, who and why</source>
        <translation>Suchen, was, wer und warum</translation>
    </message>
    <message>
        <source>Search the change log</source>
        <translation>Das Änderungsprotokoll durchsuchen</translation>
    </message>
    <message>
        <source>Intents, progress and other entries that are left out otherwise</source>
        <translation>Absichten, Fortschritt und andere Einträge, die sonst wegbleiben</translation>
    </message>
    <message>
        <source>Show intents, progress and other entries that are left out otherwise</source>
        <translation>Absichten, Fortschritt und andere sonst weggelassene Einträge zeigen</translation>
    </message>
    <message>
        <source>counting…</source>
        <translation>wird gezählt…</translation>
    </message>
    <message>
        <source>%1 entries</source>
        <translation>%1 Einträge</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Dataset</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Last 24 hours</source>
        <translation>Letzte 24 Stunden</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>dataset: %1</source>
        <translation>Datensatz: %1</translation>
    </message>
    <message>
        <source>who: %1</source>
        <translation>wer: %1</translation>
    </message>
    <message>
        <source>plan: %1</source>
        <translation>Plan: %1</translation>
    </message>
    <message>
        <source>last %1</source>
        <translation>letzte %1</translation>
    </message>
    <message>
        <source>Remove filter %1</source>
        <translation>Filter %1 entfernen</translation>
    </message>
    <message>
        <source>Remove this filter</source>
        <translation>Diesen Filter entfernen</translation>
    </message>
</context>
<context>
    <name>sluice::MainWindow</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
    <message>
        <source>Search or run a command</source>
        <translation>Suchen oder einen Befehl ausführen</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation>Helle Farben</translation>
    </message>
    <message>
        <source>Dark colours</source>
        <translation>Dunkle Farben</translation>
    </message>
    <message>
        <source>Colours of the desktop</source>
        <translation>Farben des Desktops</translation>
    </message>
    <message>
        <source>Verify the ledger</source>
        <translation>Das Ledger prüfen</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Ledger</translation>
    </message>
    <message>
        <source>Ledger verified to #%1</source>
        <translation>Ledger geprüft bis #%1</translation>
    </message>
    <message>
        <source>Ledger broken: %1</source>
        <translation>Ledger gebrochen: %1</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>sluice::MilestoneLane</name>
    <message>
        <source>Business milestones: %1</source>
        <translation>Geschäftliche Meilensteine: %1</translation>
    </message>
    <message>
        <source>Business milestones</source>
        <translation>Geschäftliche Meilensteine</translation>
    </message>
    <message>
        <source>next: %1, %2</source>
        <translation>nächster: %1, %2</translation>
    </message>
</context>
<context>
    <name>sluice::NextActionBox</name>
    <message>
        <source>Roll back…</source>
        <translation>Zurückrollen…</translation>
    </message>
    <message>
        <source>Start…</source>
        <translation>Starten…</translation>
    </message>
    <message>
        <source>Resume…</source>
        <translation>Fortsetzen…</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>Abbrechen…</translation>
    </message>
    <message>
        <source>Nothing left to do</source>
        <translation>Nichts mehr zu tun</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Als Nächstes: %1</translation>
    </message>
    <message>
        <source>It goes on by itself as soon as nothing blocks it.</source>
        <translation>Es geht von selbst weiter, sobald nichts mehr aufhält.</translation>
    </message>
    <message>
        <source>Every stage passed, nothing left to do</source>
        <translation>Jede Stufe bestanden, nichts mehr zu tun</translation>
    </message>
    <message>
        <source>Roll back further…</source>
        <translation>Weiter zurückrollen…</translation>
    </message>
    <message>
        <source>Start again…</source>
        <translation>Erneut starten…</translation>
    </message>
    <message>
        <source>Judge…</source>
        <translation>Urteilen…</translation>
    </message>
</context>
<context>
    <name>sluice::NodeCard</name>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>Impact of this node</source>
        <translation>Auswirkung dieses Knotens</translation>
    </message>
    <message>
        <source>Select a node to read why it is at risk.</source>
        <translation>Einen Knoten wählen, um zu lesen, warum er gefährdet ist.</translation>
    </message>
    <message>
        <source>Untouched</source>
        <translation>Unberührt</translation>
    </message>
    <message>
        <source>No path leads here from what changes.</source>
        <translation>Kein Pfad führt von dem, was sich ändert, hierher.</translation>
    </message>
    <message>
        <source>Changed by the plan</source>
        <translation>Vom Plan geändert</translation>
    </message>
    <message>
        <source>Why %1</source>
        <translation>Warum %1</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>Reach</source>
        <translation>Reichweite</translation>
    </message>
    <message>
        <source>Criticality</source>
        <translation>Wichtigkeit</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Nutzung</translation>
    </message>
    <message>
        <source>Safeguards</source>
        <translation>Absicherung</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>Relation</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Zuständig</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>%1 documented</source>
        <translation>%1 dokumentiert</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
</context>
<context>
    <name>sluice::NoticeLine</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>sluice::PalettePresenter</name>
    <message>
        <source>Go to</source>
        <translation>Gehe zu</translation>
    </message>
</context>
<context>
    <name>sluice::PeopleColumn</name>
    <message>
        <source>This plan names no runbook.</source>
        <translation>Dieser Plan nennt kein Runbook.</translation>
    </message>
    <message>
        <source>Runbook</source>
        <translation>Runbook</translation>
    </message>
    <message>
        <source>First message</source>
        <translation>Erste Nachricht</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the first message</source>
        <translation>Die erste Nachricht kopieren</translation>
    </message>
    <message>
        <source>done: %1, %2</source>
        <translation>erledigt: %1, %2</translation>
    </message>
    <message>
        <source>open: %1, %2</source>
        <translation>offen: %1, %2</translation>
    </message>
</context>
<context>
    <name>sluice::PlanColumn</name>
    <message>
        <source>What happens</source>
        <translation>Was geschieht</translation>
    </message>
    <message>
        <source>SQL</source>
        <translation>SQL</translation>
    </message>
    <message>
        <source>Hold only</source>
        <translation>Nur anhalten</translation>
    </message>
    <message>
        <source>Flags off only</source>
        <translation>Nur Flags aus</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>Probelauf</translation>
    </message>
    <message>
        <source>Show the SQL of every step</source>
        <translation>Das SQL jedes Schritts zeigen</translation>
    </message>
    <message>
        <source>Instead</source>
        <translation>Stattdessen</translation>
    </message>
    <message>
        <source>Stops advancing; nothing is undone</source>
        <translation>Hält den Fortgang an; nichts wird zurückgenommen</translation>
    </message>
    <message>
        <source>Brings readers back to the old path; the schema stays</source>
        <translation>Bringt Leser auf den alten Weg zurück; das Schema bleibt</translation>
    </message>
    <message>
        <source>Resolves every step against the target and changes nothing</source>
        <translation>Löst jeden Schritt gegen das Ziel auf und ändert nichts</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>What is happening</source>
        <translation>Was gerade geschieht</translation>
    </message>
    <message>
        <source>Readers back on the old path in %1</source>
        <translation>Leser wieder auf dem alten Weg in %1</translation>
    </message>
    <message>
        <source>Schema fully undone in %1</source>
        <translation>Schema ganz zurückgenommen in %1</translation>
    </message>
    <message>
        <source>Once begun it is finished, then applied again if need be.</source>
        <translation>Einmal begonnen, wird es zu Ende geführt und, wenn nötig, danach wieder angewendet.</translation>
    </message>
    <message>
        <source>No point of no return: nothing is lost on the way.</source>
        <translation>Kein Punkt ohne Wiederkehr: unterwegs geht nichts verloren.</translation>
    </message>
    <message>
        <source>Something else is under way.</source>
        <translation>Etwas anderes ist im Gange.</translation>
    </message>
    <message>
        <source>This plan has no flags.</source>
        <translation>Dieser Plan hat keine Flags.</translation>
    </message>
    <message>
        <source>Readers back on the old path</source>
        <translation>Leser zurück auf dem alten Weg</translation>
    </message>
    <message>
        <source>Schema fully undone</source>
        <translation>Schema ganz zurückgenommen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Save SQL…</source>
        <translation>SQL sichern…</translation>
    </message>
    <message>
        <source>Writes this rollback as a script that psql or sqlite3 runs without Sluice</source>
        <translation>Schreibt diesen Rollback als Skript, das psql oder sqlite3 ohne Sluice ausführt</translation>
    </message>
</context>
<context>
    <name>sluice::PrivateFile</name>
    <message>
        <source>The file could not be written: %1</source>
        <translation>Die Datei konnte nicht geschrieben werden: %1</translation>
    </message>
    <message>
        <source>Choose another folder, or make room, and export again.</source>
        <translation>Einen anderen Ordner wählen oder Platz schaffen, dann neu exportieren.</translation>
    </message>
</context>
<context>
    <name>sluice::ProofPanel</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>Protected tables</source>
        <translation>Geschützte Tabellen</translation>
    </message>
    <message>
        <source>Result: %1. %2</source>
        <translation>Ergebnis: %1. %2</translation>
    </message>
    <message>
        <source>Readers back</source>
        <translation>Leser zurück</translation>
    </message>
    <message>
        <source>Fully undone</source>
        <translation>Ganz zurückgenommen</translation>
    </message>
    <message>
        <source>Schema recorded</source>
        <translation>Schema aufgezeichnet</translation>
    </message>
    <message>
        <source>Schema now</source>
        <translation>Schema jetzt</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>Arrived meanwhile</source>
        <translation>Inzwischen hinzugekommen</translation>
    </message>
    <message>
        <source>%1 rows</source>
        <translation>%1 Zeilen</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>No protected table was compared</source>
        <translation>Keine geschützte Tabelle wurde verglichen</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>Tabelle</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Zeilen</translation>
    </message>
    <message>
        <source>Checksum</source>
        <translation>Prüfsumme</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Hinzugekommen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>%1 → %2</source>
        <translation>%1 → %2</translation>
    </message>
</context>
<context>
    <name>sluice::QualityPage</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Open timeline</source>
        <translation>Zeitachse öffnen</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>Qualität</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>5 m</source>
        <translation>5 min</translation>
    </message>
    <message>
        <source>2 h</source>
        <translation>2 h</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Show the last %1</source>
        <translation>Die letzten %1 zeigen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Follow the present</source>
        <translation>Der Gegenwart folgen</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>Charts as PNG…</source>
        <translation>Diagramme als PNG…</translation>
    </message>
    <message>
        <source>Samples as CSV…</source>
        <translation>Messwerte als CSV…</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Move crosshair back</source>
        <translation>Fadenkreuz zurück</translation>
    </message>
    <message>
        <source>Move crosshair forth</source>
        <translation>Fadenkreuz vor</translation>
    </message>
    <message>
        <source>Acknowledge breach</source>
        <translation>Verletzung zur Kenntnis nehmen</translation>
    </message>
    <message>
        <source>Export charts as PNG…</source>
        <translation>Diagramme als PNG exportieren…</translation>
    </message>
    <message>
        <source>Export samples as CSV…</source>
        <translation>Messwerte als CSV exportieren…</translation>
    </message>
    <message>
        <source>No rollouts yet</source>
        <translation>Noch keine Rollouts</translation>
    </message>
    <message>
        <source>Each gate of a running plan has a chart here. Add a plan to plans/ to begin.</source>
        <translation>Jedes Gate eines laufenden Plans hat hier ein Diagramm. Mit einem Plan in plans/ beginnen.</translation>
    </message>
    <message>
        <source>Nothing sampled yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>%1 has not been started. Its gates are sampled from the first stage on.</source>
        <translation>%1 wurde nicht gestartet. Seine Gates werden von der ersten Stufe an gemessen.</translation>
    </message>
    <message>
        <source>This stage has no gates</source>
        <translation>Diese Stufe hat keine Gates</translation>
    </message>
    <message>
        <source>Choose another stage, or add a gate to the plan.</source>
        <translation>Eine andere Stufe wählen oder dem Plan ein Gate hinzufügen.</translation>
    </message>
    <message>
        <source>The samples cannot be read</source>
        <translation>Die Messwerte sind nicht lesbar</translation>
    </message>
    <message>
        <source>The gates go on being judged by the runner meanwhile.</source>
        <translation>Die Gates werden inzwischen weiter vom Runner beurteilt.</translation>
    </message>
    <message>
        <source>%1 %2 at %3 UTC</source>
        <translation>%1 %2 um %3 UTC</translation>
    </message>
    <message>
        <source>breached</source>
        <translation>verletzt</translation>
    </message>
    <message>
        <source>At %1 UTC</source>
        <translation>Um %1 UTC</translation>
    </message>
    <message>
        <source>Export charts</source>
        <translation>Diagramme exportieren</translation>
    </message>
    <message>
        <source>PNG (*.png)</source>
        <translation>PNG (*.png)</translation>
    </message>
    <message>
        <source>Export samples</source>
        <translation>Messwerte exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>There are no samples to export.</source>
        <translation>Es gibt keine Messwerte zum Exportieren.</translation>
    </message>
    <message>
        <source>Go to the event before</source>
        <translation>Zum Ereignis davor</translation>
    </message>
    <message>
        <source>Go to the next event</source>
        <translation>Zum nächsten Ereignis</translation>
    </message>
    <message>
        <source>Go to the threshold before</source>
        <translation>Zur Schwelle davor</translation>
    </message>
    <message>
        <source>Go to the next threshold</source>
        <translation>Zur nächsten Schwelle</translation>
    </message>
    <message>
        <source>Say what looks wrong…</source>
        <translation>Sagen, was falsch aussieht…</translation>
    </message>
    <message>
        <source>No rollout that touches a dataset is shown</source>
        <translation>Es ist kein Rollout zu sehen, der einen Datensatz berührt</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Say what looks wrong</source>
        <translation>Sagen, was falsch aussieht</translation>
    </message>
    <message>
        <source>About %1. It goes into the change log under your name and is marked on every chart of this rollout.</source>
        <translation>Zu %1. Es kommt unter dem eigenen Namen ins Änderungsprotokoll und wird in jedem Diagramm dieses Rollouts markiert.</translation>
    </message>
    <message>
        <source>Give feedback</source>
        <translation>Rückmeldung geben</translation>
    </message>
    <message>
        <source>What looks wrong</source>
        <translation>Was falsch aussieht</translation>
    </message>
    <message>
        <source>Judge this gate…</source>
        <translation>Über dieses Gate urteilen…</translation>
    </message>
    <message>
        <source>No gate of this stage waits for a person</source>
        <translation>Kein Gate dieser Stufe wartet auf einen Menschen</translation>
    </message>
    <message>
        <source>Try another limit</source>
        <translation>Andere Grenze ausprobieren</translation>
    </message>
    <message>
        <source>Copy the limit that is tried</source>
        <translation>Ausprobierte Grenze kopieren</translation>
    </message>
    <message>
        <source>Look around this event</source>
        <translation>Um dieses Ereignis herum sehen</translation>
    </message>
</context>
<context>
    <name>sluice::QualityPresenter</name>
    <message>
        <source>%1 after %2.</source>
        <translation>%1 nach %2.</translation>
    </message>
    <message>
        <source>%1 (checks)</source>
        <translation>%1 (Prüfungen)</translation>
    </message>
    <message>
        <source>Standing checks of %1</source>
        <translation>Dauerprüfungen von %1</translation>
    </message>
</context>
<context>
    <name>sluice::QuestionDialog</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>A reason is needed; it goes into the change log</source>
        <translation>Ein Grund ist nötig; er kommt ins Änderungsprotokoll</translation>
    </message>
</context>
<context>
    <name>sluice::Rail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>sluice::RailButton</name>
    <message>
        <source>Page %1, Ctrl+%1</source>
        <translation>Seite %1, Strg+%1</translation>
    </message>
</context>
<context>
    <name>sluice::ReadinessColumn</name>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>blocks</source>
        <translation>hält auf</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>wird geprüft</translation>
    </message>
    <message>
        <source>Blast radius</source>
        <translation>Tragweite</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>How many rows were written since the stage began is unknown; none of them is touched.</source>
        <translation>Wie viele Zeilen seit Beginn der Stufe geschrieben wurden, ist unbekannt; keine wird berührt.</translation>
    </message>
    <message>
        <source>No row was written since the stage began.</source>
        <translation>Seit Beginn der Stufe wurde keine Zeile geschrieben.</translation>
    </message>
    <message>
        <source>%1 rows written since the stage began keep their old columns.</source>
        <translation>%1 seit Beginn der Stufe geschriebene Zeilen behalten ihre alten Spalten.</translation>
    </message>
    <message>
        <source>%1: %2.</source>
        <translation>%1: %2.</translation>
    </message>
    <message>
        <source>… all of them: sluice rollback %1 --export-rows DIR</source>
        <translation>… alle: sluice rollback %1 --export-rows ORDNER</translation>
    </message>
    <message>
        <source>Loss unknown</source>
        <translation>Verlust unbekannt</translation>
    </message>
    <message>
        <source>1 row lost</source>
        <translation>1 Zeile verloren</translation>
    </message>
    <message>
        <source>%1 rows lost</source>
        <translation>%1 Zeilen verloren</translation>
    </message>
    <message>
        <source>%1, %2 %3</source>
        <translation>%1, %2 %3</translation>
    </message>
    <message>
        <source>Reading what is downstream…</source>
        <translation>Liest, was stromabwärts liegt…</translation>
    </message>
    <message>
        <source>What is downstream is unknown: no lineage was read.</source>
        <translation>Was stromabwärts liegt, ist unbekannt: Es wurde keine Lineage gelesen.</translation>
    </message>
</context>
<context>
    <name>sluice::ReplayDialog</name>
    <message>
        <source>Runs done</source>
        <translation>Erledigte Läufe</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Abfragen</translation>
    </message>
    <message>
        <source>Run on</source>
        <translation>Ausführen auf</translation>
    </message>
    <message>
        <source>Peak load</source>
        <translation>Spitzenlast</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1× as many at once as usual</source>
        <translation>%1× so viele zugleich wie üblich</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Nachspielen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Not replayed yet</source>
        <translation>Noch nicht nachgespielt</translation>
    </message>
    <message>
        <source>Each query of production that reads what the plan switches is listed here with both times and what its plan loses.</source>
        <translation>Jede Abfrage der Produktion, die liest, was der Plan umschaltet, steht hier mit beiden Zeiten und dem, was ihr Plan verliert.</translation>
    </message>
    <message>
        <source>Queries, findings first</source>
        <translation>Abfragen, Befunde zuerst</translation>
    </message>
    <message>
        <source>Text of the query</source>
        <translation>Text der Abfrage</translation>
    </message>
    <message>
        <source>Export CSV…</source>
        <translation>CSV exportieren…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Replay production&apos;s queries: %1</source>
        <translation>Abfragen der Produktion nachspielen: %1</translation>
    </message>
    <message>
        <source>It ends as soon as it can</source>
        <translation>Endet, sobald es geht</translation>
    </message>
    <message>
        <source>What the server counted</source>
        <translation>Was der Server gezählt hat</translation>
    </message>
    <message>
        <source>From a file…</source>
        <translation>Aus einer Datei…</translation>
    </message>
    <message>
        <source>Queries to replay</source>
        <translation>Abfragen zum Nachspielen</translation>
    </message>
    <message>
        <source>SQL (*.sql);;All files (*)</source>
        <translation>SQL (*.sql);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export the replay</source>
        <translation>Das Nachspielen exportieren</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Replaying</source>
        <translation>Spielt nach</translation>
    </message>
</context>
<context>
    <name>sluice::ReplayPresenter</name>
    <message>
        <source>%1, the plan&apos;s own (%2)</source>
        <translation>%1, des Plans eigene (%2)</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>The plan file cannot be read</source>
        <translation>Die Plandatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>The plan switches nothing: it has no flag</source>
        <translation>Der Plan schaltet nichts um: Er hat kein Flag</translation>
    </message>
    <message>
        <source>A peak load is not made on production: choose a clone or a replica</source>
        <translation>Auf der Produktion wird keine Spitzenlast erzeugt: einen Klon oder eine Replik wählen</translation>
    </message>
    <message>
        <source>It is being replayed</source>
        <translation>Er wird gerade nachgespielt</translation>
    </message>
    <message>
        <source>%1 is being replayed</source>
        <translation>%1 wird gerade nachgespielt</translation>
    </message>
    <message>
        <source>Reading the queries</source>
        <translation>Liest die Abfragen</translation>
    </message>
    <message>
        <source>Stopping; nothing was changed</source>
        <translation>Bricht ab; nichts wurde geändert</translation>
    </message>
    <message>
        <source>It could not be replayed</source>
        <translation>Es konnte nicht nachgespielt werden</translation>
    </message>
    <message>
        <source>Stopped, nothing is known</source>
        <translation>Abgebrochen, nichts ist bekannt</translation>
    </message>
    <message>
        <source>Runs the queries that read what the plan switches on the legacy and on the candidate in turns. It only reads, and ends after %1 at most.</source>
        <translation>Führt die Abfragen, die lesen, was der Plan umschaltet, abwechselnd auf Legacy und auf dem Kandidaten aus. Es wird nur gelesen, höchstens %1 lang.</translation>
    </message>
    <message>
        <source>%1 · %2 · plan %3</source>
        <translation>%1 · %2 · Plan %3</translation>
    </message>
    <message>
        <source>Of another version of the plan: %1</source>
        <translation>Von einer anderen Fassung des Plans: %1</translation>
    </message>
</context>
<context>
    <name>sluice::ReplaySection</name>
    <message>
        <source>Replay queries…</source>
        <translation>Abfragen nachspielen…</translation>
    </message>
    <message>
        <source>Production&apos;s queries</source>
        <translation>Abfragen der Produktion</translation>
    </message>
    <message>
        <source>Show replay…</source>
        <translation>Nachspielen zeigen…</translation>
    </message>
</context>
<context>
    <name>sluice::ReplayTableModel</name>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Query</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Legacy</source>
        <translation>Legacy</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>Kandidat</translation>
    </message>
    <message>
        <source>Factor</source>
        <translation>Faktor</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Its plan loses</source>
        <translation>Ihr Plan verliert</translation>
    </message>
</context>
<context>
    <name>sluice::RollbackPresenter</name>
    <message>
        <source>Nothing of %1 runs, so there is nothing to roll back</source>
        <translation>Von %1 läuft nichts, also gibt es nichts zurückzurollen</translation>
    </message>
    <message>
        <source>Close this and choose a rollout that was started.</source>
        <translation>Dies schließen und einen Rollout wählen, der gestartet wurde.</translation>
    </message>
    <message>
        <source>Dry run failed: %1</source>
        <translation>Probelauf fehlgeschlagen: %1</translation>
    </message>
    <message>
        <source>Dry run: %1 steps resolved against the target, loss unknown. Nothing was changed.</source>
        <translation>Probelauf: %1 Schritte gegen das Ziel aufgelöst, Verlust unbekannt. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Dry run: %1 steps resolved against the target, %2 rows lost. Nothing was changed.</source>
        <translation>Probelauf: %1 Schritte gegen das Ziel aufgelöst, %2 Zeilen verloren. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>Rolled back by hand</source>
        <translation>Von Hand zurückgerollt</translation>
    </message>
    <message>
        <source>Rollback asked for</source>
        <translation>Rollback verlangt</translation>
    </message>
    <message>
        <source>Held instead of rolled back</source>
        <translation>Angehalten statt zurückgerollt</translation>
    </message>
    <message>
        <source>Held. Nothing advances until it is resumed; gates go on being judged.</source>
        <translation>Angehalten. Nichts geht voran, bis es fortgesetzt wird; Gates werden weiter beurteilt.</translation>
    </message>
    <message>
        <source>Flags switched off instead of a rollback</source>
        <translation>Flags ausgeschaltet statt zurückgerollt</translation>
    </message>
    <message>
        <source>Flags are off. Readers are on the old path; the schema stays as it is.</source>
        <translation>Die Flags sind aus. Leser sind auf dem alten Weg; das Schema bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>Resolving every step against the target…</source>
        <translation>Jeder Schritt wird gegen das Ziel aufgelöst…</translation>
    </message>
    <message>
        <source>unknown environment</source>
        <translation>unbekannte Umgebung</translation>
    </message>
    <message>
        <source>Writing the rollback as SQL…</source>
        <translation>Der Rollback wird als SQL geschrieben…</translation>
    </message>
    <message>
        <source>Saved %1. Its first lines say how to run it.</source>
        <translation>%1 gesichert. Die ersten Zeilen sagen, wie man es ausführt.</translation>
    </message>
    <message>
        <source>Waiting for a second person: %1</source>
        <translation>Wartet auf eine zweite Person: %1</translation>
    </message>
    <message>
        <source>Accept the rollback behind its window</source>
        <translation>Rollback nach Ablauf seines Fensters annehmen</translation>
    </message>
    <message>
        <source>Accept the loss of %1 rows</source>
        <translation>Verlust von %1 Zeilen annehmen</translation>
    </message>
    <message>
        <source>Accept a loss that nothing counts</source>
        <translation>Verlust annehmen, den nichts zählt</translation>
    </message>
    <message>
        <source>Loss accepted</source>
        <translation>Verlust angenommen</translation>
    </message>
</context>
<context>
    <name>sluice::RollbackSheet</name>
    <message>
        <source>Roll back</source>
        <translation>Zurückrollen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>This rollback is refused</source>
        <translation>Dieser Rollback wird verweigert</translation>
    </message>
    <message>
        <source>SQL of every step</source>
        <translation>SQL jedes Schritts</translation>
    </message>
    <message>
        <source>Save the proof</source>
        <translation>Den Nachweis speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>Gespeichert in %1</translation>
    </message>
    <message>
        <source>Why this rollback is refused</source>
        <translation>Warum dieser Rollback abgelehnt wird</translation>
    </message>
    <message>
        <source>Blast radius and readiness</source>
        <translation>Reichweite und Bereitschaft</translation>
    </message>
    <message>
        <source>Runbook and first message</source>
        <translation>Runbook und erste Nachricht</translation>
    </message>
    <message>
        <source>Save the rollback as SQL</source>
        <translation>Den Rollback als SQL sichern</translation>
    </message>
</context>
<context>
    <name>sluice::RollbackStepModel</name>
    <message>
        <source>Flag %1 off</source>
        <translation>Flag %1 aus</translation>
    </message>
    <message>
        <source>%1 flags off</source>
        <translation>%1 Flags aus</translation>
    </message>
    <message>
        <source>no lock</source>
        <translation>keine Sperre</translation>
    </message>
    <message>
        <source>Verify schema and data</source>
        <translation>Schema und Daten prüfen</translation>
    </message>
    <message>
        <source>Flags off</source>
        <translation>Flags aus</translation>
    </message>
    <message>
        <source>Undo %1 of %2</source>
        <translation>%1 von %2 zurücknehmen</translation>
    </message>
    <message>
        <source>Point of no return: %1 rows are lost here</source>
        <translation>Punkt ohne Wiederkehr: %1 Zeilen gehen hier verloren</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
</context>
<context>
    <name>sluice::RolloutCommands</name>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Start rollout…</source>
        <translation>Rollout starten…</translation>
    </message>
    <message>
        <source>Hold rollout</source>
        <translation>Rollout anhalten</translation>
    </message>
    <message>
        <source>Resume rollout…</source>
        <translation>Rollout fortsetzen…</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Zurückrollen…</translation>
    </message>
    <message>
        <source>Cancel rollout…</source>
        <translation>Rollout abbrechen…</translation>
    </message>
    <message>
        <source>No rollout is selected</source>
        <translation>Kein Rollout ist gewählt</translation>
    </message>
    <message>
        <source>%1 is already under way</source>
        <translation>%1 ist schon im Gange</translation>
    </message>
    <message>
        <source>%1 is not running, or is held by a person already</source>
        <translation>%1 läuft nicht oder ist schon von einer Person angehalten</translation>
    </message>
    <message>
        <source>%1 is not held</source>
        <translation>%1 ist nicht angehalten</translation>
    </message>
    <message>
        <source>%1 has changed nothing that could be rolled back</source>
        <translation>%1 hat nichts geändert, was zurückgerollt werden könnte</translation>
    </message>
    <message>
        <source>%1 is not waiting; once it has effects it is rolled back instead</source>
        <translation>%1 wartet nicht; was schon gewirkt hat, wird zurückgerollt</translation>
    </message>
    <message>
        <source>Start %1</source>
        <translation>%1 starten</translation>
    </message>
    <message>
        <source>Target: %1 (%2). Stages: %3. The first stage begins at once; each next one waits for its gates. It can be rolled back until the point of no return.</source>
        <translation>Ziel: %1 (%2). Stufen: %3. Die erste Stufe beginnt sofort; jede weitere wartet auf ihre Gates. Bis zum Punkt ohne Wiederkehr kann zurückgerollt werden.</translation>
    </message>
    <message>
        <source>unknown environment</source>
        <translation>unbekannte Umgebung</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Why now</source>
        <translation>Warum jetzt</translation>
    </message>
    <message>
        <source>Started %1</source>
        <translation>%1 gestartet</translation>
    </message>
    <message>
        <source>held in the console</source>
        <translation>in der Konsole angehalten</translation>
    </message>
    <message>
        <source>Held %1</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>Resume %1</source>
        <translation>%1 fortsetzen</translation>
    </message>
    <message>
        <source>It is held because: %1. Gates go on being judged; a new breach holds or rolls back again.</source>
        <translation>Angehalten, weil: %1. Gates werden weiter beurteilt; eine neue Verletzung hält wieder an oder rollt zurück.</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Why it may go on</source>
        <translation>Warum es weitergehen darf</translation>
    </message>
    <message>
        <source>Resumed %1</source>
        <translation>%1 fortgesetzt</translation>
    </message>
    <message>
        <source>Cancel %1</source>
        <translation>%1 abbrechen</translation>
    </message>
    <message>
        <source>Nothing was done in the target yet, so there is nothing to roll back. The plan can be started again.</source>
        <translation>Im Ziel wurde noch nichts getan, also gibt es nichts zurückzurollen. Der Plan kann wieder gestartet werden.</translation>
    </message>
    <message>
        <source>Cancel rollout</source>
        <translation>Rollout abbrechen</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Cancelled %1</source>
        <translation>%1 abgebrochen</translation>
    </message>
    <message>
        <source>%1 is sealed: every stage passed, and its plan file has not changed since</source>
        <translation>%1 ist versiegelt: Jede Stufe hat bestanden, und die Plandatei wurde seither nicht geändert</translation>
    </message>
    <message>
        <source>Rehearse on a copy</source>
        <translation>An einer Kopie proben</translation>
    </message>
    <message>
        <source>%1 is being rehearsed</source>
        <translation>%1 wird gerade geprobt</translation>
    </message>
    <message>
        <source>%1 has nothing that could begin</source>
        <translation>Bei %1 steht nichts an, das beginnen könnte</translation>
    </message>
    <message>
        <source>Rehearsing %1 on a copy</source>
        <translation>%1 wird an einer Kopie geprobt</translation>
    </message>
    <message>
        <source>the rehearsal of %1 failed: %2</source>
        <translation>die Probe von %1 ist gescheitert: %2</translation>
    </message>
    <message>
        <source>correct the plan, then rehearse it again</source>
        <translation>den Plan berichtigen, dann erneut proben</translation>
    </message>
    <message>
        <source>Rehearsed %1: %2</source>
        <translation>%1 geprobt: %2</translation>
    </message>
</context>
<context>
    <name>sluice::RolloutDetailPanel</name>
    <message>
        <source>Problems in the plan file</source>
        <translation>Probleme in der Plandatei</translation>
    </message>
    <message>
        <source>Stages</source>
        <translation>Stufen</translation>
    </message>
    <message>
        <source>Show on timeline</source>
        <translation>Auf der Zeitachse zeigen</translation>
    </message>
    <message>
        <source>Earlier runs</source>
        <translation>Frühere Läufe</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
</context>
<context>
    <name>sluice::RolloutsPage</name>
    <message>
        <source>Rollouts</source>
        <translation>Rollouts</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Active</source>
        <translation>Aktiv</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>No rollouts yet</source>
        <translation>Noch keine Rollouts</translation>
    </message>
    <message>
        <source>A rollout is a YAML file below %1. Write one there, or run “sluice init --demo” for a workspace with a plan ready to start.</source>
        <translation>Ein Rollout ist eine YAML-Datei unter %1. Dort eine schreiben oder „sluice init --demo“ ausführen, das einen Arbeitsbereich mit startbereitem Plan anlegt.</translation>
    </message>
    <message>
        <source>No rollout matches this filter</source>
        <translation>Kein Rollout passt zu diesem Filter</translation>
    </message>
    <message>
        <source>Choose All to see every rollout of the workspace.</source>
        <translation>„Alle“ wählen, um jeden Rollout des Arbeitsbereichs zu sehen.</translation>
    </message>
    <message>
        <source>Replay history through its gates</source>
        <translation>Vergangenheit durch seine Gates spielen</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>Replay production&apos;s queries…</source>
        <translation>Abfragen der Produktion nachspielen…</translation>
    </message>
</context>
<context>
    <name>sluice::RolloutsPresenter</name>
    <message>
        <source>1 rollout</source>
        <translation>1 Rollout</translation>
    </message>
    <message>
        <source>%1 rollouts</source>
        <translation>%1 Rollouts</translation>
    </message>
    <message>
        <source>1 breach</source>
        <translation>1 Verletzung</translation>
    </message>
    <message>
        <source>%1 breaches</source>
        <translation>%1 Verletzungen</translation>
    </message>
    <message>
        <source>%1 held</source>
        <translation>%1 angehalten</translation>
    </message>
    <message>
        <source>%1 cannot be read</source>
        <translation>%1 nicht lesbar</translation>
    </message>
</context>
<context>
    <name>sluice::RowPainter</name>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>point of no return passed</source>
        <translation>Punkt ohne Wiederkehr überschritten</translation>
    </message>
    <message>
        <source>no return in about %1</source>
        <translation>keine Wiederkehr in etwa %1</translation>
    </message>
    <message>
        <source>no return in %1</source>
        <translation>keine Wiederkehr in %1</translation>
    </message>
    <message>
        <source>no return</source>
        <translation>kein Zurück</translation>
    </message>
</context>
<context>
    <name>sluice::RunnerPill</name>
    <message>
        <source>Runner: %1</source>
        <translation>Runner: %1</translation>
    </message>
</context>
<context>
    <name>sluice::ScreenshotTour</name>
    <message>
        <source>Cannot make the folder %1</source>
        <translation>Der Ordner %1 lässt sich nicht anlegen</translation>
    </message>
    <message>
        <source>Cannot write %1</source>
        <translation>%1 lässt sich nicht schreiben</translation>
    </message>
    <message>
        <source>%1 did not come to rest</source>
        <translation>%1 kam nicht zur Ruhe</translation>
    </message>
</context>
<context>
    <name>sluice::SearchField</name>
    <message>
        <source>Search or run a command</source>
        <translation>Suchen oder einen Befehl ausführen</translation>
    </message>
</context>
<context>
    <name>sluice::SheetFooter</name>
    <message>
        <source>Type instead</source>
        <translation>Stattdessen tippen</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Copy proof</source>
        <translation>Nachweis kopieren</translation>
    </message>
    <message>
        <source>Save proof…</source>
        <translation>Nachweis speichern…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Hold to roll back</source>
        <translation>Halten zum Zurückrollen</translation>
    </message>
    <message>
        <source>Confirm by typing the plan&apos;s id instead of holding the button</source>
        <translation>Durch Tippen der Plan-Id bestätigen, statt den Knopf zu halten</translation>
    </message>
    <message>
        <source>Looking at the target…</source>
        <translation>Das Ziel wird angesehen…</translation>
    </message>
    <message>
        <source>The button acts once every reason above is gone. Hold only and Flags off only stay possible.</source>
        <translation>Der Knopf wirkt, sobald alle Gründe darüber verschwunden sind. „Nur anhalten“ und „Nur Flags aus“ bleiben möglich.</translation>
    </message>
    <message>
        <source>It goes on when this is closed. Opening it again joins it.</source>
        <translation>Es geht weiter, wenn dies geschlossen wird. Erneutes Öffnen schließt sich an.</translation>
    </message>
    <message>
        <source>It goes on from where it stands; nothing is done twice.</source>
        <translation>Es geht weiter, wo es steht; nichts wird doppelt getan.</translation>
    </message>
    <message>
        <source>Recorded in the change log.</source>
        <translation>Im Änderungsprotokoll aufgezeichnet.</translation>
    </message>
    <message>
        <source>Confirmed by typing: the button acts at one press.</source>
        <translation>Durch Tippen bestätigt: der Knopf wirkt bei einem Druck.</translation>
    </message>
    <message>
        <source>All lights green: one person, no second key needed.</source>
        <translation>Alle Lichter grün: eine Person, kein zweiter Schlüssel nötig.</translation>
    </message>
    <message>
        <source>One light is not green; it warns, it does not block.</source>
        <translation>Ein Licht ist nicht grün; es warnt, es hält nicht auf.</translation>
    </message>
    <message>
        <source>%1 lights are not green; they warn, they do not block.</source>
        <translation>%1 Lichter sind nicht grün; sie warnen, sie halten nicht auf.</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Zurückrollen</translation>
    </message>
    <message>
        <source>Hold to try again</source>
        <translation>Halten für einen neuen Versuch</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Why this loss is acceptable</source>
        <translation>Warum dieser Verlust hinnehmbar ist</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>%1 asked for this. Type the plan&apos;s id and why to accept what is lost.</source>
        <translation>%1 hat das verlangt. Kennung des Plans und Grund eingeben, um den Verlust anzunehmen.</translation>
    </message>
    <message>
        <source>%1 asked for a rollback, and another person must accept what it loses.</source>
        <translation>%1 hat einen Rollback verlangt; eine andere Person muss annehmen, was dabei verloren geht.</translation>
    </message>
</context>
<context>
    <name>sluice::SheetHeader</name>
    <message>
        <source>Roll back</source>
        <translation>Zurückrollen</translation>
    </message>
    <message>
        <source>Go back to</source>
        <translation>Zurück bis</translation>
    </message>
    <message>
        <source>Stage to go back to</source>
        <translation>Stufe, bis zu der zurückgerollt wird</translation>
    </message>
    <message>
        <source>Rolled back</source>
        <translation>Zurückgerollt</translation>
    </message>
    <message>
        <source>Rolling back</source>
        <translation>Rollt zurück</translation>
    </message>
    <message>
        <source>to %1 in</source>
        <translation>bis %1 in</translation>
    </message>
    <message>
        <source>to %1</source>
        <translation>bis %1</translation>
    </message>
    <message>
        <source>By hand: no gate asked for it.</source>
        <translation>Von Hand: kein Gate hat es verlangt.</translation>
    </message>
    <message>
        <source>%1 %2 %3 %4. %5</source>
        <translation>%1 %2 %3 %4. %5</translation>
    </message>
    <message>
        <source>Rollback of</source>
        <translation>Rollback von</translation>
    </message>
</context>
<context>
    <name>sluice::ShellPresenter</name>
    <message>
        <source>not enrolled</source>
        <translation>nicht eingetragen</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>Connection %1, %2</source>
        <translation>Verbindung %1, %2</translation>
    </message>
    <message>
        <source>Database %1</source>
        <translation>Datenbank %1</translation>
    </message>
    <message>
        <source>Target %1</source>
        <translation>Ziel %1</translation>
    </message>
    <message>
        <source>this console</source>
        <translation>diese Konsole</translation>
    </message>
    <message>
        <source>%1, lease %2</source>
        <translation>%1, Lease %2</translation>
    </message>
    <message>
        <source>%1, lease expired %2</source>
        <translation>%1, Lease abgelaufen %2</translation>
    </message>
    <message>
        <source>no runner</source>
        <translation>kein Runner</translation>
    </message>
    <message>
        <source>Breach</source>
        <translation>Verletzung</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>ledger: %1</source>
        <translation>Ledger: %1</translation>
    </message>
    <message>
        <source>ledger broken at #%1</source>
        <translation>Ledger gebrochen bei #%1</translation>
    </message>
    <message>
        <source>ledger broken: %1</source>
        <translation>Ledger gebrochen: %1</translation>
    </message>
    <message>
        <source>ledger verified to #%1</source>
        <translation>Ledger geprüft bis #%1</translation>
    </message>
    <message>
        <source>ledger at #%1, not verified yet</source>
        <translation>Ledger bei #%1, noch nicht geprüft</translation>
    </message>
    <message>
        <source>opening the workspace</source>
        <translation>der Arbeitsbereich wird geöffnet</translation>
    </message>
    <message>
        <source>samples %1</source>
        <translation>Messwerte %1</translation>
    </message>
    <message>
        <source>no rollout running</source>
        <translation>kein Rollout läuft</translation>
    </message>
    <message>
        <source>1 rollout running</source>
        <translation>1 Rollout läuft</translation>
    </message>
    <message>
        <source>%1 rollouts running</source>
        <translation>%1 Rollouts laufen</translation>
    </message>
    <message>
        <source>now at #%1</source>
        <translation>jetzt bei #%1</translation>
    </message>
    <message>
        <source>Rollback at risk</source>
        <translation>Rollback gefährdet</translation>
    </message>
    <message>
        <source>Check breached</source>
        <translation>Prüfung verletzt</translation>
    </message>
    <message>
        <source>Check without data</source>
        <translation>Prüfung ohne Daten</translation>
    </message>
</context>
<context>
    <name>sluice::Skeleton</name>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
</context>
<context>
    <name>sluice::StageInspector</name>
    <message>
        <source>Gates</source>
        <translation>Gates</translation>
    </message>
    <message>
        <source>Rollback</source>
        <translation>Rollback</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>Zurückrollen…</translation>
    </message>
    <message>
        <source>Working out what it would take</source>
        <translation>Es wird ermittelt, was nötig wäre</translation>
    </message>
    <message>
        <source>Not forecast: %1</source>
        <translation>Keine Vorhersage: %1</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück bis %1</translation>
    </message>
    <message>
        <source>Readers back in %1, undone in %2</source>
        <translation>Leser zurück in %1, zurückgenommen in %2</translation>
    </message>
    <message>
        <source>Rows that would be lost: unknown</source>
        <translation>Zeilen, die verloren gingen: unbekannt</translation>
    </message>
    <message>
        <source>Rows that would be lost: %1</source>
        <translation>Zeilen, die verloren gingen: %1</translation>
    </message>
    <message>
        <source>Roll back further…</source>
        <translation>Weiter zurückrollen…</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Rehearsal</source>
        <translation>Probe</translation>
    </message>
    <message>
        <source>Rehearse</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Rehearse again</source>
        <translation>Erneut proben</translation>
    </message>
    <message>
        <source>Carries the plan forward and back on a copy; the warehouse is only read</source>
        <translation>Führt den Plan an einer Kopie aus und nimmt ihn zurück; das Warehouse wird nur gelesen</translation>
    </message>
</context>
<context>
    <name>sluice::StepList</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
</context>
<context>
    <name>sluice::TimelineDelegate</name>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>%1, about %2 (forecast)</source>
        <translation>%1, etwa %2 (Vorhersage)</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1 of bake left</source>
        <translation>noch %1 Bewährung</translation>
    </message>
    <message>
        <source>Held: %1</source>
        <translation>Angehalten: %1</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>Rollback window: %1</source>
        <translation>Rollback-Fenster: %1</translation>
    </message>
    <message>
        <source>The end is a forecast: it closes that long after the last stage passed</source>
        <translation>Das Ende ist eine Vorhersage: es schließt so lange, nachdem die letzte Stufe bestanden ist</translation>
    </message>
    <message>
        <source>Click or press Enter to go there</source>
        <translation>Klick oder Eingabe führt dorthin</translation>
    </message>
</context>
<context>
    <name>sluice::TimelineHeader</name>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
</context>
<context>
    <name>sluice::TimelineModel</name>
    <message>
        <source>held: %1</source>
        <translation>angehalten: %1</translation>
    </message>
    <message>
        <source>Stage %1, %2, %3, %4 of %5 gates healthy</source>
        <translation>Stufe %1, %2, %3, %4 von %5 Gates gesund</translation>
    </message>
    <message>
        <source>Step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Rollout</source>
        <translation>Rollout</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
</context>
<context>
    <name>sluice::TimelinePage</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>No rollouts yet</source>
        <translation>Noch keine Rollouts</translation>
    </message>
    <message>
        <source>Plans appear here against time: their stages, gates, rollback windows and milestones.</source>
        <translation>Pläne erscheinen hier über der Zeit: ihre Stufen, Gates, Rollback-Fenster und Meilensteine.</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>10 min</source>
        <translation>10 min</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>2 weeks</source>
        <translation>2 Wochen</translation>
    </message>
    <message>
        <source>Quarter</source>
        <translation>Quartal</translation>
    </message>
    <message>
        <source>Show more time (−)</source>
        <translation>Mehr Zeit zeigen (−)</translation>
    </message>
    <message>
        <source>Show less time (+)</source>
        <translation>Weniger Zeit zeigen (+)</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Go to now (.)</source>
        <translation>Zu jetzt gehen (.)</translation>
    </message>
    <message>
        <source>Go to now</source>
        <translation>Zu jetzt gehen</translation>
    </message>
    <message>
        <source>Fit everything</source>
        <translation>Alles einpassen</translation>
    </message>
    <message>
        <source>Fit this rollout</source>
        <translation>Diesen Rollout einpassen</translation>
    </message>
    <message>
        <source>Open every rollout</source>
        <translation>Jeden Rollout aufklappen</translation>
    </message>
    <message>
        <source>Close every rollout</source>
        <translation>Jeden Rollout zuklappen</translation>
    </message>
    <message>
        <source>Show the whole chosen rollout (F)</source>
        <translation>Den ganzen gewählten Rollout zeigen (F)</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show every rollout from the first to the last (0)</source>
        <translation>Jeden Rollout vom ersten bis zum letzten zeigen (0)</translation>
    </message>
    <message>
        <source>Show this much time around now</source>
        <translation>So viel Zeit um jetzt zeigen</translation>
    </message>
</context>
<context>
    <name>sluice::TimelinePresenter</name>
    <message>
        <source>1 rollout</source>
        <translation>1 Rollout</translation>
    </message>
    <message>
        <source>%1 rollouts</source>
        <translation>%1 Rollouts</translation>
    </message>
    <message>
        <source>%1 in conflict</source>
        <translation>%1 im Konflikt</translation>
    </message>
    <message>
        <source>the start</source>
        <translation>zum Anfang</translation>
    </message>
</context>
<context>
    <name>sluice::TimelineView</name>
    <message>
        <source>Timeline of rollouts</source>
        <translation>Zeitachse der Rollouts</translation>
    </message>
</context>
<context>
    <name>sluice::TrayIcon</name>
    <message>
        <source>Open Sluice</source>
        <translation>Sluice öffnen</translation>
    </message>
    <message>
        <source>Desktop notifications</source>
        <translation>Desktop-Benachrichtigungen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>sluice::TypedConfirmation</name>
    <message>
        <source>Type %1 to confirm without holding</source>
        <translation>%1 tippen, um ohne Halten zu bestätigen</translation>
    </message>
</context>
<context>
    <name>sluice::WelcomeWindow</name>
    <message>
        <source>Open a workspace</source>
        <translation>Einen Arbeitsbereich öffnen</translation>
    </message>
    <message>
        <source>A workspace is a folder with a sluice.yaml: connections, plans and runbooks, next to your transformation project. “sluice init DIR” makes one; “sluice init DIR --demo” makes one with a warehouse and a plan ready to start.</source>
        <translation>Ein Arbeitsbereich ist ein Ordner mit einer sluice.yaml: Verbindungen, Pläne und Runbooks, neben dem Transformationsprojekt. „sluice init DIR“ legt einen an; „sluice init DIR --demo“ legt einen mit Warehouse und startbereitem Plan an.</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>Zuletzt</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>Einen Ordner öffnen…</translation>
    </message>
</context>
<context>
    <name>sluice::WhatIf</name>
    <message>
        <source>The plan cannot be read</source>
        <translation>Der Plan ist nicht lesbar</translation>
    </message>
    <message>
        <source>There is no such limit</source>
        <translation>Diese Grenze gibt es nicht</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message numerus="yes">
        <source>would have fired in %1 of %n stage(s)</source>
        <translation>
            <numerusform>hätte in %1 von %n Stufe ausgelöst</numerusform>
            <numerusform>hätte in %1 von %n Stufen ausgelöst</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>quiet in %n stage(s)</source>
        <translation>
            <numerusform>still in %n Stufe</numerusform>
            <numerusform>still in %n Stufen</numerusform>
        </translation>
    </message>
    <message>
        <source>Unknown: %1</source>
        <translation>Unbekannt: %1</translation>
    </message>
    <message numerus="yes">
        <source>It would have fired on healthy history: in %1 of %n stage(s), first at %2</source>
        <translation>
            <numerusform>Sie hätte bei gesunder Vorgeschichte ausgelöst: in %1 von %n Stufe, zuerst um %2</numerusform>
            <numerusform>Sie hätte bei gesunder Vorgeschichte ausgelöst: in %1 von %n Stufen, zuerst um %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would not have fired in %n healthy stage(s)</source>
        <translation>
            <numerusform>Sie hätte in %n gesunden Stufe nicht ausgelöst</numerusform>
            <numerusform>Sie hätte in %n gesunden Stufen nicht ausgelöst</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would have fired in %n tick(s) left over that make no stage, first at %1</source>
        <translation>
            <numerusform>Sie hätte in %n übrigen Takt ausgelöst, der keine Stufe füllt, zuerst um %1</numerusform>
            <numerusform>Sie hätte in %n übrigen Takten ausgelöst, die keine Stufe füllen, zuerst um %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n stage(s) rolled back for this gate it would have caught %1</source>
        <translation>
            <numerusform>Von %n Stufe, die wegen dieses Gates zurückgerollt wurde, hätte sie %1 erkannt</numerusform>
            <numerusform>Von %n Stufen, die wegen dieses Gates zurückgerollt wurden, hätte sie %1 erkannt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would have held %n stage(s), without enough data or without proof</source>
        <translation>
            <numerusform>Sie hätte %n Stufe angehalten, ohne genug Daten oder ohne Nachweis</numerusform>
            <numerusform>Sie hätte %n Stufen angehalten, ohne genug Daten oder ohne Nachweis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replayed %n tick(s)</source>
        <translation>
            <numerusform>%n Takt nachgespielt</numerusform>
            <numerusform>%n Takte nachgespielt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rollout(s)</source>
        <translation>
            <numerusform>%n Rollout</numerusform>
            <numerusform>%n Rollouts</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 rolled up, each at its worst</source>
        <translation>%1 verdichtet, jeder mit seinem schlechtesten Wert</translation>
    </message>
</context>
<context>
    <name>sluice::WhatIfCard</name>
    <message>
        <source>What if</source>
        <translation>Was wäre, wenn</translation>
    </message>
    <message>
        <source>Copy limit</source>
        <translation>Grenze kopieren</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>%1 has no limit that could be another</source>
        <translation>%1 hat keine Grenze, die eine andere sein könnte</translation>
    </message>
    <message>
        <source>The limit of %1 is a factor of a baseline that is not known yet</source>
        <translation>Die Grenze von %1 ist ein Faktor eines Vergleichswerts, der noch nicht bekannt ist</translation>
    </message>
    <message>
        <source>Copied %1. The plan is as it was</source>
        <translation>%1 kopiert. Der Plan ist, wie er war</translation>
    </message>
    <message>
        <source>Not available: %1</source>
        <translation>Nicht verfügbar: %1</translation>
    </message>
    <message>
        <source>Reading what was stored…</source>
        <translation>Liest, was gespeichert wurde…</translation>
    </message>
    <message>
        <source>Replaying…</source>
        <translation>Spielt nach…</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>not possible</source>
        <translation>nicht möglich</translation>
    </message>
    <message>
        <source>not available</source>
        <translation>nicht verfügbar</translation>
    </message>
    <message>
        <source>replaying</source>
        <translation>spielt nach</translation>
    </message>
</context>
<context>
    <name>sluice::WhyCard</name>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Zur Kenntnis nehmen</translation>
    </message>
    <message>
        <source>The card of this gate returns to its place; the breach stays on record.</source>
        <translation>Die Karte dieses Gates kehrt an ihren Platz zurück; die Verletzung bleibt aufgezeichnet.</translation>
    </message>
</context>
<context>
    <name>sluice::lineage</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… und %n weiteres</numerusform>
            <numerusform>… und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>columns are not known</source>
        <translation>Spalten sind nicht bekannt</translation>
    </message>
</context>
</TS>

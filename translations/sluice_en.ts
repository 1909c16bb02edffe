<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>sluice::AlarmBanner</name>
    <message numerus="yes">
        <source>+%n more</source>
        <translation>
            <numerusform>+%n more</numerusform>
            <numerusform>+%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::ConnectionsPage</name>
    <message numerus="yes">
        <source>%n configured</source>
        <translation>
            <numerusform>%n configured</numerusform>
            <numerusform>%n configured</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::LineageHeader</name>
    <message numerus="yes">
        <source>%n changed</source>
        <translation>
            <numerusform>%n changed</numerusform>
            <numerusform>%n changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n break</source>
        <translation>
            <numerusform>%n breaks</numerusform>
            <numerusform>%n break</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change value</source>
        <translation>
            <numerusform>%n changes value</numerusform>
            <numerusform>%n change value</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n see NULL</source>
        <translation>
            <numerusform>%n sees NULL</numerusform>
            <numerusform>%n see NULL</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unknown</source>
        <translation>
            <numerusform>%n unknown</numerusform>
            <numerusform>%n unknown</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unowned</source>
        <translation>
            <numerusform>%n unowned</numerusform>
            <numerusform>%n unowned</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %n untouched</source>
        <translation>
            <numerusform>Show %n untouched</numerusform>
            <numerusform>Show %n untouched</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::LineagePage</name>
    <message numerus="yes">
        <source>%n hops</source>
        <translation>
            <numerusform>%n hop</numerusform>
            <numerusform>%n hops</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::WhatIf</name>
    <message numerus="yes">
        <source>would have fired in %1 of %n stage(s)</source>
        <translation>
            <numerusform>would have fired in %1 of %n stage</numerusform>
            <numerusform>would have fired in %1 of %n stages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>quiet in %n stage(s)</source>
        <translation>
            <numerusform>quiet in %n stage</numerusform>
            <numerusform>quiet in %n stages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would have fired on healthy history: in %1 of %n stage(s), first at %2</source>
        <translation>
            <numerusform>It would have fired on healthy history: in %1 of %n stage, first at %2</numerusform>
            <numerusform>It would have fired on healthy history: in %1 of %n stages, first at %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would not have fired in %n healthy stage(s)</source>
        <translation>
            <numerusform>It would not have fired in %n healthy stage</numerusform>
            <numerusform>It would not have fired in %n healthy stages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would have fired in %n tick(s) left over that make no stage, first at %1</source>
        <translation>
            <numerusform>It would have fired in %n tick left over that makes no stage, first at %1</numerusform>
            <numerusform>It would have fired in %n ticks left over that make no stage, first at %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Of %n stage(s) rolled back for this gate it would have caught %1</source>
        <translation>
            <numerusform>Of %n stage rolled back for this gate it would have caught %1</numerusform>
            <numerusform>Of %n stages rolled back for this gate it would have caught %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>It would have held %n stage(s), without enough data or without proof</source>
        <translation>
            <numerusform>It would have held %n stage, without enough data or without proof</numerusform>
            <numerusform>It would have held %n stages, without enough data or without proof</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Replayed %n tick(s)</source>
        <translation>
            <numerusform>Replayed %n tick</numerusform>
            <numerusform>Replayed %n ticks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rollout(s)</source>
        <translation>
            <numerusform>%n rollout</numerusform>
            <numerusform>%n rollouts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>sluice::lineage</name>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
</TS>

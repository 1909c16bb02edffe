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

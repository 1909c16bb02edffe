// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "plan/allowed_programs.h"

#include "plan/mapping_reader.h"
#include "plan/nearest_word.h"
#include "plan/yaml_reader.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QStandardPaths>

#include <unistd.h>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Entry {
    QString name;
    ProgramCall call;
    QStringList pass; ///< variables of this process that the program gets
};

/// Whoever may write the file decides what this runner starts.
QString strangersProblem(const QFileInfo &info)
{
    const uint owner = info.ownerId();
    if (owner != ::geteuid() && owner != 0)
        return u"%1 belongs to another user"_s.arg(info.filePath());
    if (info.permission(QFile::WriteGroup) || info.permission(QFile::WriteOther))
        return u"others may write %1"_s.arg(info.filePath());
    return {};
}

QString absolutePath(MappingReader &reader, QLatin1String key, Need need)
{
    const QString path = reader.text(key, need);
    if (!path.isEmpty() && QDir::isRelativePath(path))
        reader.add(key, u"'%1' of %2 must be an absolute path"_s.arg(QString(key), reader.subject()));
    return QDir::cleanPath(path);
}

bool isVariable(const QString &name)
{
    static const QRegularExpression pattern(u"^[A-Za-z_][A-Za-z0-9_]*$"_s);
    return pattern.match(name).hasMatch();
}

QMap<QString, QString> readEnvironment(MappingReader &reader)
{
    QMap<QString, QString> environment { { u"LANG"_s, u"C.UTF-8"_s }, { u"PATH"_s, u"/usr/bin:/bin"_s }, { u"HOME"_s, QDir::homePath() } };
    const YamlNode *node = reader.mapping("environment"_L1);
    for (const YamlEntry &entry : node ? node->entries : std::vector<YamlEntry>()) {
        if (!isVariable(entry.key) || entry.value.kind != YamlNode::Kind::Scalar)
            reader.add("environment"_L1, u"'environment' of %1: expected NAME: value, found %2"_s.arg(reader.subject(), quotedForMessage(entry.key)));
        else
            environment[entry.key] = entry.value.text;
    }
    return environment;
}

Entry readEntry(const YamlEntry &entry, PlanFindings &findings)
{
    const QString subject = u"program "_s + quotedForMessage(entry.key);
    MappingReader reader(entry.value, u"programs."_s + entry.key, subject, findings);
    Entry read;
    read.name = entry.key;
    read.call.path = absolutePath(reader, "path"_L1, Need::Required);
    read.call.workingDirectory = absolutePath(reader, "working_directory"_L1, Need::Optional);
    read.call.environment = readEnvironment(reader);
    read.pass = reader.texts("pass"_L1);
    reader.finish();
    return read;
}

Result<QList<Entry>> readList(const QString &file)
{
    QFile input(file);
    if (!input.open(QFile::ReadOnly))
        return fail(ErrorCode::Refused, u"this runner has no list of programs that it may start"_s, file, u"let whoever runs it write the list, then go on"_s);
    PlanFindings findings(file);
    findings.notePlace({}, { 1, 1, 0 });
    const std::optional<YamlNode> tree = readYaml(input.read(kMostYamlBytes + 1), findings);
    if (!tree)
        return fail(findings.toError(ErrorCode::InvalidWorkspace));
    MappingReader reader(*tree, {}, u"the list of programs"_s, findings);
    QList<Entry> entries;
    if (const YamlNode *programs = reader.mapping("programs"_L1, Need::Required)) {
        for (const YamlEntry &entry : programs->entries)
            entries.append(readEntry(entry, findings));
    }
    reader.finish();
    if (!findings.isEmpty())
        return fail(findings.toError(ErrorCode::InvalidWorkspace));
    return entries;
}

} // namespace

QString allowedProgramsFile()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)).filePath(u"sluice/programs.yaml"_s);
}

Result<ProgramCall> allowedCall(const QString &file, const QStringList &argv)
{
    SLUICE_TRY(const QList<Entry> entries, readList(file));
    const QString name = argv.value(0);
    const auto entry = std::find_if(entries.cbegin(), entries.cend(), [&](const Entry &one) { return one.name == name; });
    if (entry == entries.cend()) {
        QStringList names;
        for (const Entry &one : entries)
            names.append(one.name);
        return fail(ErrorCode::Refused, u"program %1 is not in this runner's list%2"_s.arg(quotedForMessage(name), wordHint(name, names)), file,
            u"let whoever runs it add the program, then go on"_s);
    }
    const QFileInfo program(entry->call.path);
    if (!program.isFile() || !program.isExecutable())
        return fail(ErrorCode::Refused, u"program %1 is not there or cannot be run"_s.arg(quotedForMessage(name)), entry->call.path, u"correct the list of programs"_s);
    const QFileInfo list(file);
    for (const QFileInfo &info : { list, QFileInfo(list.canonicalPath()), program, QFileInfo(program.canonicalPath()) }) {
        if (const QString problem = strangersProblem(info); !problem.isEmpty())
            return fail(ErrorCode::Refused, problem + u", so they would decide what this runner starts"_s, file,
                u"give it to the user of the runner, writable for nobody else (chmod go-w)"_s);
    }
    ProgramCall call = entry->call;
    for (const QString &variable : entry->pass)
        call.environment[variable] = qEnvironmentVariable(variable.toUtf8().constData());
    call.arguments = argv.mid(1);
    return call;
}

} // namespace sluice

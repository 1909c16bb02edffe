// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "app/cli/commands/commands.h"
#include "app/cli/lineage_text.h"
#include "app/cli/plan_lookup.h"
#include "communication/error_text.h"

#include <QDir>
#include <QFileInfo>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// Checks artefacts and makes them sources of the workspace's lineage: all of them, or none.
class LineageLoad final : public Command
{
public:
    QString name() const override { return u"lineage load"_s; }
    QString summary() const override { return u"Check dbt manifests, and make them part of the lineage"_s; }
    QString arguments() const override { return u"FILE…"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(
            u"file"_s, u"manifest.json that 'dbt compile' or 'dbt build' wrote."_s, u"FILE…"_s);
        parser.addOption({ u"check"_s, u"Only check and say what is in it; sluice.yaml stays as it is."_s });
    }
    void run(const QCommandLineParser &parser, CliSession &session) override;
};

bool isSourceOf(const Workspace &workspace, const QString &file)
{
    return std::any_of(workspace.lineage.cbegin(), workspace.lineage.cend(), [&](const LineageSource &source) {
        return source.kind == "dbt_manifest"_L1 && QDir::cleanPath(QDir(workspace.root).filePath(source.path)) == file;
    });
}

void LineageLoad::run(const QCommandLineParser &parser, CliSession &session)
{
    const QStringList arguments = parser.positionalArguments().mid(2);
    const auto workspace = session.workspace();
    if (!workspace)
        return session.fail(workspace.error());
    const bool isCheck = parser.isSet(u"check"_s);
    QList<LineageSource> added;
    QStringList texts;
    QJsonArray files;
    QStringList seen;
    for (const QString &argument : arguments) {
        const QString file = QDir::cleanPath(QFileInfo(argument).absoluteFilePath());
        if (seen.contains(file))
            continue;
        seen += file;
        const auto manifest = loadDbtManifest(file);
        if (!manifest) {
            Error error = manifest.error();
            if (error.code == ErrorCode::NotFound)
                error.next = u"check the path; 'dbt compile' writes target/manifest.json"_s;
            return session.fail(error);
        }
        const LineageGraph graph = graphOfManifest(*manifest, file);
        const bool isKnown = isSourceOf(*workspace, file);
        const QString path = QDir(workspace->root).relativeFilePath(file);
        if (!isKnown && !isCheck)
            added.append({ u"dbt_manifest"_s, path });
        const QString verdict = isKnown ? u"is a lineage source already"_s
            : isCheck                   ? u"can be loaded"_s
                                        : u"added to sluice.yaml"_s;
        texts += u"%1 %2 %3\n%4"_s.arg(session.out().good(u"✓"_s), session.out().bold(printable(path)), verdict,
            describeArtefact(*manifest, graph, session.out()));
        QJsonObject json = artefactJson(*manifest, graph);
        json[u"file"_s] = path;
        json[u"added"_s] = !isKnown && !isCheck;
        files.append(json);
    }
    if (!added.isEmpty()) {
        if (const auto changed = addLineageSources(*workspace, added); !changed)
            return session.fail(changed.error());
    }
    for (const QString &text : std::as_const(texts))
        session.out().line(text);
    if (!isCheck)
        session.out().line(u"Next: sluice lineage show NODE, or sluice lineage impact NODE"_s);
    session.out().json(u"sluice.lineage.load/1"_s, QJsonObject { { u"files"_s, files } });
    session.finish(0);
}

/// Calls then with the lineage of the workspace, and its value is the exit code. Sources that could not be read are
/// told behind the answer, and make its exit code that of the first: a partial answer must not pass for a whole one.
void withLineage(
    CliSession &session, const std::function<Result<QJsonObject>(const LineageGraph &)> &answer, const QString &format)
{
    LocalService *service = session.service();
    if (!service)
        return;
    whenDone<LineageReading>(
        service->lineageReading(), session, [&session, answer, format](const LineageReading &reading) {
            auto body = answer(*reading.graph);
            for (const Error &error : reading.unread)
                session.out().progress(u"The lineage is incomplete: "_s + errorText(error));
            if (!body)
                return session.fail(body.error());
            QJsonArray unread;
            for (const Error &error : reading.unread)
                unread.append(QJsonObject { { u"source"_s, error.where }, { u"what"_s, error.what },
                    { u"code"_s, errorCodeName(error.code) } });
            (*body)[u"unread"_s] = unread;
            session.out().json(format, *body);
            session.finish(reading.unread.isEmpty() ? 0 : exitCode(ErrorCode::CannotConnect));
        });
}

class LineageShow final : public Command
{
public:
    QString name() const override { return u"lineage show"_s; }
    QString summary() const override { return u"Show a node: what it reads, what reads it, who owns it"_s; }
    QString arguments() const override { return u"NODE"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(u"node"_s, u"Relation, model or dashboard."_s, u"NODE"_s);
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto show = [&session, wanted = parser.positionalArguments().at(2)](
                              const LineageGraph &graph) -> Result<QJsonObject> {
            SLUICE_TRY(const int node, graph.find(wanted));
            session.out().line(describeNode(graph, node, session.out()));
            return nodeJson(graph, node);
        };
        withLineage(session, show, u"sluice.lineage.show/1"_s);
    }
};

class LineageImpact final : public Command
{
public:
    QString name() const override { return u"lineage impact"_s; }
    QString summary() const override { return u"Show everything downstream of a node or column, by risk"_s; }
    QString arguments() const override { return u"NODE[.COLUMN]"_s; }
    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(
            u"node"_s, u"Relation, model or dashboard, or one of its columns."_s, u"NODE[.COLUMN]"_s);
    }
    void run(const QCommandLineParser &parser, CliSession &session) override
    {
        const auto impact = [&session, wanted = parser.positionalArguments().at(2)](
                                const LineageGraph &graph) -> Result<QJsonObject> {
            SLUICE_TRY(const QList<Impact> impacts, impactOfNode(graph, wanted));
            const QString column = graph.find(wanted) ? QString() : wanted.section(u'.', -1);
            session.out().line(describeImpact(graph, impacts, column, session.out()));
            return impactJson(graph, impacts, column);
        };
        withLineage(session, impact, u"sluice.lineage.impact/1"_s);
    }
};

} // namespace

std::unique_ptr<Command> makeLineageLoadCommand() { return std::make_unique<LineageLoad>(); }
std::unique_ptr<Command> makeLineageShowCommand() { return std::make_unique<LineageShow>(); }
std::unique_ptr<Command> makeLineageImpactCommand() { return std::make_unique<LineageImpact>(); }

} // namespace sluice

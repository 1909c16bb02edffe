// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/plan_findings.h"
#include "plan/yaml_node.h"

#include <QByteArray>
#include <QSet>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <optional>

namespace sluice {

/// Builds the positioned tree from the parser's events and enforces the YAML profile on the way. Throws Stop, and only
/// Stop, to leave the parser when a limit is passed or a second document begins. Lives for one call of readYaml.
class YamlTreeBuilder final : public YAML::EventHandler
{
public:
    struct Stop { };

    YamlTreeBuilder(const QByteArray &utf8, PlanFindings &findings);

    std::optional<YamlNode> takeRoot();
    YamlPlace placeAt(const YAML::Mark &mark);

    void OnDocumentStart(const YAML::Mark &mark) override;
    void OnDocumentEnd() override { }
    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override;
    void OnSequenceStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
        YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { closeFrame(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor,
        YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { closeFrame(); }
    void OnAnchor(const YAML::Mark &mark, const std::string &name) override;

private:
    struct Frame {
        YamlNode node;
        QSet<QString> keys;
        bool expectsKey = false; ///< of a mapping: the next node is a key
        QString key;
        YamlPlace keyPlace;
        bool keepsValue = true; ///< false: the key was refused, its value is read and dropped
    };

    [[noreturn]] void stop(const YamlPlace &place, const QString &text);
    void countNode(const YamlPlace &place);
    void refuseTag(const YamlPlace &place);
    void openFrame(YamlNode::Kind kind, const YAML::Mark &mark, YAML::EmitterStyle::value style);
    void closeFrame();
    void add(YamlNode node);
    void addKey(const YamlNode &node);
    void checkText(const YamlNode &node);
    void checkQuotes(const YamlPlace &place);
    char byteAt(qsizetype offset) const;
    bool isAtNullWord(qsizetype offset) const;
    YamlPlace placeAt(qsizetype offset);
    YamlPlace placeOfNothing(qsizetype ahead);

    const QByteArray &m_utf8;
    PlanFindings &m_findings;
    std::vector<Frame> m_frames;
    std::optional<YamlNode> m_root;
    int m_nodes = 0;
    int m_documents = 0;
    YamlPlace m_lastPlace { 1, 1, 0 }; ///< where column counting goes on
};

} // namespace sluice

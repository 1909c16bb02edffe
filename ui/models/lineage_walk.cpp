// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ui/models/lineage_walk.h"

#include <cmath>
#include <limits>

namespace sluice {

namespace {

double distance(const LineageScene &scene, int a, int b)
{
    return std::abs(scene.nodes.at(a).box.center().y() - scene.nodes.at(b).box.center().y());
}

int alongEdges(const LineageScene &scene, int from, bool isForward)
{
    int best = -1;
    for (const SceneEdge &edge : scene.edges) {
        if ((isForward ? edge.from : edge.to) != from)
            continue;
        const int other = isForward ? edge.to : edge.from;
        if (best < 0 || distance(scene, from, other) < distance(scene, from, best)
            || (distance(scene, from, other) == distance(scene, from, best) && other < best))
            best = other;
    }
    return best;
}

int inLayer(const LineageScene &scene, int from, bool isDown)
{
    const SceneNode &start = scene.nodes.at(from);
    int best = -1;
    double nearest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < scene.nodes.size(); ++i) {
        const SceneNode &node = scene.nodes.at(i);
        const double away = (node.box.center().y() - start.box.center().y()) * (isDown ? 1 : -1);
        if (i != from && node.layer == start.layer && away > 0 && away < nearest) {
            nearest = away;
            best = i;
        }
    }
    return best;
}

} // namespace

int walkLeft(const LineageScene &scene, int from)
{
    return from < 0 ? walkStart(scene) : alongEdges(scene, from, false);
}

int walkRight(const LineageScene &scene, int from)
{
    return from < 0 ? walkStart(scene) : alongEdges(scene, from, true);
}

int walkUp(const LineageScene &scene, int from)
{
    return from < 0 ? walkStart(scene) : inLayer(scene, from, false);
}

int walkDown(const LineageScene &scene, int from)
{
    return from < 0 ? walkStart(scene) : inLayer(scene, from, true);
}

int walkStart(const LineageScene &scene)
{
    int best = -1;
    const auto rank = [&](int i) {
        const SceneNode &node = scene.nodes.at(i);
        return std::tuple(node.kind == ImpactKind::Changed ? 0 : 1, node.layer, node.box.top());
    };
    for (int i = 0; i < scene.nodes.size(); ++i) {
        if (best < 0 || rank(i) < rank(best))
            best = i;
    }
    return best;
}

} // namespace sluice

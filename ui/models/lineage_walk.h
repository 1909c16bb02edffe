// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/models/lineage_scene.h"

namespace sluice {

/// Where an arrow key leads from a node of the scene; −1: nowhere. Left and right follow edges to the neighbour that
/// stands nearest; up and down stay in the layer.
int walkLeft(const LineageScene &scene, int from);
int walkRight(const LineageScene &scene, int from);
int walkUp(const LineageScene &scene, int from);
int walkDown(const LineageScene &scene, int from);
/// Where walking begins: the topmost of what changes, else the topmost of the leftmost layer; −1 in an empty scene.
int walkStart(const LineageScene &scene);

} // namespace sluice

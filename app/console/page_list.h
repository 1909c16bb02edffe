// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ui/shell/page.h"

#include <memory>
#include <vector>

namespace sluice {

class MainWindow;
class SessionStore;

/// The pages of the rail, in its order.
std::vector<std::unique_ptr<PageFactory>> allPages();
/// "Roll back…" of any page opens the one sheet over the window.
void connectRollbackSheet(MainWindow &window);
/// Tray and notifications, for as long as the window.
void showOnDesktop(MainWindow &window, SessionStore &session);

} // namespace sluice

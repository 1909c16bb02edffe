// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
// Nothing but the headers that are precompiled beside it for the tests of pages.

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "support/odbc_services.h"

#include "plan/service_reader.h"

namespace sluice {

using namespace Qt::StringLiterals;

std::shared_ptr<const OdbcService> testService(SqlKin kin)
{
    return serviceNamed(kin == SqlKin::Postgresql ? u"postgresql"_s : u"sqlite"_s);
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "communication/error_text.h"

#include "communication/plain_text.h"

#include <QCoreApplication>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

/// For an error that says nothing itself.
QString defaultWhat(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return Words::tr("The call is not complete or not allowed like this");
    case ErrorCode::InvalidPlan:
        return Words::tr("The plan is not valid");
    case ErrorCode::InvalidWorkspace:
        return Words::tr("The workspace is not valid");
    case ErrorCode::InvalidConnection:
        return Words::tr("The connection is not described completely");
    case ErrorCode::NotFound:
        return Words::tr("There is nothing of that name");
    case ErrorCode::AlreadyExists:
        return Words::tr("There is already something of that name");
    case ErrorCode::Refused:
        return Words::tr("The present state forbids it");
    case ErrorCode::NotSupported:
        return Words::tr("This version does not offer that");
    case ErrorCode::DriverMissing:
        return Words::tr("The database driver is missing");
    case ErrorCode::CannotConnect:
        return Words::tr("The server does not answer");
    case ErrorCode::LoginRefused:
        return Words::tr("The server refused the login");
    case ErrorCode::ConnectionLost:
        return Words::tr("The connection was lost");
    case ErrorCode::Timeout:
        return Words::tr("The statement ran out of time");
    case ErrorCode::LockTimeout:
        return Words::tr("Another session held the lock for too long");
    case ErrorCode::Busy:
        return Words::tr("Somebody else is using it now");
    case ErrorCode::Cancelled:
        return Words::tr("It was cancelled");
    case ErrorCode::SqlFailed:
        return Words::tr("The database refused the statement");
    case ErrorCode::PermissionDenied:
        return Words::tr("The role may not do that");
    case ErrorCode::DiskFull:
        return Words::tr("The disk is full");
    case ErrorCode::ReadOnly:
        return Words::tr("It cannot be written");
    case ErrorCode::NotEnrolled:
        return Words::tr("The target is not enrolled");
    case ErrorCode::IdentityMismatch:
        return Words::tr("The target is not the one that was enrolled");
    case ErrorCode::Drift:
        return Words::tr("The schema is not what the ledger says");
    case ErrorCode::Fenced:
        return Words::tr("A newer runner owns the target");
    case ErrorCode::LeaseHeld:
        return Words::tr("The target is run by somebody else");
    case ErrorCode::OutcomeUnknown:
        return Words::tr("Whether it took effect is not known");
    case ErrorCode::LedgerCorrupt:
        return Words::tr("The ledger does not verify");
    case ErrorCode::SecretUnavailable:
        return Words::tr("The password is not available");
    case ErrorCode::IoFailed:
        return Words::tr("A file could not be read or written");
    case ErrorCode::Internal:
        return Words::tr("Something went wrong inside Sluice");
    }
    return {};
}

QString defaultAdvice(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Usage:
        return Words::tr("See 'sluice --help'");
    case ErrorCode::InvalidPlan:
        return Words::tr("Correct the plan, then run 'sluice lint'");
    case ErrorCode::InvalidWorkspace:
        return Words::tr("Correct sluice.yaml, or make a workspace with 'sluice init'");
    case ErrorCode::InvalidConnection:
        return Words::tr("Correct the connection in sluice.yaml, then run 'sluice connection test'");
    case ErrorCode::NotFound:
        return Words::tr("Check the name");
    case ErrorCode::AlreadyExists:
        return Words::tr("Choose another name, or remove the old one first");
    case ErrorCode::Refused:
        return Words::tr("Run 'sluice status' to see what stands in the way");
    case ErrorCode::NotSupported:
        return Words::tr("Take it out, or use another engine or version");
    case ErrorCode::DriverMissing:
        return Words::tr("Install the driver's package, then try again");
    case ErrorCode::CannotConnect:
        return Words::tr("Check host and port, and that the server runs");
    case ErrorCode::LoginRefused:
        return Words::tr("Check user and password with 'sluice connection test'");
    case ErrorCode::ConnectionLost:
        return Words::tr("Try again when the server can be reached; nothing is assumed about what was running");
    case ErrorCode::Timeout:
        return Words::tr("Try again, or allow more time with statement_timeout");
    case ErrorCode::LockTimeout:
        return Words::tr("Try again when the other session has ended");
    case ErrorCode::Busy:
        return Words::tr("Try again in a moment");
    case ErrorCode::Cancelled:
        return Words::tr("Start it again when you want it");
    case ErrorCode::SqlFailed:
        return Words::tr("Correct the statement");
    case ErrorCode::PermissionDenied:
        return Words::tr("Ask the owner of the object to grant the right");
    case ErrorCode::DiskFull:
        return Words::tr("Free space, then try again");
    case ErrorCode::ReadOnly:
        return Words::tr("Give your user the right to write there");
    case ErrorCode::NotEnrolled:
        return Words::tr("Run 'sluice connection enrol' as the owner of the database");
    case ErrorCode::IdentityMismatch:
        return Words::tr("Check the connection; when the new target is meant, enrol it again");
    case ErrorCode::Drift:
        return Words::tr("Find out who changed the schema, then put it back or plan anew");
    case ErrorCode::Fenced:
        return Words::tr("Watch the newer runner; this one has stopped");
    case ErrorCode::LeaseHeld:
        return Words::tr("Watch that run, or wait until its lease ends");
    case ErrorCode::OutcomeUnknown:
        return Words::tr("Look at the evidence and decide; Sluice does not guess");
    case ErrorCode::LedgerCorrupt:
        return Words::tr("Run 'sluice log verify', and restore the ledger from a backup that verifies");
    case ErrorCode::SecretUnavailable:
        return Words::tr("Unlock the keychain, or enter the password again in Connections");
    case ErrorCode::IoFailed:
        return Words::tr("Check the path and the rights on it");
    case ErrorCode::Internal:
        return Words::tr("Report it with the log; nothing was changed that the ledger does not show");
    }
    return {};
}

QString sentence(const QString &text)
{
    const QString line = sentenceCase(plainLine(text, 4'000));
    if (line.isEmpty() || line.endsWith(u'.') || line.endsWith(u'…') || line.endsWith(u'?'))
        return line;
    return line + u'.';
}

} // namespace

QString errorText(const Error &error)
{
    QString what = error.what.isEmpty() ? defaultWhat(error.code) : plainLine(error.what, 4'000);
    const QString where = plainLine(error.where, 1'000);
    while (what.endsWith(u'.'))
        what.chop(1);
    if (!where.isEmpty() && !what.contains(where))
        what += u" ("_s + where + u')';
    return sentence(what) + u' ' + sentence(errorAdvice(error));
}

QString errorAdvice(const Error &error)
{
    return error.next.isEmpty() ? defaultAdvice(error.code) : sentenceCase(plainLine(error.next, 4'000));
}

int exitCode(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidPlan:
    case ErrorCode::InvalidWorkspace:
    case ErrorCode::InvalidConnection:
    case ErrorCode::AlreadyExists:
    case ErrorCode::Refused:
    case ErrorCode::NotSupported:
    case ErrorCode::Cancelled:
    case ErrorCode::SqlFailed:
    case ErrorCode::PermissionDenied:
    case ErrorCode::NotEnrolled:
    case ErrorCode::IdentityMismatch:
    case ErrorCode::Drift:
    case ErrorCode::Fenced:
    case ErrorCode::LeaseHeld:
    case ErrorCode::LedgerCorrupt:
        return 1;
    case ErrorCode::Usage:
    case ErrorCode::NotFound:
        return 2;
    case ErrorCode::DriverMissing:
    case ErrorCode::CannotConnect:
    case ErrorCode::LoginRefused:
    case ErrorCode::ConnectionLost:
    case ErrorCode::Timeout:
    case ErrorCode::LockTimeout:
    case ErrorCode::Busy:
    case ErrorCode::DiskFull:
    case ErrorCode::ReadOnly:
    case ErrorCode::SecretUnavailable:
    case ErrorCode::IoFailed:
        return 3;
    case ErrorCode::OutcomeUnknown:
        return 4;
    case ErrorCode::Internal:
        return 5;
    }
    return 5;
}

} // namespace sluice

// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <QFile>

#include <array>
#include <sys/vfs.h>

namespace sluice {

namespace {

struct Magic {
    quint32 number;
    const char *name;
};

// statfs(2), linux/magic.h and the file systems' own sources.
constexpr std::array<Magic, 22> kNetworkFileSystems { {
    { 0x6969, "NFS" },
    { 0x517B, "SMB" },
    { 0xFF534D42, "CIFS" },
    { 0xFE534D42, "SMB2" },
    { 0x65735546, "FUSE" },
    { 0x01021997, "9P" },
    { 0x00C36400, "Ceph" },
    { 0x0BD00BD0, "Lustre" },
    { 0x47504653, "GPFS" },
    { 0x5346414F, "AFS" },
    { 0x6B414653, "kAFS" },
    { 0x73757245, "Coda" },
    { 0x564C, "NCP" },
    { 0x7461636F, "OCFS2" },
    { 0x01161970, "GFS2" },
    { 0x19830326, "BeeGFS" },
    { 0x20030528, "OrangeFS" },
    { 0xAAD7AAEA, "PanFS" },
    { 0x786F4256, "VirtualBox shared folder" },
    { 0xBACBACBC, "VMware shared folder" },
    { 0x61636673, "ACFS" },
    { 0x013111A8, "IBRIX" },
} };

} // namespace

QString networkFileSystemName(quint64 magic)
{
    // f_type is signed on some architectures, so that the high half may be all ones.
    const auto number = static_cast<quint32>(magic);
    for (const Magic &known : kNetworkFileSystems) {
        if (known.number == number)
            return QLatin1String(known.name);
    }
    return {};
}

QString networkFileSystemOf(const QString &path)
{
    struct statfs system {};
    if (statfs(QFile::encodeName(path).constData(), &system) != 0)
        return {};
    return networkFileSystemName(static_cast<quint64>(system.f_type));
}

} // namespace sluice

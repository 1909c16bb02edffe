// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.h"

#include <QJsonObject>
#include <QString>

namespace sluice {

/// What a command says: text or one JSON object on standard output, problems on standard error. Knows whether the
/// terminal takes colour and progress lines. An answer that could not be written makes the program end with 3 instead
/// of 0 and a sentence on standard error; a reader that has gone away (`| head`) is no such failure.
class Output
{
public:
    enum class Colour { Auto, Always, Never };
    Output(bool json, Colour colour);

    bool isJson() const { return m_json; }
    bool isTerminal() const { return m_isTerminal; }
    /// Columns of the terminal; 0 when the answer goes elsewhere, where nothing may be cut or wrapped.
    int terminalWidth() const;
    /// A line of the answer; nothing with --json.
    void line(const QString &text = {}) const;
    /// A line for whoever waits: on standard error, so that pipes stay clean.
    void progress(const QString &text) const;
    /// A whole document as the answer, whatever its form.
    void document(const QByteArray &bytes) const;
    /// The answer as JSON: one object, "format" first, then the keys of body.
    void json(const QString &format, const QJsonObject &body) const;
    /// What, where, what next; with --json an object of format sluice.error/1 on standard error.
    void error(const Error &error) const;

    QString bold(const QString &text) const { return paint(text, 1); }
    QString good(const QString &text) const { return paint(text, 32); }
    QString watch(const QString &text) const { return paint(text, 33); }
    QString breach(const QString &text) const { return paint(text, 31); }
    QString muted(const QString &text) const { return paint(text, 2); }

private:
    QString paint(const QString &text, int code) const;

    const bool m_json;
    bool m_isTerminal;
    bool m_hasColour;
};

/// Text without control characters, for names and messages that come from elsewhere.
QString printable(const QString &text);

/// Columns of equal width; the last one runs free.
QString table(const QList<QStringList> &rows);

} // namespace sluice

using System.Globalization;
using System.Text;

namespace StratCap.Server.Tests.Notifications;

/// <summary>Delivery status notifications in the forms that mail systems give them (RFC 3464), with addresses of the test's own.</summary>
internal static class Dsn
{
    /// <summary>As Postfix writes them.</summary>
    public static string Postfix(string to, string of, string action = "failed", string status = "5.1.1", string said = "550 5.1.1 <{0}>: Recipient address\n    rejected: User unknown in local recipient table", string queueId = "4SxPzR1kqVz9") => $"""
        Return-Path: <>
        Received: by mx.harbour.example (Postfix)
        	id {queueId}; Mon,  2 Mar 2026 09:00:04 +0000 (UTC)
        Date: Mon,  2 Mar 2026 09:00:04 +0000 (UTC)
        From: MAILER-DAEMON@mx.harbour.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: {to}
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="{queueId}.1772442004/mx.harbour.example"
        Message-Id: <20260302090004.{queueId}@mx.harbour.example>

        This is a MIME-encapsulated message.

        --{queueId}.1772442004/mx.harbour.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        This is the mail system at host mx.harbour.example.

        I'm sorry to have to inform you that your message could not
        be delivered to one or more recipients. It's attached below.

        --{queueId}.1772442004/mx.harbour.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.harbour.example
        X-Postfix-Queue-ID: {queueId}
        X-Postfix-Sender: rfc822; {to}
        Arrival-Date: Mon,  2 Mar 2026 09:00:01 +0000 (UTC)

        Final-Recipient: rfc822; {of}
        Original-Recipient: rfc822;{of}
        Action: {action}
        Status: {status}
        Remote-MTA: dns; mail.lp.example
        Diagnostic-Code: smtp; {string.Format(CultureInfo.InvariantCulture, said, of)}

        --{queueId}.1772442004/mx.harbour.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        Return-Path: <{to}>
        From: Harbour Partners <notices@harbour.example>
        To: {of}

        --{queueId}.1772442004/mx.harbour.example--
        """;

    /// <summary>As Exchange Online writes them: words in two forms first, and the message whole.</summary>
    public static string Exchange(string to, string of, string status = "5.1.10", string said = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup") => $"""
        From: Microsoft Outlook
        	<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@lp.example>
        To: <{to}>
        Date: Mon, 2 Mar 2026 09:00:05 +0000
        Content-Type: multipart/report; report-type=delivery-status;
        	boundary="5ac86a31-2c3f-4c4b-9d0e-c1f31b1a0c05"
        X-MS-Exchange-Message-Is-Ndr:
        Content-Language: en-US
        Message-ID: <0b1f7f4c-0a3f-4f4f-8a64-3f6f2c1b8a01@AM9PR05MB1234.eurprd05.prod.outlook.com>
        Subject: Undeliverable: Fund on stage: capital call 1, due 31 March 2026
        Auto-Submitted: auto-replied
        MIME-Version: 1.0

        --5ac86a31-2c3f-4c4b-9d0e-c1f31b1a0c05
        Content-Type: multipart/alternative; differences=Content-Type;
        	boundary="9f1c6c35-8c0b-49d5-8f55-5a0a0e2f3a10"

        --9f1c6c35-8c0b-49d5-8f55-5a0a0e2f3a10
        Content-Type: text/plain; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        {of}<mailto:{of}>
        The email address you entered couldn't be found.

        --9f1c6c35-8c0b-49d5-8f55-5a0a0e2f3a10
        Content-Type: text/html; charset="us-ascii"
        Content-Transfer-Encoding: quoted-printable

        <html><body><p>The email address you entered couldn't be found.</p></body></html>

        --9f1c6c35-8c0b-49d5-8f55-5a0a0e2f3a10--

        --5ac86a31-2c3f-4c4b-9d0e-c1f31b1a0c05
        Content-Type: message/delivery-status

        Reporting-MTA: dns;AM9PR05MB1234.eurprd05.prod.outlook.com
        Received-From-MTA: dns;mx.harbour.example
        Arrival-Date: Mon, 2 Mar 2026 09:00:04 +0000

        Final-Recipient: rfc822;{of}
        Action: failed
        Status: {status}
        Diagnostic-Code: smtp;{said}

        --5ac86a31-2c3f-4c4b-9d0e-c1f31b1a0c05
        Content-Type: message/rfc822

        From: Harbour Partners <notices@harbour.example>
        To: {of}
        Subject: Fund on stage: capital call 1, due 31 March 2026
        MIME-Version: 1.0
        Content-Type: text/plain

        Dear Investor

        --5ac86a31-2c3f-4c4b-9d0e-c1f31b1a0c05--
        """;

    /// <summary>As Gmail writes them: a comment after the mail server, a diagnosis over lines, and when it was last tried.</summary>
    public static string Gmail(string to, string of) => $"""
        Delivered-To: {to}
        Return-Path: <>
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
        To: {to}
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: <0192f0c000007000800000000000aa@harbour.example>
        In-Reply-To: <0192f0c000007000800000000000aa@harbour.example>
        X-Failed-Recipients: {of}
        Message-ID: <65e2ea14.050a0220.1a2b3.4c5d.GMR@mx.google.com>
        Date: Mon, 02 Mar 2026 01:00:06 -0800 (PST)
        MIME-Version: 1.0
        Content-Type: multipart/report; boundary="000000000000f4b1c20612a3d9a1"; report-type=delivery-status

        --000000000000f4b1c20612a3d9a1
        Content-Type: multipart/related; boundary="000000000000f4b7ad0612a3d9a4"

        --000000000000f4b7ad0612a3d9a4
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        --000000000000f4b7ad0612a3d9a4--
        --000000000000f4b1c20612a3d9a1
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.com
        Arrival-Date: Mon, 02 Mar 2026 01:00:05 -0800 (PST)
        X-Original-Message-ID: <0192f0c000007000800000000000aa@harbour.example>

        Final-Recipient: rfc822; {of}
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; aspmx.l.google.com. (142.250.102.26, the server for the domain lp.example.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address for typos or
         550 5.1.1 unnecessary spaces. - gsmtp
        Last-Attempt-Date: Mon, 02 Mar 2026 01:00:06 -0800 (PST)

        --000000000000f4b1c20612a3d9a1
        Content-Type: message/rfc822

        From: Harbour Partners <notices@harbour.example>
        To: {of}

        --000000000000f4b1c20612a3d9a1--
        """;

    /// <summary>No report: a machine's answer to a mail.</summary>
    public static string OutOfOffice(string to) => $"""
        From: Lena <lena@lp.example>
        To: {to}
        Subject: Out of office
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: text/plain

        I am back on Monday. Status: 5.1.1
        Action: failed
        """;

    /// <summary>As it goes over the wire.</summary>
    public static byte[] Bytes(string message) => Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n"));
}

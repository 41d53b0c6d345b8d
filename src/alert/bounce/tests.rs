use super::*;

const ID: &str = "<0707abcd@leaks.example.com>";

/// A report as RFC 3464 has it, with these per-recipient fields and this third part.
fn report(fields: &str, third: &str) -> String {
    format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com (Mail Delivery System)\r\nTo: leakwatch@example.com\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-Id: <its-own@mx.example.com>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"B\"\r\n\r\n\
         --B\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n\r\n\
         --B\r\nContent-Description: Delivery report\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example.com\r\nArrival-Date: Mon, 23 Nov 2026 14:03:00 +0300\r\n\r\n{fields}\r\n\
         --B\r\n{third}\r\n--B--\r\n"
    )
}

fn letter(id: &str) -> String {
    format!(
        "Content-Type: message/rfc822\r\n\r\nFrom: leakwatch@example.com\r\nMessage-ID: {id}\r\nSubject: x\r\n\r\nbody"
    )
}

const FAILED: &str = "Final-Recipient: rfc822; soc@example.com\r\nAction: failed\r\nStatus: 5.1.1\r\n\
     Diagnostic-Code: smtp; 550 5.1.1 <soc@example.com>: Recipient address\r\n    rejected: User unknown\r\n";

#[test]
fn postfix() {
    let bounce = read(report(FAILED, &letter(ID)).as_bytes()).expect("a bounce");
    assert_eq!(bounce.message_id, ID);
    assert_eq!(bounce.status, "5.1.1");
    assert_eq!(bounce.why, "550 5.1.1 <soc@example.com>: Recipient address rejected: User unknown");
}

#[test]
fn only_the_head_of_the_letter_came_back() {
    let head = format!(
        "Content-Type: text/rfc822-headers\r\n\r\nFrom: leakwatch@example.com\r\nMessage-ID: {ID}\r\n"
    );
    assert_eq!(read(report(FAILED, &head).as_bytes()).expect("a bounce").message_id, ID);
}

#[test]
fn a_report_without_words() {
    let bounce =
        read(report("Action: FAILED\r\nStatus: 5.4.7\r\n", &letter(ID)).as_bytes()).expect("a bounce");
    assert_eq!((bounce.status.as_str(), bounce.why.as_str()), ("5.4.7", ""));
}

#[test]
fn delays_and_receipts_are_no_bounces() {
    for action in ["delayed", "delivered", "relayed", "expanded"] {
        let fields = FAILED.replace("failed", action);
        assert_eq!(read(report(&fields, &letter(ID)).as_bytes()), None, "{action}");
    }
}

#[test]
fn a_report_that_names_no_letter_reopens_none() {
    let nothing = "Content-Type: text/plain\r\n\r\nlost";
    assert_eq!(read(report(FAILED, nothing).as_bytes()), None);
}

#[test]
fn exim() {
    let text = format!(
        "Return-path: <>\r\nX-Failed-Recipients: soc@example.com\r\nAuto-Submitted: auto-replied\r\n\
         From: Mail Delivery System <Mailer-Daemon@mx.example.com>\r\nTo: leakwatch@example.com\r\n\
         Subject: Mail delivery failed: returning message to sender\r\nMessage-Id: <its-own@mx.example.com>\r\n\r\n\
         This message was created automatically by mail delivery software.\r\n\r\n\
         A message that you sent could not be delivered to one or more of its\r\nrecipients. This is a permanent error. \
         The following address(es) failed:\r\n\r\n  soc@example.com\r\n    host mx2.example.com [192.0.2.1]\r\n    \
         SMTP error from remote mail server after RCPT TO:<soc@example.com>:\r\n    550 5.7.1 relaying denied\r\n\r\n\
         ------ This is a copy of the message, including all the headers. ------\r\n\r\n\
         From: leakwatch@example.com\r\nMessage-ID: {ID}\r\nSubject: x\r\n\r\nbody\r\n"
    );
    let bounce = read(text.as_bytes()).expect("a bounce");
    assert_eq!((bounce.message_id.as_str(), bounce.status.as_str()), (ID, "5.7.1"));
    assert_eq!(bounce.why, "550 5.7.1 relaying denied");
}

#[test]
fn qmail() {
    let text = format!(
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example.com\r\nTo: leakwatch@example.com\r\nSubject: failure notice\r\n\r\n\
         Hi. This is the qmail-send program at mx.example.com.\r\nI'm afraid I wasn't able to deliver your message.\r\n\r\n\
         <soc@example.com>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n\
         --- Below this line is a copy of the message.\r\n\r\nMessage-ID: {ID}\r\nSubject: x\r\n"
    );
    let bounce = read(text.as_bytes()).expect("a bounce");
    assert_eq!((bounce.message_id.as_str(), bounce.status.as_str()), (ID, "5.1.1"));
    assert_eq!(bounce.why, "Sorry, no mailbox here by that name. (#5.1.1)");
}

/// Some mailers send no part of the letter back: their own head says which one it was.
#[test]
fn a_report_whose_head_names_the_letter() {
    let nothing = "Content-Type: text/plain\r\n\r\nlost";
    for name in ["In-Reply-To", "References"] {
        let told =
            report(FAILED, nothing).replace("MIME-Version", &format!("{name}: <x@y> {ID}\r\nMIME-Version"));
        assert_eq!(read(told.as_bytes()).expect("a bounce").message_id, ID, "{name}");
    }
}

#[test]
fn words_with_the_letter_attached() {
    let told = |from: &str, words: &str| {
        format!(
            "From: {from}\r\nTo: leakwatch@example.com\r\nSubject: Undeliverable\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"B\"\r\n\r\n--B\r\nContent-Type: text/plain\r\n\r\n{words}\r\n\
             --B\r\n{}\r\n--B--\r\n",
            letter(ID)
        )
    };
    let words = "Your message did not reach some or all of the recipients.\r\nsoc@example.com\r\n#5.1.1 smtp;550 No such user";
    let bounce = read(told("postmaster@mx.example.com", words).as_bytes()).expect("a bounce");
    assert_eq!((bounce.message_id.as_str(), bounce.status.as_str()), (ID, "5.1.1"));
    assert_eq!(bounce.why, "#5.1.1 smtp;550 No such user");
    let delayed = "Your message has been delayed (4.4.1) and will be tried for 5 more days.";
    assert_eq!(read(told("postmaster@mx.example.com", delayed).as_bytes()), None, "a delay");
    assert_eq!(read(told("soc@example.com", words).as_bytes()), None, "a person who forwards it");
}

#[test]
fn other_mail_is_none() {
    let answer = format!(
        "From: soc@example.com\r\nSubject: Re: x\r\nIn-Reply-To: {ID}\r\n\r\nOriginal message\r\nMessage-ID: {ID}\r\n"
    );
    assert_eq!(read(answer.as_bytes()), None, "a person who quotes the letter");
    assert_eq!(read(b""), None);
    assert_eq!(read(&[0xff; 4096]), None);
    let whole = report(FAILED, &letter(ID));
    for cut in (0..whole.len()).step_by(7) {
        // Wherever it was torn, reading ends.
        let _ = read(&whole.as_bytes()[..cut]);
    }
}

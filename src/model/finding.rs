//! What an analyst judges, and what changes in it.

use super::plan::words;

words! {
    /// What an analyst said of a finding.
    Verdict { New = "new", Confirmed = "confirmed", FalsePositive = "false_positive", Fixed = "fixed" }
}

words! {
    /// What changed in a finding. A repeat is no event.
    EventKind { New = "new", Risen = "risen", Spread = "spread", Returned = "returned" }
}

words! {
    /// What is done about a risk.
    Treatment { Reduce = "reduce", Avoid = "avoid", Transfer = "transfer", Accept = "accept" }
}

words! {
    /// Which rule of the clock gave the start.
    StartRule { Page = "page", Listing = "listing", Gap = "gap", Stream = "stream", Published = "published", LinkedFrom = "linked_from", FirstVisit = "first_visit" }
}

words! {
    /// Why an alert was late; each rests on a recorded interval that covers it.
    Cause { PlaceDown = "place_down", Refused = "refused", Throttled = "throttled", Gap = "gap", EngineLag = "engine_lag", OwnNetwork = "own_network", OwnCrash = "own_crash", IndexLag = "index_lag", MailDown = "mail_down", PlanInfeasible = "plan_infeasible", Unexplained = "unexplained" }
}

words! {
    /// What a letter is for.
    LetterKind { Alert = "alert", Baseline = "baseline", Digest = "digest", Test = "test", Blind = "blind" }
}

words! {
    /// What can be quiet for a while.
    Quiet { Entry = "entry", Finding = "finding", Place = "place" }
}

words! {
    /// What a judgement as false keeps quiet: the finding's one value wherever it stands, its values, the passages in
    /// which it was seen, or the passages of a document and its near copies.
    Hush { Value = "value", Values = "values", Passage = "passage", Document = "document" }
}

words! {
    /// Where an alert or a letter is on its way.
    Delivery { Owed = "owed", Claimed = "claimed", Sent = "sent", Failed = "failed", Bounced = "bounced", Acknowledged = "acknowledged", Muted = "muted" }
}

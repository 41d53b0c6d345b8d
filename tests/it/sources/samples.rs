//! Every shipped crawler brings what its expect.json says, and the check that says so can fail.

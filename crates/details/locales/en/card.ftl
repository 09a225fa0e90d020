# What the host itself says about a request.

# Headlines
sign-in = {$client} asks you to sign in
sign-in-unknown = A client asks you to sign in
headline-more = {$verb}, and {$n} more
generic-verb = Request of the kind {$type}
# Around words in a sentence that somebody else chose
quoted = “{$text}”

# Labels
label-requested-by = Requested by
label-for = For
label-access = Access
label-code = Code
label-type = Type
unknown-client = unknown client
other-details = Other details
message-from-requester = Message from requester, not checked
total = Total, {$label}: {$text}
member = Field
rows = { $count ->
    [one] {$n} entry
   *[other] {$n} entries
}

# Notices
no-template = No template for this kind of request. Everything sent is listed below.
template-failed = The template for this kind of request does not fit it, so everything sent is listed as it came: {$reason}.
your-template = Your template shows this request.
template-changed = The template for this kind of request has changed. {$changes}
templates-lapsed = The templates of {$issuer} expired on {$day} and could not be renewed. Everything sent is listed below.
template-revoked = The template for this kind of request was revoked by its publisher. Everything sent is listed below.
too-large = Too large to review: a value has more than 4,096 characters, or a name more than 255. You can deny it.
critical-in-other = Something this decision depends on is listed under Other details.
beyond-bound = {$label} is beyond what is usual for this kind of request ({$max}). Check it.
looks-like = Looks like {$name}, which this device knows, but is not the same. Check it letter by letter.
first-request = First request from this client on this device. Check who it is.
unnamed-client = The server does not say who asks.
new-client = This client is new on this device: its first request came less than 30 days ago.
same-name = Has the name of {$name}, which this device knows, but is another client.
unknown-word = This word is not one that the template knows.

# Where a notice comes from
source-verified = verified on this device
source-reported = reported by the server
source-claimed = claimed by the requester

# Read aloud
requested-by = Requested by {$client}.
code-is = Code: {$code}.
ending = ending {$text}
was-now = was {$before}, now {$after}
unchanged-value = {$after}, unchanged

//! Where in the file a key stands.

/// The line, from 1, of a key like `clients[2].name`, `tls.cert` or `issuer`; of its table when
/// the key itself is not written; 1 when neither is.
pub(super) fn line_of(text: &str, key: &str) -> usize {
    let (table, member) = key.rsplit_once('.').unwrap_or(("", key));
    let (name, index) = match table.split_once('[') {
        Some((name, rest)) => (name, rest.split(']').next().and_then(|index| index.parse().ok())),
        None => (table, None),
    };
    let headers = |line: &str, name: &str, is_array: bool| {
        let line = line.split('#').next().unwrap_or_default().trim();
        if is_array { line == format!("[[{name}]]") } else { line == format!("[{name}]") }
    };
    let mut start = 1;
    let mut inside = name.is_empty();
    let mut seen = 0;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with('[') {
            if inside && !name.is_empty() {
                // Sub-tables of an entry still are the entry.
                let below = line.trim_start().trim_start_matches('[').starts_with(&format!("{name}."));
                if !below {
                    break;
                }
            } else if name.is_empty() {
                break;
            }
            if headers(line, name, index.is_some()) && !inside {
                inside = index.is_none_or(|index: usize| seen == index);
                seen += 1;
                start = number;
            }
        }
        if inside && starts_with_key(line, member) {
            return number;
        }
    }
    if inside && !name.is_empty() {
        return start;
    }
    // An inline table: `tls = { mode = "off" }`.
    let inline = (1..).zip(text.lines()).find(|(_, line)| !name.is_empty() && starts_with_key(line, name));
    inline.map_or(1, |(number, _)| number)
}

fn starts_with_key(line: &str, key: &str) -> bool {
    line.split_once('=').is_some_and(|(written, _)| written.trim().trim_matches('"') == key)
}

/// The line of a byte offset, from 1.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "issuer = \"x\"\n[tls]\nmode = \"off\"\n[[clients]]\nname = \"a\"\n\n[[clients]] # second\n\
                        client_id = \"b\"\n[clients.jwks]\nkeys = []\n[[apis]]\nname = \"c\"\n";

    #[test]
    fn keys_are_found_where_they_stand() {
        for (key, line) in [
            ("issuer", 1),
            ("tls.mode", 3),
            ("tls.cert", 2),
            ("clients[0].name", 5),
            ("clients[1].client_id", 8),
            ("clients[1].name", 7),
            ("clients[1].keys", 10),
            ("apis[0].name", 12),
            ("apis[0].details[1].name", 12),
            ("users[0].id", 1),
        ] {
            assert_eq!(line_of(TEXT, key), line, "{key}");
        }
        assert_eq!(line_of("a = 1\ntls = { mode = 7 }\n", "tls.mode"), 2);
    }
}

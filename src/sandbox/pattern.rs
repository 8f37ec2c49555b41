//! Path patterns of faults and of look-ups in the record.

/// Whether `path` is like `pattern`: `*` stands for any text, slashes included; all else stands for itself.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(mut remainder) = path.strip_prefix(first) else {
        return false;
    };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(found) = remainder.find(piece) else {
            return false;
        };
        remainder = &remainder[found + piece.len()..];
    }
    remainder.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_pattern_without_a_star_is_the_whole_path() {
        assert!(matches("/review-apps", "/review-apps"));
        assert!(!matches("/review-apps", "/review-apps/1"));
    }

    #[test]
    fn stars_stand_for_anything_and_the_ends_are_anchored() {
        assert!(matches("/apps/*/builds", "/apps/acme/builds"));
        assert!(!matches("/apps/*/builds", "/apps/acme/builds/1"));
        assert!(matches("/apps/*/builds/*", "/apps/acme/builds/1"));
        assert!(matches("*", "/anything"));
        assert!(!matches("/a*a", "/a"));
    }
}

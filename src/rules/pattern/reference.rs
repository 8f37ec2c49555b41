//! A slow and simple implementation of our globs, to check the fast one against. It expands the braces and then tries
//! every way to match, letter by letter.

/// Whether a valid glob matches the name.
pub(super) fn matches(glob: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let spelled_out = spell_out(&glob.chars().collect::<Vec<_>>());
    spelled_out.iter().any(|plain| plain_matches(plain, true, &name))
}

/// Expands a glob into globs without braces.
fn spell_out(glob: &[char]) -> Vec<Vec<char>> {
    let Some((open, commas, close)) = first_braces(glob) else {
        return vec![glob.to_vec()];
    };
    let mut all = Vec::new();
    let mut start = open + 1;
    for end in commas.into_iter().chain([close]) {
        let one = [&glob[..open], &glob[start..end], &glob[close + 1..]].concat();
        all.extend(spell_out(&one));
        start = end + 1;
    }
    all
}

/// The positions of the first brace, its commas, and its end.
fn first_braces(glob: &[char]) -> Option<(usize, Vec<usize>, usize)> {
    let (mut open, mut commas, mut depth, mut index) = (None, Vec::new(), 0, 0);
    while index < glob.len() {
        match glob[index] {
            '[' => index += class_length(&glob[index..]) - 1,
            '{' => {
                open = open.or(Some(index));
                depth += 1;
            }
            ',' if depth == 1 => commas.push(index),
            '}' if depth == 1 => return open.map(|open| (open, commas, index)),
            '}' => depth -= 1,
            _ => {}
        }
        index += 1;
    }
    None
}

fn plain_matches(glob: &[char], at_start: bool, name: &[char]) -> bool {
    let any_rest = |glob: &[char], start: bool| (0..=name.len()).any(|end| plain_matches(glob, start, &name[end..]));
    match glob {
        [] => name.is_empty(),
        ['*', '*', '*', ..] => plain_matches(&glob[1..], at_start, name),
        ['*', '*', '/', rest @ ..] if at_start => {
            (0..=name.len()).any(|end| (end == 0 || name[end - 1] == '/') && plain_matches(rest, true, &name[end..]))
        }
        ['*', '*', rest @ ..] => any_rest(rest, false),
        ['*', rest @ ..] => {
            let component = name.iter().take_while(|letter| **letter != '/').count();
            (0..=component).any(|end| plain_matches(rest, false, &name[end..]))
        }
        ['?', rest @ ..] => name.first().is_some_and(|letter| *letter != '/') && plain_matches(rest, false, &name[1..]),
        ['[', ..] => {
            let length = class_length(glob);
            name.first().is_some_and(|letter| class_has(&glob[1..length - 1], *letter))
                && plain_matches(&glob[length..], false, &name[1..])
        }
        [letter, rest @ ..] => name.first() == Some(letter) && plain_matches(rest, *letter == '/', &name[1..]),
    }
}

/// The length of the class at the start, brackets included.
fn class_length(glob: &[char]) -> usize {
    let first = if matches!(glob[1], '!' | '^') { 2 } else { 1 };
    first + 1 + glob[first + 1..].iter().position(|letter| *letter == ']').unwrap() + 1
}

fn class_has(class: &[char], letter: char) -> bool {
    match class {
        ['!' | '^', members @ ..] => letter != '/' && !members_have(members, letter),
        members => members_have(members, letter),
    }
}

fn members_have(members: &[char], letter: char) -> bool {
    match members {
        [from, '-', to, rest @ ..] => (*from..=*to).contains(&letter) || members_have(rest, letter),
        [one, rest @ ..] => *one == letter || members_have(rest, letter),
        [] => false,
    }
}

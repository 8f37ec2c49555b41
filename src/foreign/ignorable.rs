//! Characters that the runner ignores when it searches a line for a workflow command.

use std::cmp::Ordering;
use std::ops::RangeInclusive;

/// Whether the runner's culture-sensitive comparison may treat this character as if it were not there.
///
/// .NET compares strings through ICU, for which `\u{200b}::` starts with `::`; see
/// <https://learn.microsoft.com/dotnet/core/extensions/globalization-icu>. The tab has a weight there.
pub(crate) fn is_ignorable(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control() && character != '\t';
    }
    IGNORABLE.binary_search_by(|range| position(range, character)).is_ok()
}

fn position(range: &RangeInclusive<char>, character: char) -> Ordering {
    if range.contains(&character) { Ordering::Equal } else { range.start().cmp(&character) }
}

/// In ascending order, beyond ASCII: the characters without any weight in the root collation of CLDR 48 (Unicode 17,
/// ICU 78), the general categories Cc and Cf, and the property `Default_Ignorable_Code_Point`. If a later version takes
/// the weight from one of these, it is here already.
const IGNORABLE: &[RangeInclusive<char>] = &[
    '\u{80}'..='\u{9f}',
    '\u{ad}'..='\u{ad}',
    '\u{34f}'..='\u{34f}',
    '\u{488}'..='\u{489}',
    '\u{591}'..='\u{5af}',
    '\u{5bd}'..='\u{5bd}',
    '\u{5c4}'..='\u{5c5}',
    '\u{600}'..='\u{605}',
    '\u{610}'..='\u{61a}',
    '\u{61c}'..='\u{61c}',
    '\u{640}'..='\u{640}',
    '\u{6d6}'..='\u{6dd}',
    '\u{6df}'..='\u{6e4}',
    '\u{6e7}'..='\u{6e8}',
    '\u{6ea}'..='\u{6ed}',
    '\u{70f}'..='\u{70f}',
    '\u{740}'..='\u{740}',
    '\u{743}'..='\u{744}',
    '\u{747}'..='\u{74a}',
    '\u{7fa}'..='\u{7fa}',
    '\u{890}'..='\u{891}',
    '\u{898}'..='\u{89d}',
    '\u{8ca}'..='\u{8e2}',
    '\u{8ea}'..='\u{8ef}',
    '\u{8f3}'..='\u{8f3}',
    '\u{951}'..='\u{952}',
    '\u{f18}'..='\u{f19}',
    '\u{f35}'..='\u{f35}',
    '\u{f37}'..='\u{f37}',
    '\u{f3e}'..='\u{f3f}',
    '\u{f86}'..='\u{f87}',
    '\u{fc6}'..='\u{fc6}',
    '\u{115f}'..='\u{1160}',
    '\u{17b4}'..='\u{17b5}',
    '\u{17d3}'..='\u{17d3}',
    '\u{180a}'..='\u{180f}',
    '\u{1a7f}'..='\u{1a7f}',
    '\u{1b6b}'..='\u{1b73}',
    '\u{1cd0}'..='\u{1ce8}',
    '\u{1cf4}'..='\u{1cf4}',
    '\u{1cf7}'..='\u{1cf9}',
    '\u{200b}'..='\u{200f}',
    '\u{202a}'..='\u{202e}',
    '\u{2060}'..='\u{206f}',
    '\u{2d7f}'..='\u{2d7f}',
    '\u{3164}'..='\u{3164}',
    '\u{a670}'..='\u{a672}',
    '\u{a8e0}'..='\u{a8f1}',
    '\u{fe00}'..='\u{fe0f}',
    '\u{fe21}'..='\u{fe21}',
    '\u{fe23}'..='\u{fe26}',
    '\u{fe28}'..='\u{fe28}',
    '\u{fe2a}'..='\u{fe2d}',
    '\u{fe2f}'..='\u{fe2f}',
    '\u{fe73}'..='\u{fe73}',
    '\u{feff}'..='\u{feff}',
    '\u{ffa0}'..='\u{ffa0}',
    '\u{fff0}'..='\u{fffb}',
    '\u{102e0}'..='\u{102e0}',
    '\u{10efb}'..='\u{10efb}',
    '\u{10efd}'..='\u{10eff}',
    '\u{110bd}'..='\u{110bd}',
    '\u{110cd}'..='\u{110cd}',
    '\u{11366}'..='\u{1136c}',
    '\u{11370}'..='\u{11374}',
    '\u{113e1}'..='\u{113e2}',
    '\u{13430}'..='\u{13440}',
    '\u{13447}'..='\u{13455}',
    '\u{16fe4}'..='\u{16fe4}',
    '\u{1bca0}'..='\u{1bca3}',
    '\u{1cf00}'..='\u{1cf2d}',
    '\u{1cf30}'..='\u{1cf46}',
    '\u{1d165}'..='\u{1d169}',
    '\u{1d16d}'..='\u{1d182}',
    '\u{1d185}'..='\u{1d18b}',
    '\u{1d1aa}'..='\u{1d1ad}',
    '\u{1d242}'..='\u{1d244}',
    '\u{1da00}'..='\u{1da36}',
    '\u{1da3b}'..='\u{1da6c}',
    '\u{1da75}'..='\u{1da75}',
    '\u{1da84}'..='\u{1da84}',
    '\u{1da9b}'..='\u{1da9f}',
    '\u{1daa1}'..='\u{1daaf}',
    '\u{1e8d0}'..='\u{1e8d6}',
    '\u{e0000}'..='\u{e0fff}',
];

#[cfg(test)]
mod tests {
    use super::{IGNORABLE, is_ignorable};

    #[test]
    fn the_ranges_ascend_so_that_the_search_finds_them() {
        for pair in IGNORABLE.windows(2) {
            assert!(pair[0].end() < pair[1].start(), "{pair:?}");
        }
    }

    #[test]
    fn characters_without_weight_are_ignorable_and_visible_ones_are_not() {
        for ignorable in "\x1b\u{80}\u{ad}\u{34f}\u{591}\u{200b}\u{2066}\u{fe0f}\u{feff}\u{e0fff}".chars() {
            assert!(is_ignorable(ignorable), "{ignorable:?}");
        }
        for visible in "a: \t#[|é\u{a0}\u{301}\u{2028}\u{3000}→\u{fffd}\u{e000}😀\u{10ffff}".chars() {
            assert!(!is_ignorable(visible), "{visible:?}");
        }
    }
}

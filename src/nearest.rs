//! "Did you mean": finds the known value nearest to a wrong one.

/// How many letters may be added, dropped, changed or swapped.
const NEAR: usize = 2;

/// The one of `values` that `found` probably stands for. Ignores case, and takes `_` for `-`.
pub(crate) fn nearest<'a>(found: &str, values: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase().replace(['_', ' '], "-");
    let distances = values.into_iter().map(|value| (strsim::osa_distance(&found, value), value));
    distances
        // Half of the letters must be right: `on` is not a misspelled `no`.
        .filter(|(distance, value)| *distance <= NEAR && distance * 2 < value.len())
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_value_is_found_across_case_underscores_and_slips() {
        let values = ["in-place", "recreate"];
        for found in ["inplace", "In_Place", "in place", "in-plcae"] {
            assert_eq!(nearest(found, values), Some("in-place"), "{found}");
        }
        assert_eq!(nearest("recreated", values), Some("recreate"));
    }

    #[test]
    fn what_is_far_from_all_values_is_near_none() {
        for found in ["", "yes", "something-else"] {
            assert_eq!(nearest(found, ["skip", "labeled", "allow"]), None, "{found}");
        }
        assert_eq!(nearest("on", ["no"]), None);
    }
}

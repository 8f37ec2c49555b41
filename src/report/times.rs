use std::{collections::BTreeMap, time::SystemTime};

use crate::outcome::Stage;

/// Seconds as people say them.
pub(super) fn spoken(seconds: f64) -> String {
    if seconds < 10.0 {
        return format!("{seconds:.1} s");
    }
    let whole = std::time::Duration::from_secs_f64(seconds.round()).as_secs();
    match (whole / 60, whole % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// The time of day as people write it, in UTC.
pub(super) fn of_day(now: SystemTime) -> String {
    let text = humantime::format_rfc3339_seconds(now).to_string();
    text.get(11..16).map(|time| format!("{time} UTC")).unwrap_or_default()
}

/// The stages that took any time, in their order.
pub(super) fn of_stages(seconds: &BTreeMap<Stage, f64>) -> Vec<(Stage, f64)> {
    seconds.iter().filter(|(_, seconds)| **seconds >= 0.05).map(|(stage, seconds)| (*stage, *seconds)).collect()
}

#[cfg(test)]
mod tests {
    use super::spoken;

    #[test]
    fn times_are_as_exact_as_people_want_them() {
        for (seconds, expected) in
            [(0.04, "0.0 s"), (9.94, "9.9 s"), (41.3, "41 s"), (59.6, "1 min"), (161.0, "2 min 41 s")]
        {
            assert_eq!(spoken(seconds), expected);
        }
    }
}

//! What holds wherever a text is cut: a secret that the cut goes through is not told in part, in whatever form it stands there.

use branchline::{
    http::{ApiError, Failure, Refusal, Service},
    outcome::{Doing, Done, End, Outcome, TargetReport, Trouble, Waiting, Why},
    redact::Redactor,
    relay::{LONGEST_LINE, LogRelay},
    report::{Around, Console, Style, annotation, comment_section, explanations, outputs, summary},
};
use proptest::prelude::*;

const SECRET: &str = "env-value-S3cr3t/9f8e+7d6c=5b4a_3928&1706-end";
/// Fewer bytes tell nothing.
const TELLING: usize = 8;

/// The secret as it may turn up.
fn forms() -> Vec<(&'static str, String)> {
    let between = |what: &str| SECRET.chars().flat_map(|letter| [what.to_owned(), letter.to_string()]).collect();
    let percent = |digits: fn(u8) -> String| {
        SECRET
            .bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { digits(byte) })
            .collect()
    };
    vec![
        ("plain", SECRET.to_owned()),
        (
            "percent",
            percent(|byte| match byte {
                b'-' | b'_' => char::from(byte).to_string(),
                _ => format!("%{byte:02X}"),
            }),
        ),
        (
            "percent, small",
            percent(|byte| match byte {
                b'-' | b'_' => char::from(byte).to_string(),
                _ => format!("%{byte:02x}"),
            }),
        ),
        ("base64", encoded(SECRET, *b"+/")),
        ("base64url", encoded(SECRET, *b"-_")),
        ("base64 of more", encoded(&format!("user:{SECRET}"), *b"+/")[7..].to_owned()),
        ("colours between", between("\u{1b}[1;31m")),
        ("resets between", between("\u{1b}(B\u{1b}[m")),
        ("nothing between", between("\u{200b}")),
    ]
}

/// Base64 with these two last digits, without padding.
fn encoded(text: &str, last: [u8; 2]) -> String {
    let digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let digit = |index: u32| {
        let index = usize::try_from(index & 63).unwrap_or_default();
        char::from(digits.get(index).copied().unwrap_or_else(|| last[index - 62]))
    };
    let group = |bytes: &[u8]| {
        let number = bytes.iter().chain([&0; 2]).take(3).fold(0, |number, byte| number << 8 | u32::from(*byte));
        (0..=bytes.len()).map(|place| digit(number >> (18 - 6 * place))).collect::<String>()
    };
    text.as_bytes().chunks(3).map(group).collect()
}

/// What shows a text, and cuts it somewhere. The log is asked for last, since all else is printed to it as well.
type Place = (&'static str, fn(&Console, &str) -> String);

const PLACES: [Place; 10] = [
    ("a refusal in the outputs", |console, text| told(console, refused(text))),
    ("a refusal in a summary", |console, text| summary(&of(refused(text)), console)),
    ("a refusal in a comment", |console, text| commented(console, refused(text))),
    ("a refusal in an annotation", |_, text| annotated(refused(text))),
    ("the end of a log in a summary", |console, text| summary(&of(failed(console, text)), console)),
    ("the end of a log in a comment", |console, text| commented(console, failed(console, text))),
    ("the end of a log in an annotation", |console, text| annotated(failed(console, text))),
    ("a reason to skip", |console, text| {
        let commit = "1".repeat(40).parse().unwrap_or_else(|_| unreachable!("it is one"));
        let outcome = Outcome::skipped(Why::RedCheck { what: text.to_owned(), commit, word: "failure".to_owned() });
        outputs(&outcome).iter().map(|(_, value)| console.redacted(value)).collect::<String>()
            + &summary(&outcome, console)
    }),
    ("what Heroku says of a review app", |console, text| {
        commented(console, Trouble::SetupFailed { says: vec![text.to_owned()], tail: vec![text.to_owned()] })
    }),
    ("what was waited for", |console, text| {
        told(console, Trouble::Cancelled { waiting_for: Waiting::LabelRemoval(text.to_owned()) })
    }),
];

fn refused(message: &str) -> Trouble {
    let refusal = Refusal {
        status: 422,
        id: "invalid_params".to_owned(),
        message: message.to_owned(),
        request_id: String::new(),
        wait: None,
        rate_limited: false,
    };
    let failure = Failure::Refused(Box::new(refusal));
    let error = ApiError { service: Service::Heroku, method: reqwest::Method::POST, path: "/x".to_owned(), failure };
    Trouble::api(Doing::ListingReviewApps, error)
}

fn failed(console: &Console, line: &str) -> Trouble {
    let mut relay = LogRelay::new("", console.redactor().clone());
    relay.feed(format!("{line}\n").as_bytes(), &mut Vec::new());
    Trouble::BuildFailed { tail: relay.tail().map(str::to_owned).collect() }
}

fn of(trouble: Trouble) -> Outcome {
    Outcome::of_targets(vec![report(trouble)])
}

fn report(trouble: Trouble) -> TargetReport {
    TargetReport { end: End::from(trouble), ..TargetReport::begun(Done::Created, None, None) }
}

fn told(console: &Console, trouble: Trouble) -> String {
    // Of several apps that fail, each has less room.
    let several = Outcome::of_targets(vec![report(trouble.clone()), report(trouble.clone())]);
    let values = outputs(&of(trouble)).into_iter().chain(outputs(&several));
    values.map(|(_, value)| console.redacted(&value)).collect()
}

fn commented(console: &Console, trouble: Trouble) -> String {
    let around = Around {
        pipeline: "acme",
        run_url: None,
        commit_url: None,
        title: None,
        still_runs: None,
        merging: None,
        now: std::time::UNIX_EPOCH,
    };
    let section = comment_section(&report(trouble), &around, console);
    section.full + &section.short
}

/// As the console prints it.
fn annotated(trouble: Trouble) -> String {
    let log = Log::default();
    let console = console_on(&log);
    explanations(&of(trouble)).for_each(|explanation| console.error("title", &annotation(&explanation)));
    drop(console);
    log.text()
}

#[derive(Clone, Default)]
struct Log(std::rc::Rc<std::cell::RefCell<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        let printed = String::from_utf8_lossy(&self.0.borrow()).into_owned();
        printed.lines().filter(|line| !line.starts_with("::add-mask::")).collect::<Vec<_>>().join("\n")
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn console_on(log: &Log) -> Console {
    let console = Console::on(Style::Workflow, Box::new(log.clone()));
    console.hide(SECRET);
    console
}

/// Fails where enough of a form is to be read to tell something.
#[track_caller]
fn assert_untold(shown: &str, form: &str, place: &str) {
    let (shown, form) = (readable(shown), readable(form));
    for part in form.as_bytes().windows(TELLING) {
        let part = String::from_utf8_lossy(part);
        let Some(at) = shown.find(&*part) else { continue };
        let around = &shown[shown.floor_char_boundary(at.saturating_sub(60))..shown.ceil_char_boundary(at + 80)];
        panic!("{part:?} is told by {place}: {around:?}");
    }
}

/// What is left for a reader, markup and JSON undone.
fn readable(text: &str) -> String {
    let mut plain = String::new();
    let mut parts = text.split('\u{1b}');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|character: char| character.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        plain.push_str(&part[end..]);
    }
    let unseen = ["\\", "\u{200b}", "&#8203;", "\u{fffd}"];
    unseen.iter().fold(plain, |plain, what| plain.replace(what, "")).replace("&amp;", "&")
}

/// Everywhere, with the secret so that a cut at these many characters goes through each place in it.
fn assert_no_cut_tells(characters: usize, place: &Place) {
    let log = Log::default();
    let console = console_on(&log);
    for (name, form) in forms() {
        let length = form.chars().count() + 12;
        for offset in (0..=length).step_by(3.max(length / 16)) {
            let filler = "x ".repeat(characters);
            let before: String = filler.chars().take(characters.saturating_sub(offset)).collect();
            let text = format!("{before} {form} and so on, for a while: {}", "y".repeat(60));
            assert_untold(&place.1(&console, &text), &form, &format!("{}, {name}", place.0));
        }
    }
    drop(console);
    assert_untold(&log.text(), SECRET, "the log");
}

#[test]
fn no_cut_anywhere_tells_a_part_of_a_secret() {
    // Lines, sentences, descriptions, the room of one of two apps, annotations.
    for characters in [140, 200, 500, 1000] {
        for place in &PLACES {
            assert_no_cut_tells(characters, place);
        }
    }
}

#[test]
fn what_no_cut_goes_through_is_told_as_it_is() {
    let console = console_on(&Log::default());
    for (place, show) in PLACES {
        let shown = show(&console, "nothing of the kind is in this sentence");
        assert!(shown.contains("of the kind is in this sentence") && !shown.contains("***"), "{place}: {shown}");
    }
}

fn relayed(pieces: &[&[u8]]) -> String {
    let redactor = Redactor::default();
    redactor.add_value(SECRET, |_| Vec::new());
    let mut relay = LogRelay::new("> ", redactor);
    let mut out = Vec::new();
    for piece in pieces {
        relay.feed(piece, &mut out);
    }
    relay.finish(&mut out);
    String::from_utf8_lossy(&out).into_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_line_that_is_broken_tells_no_part_of_a_secret(
        back in 0..400_usize,
        size in 1..70_000_usize,
        form in prop::sample::select(forms()),
    ) {
        // What the runner is told of, it looks for in base64 of more itself.
        prop_assume!(form.0 != "base64 of more");
        let line = format!("{}{} and {}\n", "x".repeat(LONGEST_LINE - back), form.1, "y".repeat(100));
        let pieces: Vec<_> = line.as_bytes().chunks(size).collect();
        let shown = relayed(&pieces);
        assert_untold(&shown, &form.1, form.0);
        prop_assert!(shown.contains("***") && shown.matches('y').count() == 100, "{}", form.0);
    }

    #[test]
    fn a_line_without_an_end_tells_no_part_of_a_secret(
        length in 0..300_usize,
        size in 1..100_usize,
        form in prop::sample::select(forms()),
    ) {
        prop_assume!(form.0 != "base64 of more");
        let beginning: String = form.1.chars().take(length).collect();
        let line = format!("waiting for {beginning}");
        let pieces: Vec<_> = line.as_bytes().chunks(size).collect();
        let shown = relayed(&pieces);
        assert_untold(&shown, &form.1, form.0);
        prop_assert!(shown.starts_with("> waiting for "), "{shown}");
    }
}

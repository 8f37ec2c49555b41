use super::*;

const DEPLOY: Option<ChatCommand> = Some(ChatCommand::Deploy);
const DESTROY: Option<ChatCommand> = Some(ChatCommand::Destroy);

#[track_caller]
fn check<'a>(rows: impl IntoIterator<Item = (&'a str, Option<ChatCommand>)>) {
    let found = rows.into_iter().map(|(body, expected)| (body, command(body), expected));
    let wrong: Vec<_> = found.filter(|(_, found, expected)| found != expected).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_first_line_that_is_a_command_and_nothing_else_counts() {
    check([
        ("/deploy", DEPLOY),
        ("Thanks!\r\n\r\n  /redeploy\t\r\nbye", Some(ChatCommand::Redeploy)),
        ("/destroy\n/deploy", DESTROY),
        ("Please\n/deploy\nthanks", DEPLOY),
        ("Please\n        /deploy", DEPLOY),
        ("/deploy  \nthanks", DEPLOY),
        ("/deploy\r", DEPLOY),
        ("a\r/deploy\rb", DEPLOY),
        ("", None),
        ("please /deploy", None),
        ("/deploy now", None),
        ("/deployed", None),
        ("\\/deploy", None),
        ("&#47;deploy", None),
    ]);
}

#[test]
fn a_command_counts_in_any_case() {
    check([("/Deploy", DEPLOY), ("/DEPLOY", DEPLOY), ("/dEstroy", DESTROY), ("/DÉPLOY", None)]);
}

#[test]
fn a_signature_below_it_changes_nothing() {
    check([("/deploy\n-- \nMona", DEPLOY), ("/deploy\n---\nSent from a phone", DEPLOY), ("/deploy\n===", DEPLOY)]);
}

#[test]
fn a_command_that_nobody_sees_does_not_count() {
    check([
        ("<!-- /deploy -->", None),
        ("<!--\n/deploy\n-->", None),
        ("Thanks! <!-- a\n/deploy\nb --> Bye", None),
        ("<!--\n/deploy\n-->\n/destroy", DESTROY),
        ("<!-- a -->\n/deploy", DEPLOY),
        ("<!-- a --> b <!-- c\n/deploy", None),
        ("<!-->\n/deploy\n-->", DEPLOY),
        ("<!--->\n/deploy\n-->", DEPLOY),
        ("<!--\n```\n-->\n/deploy", DEPLOY),
        ("```\n<!--\n```\n/deploy", DEPLOY),
        ("<!-- -- >\n/deploy", None),
        ("[//]: # (\n/deploy\n)", None),
        ("[a]: /b \"\n/deploy\n\"", None),
        ("[a](/b \"\n/deploy\n\")", None),
        ("![a](/b \"\n/deploy\n\")", None),
        ("[^a]: A note.\n/deploy", None),
        ("<?\n/deploy\n?>", None),
        ("<![CDATA[\n/deploy\n]]>", None),
        ("<!X\n/deploy\n>", None),
        ("<details>\n\n/deploy\n\n</details>", None),
        ("<details>\n\n/deploy\n\n</details>\n\n/destroy", DESTROY),
        ("<script>\n/deploy\n</script>", None),
        ("<span title='\n/deploy\n'>a</span>", None),
    ]);
}

#[test]
fn a_command_shown_as_code_is_an_example() {
    check([
        ("```\n/deploy\n```", None),
        ("```sh\n/deploy\n```\n/destroy", DESTROY),
        ("~~~\n/deploy\n```\n/deploy\n~~~", None),
        ("````\n```\n/deploy\n````\n/destroy", DESTROY),
        ("```\n/deploy", None),
        ("``\n/deploy", DEPLOY),
        ("``\n/deploy\n``", None),
        ("```/deploy```\n/destroy", DESTROY),
        ("`/deploy`", None),
        ("    /deploy", None),
        ("\t/deploy", None),
        ("Do this:\n\n    /deploy\n\nor not", None),
        ("<pre>\n/deploy\n</pre>", None),
        ("<pre>\n\n/deploy\n\n</pre>", None),
        ("<code>\n\n/deploy\n\n</code>", None),
        ("$$\n/deploy\n$$", None),
    ]);
}

#[test]
fn a_command_that_is_quoted_is_somebody_elses() {
    check([
        ("> /deploy", None),
        ("> a\n/deploy", None),
        ("> a\n\n/deploy", DEPLOY),
        (">\n> ```\n> /deploy", None),
        ("<blockquote>\n\n/deploy\n\n</blockquote>", None),
        ("Yes.\n\nOn Thu, Nov 26, 2026 at 1:00 AM Mona wrote:\n\n/destroy", None),
        ("/deploy\n\nOn Thu, Nov 26, 2026 at 1:00 AM Mona wrote:\n\n/destroy", DEPLOY),
        ("Yes.\n\n-----Original Message-----\nFrom: Mona\n\n/destroy", None),
        ("Yes.\n\n________________________________\nFrom: Mona\nSent: Thursday\n\n/destroy", None),
    ]);
}

#[test]
fn a_command_in_a_list_a_table_or_struck_out_is_no_line_of_its_own() {
    check([
        ("- /deploy", None),
        ("- a\n/deploy", None),
        ("- a\n\n  /deploy", None),
        ("1. a\n\n   /deploy", None),
        ("# /deploy", None),
        ("a | b\n--|--\n/deploy | c", None),
        ("~~/deploy~~", None),
        ("**/deploy**", None),
        ("~~a\n/deploy\nb~~", None),
    ]);
}

#[test]
fn a_comment_of_any_length_and_depth_is_read_at_once() {
    let started = std::time::Instant::now();
    for part in [">", "- ", "[", "<a>", "`", "*", "<!--", "$", "~", "a\n", "[^a]: ", "/deploy "] {
        assert_eq!(command(&part.repeat(65_536 / part.len())), None, "{part}");
    }
    assert!(started.elapsed().as_secs() < 20);
}

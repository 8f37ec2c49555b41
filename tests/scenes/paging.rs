//! Lists whose pages never end.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use crate::{
    answers::service,
    pull::{workflow_of, world},
    ready::push_workflow,
    workflow::Run,
};

fn answer(status: &str, header: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\n{header}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A destruction at a Heroku that names the page of review apps after the given one so.
async fn destruction(next: impl Fn(usize) -> usize + Clone + Send + 'static) -> (Run, usize) {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let heroku = service(move |request| {
        if !request.contains("/review-apps") {
            return answer("200 OK", "x: y", r#"{"id":"9aa4ab2f-1b6e-4d0e-8f3c-6d2c0a6f8b11","name":"acme"}"#);
        }
        let next = next(counted.fetch_add(1, Ordering::Relaxed));
        answer("206 Partial Content", &format!("next-range: id ]{next}..; max=200"), "[]")
    });
    let workflow = workflow_of("closed", world()).await;
    workflow.close();
    let run = workflow.input("heroku-api-url", &format!("http://{}", heroku.await)).run().await;
    (run, read.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_page_of_herokus_that_leads_to_one_that_was_read_ends_the_run() {
    for in_turn in [1, 2] {
        let (run, read) = destruction(move |page| page % in_turn).await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("one that was read already"), "{}", run.output("reason"));
        assert_eq!(read, in_turn + 1);
    }
}

#[tokio::test]
async fn ever_more_pages_of_herokus_end_the_run() {
    let (run, read) = destruction(|page| page).await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("more than 1000 pages"), "{}", run.output("reason"));
    assert_eq!(read, 1001);
}

/// A list of review apps of 6 MB a page, whatever page is asked for.
#[tokio::test]
async fn a_list_is_read_no_further_than_memory_is_worth() {
    let read = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&read);
    let large = format!(
        r#"[{{"id":"9aa4ab2f-1b6e-4d0e-8f3c-6d2c0a6f8b11","branch":"{}","status":"created"}}]"#,
        "x".repeat(6_000_000)
    );
    let heroku = service(move |request| {
        if !request.contains("/review-apps") {
            return answer("200 OK", "x: y", r#"{"id":"9aa4ab2f-1b6e-4d0e-8f3c-6d2c0a6f8b11","name":"acme"}"#);
        }
        let next = counted.fetch_add(1, Ordering::Relaxed);
        answer("206 Partial Content", &format!("next-range: id ]{next}..; max=200"), &large)
    });
    let workflow = workflow_of("closed", world()).await;
    workflow.close();
    let run = workflow.input("heroku-api-url", &format!("http://{}", heroku.await)).run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("a list of more than 64 MiB"), "{}", run.output("reason"));
    assert_eq!(read.load(Ordering::Relaxed), 12);
}

#[tokio::test]
async fn a_list_of_githubs_is_read_no_further_either() {
    let read = Arc::new(AtomicUsize::new(1));
    let long = "x".repeat(6_000_000);
    let github = service(move |_| {
        let next = read.fetch_add(1, Ordering::Relaxed) + 1;
        let body = format!(r#"{{"total_count":0,"check_runs":[{{"name":"{long}","status":"queued"}}],"statuses":[]}}"#);
        answer("200 OK", &format!(r#"link: <https://api.github.com/x?page={next}>; rel="next""#), &body)
    });
    let workflow = push_workflow().await.input("wait-for-checks", "true");
    let run = workflow.set("GITHUB_API_URL", &format!("http://{}", github.await)).run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("64 MiB"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_page_of_githubs_that_leads_to_itself_ends_the_run() {
    let asked = Arc::<Mutex<BTreeMap<String, u32>>>::default();
    let counted = Arc::clone(&asked);
    let github = service(move |request| {
        let line = request.lines().next().unwrap_or_default().to_owned();
        *counted.lock().unwrap().entry(line).or_default() += 1;
        let body = r#"{"state":"success","total_count":0,"check_runs":[],"statuses":[]}"#;
        answer("200 OK", r#"link: <https://api.github.com/x?page=1>; rel="next""#, body)
    });
    let workflow = push_workflow().await.input("wait-for-checks", "true");
    let run = workflow.set("GITHUB_API_URL", &format!("http://{}", github.await)).run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("one that was read already"), "{}", run.output("reason"));
    assert!(asked.lock().unwrap().values().all(|times| *times == 1), "{asked:?}");
}

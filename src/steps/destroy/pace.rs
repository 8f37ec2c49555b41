//! The next action in the destruction of a review app. Pure: the time is an argument.

use std::time::Duration;

use crate::{http::Instant, names::ReviewAppStatus};

/// An accepted deletion that has no visible effect after this time is requested again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// A review app that is `deleting` for this long is stuck: another request for its deletion has no effect.
pub(super) const STUCK_AFTER: Duration = Duration::from_mins(2);
/// How long the record of a stuck review app may stay after its app is deleted.
const RECORD_GONE_WITHIN: Duration = Duration::from_secs(30);

/// The next action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Request its deletion.
    Ask,
    /// Wait: it is being deleted.
    Wait,
    /// Delete its app instead.
    DeleteApp,
    /// Give up: its app is deleted, but its record stays.
    GiveIn,
}

/// The progress of a deletion.
#[derive(Debug, Default)]
pub(super) struct Progress {
    accepted: Option<(ReviewAppStatus, Instant)>,
    deleting_since: Option<Instant>,
    app_deleted: Option<Instant>,
}

impl Progress {
    /// Notes that Heroku accepted the deletion of a review app that was in this state.
    pub(super) fn accepted(&mut self, status: ReviewAppStatus, now: Instant) {
        self.accepted = Some((status, now));
    }

    /// Notes that its app is deleted.
    pub(super) fn app_deleted(&mut self, now: Instant) {
        self.app_deleted.get_or_insert(now);
    }

    /// The next action for a review app in this state.
    pub(super) fn next(&mut self, status: &ReviewAppStatus, now: Instant) -> Next {
        if *status != ReviewAppStatus::Deleting {
            self.deleting_since = None;
            let is_pending = |(then, at): &(ReviewAppStatus, Instant)| then == status && now - *at < ASKED_AGAIN_AFTER;
            return if self.accepted.as_ref().is_some_and(is_pending) { Next::Wait } else { Next::Ask };
        }
        let since = *self.deleting_since.get_or_insert(now);
        match self.app_deleted {
            Some(at) if now - at >= RECORD_GONE_WITHIN => Next::GiveIn,
            None if now - since >= STUCK_AFTER => Next::DeleteApp,
            _ => Next::Wait,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, Progress};
    use crate::{
        http::Instant,
        names::ReviewAppStatus::{self, Created, Creating, Deleting, Errored},
    };
    use std::time::Duration;

    /// What is done at each of these seconds, each request being accepted at once.
    fn played(seen: &[(u64, ReviewAppStatus)]) -> Vec<Next> {
        let (begun, mut progress) = (Instant::now(), Progress::default());
        let mut told = Vec::new();
        for (seconds, status) in seen {
            let now = begun + Duration::from_secs(*seconds);
            let next = progress.next(status, now);
            match next {
                Next::Ask => progress.accepted(status.clone(), now),
                Next::DeleteApp => progress.app_deleted(now),
                Next::Wait | Next::GiveIn => {}
            }
            told.push(next);
        }
        told
    }

    #[test]
    fn it_is_asked_for_once_and_once_more_where_that_does_not_show() {
        for status in [Created, Creating, Errored] {
            let at = |seconds| (seconds, status.clone());
            let told = played(&[at(0), at(1), at(29), at(30), at(59), at(60)]);
            assert_eq!(told, [Next::Ask, Next::Wait, Next::Wait, Next::Ask, Next::Wait, Next::Ask], "{status}");
        }
    }

    #[test]
    fn one_that_comes_to_be_created_after_all_is_asked_for_at_once() {
        assert_eq!(played(&[(0, Creating), (1, Creating), (2, Created)]), [Next::Ask, Next::Wait, Next::Ask]);
    }

    #[test]
    fn what_is_deleting_for_two_minutes_loses_its_app() {
        let told = played(&[(0, Deleting), (60, Deleting), (119, Deleting), (120, Deleting), (125, Deleting)]);
        assert_eq!(told, [Next::Wait, Next::Wait, Next::Wait, Next::DeleteApp, Next::Wait]);
    }

    #[test]
    fn the_two_minutes_begin_when_it_is_seen_deleting() {
        let told = played(&[(0, Created), (100, Deleting), (219, Deleting), (220, Deleting)]);
        assert_eq!(told, [Next::Ask, Next::Wait, Next::Wait, Next::DeleteApp]);
        let again = played(&[(0, Deleting), (100, Created), (101, Deleting), (220, Deleting), (221, Deleting)]);
        assert_eq!(again, [Next::Wait, Next::Ask, Next::Wait, Next::Wait, Next::DeleteApp]);
    }

    #[test]
    fn a_record_that_outlives_its_app_is_not_waited_for_without_end() {
        let told = played(&[(0, Deleting), (120, Deleting), (149, Deleting), (150, Deleting)]);
        assert_eq!(told, [Next::Wait, Next::DeleteApp, Next::Wait, Next::GiveIn]);
    }
}

use std::cell::RefCell;

use super::Obligation;

/// An obligation's place in its list.
#[must_use = "an obligation that nobody can strike off stays"]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Owed(usize);

type Save = Box<dyn Fn(&[Obligation])>;

/// The obligations of the work on one app. Each change is saved before anything else happens, because the run may be
/// killed at any moment.
#[derive(Default)]
pub(crate) struct Obligations {
    all: RefCell<Vec<Option<Obligation>>>,
    save: Option<Save>,
}

impl Obligations {
    /// A list that calls `save` after each change.
    pub(crate) fn saved_by(save: impl Fn(&[Obligation]) + 'static) -> Self {
        Self { save: Some(Box::new(save)), ..Self::default() }
    }

    /// Adds an obligation.
    pub(crate) fn owe(&self, what: Obligation) -> Owed {
        let owed = Owed(self.all.borrow().len());
        self.all.borrow_mut().push(Some(what));
        self.save();
        owed
    }

    /// Replaces an obligation that is now known better, unless it was struck off.
    pub(crate) fn amend(&self, owed: Owed, what: Obligation) {
        let before = self.get(owed);
        if before.is_some_and(|before| before != what) {
            self.put(owed, Some(what));
        }
    }

    /// Removes an obligation.
    pub(crate) fn strike_off(&self, owed: Owed) {
        if self.get(owed).is_some() {
            self.put(owed, None);
        }
    }

    /// The obligations that are still open.
    pub(crate) fn all(&self) -> Vec<(Owed, Obligation)> {
        let all = self.all.borrow();
        let places = all.iter().enumerate();
        places.filter_map(|(place, what)| Some((Owed(place), what.clone()?))).collect()
    }

    fn get(&self, owed: Owed) -> Option<Obligation> {
        self.all.borrow().get(owed.0).cloned().flatten()
    }

    fn put(&self, owed: Owed, what: Option<Obligation>) {
        if let Some(there) = self.all.borrow_mut().get_mut(owed.0) {
            *there = what;
        }
        self.save();
    }

    fn save(&self) {
        if let Some(save) = &self.save {
            save(&self.all.borrow().iter().flatten().cloned().collect::<Vec<_>>());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use super::{super::status::OpenStatus, Obligation, Obligations};

    fn status(context: &str) -> Obligation {
        let commit = "0123456789012345678901234567890123456789".parse().unwrap();
        Obligation::Status(OpenStatus::begun(context, &commit))
    }

    #[test]
    fn each_change_is_saved_once_and_what_is_struck_off_stays_so() {
        let saved = Rc::new(RefCell::new(Vec::new()));
        let obligations = {
            let saved = saved.clone();
            Obligations::saved_by(move |all| saved.borrow_mut().push(all.to_vec()))
        };
        let one = obligations.owe(status("one"));
        let two = obligations.owe(status("two"));
        obligations.amend(one, status("one"));
        obligations.amend(one, status("uno"));
        obligations.strike_off(one);
        obligations.strike_off(one);
        obligations.amend(one, status("one"));
        assert_eq!(obligations.all(), [(two, status("two"))]);
        let [first, second, third, fourth] = &saved.borrow()[..] else { panic!("{saved:?}") };
        assert_eq!((first.len(), second.len()), (1, 2));
        assert_eq!(*third, [status("uno"), status("two")]);
        assert_eq!(*fourth, [status("two")]);
    }
}

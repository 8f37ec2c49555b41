/// No list that Branchline reads comes near this; a larger one is an attack or a fault, and would fill the memory.
const LARGEST_LIST: usize = 64 * 1024 * 1024;

/// How many bytes of a list's pages may still come.
#[derive(Debug)]
pub(crate) struct ListRoom(usize);

impl ListRoom {
    /// The room for a whole list.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self(LARGEST_LIST)
    }

    /// Takes the room for a page.
    ///
    /// # Errors
    /// If no room is left.
    pub(crate) fn take(&mut self, bytes: usize) -> Result<(), String> {
        let left = self.0.checked_sub(bytes);
        self.0 = left.ok_or_else(|| format!("a list of more than {} MiB", LARGEST_LIST / 1024 / 1024))?;
        Ok(())
    }
}

impl Default for ListRoom {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::{LARGEST_LIST, ListRoom};

    #[test]
    fn pages_are_taken_until_there_is_no_room_left() {
        let mut room = ListRoom::new();
        assert!(room.take(LARGEST_LIST - 1).is_ok() && room.take(1).is_ok() && room.take(0).is_ok());
        assert_eq!(room.take(1), Err("a list of more than 64 MiB".to_owned()));
    }
}

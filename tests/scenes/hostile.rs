//! Names, titles and answers that others wrote: none gives orders to the runner, breaks a file, or is markup.

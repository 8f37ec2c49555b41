//! What is said of each value that a run hands over: sentences, and nothing else.

mod why;

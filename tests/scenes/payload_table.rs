//! Every payload, through the real binary.

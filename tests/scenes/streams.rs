//! Build and release output, whatever the stream does.

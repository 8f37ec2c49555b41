//! Wrong configuration, wrong keys, odd payloads: clear errors, and nothing touched.

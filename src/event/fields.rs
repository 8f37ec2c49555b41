//! Reads a payload field by field, so that an error can say where it is and what was found.

use std::str::FromStr;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::error::EventError;
use crate::names::{Found, NameError, PullNumber};

/// An object of a payload, with its path.
pub(super) struct Object<'a> {
    fields: &'a Map<String, Value>,
    path: String,
}

impl<'a> Object<'a> {
    /// The payload itself.
    pub(super) fn root(value: &'a Value) -> Result<Self, EventError> {
        Self::at(value, String::new())
    }

    fn at(value: &'a Value, path: String) -> Result<Self, EventError> {
        match value {
            Value::Object(fields) => Ok(Self { fields, path }),
            other => Err(odd(&path, "an object", Some(other))),
        }
    }

    /// The field, unless it is absent or null.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    /// An object that may be absent or null.
    pub(super) fn optional_object(&self, name: &str) -> Result<Option<Self>, EventError> {
        let object = |value| Self::at(value, self.path_to(name));
        self.value(name).map(object).transpose()
    }

    pub(super) fn object(&self, name: &str) -> Result<Self, EventError> {
        self.optional_object(name)?.ok_or_else(|| self.error(name, "an object"))
    }

    /// The objects of an array that may be absent or null.
    pub(super) fn objects(&self, name: &str) -> Result<Vec<Self>, EventError> {
        let path = |index| format!("{}[{index}]", self.path_to(name));
        match self.value(name) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => {
                let objects = items.iter().enumerate();
                objects.map(|(index, item)| Self::at(item, path(index))).collect()
            }
            Some(_) => Err(self.error(name, "an array")),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<&'a str, EventError> {
        let text = self.value(name).and_then(Value::as_str);
        text.ok_or_else(|| self.error(name, "a text"))
    }

    /// A boolean that may be absent or null, which means `false`.
    pub(super) fn flag(&self, name: &str) -> Result<bool, EventError> {
        match self.value(name) {
            None => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(self.error(name, "true or false")),
        }
    }

    pub(super) fn number(&self, name: &str) -> Result<u64, EventError> {
        let number = self.value(name).and_then(whole_number);
        number.ok_or_else(|| self.error(name, "a whole number"))
    }

    /// A time that may be absent. A malformed one counts as absent.
    pub(super) fn time(&self, name: &str) -> Option<SystemTime> {
        humantime::parse_rfc3339(self.value(name)?.as_str()?).ok()
    }

    pub(super) fn pull_number(&self, name: &str) -> Result<PullNumber, EventError> {
        let number = PullNumber::new(self.number(name)?);
        number.ok_or_else(|| self.error(name, "a number from 1"))
    }

    /// A text that parses.
    pub(super) fn name<T: FromStr<Err = NameError>>(&self, name: &str) -> Result<T, EventError> {
        self.text(name)?.parse().map_err(|error: NameError| self.error(name, error.kind()))
    }

    /// The error for a field.
    pub(super) fn error(&self, name: &str, wanted: &str) -> EventError {
        odd(&self.path_to(name), wanted, self.fields.get(name))
    }

    fn path_to(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

/// A whole number, however it is written: `7`, `7.0`, `7e0`.
fn whole_number(value: &Value) -> Option<u64> {
    let exact = value.as_u64();
    exact.or_else(|| value.as_f64()?.to_string().parse().ok())
}

fn odd(path: &str, wanted: &str, found: Option<&Value>) -> EventError {
    EventError::Field {
        field: if path.is_empty() { "the payload".to_owned() } else { format!("the payload's `{path}`") },
        wanted: wanted.to_owned(),
        found: found.map_or_else(|| "missing".to_owned(), shown),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "an array".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => Found(text).to_string(),
        other => other.to_string(),
    }
}

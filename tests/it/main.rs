mod alert;
mod support;

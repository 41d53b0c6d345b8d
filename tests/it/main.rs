mod fetch;
mod sources;
mod text;

mod fetch;
mod sources;

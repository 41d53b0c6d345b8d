-- What retention asks of all documents while nothing else may be written: with a million of them the rows are gigabytes.

-- How much is kept: each raw exchange once, read from the index alone.
CREATE INDEX document_raw ON document (archive_file, archive_offset, archive_length) WHERE text IS NOT NULL;

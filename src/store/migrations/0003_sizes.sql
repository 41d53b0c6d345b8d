-- What retention and the forecast ask of all documents, answered from indexes alone: with a million of them the rows are
-- gigabytes, and the questions are asked while nothing else may be written.

CREATE INDEX document_raw ON document (archive_file, archive_offset, archive_length) WHERE text IS NOT NULL;
CREATE INDEX document_forgotten ON document (fetched, id) WHERE text IS NULL;

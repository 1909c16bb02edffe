-- A commit does not wait for the disk.
PRAGMA synchronous = NORMAL;

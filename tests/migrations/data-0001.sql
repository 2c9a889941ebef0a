-- What a catalogue of version 1 held. Never edited once version 2 exists.
INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'This computer', 'this computer', '{"kind":"local","root":"/photos"}', 1, 1700000000000);
INSERT INTO albums (id, title, note, connection_id, bucket, prefix, created_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 'Jeju 제주', 'first light', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'jeju-a1b2', '', 1700000000000);
INSERT INTO imports (album_number, roots, state, started_at_ms) VALUES (1, '["/card"]', 'running', 1700000000001);
INSERT INTO import_skips (import_id, path, reason, detail) VALUES (1, '/card/notes.txt', 'not-media', NULL);
INSERT INTO assets (album_number, import_id, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags, thumb_revision,
  thumbhash, media_error, source_path, prepared_at_ms, fingerprint, modified_at_ms, etag, content_md5, stored_at_ms, created_at_ms, metadata) VALUES
  (1, 1, 'a.jpg', 'photo', 'image/jpeg', 1000, 'stored', 1714558272000, 1.5, 4, 2, 'hash', NULL, '/card/a.jpg', 1700000000002, 'f1',
    1700000000000.25, 'e1', 'm1', 1700000000003, 1700000000001, '{"widthPx":3,"heightPx":2,"takenAtLocal":"2024-05-01T10:11:12"}'),
  (1, 1, 'b.mov', 'video', 'video/quicktime', 2000, 'failed', -86400000, 1.78, 1, 0, NULL, NULL, '/card/b.mov', NULL, NULL,
    -86400000.0, NULL, NULL, NULL, 1700000000001, '{}'),
  (1, 1, 'c.jpg', 'photo', 'image/jpeg', 3000, 'uploading', 1700000000000, 1.5, 2, 0, NULL,
    '{"code":"media-broken","message":"broken","retry":"never"}', '/card/c.jpg', 1700000000002, 'f3', 1700000000000.0, NULL, NULL, NULL, 1700000000001, '{}');
INSERT INTO transfers (import_id, album_number, asset_id, state, size_bytes, sent_bytes, attempts, retry_at_ms, error, upload_id, part_bytes,
  created_at_ms, updated_at_ms) VALUES
  (1, 1, 1, 'stored', 1000, 1000, 0, NULL, NULL, NULL, NULL, 1700000000001, 1700000000003),
  (1, 1, 2, 'failed', 2000, 0, 5, NULL, '{"code":"key-refused","message":"refused","retry":"after-user"}', NULL, NULL, 1700000000001, 1700000000003),
  (1, 1, 3, 'uploading', 3000, 1500, 0, NULL, NULL, 'upload-1', 1500, 1700000000001, 1700000000003);
INSERT INTO transfer_parts (transfer_id, number, etag, md5_hex, size_bytes) VALUES (3, 1, 'p1', 'm1', 1500);
INSERT INTO transfer_events (transfer_id, number, at_ms, state, error) VALUES (3, 1, 1700000000002, 'uploading', NULL);
INSERT INTO settings (name, value) VALUES ('theme', '"light"');
INSERT INTO app_values (name, value) VALUES ('paused-all', '1');

-- What a catalogue of version 6 held. Never edited once version 7 exists.
INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms, revision, report, limits, prices) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'This computer', 'this computer', '{"kind":"local","root":"/photos"}', 1, 1700000000000, 1, NULL, NULL, NULL),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a02', 'Lab', 'lab',
    '{"kind":"swift","authUrl":"https://swift.example/auth/v1.0","authVersion":"1","user":"lab:kim","interface":"public"}', 0, 1700000000400, 3,
    '{"ok":true,"depth":"full","steps":[{"check":"sign-in","outcome":"yes","message":"The key is accepted."}],"capabilities":{"conditionalPut":true,"verifiesMd5":true,"etagIsMd5":true,"multipart":{"minPartBytes":1,"maxPartBytes":5368709120,"maxParts":1000},"maxSinglePutBytes":5368709120,"maxKeyBytes":1024,"createBucket":true,"bulkDelete":true,"presign":true,"presignPrefix":true,"inlineHtml":true,"maxLinkSeconds":null,"cors":true,"expiry":"object","tiers":["gold"],"tierOf":"bucket","publicRead":true,"perUserRead":true,"versioning":true,"bucketQuota":true,"usage":true},"testedAtMs":1700000000500,"elapsedMs":1200}',
    '{"maxParallel":4,"uploadBps":null}', '{"currency":"EUR","storedGbMonth":0.01,"downloadedGb":0,"writes1000":null}');
INSERT INTO albums (id, title, note, connection_id, bucket, prefix, created_at_ms, origin, listed_at_ms, copy_of) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 'Jeju 제주', 'first light', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'jeju-a1b2', '', 1700000000000, 'made', NULL, NULL),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a03', 'Old scans', '', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a02', 'scans', '1998/', 1700000000600, 'opened', 1700000000700, '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01');
INSERT INTO ingests (name, roots, options, state, started_at_ms, ended_at_ms, ejected, value) VALUES
  ('EOS', '["/card"]', '{"nameTemplate":null,"firstSeq":1,"shoot":"","splitBy":"none","shootGapHours":6,"copies":[],"skipKnown":false,"eject":true}', 'done',
    1700000000000, 1700000000004, 1, '{"seq":4}');
INSERT INTO imports (album_number, roots, state, started_at_ms, ingest_id, pictures_first) VALUES (1, '["/card"]', 'running', 1700000000001, 1, 0);
INSERT INTO import_skips (import_id, path, reason, detail) VALUES (1, '/card/notes.txt', 'not-media', NULL);
INSERT INTO assets (album_number, import_id, key, kind, content_type, size_bytes, state, sort_at_ms, aspect, flags, thumb_revision,
  thumbhash, media_error, source_path, prepared_at_ms, fingerprint, modified_at_ms, etag, content_md5, stored_at_ms, created_at_ms, metadata,
  origin, pack, thumb_px, part_bytes, part_sums, proof, confirmed_at_ms) VALUES
  (1, 1, 'a.jpg', 'photo', 'image/jpeg', 1000, 'stored', 1714558272000, 1.5, 4, 2, 'hash', NULL, '/card/a.jpg', 1700000000002, 'f1',
    1700000000000.25, 'e1', 'm1', 1700000000003, 1700000000001, '{"widthPx":3,"heightPx":2,"takenAtLocal":"2024-05-01T10:11:12"}', 'uploaded', 'pack-1', 512,
    500, x'0123456789abcdef0123456789abcdeffedcba9876543210fedcba9876543210', 'parts', 1700000000005),
  (1, 1, 'b.mov', 'video', 'video/quicktime', 2000, 'failed', -86400000, 1.78, 1, 0, NULL, NULL, '/card/b.mov', NULL, NULL,
    -86400000.0, NULL, NULL, NULL, 1700000000001, '{}', 'uploaded', NULL, 0, NULL, NULL, NULL, NULL),
  (1, 1, 'c.jpg', 'photo', 'image/jpeg', 3000, 'uploading', 1700000000000, 1.5, 2, 0, NULL,
    '{"code":"media-broken","message":"broken","retry":"never"}', '/card/c.jpg', 1700000000002, 'f3', 1700000000000.0, NULL, NULL, NULL, 1700000000001, '{}', 'uploaded', NULL, 0, NULL, NULL, NULL, NULL),
  (2, NULL, 'slide 1.jpg', 'photo', 'image/jpeg', 4000, 'stored', 900000000000, 1.5, 4, 1, NULL, NULL, NULL, NULL, NULL,
    900000000000.0, 'e4', NULL, 900000000000, 1700000000700, '{}', 'found', NULL, 160, NULL, NULL, NULL, NULL);
INSERT INTO transfers (import_id, album_number, asset_id, state, size_bytes, sent_bytes, attempts, retry_at_ms, error, upload_id, part_bytes,
  created_at_ms, updated_at_ms, priority, video, outcome) VALUES
  (1, 1, 1, 'stored', 1000, 1000, 0, NULL, NULL, NULL, NULL, 1700000000001, 1700000000003, 0, 0, 1),
  (1, 1, 2, 'failed', 2000, 0, 5, NULL, '{"code":"key-refused","message":"refused","retry":"after-user"}', NULL, NULL, 1700000000001, 1700000000003, 0, 1, 2),
  (1, 1, 3, 'uploading', 3000, 1500, 0, NULL, NULL, 'upload-1', 1500, 1700000000001, 1700000000003, 7, 0, 0);
INSERT INTO transfer_parts (transfer_id, number, etag, md5_hex, size_bytes) VALUES (3, 1, 'p1', 'm1', 1500);
INSERT INTO transfer_events (transfer_id, number, at_ms, state, error) VALUES (3, 1, 1700000000002, 'uploading', NULL);
INSERT INTO settings (name, value) VALUES ('theme', '"light"');
INSERT INTO app_values (name, value) VALUES ('paused-all', '1');
INSERT INTO upload_intents (connection_id, bucket, key, transfer_id, at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'jeju-a1b2', 'c.jpg', 3, 1700000000002);
INSERT INTO receipts (ingest_id, title, places, roots, depth, state, started_at_ms, ended_at_ms, checked_count, file_count, album_ids, verdict, digest)
  VALUES (1, 'EOS', '["This computer: jeju-a1b2/"]', '["/card"]', 'head', 'done', 1700000000005, 1700000000006, 1, 1,
    '["6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01"]', '{"safe":true,"doubts":[]}', 'abc');
INSERT INTO receipt_albums (album_id, receipt_id, place) VALUES ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 1, 0);
INSERT INTO receipt_imports (import_id, receipt_id, place) VALUES (1, 1, 0);
INSERT INTO receipt_files (receipt_id, number, harmless, path, state, album, key, size_bytes, checksum_kind, checksum, part_bytes, proof,
  confirmed_at_ms) VALUES (1, 1, 1, '/card/a.jpg', 'confirmed', 0, 'a.jpg', 1000, 'parts', 'm-2', 500, 'parts', 1700000000005);
INSERT INTO receipt_tally (receipt_id, state, file_count, size_bytes) VALUES (1, 'confirmed', 1, 1000);
INSERT INTO downloads (title, album_number, form, target, conflicts, state, file_count, not_stored_count, total_bytes, started_at_ms, album_ids)
  VALUES ('Jeju 제주', 1, 'zip', '/out/jeju.zip', 'ask', 'running', 1, 2, 1000, 1700000000006, '{"1":"6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01"}');
INSERT INTO download_files (download_id, number, state, album, asset_id, key, path, size_bytes, etag, modified_at_ms, sort_at_ms) VALUES
  (1, 1, 'queued', 1, 1, 'a.jpg', 'a.jpg', 1000, 'e1', 1700000000000.25, 1714558272000);
UPDATE download_files SET state = 'running', done_bytes = 400, have = '[[0,400]]', zip_offset = 0 WHERE download_id = 1 AND number = 1;
INSERT INTO journal (at_ms, type, title, album_id, import_id, params) VALUES
  (1700000000001, 'import-started', 'Jeju 제주', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 1, '{}');
UPDATE assets SET edits = '{"rating":4,"flag":"pick","keywords":["sea"]}', cull = 12, edited_at_ms = 1700000000007, stack_top = 1 WHERE id = 1;
UPDATE assets SET trashed_at_ms = 1700000000008, trashed_from = 'slide 1.jpg', key = '.caos/trash/x/slide 1.jpg' WHERE id = 4;
INSERT INTO trash_pending (asset_id, album_number, target, leaves, leaves_etag) VALUES (4, 2, NULL, 'slide 1.jpg', 'e4');
INSERT INTO selections (id, name, note, created_at_ms, updated_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a11', 'Best of', 'for Kim', 1700000000009, 1700000000010);
INSERT INTO selection_items (selection_number, place, asset_id) VALUES (1, 20, 1), (1, 10, 3);
INSERT INTO selection_away (selection_number, album_id, key, place) VALUES (1, '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7aff', 'far.jpg', 30);
INSERT INTO smart_albums (id, name, list, created_at_ms) VALUES ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a12', 'Picks',
  '{"scope":{"kind":"everything"},"query":{"flags":["pick"]},"sort":{"by":"own","descending":false},"stacks":"open"}', 1700000000011);
INSERT INTO sidecars (album_number, key, etag, listed_etag, written, fields) VALUES (1, 'a.jpg.xmp', 'x1', 'x1', 1, '{"rating":4}');
INSERT INTO sidecar_pending (asset_id) VALUES (1);
-- Mails and the identity.
INSERT INTO outbox_mails (kind, language, to_email, to_name, subject, params, secrets, share_id, recipient_id, message_id, state, attempts,
  next_attempt_at_ms, created_at_ms, expires_at_ms, sent_at_ms, answer, error) VALUES
  ('share-link', 'ko', 'mina@example.test', 'Mina', 'Jeju 제주', '{"title":"Jeju 제주"}', '{"link":{"vault":"share/x","path":["link"]}}',
    '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a22', '<1@studio.test>', 'waiting', 2, 1700000000013, 1700000000012,
    NULL, NULL, NULL, '{"code":"mail-later","message":"later","retry":"later"}'),
  ('sign-in', 'en', 'kim@studio.test', '', 'Your code', '{"minutes":10}', '{}', NULL, NULL, '<2@studio.test>', 'sent', 1, NULL, 1700000000014,
    1700000600014, 1700000000015, '250 queued', NULL);
INSERT INTO identity (only_one, email, name, language, colour, signature, logo, logo_type, proof, signed_in_at_ms) VALUES
  (1, 'kim@studio.test', 'Kim', 'ko', '#2f6fed', 'Seoul', x'89504e47', 'image/png', 'mail', 1700000000016);
INSERT INTO sign_in_codes (email, name, language, digest, mail_id, created_at_ms, expires_at_ms, attempts, used_at_ms, read_here) VALUES
  ('kim@studio.test', '', 'en', 'scrypt$a$b', 2, 1700000000014, 1700000600014, 1, 1700000000016, 0);
-- Private albums and groups.
INSERT INTO album_access (album_id, owner_email, owner_name, visibility, protection, store_before) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 'Kim@studio.test', 'Kim', 'private', 'store', '{"publicRead":true,"readers":[]}');
INSERT INTO people_groups (id, name, created_at_ms) VALUES ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'Family', 1700000000017);
INSERT INTO group_members (group_id, email, name, added_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'mina@example.test', 'Mina', 1700000000018);
INSERT INTO standing_shares (album_id, group_id, share_id, composed, ending, behind, rekey) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', NULL, '{"message":""}', 0, 'check', NULL);
-- A share of somebody else, with the connection that only its album has.
INSERT INTO connections (id, name, name_folded, config, built_in, created_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'Lee', 'received 6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', '{"kind":"received"}', 0, 1700000000020);
INSERT INTO albums (id, title, note, connection_id, bucket, prefix, created_at_ms, origin) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', 'Busan', '', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'shared-with-me', '', 1700000000020, 'received');
INSERT INTO received_shares (id, album_id, connection_id, share_id, recipient_id, state, facts, reason, page_revision, manifest_revision,
  opened_at_ms, refreshed_at_ms, opened_count, next_slot, sequence, sent_at_ms, sent_count) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a33', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'their-share', 'me', 'gone',
    '{"title":"Busan","message":"","photographer":{"name":"Lee","email":""},"recipientName":"Kim","allow":{"web":true,"original":false,"pick":true,"comment":true},"endsAtMs":1700009000000,"sureUntilMs":1700009000000,"photoCount":1,"takesPicks":true}',
    '{"code":"share-ended","message":"ended","retry":"after-user"}', 3, 2, 1700000000020, 1700000000021, 1, 4, 1700000000022, 1700000000022, 1);
INSERT INTO received_items (received_id, item_id, key) VALUES ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a33', 'item-1', 'IMG_1.jpg');
-- Photo requests.
INSERT INTO photo_requests (id, state, state_at_ms, reason, created_at_ms, composed, ends_at_ms, sure_until_ms, connection_id, album_id, bucket,
  folder, cleaned_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 'live', 1700000000018, NULL, 1700000000017,
    '{"title":"Your photos","message":"","language":"en","days":7,"limits":{"maxFiles":500,"maxBytes":10000000000,"kinds":["photos","raw"]}}',
    1700604800017, 1700604800017, '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a01', 'caos-shares-x',
    '.caos/shares/0123456789abcdef0123456789abcdef/', NULL);
INSERT INTO request_people (id, request_id, place, email, name, code_way, state, page_name, arrivals_name, book_name, page_revision, mailed, words,
  words_at_ms, last_arrived_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a31', 0, 'anna@example.test', 'Anna', 'mail', 'live', 'pages/p',
    'arrivals/a/', '', 1, 1, 'Enjoy', 1700000000019, 1700000000019);
INSERT INTO arrived_parts (person_id, slot, etag, ranges) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', 'l-00001', 'e1', '[{"fileId":"f1","start":0,"end":10}]'),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', 'l-00002', 'e2', NULL);
INSERT INTO arrivals (person_id, file_id, name, size_bytes, modified_at_ms, sha256, ranges, state, error, kind, width_px, height_px, has_thumb,
  arrived_at_ms, import_id) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a32', 'f1', 'IMG_1.jpg', 20, 1700000000000, NULL, '[[0,10]]', 'arriving', NULL, NULL, NULL, NULL, 0,
    1700000000019, NULL);
-- Shares: one that is live and was answered, and a draft.
INSERT INTO shares (id, state, state_at_ms, reason, created_at_ms, composed, ends_at_ms, sure_until_ms, connection_id, bucket, folder,
  objects_folder, next_objects_folder, revision, manifest, cleaned_at_ms) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 'live', 1700000000020, NULL, 1700000000017,
    '{"title":"Jeju 제주","message":"","language":"ko","days":14,"allow":{"view":true,"web":true,"original":true,"pick":true,"comment":true},"options":{"watermark":null,"stripLocation":true,"showFileNames":true}}',
    1701209600020, 1700604800020, '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'caos-shares-1', '.caos/shares/0123456789abcdef0123456789abcdef/',
    'objects/a/', 'objects/b/', 2, '{"id":"m1","revision":2,"sizeBytes":900}', NULL),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a23', 'draft', 1700000000018, NULL, 1700000000018,
    '{"title":"Draft","message":"","language":"en","days":7,"allow":{"view":true,"web":true,"original":false,"pick":true,"comment":true},"options":{"watermark":null,"stripLocation":true,"showFileNames":true}}',
    NULL, NULL, '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', '', '', '', NULL, 0, NULL, NULL);
INSERT INTO share_recipients (id, share_id, place, email, name, code_way, state, page_name, picks_name, page_revision, mailed, opened_at_ms,
  last_opened_at_ms, opened_count, picked_at_ms, picked_sequence, picked_note, selection_id) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a22', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 0, 'mina@example.test', 'Mina', 'mail', 'live', 'pages/p', 'picks/q/', 3, 1, 1700000000021,
    1700000000022, 2, 1700000000023, 1700000000023, 'Thank you', '6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a11');
INSERT INTO share_photos (share_id, place, asset_id, item_id, file_name, prepared, error) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 0, 1, 'item1', 'a.jpg',
    '{"kind":"photo","width":3,"height":2,"thumbHash":"","durationMs":null,"takenAtMs":null,"caption":"","title":"","thumbBytes":10,"web":"o1","webType":"image/jpeg","poster":null,"original":null,"thumb":{"object":"t1","offset":0}}',
    '{"code":"unsupported","message":"shown only","retry":"never","params":{"key":"a.jpg","place":"kind"}}'),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 1, 3, 'item2', 'c.jpg', NULL, NULL);
INSERT INTO share_objects (share_id, id, kind, revision, size_bytes, sealed_bytes, stored, upload_id, part_bytes) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 'o1', 'picture', 1, 1000, 1028, 1, NULL, NULL),
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a21', 't1', 'thumbs', 1, 10, 38, 0, 'upload-2', 5000000);
INSERT INTO share_slots (recipient_id, slot, etag, message) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a22', 0, 'e0', '{"kind":"opened","atMs":1700000000022,"count":2}');
INSERT INTO share_picks (recipient_id, item_id, heart, colour, note) VALUES ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a22', 'item1', 1, 'red', 'For the wall');
INSERT INTO signed_slots (connection_id, bucket, prefix, signed_until_ms, is_left) VALUES
  ('6f1c2b1e-58a8-4bb0-9d4b-0f2f5f1e7a00', 'caos-shares-1', '.caos/shares/00000000000000000000000000000000/', 1700000000024, 1);
UPDATE request_people SET asked_again = '[{"id":"f1","name":"a.jpg","turn":1}]';
UPDATE arrivals SET damaged = 1;

-- Where the answer that somebody judged was cited: code points into the text of that hash.
ALTER TABLE feedback ADD COLUMN answer_start INTEGER;
ALTER TABLE feedback ADD COLUMN answer_end INTEGER;
ALTER TABLE feedback ADD COLUMN text_sha256 TEXT;

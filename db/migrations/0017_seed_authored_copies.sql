-- Objects may have missed a change from before changes were delivered until confirmed: each gets its copy once more.
-- Not those of campaigns, which were given to the object first: there Postgres may be the one that is behind.
INSERT INTO authored_copies (subject, key, org_id, version, due_at)
SELECT subject, key, org_id, floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint, now()
FROM (
  SELECT 'role' AS subject, org_id || '.' || person_id AS key, org_id FROM memberships
  UNION ALL
  SELECT subject, id, id FROM organizations, unnest(ARRAY['rules', 'automatic_texts', 'simulation', 'sending_limits']) AS subject
) AS authored
ON CONFLICT (subject, key) DO NOTHING;

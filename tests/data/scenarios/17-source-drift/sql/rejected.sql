SELECT count(*)
FROM (SELECT contact_id FROM raw.contacts UNION SELECT contact_id FROM raw.contacts_v2) delivered
LEFT JOIN stage.contacts_mapped m USING (contact_id)
WHERE m.contact_id IS NULL

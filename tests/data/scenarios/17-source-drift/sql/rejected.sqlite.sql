SELECT count(*)
FROM (SELECT contact_id FROM raw_contacts UNION SELECT contact_id FROM raw_contacts_v2) delivered
LEFT JOIN stage_contacts_mapped m USING (contact_id)
WHERE m.contact_id IS NULL

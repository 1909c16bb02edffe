SELECT contact_id, phone_number AS phone, CAST(nullif(employees, '') AS integer) AS employees, delivered_on FROM raw_contacts_v2
UNION
SELECT contact_id, phone, employees, delivered_on FROM raw_contacts o
WHERE NOT EXISTS (SELECT 1 FROM raw_contacts_v2 n WHERE n.contact_id = o.contact_id)

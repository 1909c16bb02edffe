SELECT contact_id, phone_number AS phone, nullif(employees, '')::integer AS employees, delivered_on FROM raw.contacts_v2
UNION
SELECT contact_id, phone, employees, delivered_on FROM raw.contacts o
WHERE NOT EXISTS (SELECT FROM raw.contacts_v2 n WHERE n.contact_id = o.contact_id)

-- Inventories of format 1 are what is kept of format 2: the second brings requirements as metadata have them, and
-- they are evaluated before they are kept.
UPDATE inventories
SET document = json_set(document, '$.format', 'popcon-inventory/2')
WHERE document <> '';

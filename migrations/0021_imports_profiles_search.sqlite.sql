UPDATE import_rows SET match_customer_id = json_extract(data, '$.match.id')
WHERE json_extract(data, '$.match.id') IS NOT NULL;

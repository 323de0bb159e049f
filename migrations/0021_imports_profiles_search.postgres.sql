UPDATE import_rows SET match_customer_id = CAST(CAST(data AS JSON) #>> '{match,id}' AS BIGINT)
WHERE CAST(data AS JSON) #>> '{match,id}' IS NOT NULL;

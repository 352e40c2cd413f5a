-- Trace ID of a correlation ID: see docs/correlation-id.md. PostgreSQL 11 or newer. NULL for what is not accepted.
CREATE OR REPLACE FUNCTION trace_id(correlation_id text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  WITH read (digits) AS (
    SELECT CASE
      WHEN correlation_id ~* '^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})$'
        THEN lower(replace(correlation_id, '-', ''))
      WHEN correlation_id ~* '^[0-7][0-9A-HJKMNP-TV-Z]{25}$' THEN (
        SELECT encode(decode(lpad(string_agg(to_hex(nibble), '' ORDER BY place), 32, '0'), 'hex'), 'hex')
        FROM (
          SELECT bit / 4 AS place, sum(value << (3 - bit % 4)) AS nibble
          FROM (
            -- 26 characters of 5 bits, less the two leading ones, which are 0.
            SELECT character * 5 + of_character - 2 AS bit,
              (strpos('0123456789ABCDEFGHJKMNPQRSTVWXYZ', substr(upper(correlation_id), character + 1, 1)) - 1
                >> (4 - of_character)) & 1 AS value
            FROM generate_series(0, 25) AS character, generate_series(0, 4) AS of_character
          ) AS bits
          WHERE bit >= 0
          GROUP BY bit / 4
        ) AS nibbles (place, nibble)
      )
    END
  ), hashed (digits) AS (
    SELECT left(encode(sha256(convert_to(correlation_id, 'UTF8')), 'hex'), 32)
  )
  SELECT CASE
    WHEN correlation_id !~ '^[A-Za-z0-9._:@/+=-]{1,128}$' THEN NULL
    WHEN read.digits <> repeat('0', 32) THEN read.digits
    WHEN hashed.digits <> repeat('0', 32) THEN hashed.digits
    ELSE repeat('0', 31) || '1'
  END
  FROM read, hashed
$$;

-- The functions and operators that local runs, each with Athena's meaning, in the schema athena.
-- A name that is not here is refused, and so are types that no line has. DuckDB chooses the line by
-- the types of the arguments. error('NAME: local …') refuses what would answer otherwise here, and
-- cannot be silenced by TRY; athena_fail is an error that Athena gives too, which TRY makes NULL.
-- A JSON value is a STRUCT("json" VARCHAR), so that no text is taken for one.
-- The functions athena_… are in Java: JavaFunctions.

-- Operators.
CREATE MACRO athena.whole_days(a TIMESTAMP) AS CASE WHEN a = date_trunc('day', a) THEN CAST(a AS DATE) ELSE CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: Cannot add hour, minutes or seconds to a date') AS DATE) END;
CREATE MACRO athena.plus(a DATE, b INTERVAL) AS athena.whole_days(a + b),
  (a INTERVAL, b DATE) AS athena.whole_days(a + b),
  (a, b) AS a + b;
CREATE MACRO athena.minus(a DATE, b INTERVAL) AS athena.whole_days(a - b),
  (a, b) AS a - b;
CREATE MACRO athena.times(a, b) AS a * b;
-- A sum of whole numbers is a HUGEINT to DuckDB.
CREATE MACRO athena.divide(a INTEGER, b INTEGER) AS a // b,
  (a BIGINT, b BIGINT) AS a // b,
  (a HUGEINT, b HUGEINT) AS CAST(a // b AS BIGINT),
  (a DOUBLE, b DOUBLE) AS a / b,
  (a DECIMAL(38, 10), b DECIMAL(38, 10)) AS error('divide: local does not divide decimals by /, whose digits would differ: write CAST(… AS double)');
CREATE MACRO athena.modulus(a INTEGER, b INTEGER) AS CASE WHEN b = 0 THEN CAST(athena_fail('Division by zero') AS INTEGER) ELSE a % b END,
  (a BIGINT, b BIGINT) AS CASE WHEN b = 0 THEN CAST(athena_fail('Division by zero') AS BIGINT) ELSE a % b END,
  (a DOUBLE, b DOUBLE) AS error('modulus: local takes the remainder of whole numbers only');
CREATE MACRO athena.joined(a VARCHAR, b VARCHAR) AS a || b,
  (a VARCHAR[], b VARCHAR[]) AS a || b,
  (a BIGINT[], b BIGINT[]) AS a || b;

-- Conditional.
CREATE MACRO athena.greatest(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE greatest(a, b) END,
  (a, b, c) AS CASE WHEN a IS NULL OR b IS NULL OR c IS NULL THEN NULL ELSE greatest(a, b, c) END,
  (a, b, c, d) AS CASE WHEN a IS NULL OR b IS NULL OR c IS NULL OR d IS NULL THEN NULL ELSE greatest(a, b, c, d) END;
CREATE MACRO athena.least(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE least(a, b) END,
  (a, b, c) AS CASE WHEN a IS NULL OR b IS NULL OR c IS NULL THEN NULL ELSE least(a, b, c) END,
  (a, b, c, d) AS CASE WHEN a IS NULL OR b IS NULL OR c IS NULL OR d IS NULL THEN NULL ELSE least(a, b, c, d) END;

-- Casts.
CREATE MACRO athena.cast_varchar(a VARCHAR) AS a,
  (a STRUCT("json" VARCHAR)) AS athena_json_to_varchar(a.json),
  (a) AS CASE
    WHEN typeof(a) IN ('BOOLEAN', 'INTEGER', 'BIGINT', 'DATE', 'VARCHAR') OR typeof(a) LIKE 'DECIMAL(%' THEN CAST(a AS VARCHAR)
    WHEN typeof(a) = 'DOUBLE' THEN athena_double_text(TRY_CAST(CAST(a AS VARCHAR) AS DOUBLE))
    WHEN typeof(a) LIKE 'TIMESTAMP%' THEN error('cast: local does not CAST a time to varchar, whose digits would differ: write date_format(…, ''%Y-%m-%d %H:%i:%s'')')
    ELSE error('cast: local does not cast this type to varchar')
  END;
-- A varchar is cut, and what is none has to fit.
CREATE MACRO athena.cast_varchar_of(a VARCHAR, written VARCHAR, most) AS substr(a, 1, most),
  (a, written, most) AS CASE WHEN length(written) > most THEN athena_fail('INVALID_CAST_ARGUMENT: a value is longer than the varchar') ELSE written END;
CREATE MACRO athena.cast_bigint(a VARCHAR) AS CASE WHEN a IS NULL OR regexp_matches(a, '^\s*[+-]?[0-9]+\s*$') THEN CAST(a AS BIGINT) ELSE CAST(athena_fail('INVALID_CAST_ARGUMENT: a varchar is no bigint') AS BIGINT) END,
  (a BOOLEAN) AS CAST(a AS BIGINT),
  (a BIGINT) AS a,
  (a DOUBLE) AS CAST(round(a) AS BIGINT),
  (a DECIMAL(38, 10)) AS CAST(a AS BIGINT),
  (a STRUCT("json" VARCHAR)) AS athena_json_to_bigint(a.json);
CREATE MACRO athena.cast_integer(a VARCHAR) AS CASE WHEN a IS NULL OR regexp_matches(a, '^\s*[+-]?[0-9]+\s*$') THEN CAST(a AS INTEGER) ELSE CAST(athena_fail('INVALID_CAST_ARGUMENT: a varchar is no integer') AS INTEGER) END,
  (a BOOLEAN) AS CAST(a AS INTEGER),
  (a BIGINT) AS CAST(a AS INTEGER),
  (a DOUBLE) AS CAST(round(a) AS INTEGER),
  (a DECIMAL(38, 10)) AS CAST(a AS INTEGER),
  (a STRUCT("json" VARCHAR)) AS CAST(athena_json_to_bigint(a.json) AS INTEGER);
CREATE MACRO athena.cast_double(a VARCHAR) AS athena_double(a),
  (a BOOLEAN) AS CAST(a AS DOUBLE),
  (a BIGINT) AS CAST(a AS DOUBLE),
  (a DOUBLE) AS a,
  (a DECIMAL(38, 10)) AS CAST(a AS DOUBLE),
  (a STRUCT("json" VARCHAR)) AS athena_json_to_double(a.json);
CREATE MACRO athena.cast_boolean(a VARCHAR) AS CASE lower(a) WHEN 'true' THEN true WHEN 't' THEN true WHEN '1' THEN true WHEN 'false' THEN false WHEN 'f' THEN false WHEN '0' THEN false ELSE CAST(athena_fail('INVALID_CAST_ARGUMENT: a varchar is no boolean') AS BOOLEAN) END,
  (a BOOLEAN) AS a,
  (a BIGINT) AS a <> 0,
  (a DOUBLE) AS a <> 0,
  (a STRUCT("json" VARCHAR)) AS athena_json_to_boolean(a.json);
CREATE MACRO athena.cast_date(a VARCHAR) AS DATE '1970-01-01' + CAST(athena_days(a) AS INTEGER),
  (a DATE) AS a,
  (a TIMESTAMP) AS CAST(a AS DATE),
  (a TIMESTAMPTZ) AS CAST(a AS DATE);
CREATE MACRO athena.cast_timestamp(a VARCHAR) AS make_timestamp(athena_millis(a) * 1000),
  (a DATE) AS CAST(a AS TIMESTAMP),
  (a TIMESTAMP) AS a,
  (a TIMESTAMPTZ) AS CAST(a AS TIMESTAMP);
CREATE MACRO athena.cast_timestamp_with_time_zone(a TIMESTAMPTZ) AS a,
  (a TIMESTAMP) AS CAST(a AS TIMESTAMPTZ);
CREATE MACRO athena.cast_json(a VARCHAR) AS CASE WHEN a IS NULL THEN NULL ELSE {'json': athena_json_quoted(a)} END,
  (a BIGINT) AS CASE WHEN a IS NULL THEN NULL ELSE {'json': CAST(a AS VARCHAR)} END,
  (a BOOLEAN) AS CASE WHEN a IS NULL THEN NULL ELSE {'json': CAST(a AS VARCHAR)} END;
-- The text of a number, which DuckDB rounds to a decimal as Athena does.
CREATE MACRO athena.cast_decimal(a VARCHAR) AS CASE WHEN a IS NULL OR regexp_matches(a, '^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$') THEN a ELSE athena_fail('INVALID_CAST_ARGUMENT: a varchar is no decimal') END,
  (a) AS CASE
    WHEN typeof(a) IN ('INTEGER', 'BIGINT', 'DOUBLE') OR typeof(a) LIKE 'DECIMAL(%' THEN CAST(a AS VARCHAR)
    ELSE error('cast: local does not cast this type to decimal')
  END;

-- Dates and times.
CREATE MACRO athena.date_trunc(unit VARCHAR, a DATE) AS CAST(date_trunc(unit, a) AS DATE),
  (unit VARCHAR, a TIMESTAMP) AS date_trunc(unit, a),
  (unit VARCHAR, a TIMESTAMPTZ) AS date_trunc(unit, a);
CREATE MACRO athena.date_add(unit VARCHAR, n BIGINT, a DATE) AS CAST(a + n * CAST('1 ' || unit AS INTERVAL) AS DATE),
  (unit VARCHAR, n BIGINT, a TIMESTAMP) AS a + n * CAST('1 ' || unit AS INTERVAL),
  (unit VARCHAR, n BIGINT, a TIMESTAMPTZ) AS a + n * CAST('1 ' || unit AS INTERVAL);
CREATE MACRO athena.date_diff(unit VARCHAR, a DATE, b DATE) AS date_sub(unit, a, b),
  (unit VARCHAR, a TIMESTAMP, b TIMESTAMP) AS date_sub(unit, a, b),
  (unit VARCHAR, a TIMESTAMPTZ, b TIMESTAMPTZ) AS date_sub(unit, a, b);
-- What date_format, format_datetime and date_parse take; their formats are written by SqlWriter.
CREATE MACRO athena.moment(a DATE) AS CAST(a AS TIMESTAMP),
  (a TIMESTAMP) AS a,
  (a TIMESTAMPTZ) AS CAST(a AS TIMESTAMP);
CREATE MACRO athena.written(a VARCHAR) AS a;
CREATE MACRO athena.from_iso8601_timestamp(a VARCHAR) AS make_timestamptz(athena_iso_millis(a) * 1000);
CREATE MACRO athena.from_iso8601_date(a VARCHAR) AS DATE '1970-01-01' + CAST(athena_iso_days(a) AS INTEGER);
CREATE MACRO athena.from_unixtime(a BIGINT) AS make_timestamptz(a * 1000000),
  (a DOUBLE) AS make_timestamptz(CAST(round(a * 1000) AS BIGINT) * 1000);
CREATE MACRO athena.to_unixtime(a TIMESTAMP) AS epoch(a),
  (a TIMESTAMPTZ) AS epoch(a);
CREATE MACRO athena.to_iso8601(a DATE) AS CAST(a AS VARCHAR);
CREATE MACRO athena.at_utc(a TIMESTAMPTZ) AS a;
CREATE MACRO athena.now() AS date_trunc('milliseconds', now());
CREATE MACRO athena.localtimestamp() AS CAST(date_trunc('milliseconds', now()) AS TIMESTAMP);
CREATE MACRO athena.last_day_of_month(a DATE) AS last_day(a),
  (a TIMESTAMP) AS last_day(a);
CREATE MACRO athena.year(a DATE) AS year(a), (a TIMESTAMP) AS year(a), (a TIMESTAMPTZ) AS year(a);
CREATE MACRO athena.quarter(a DATE) AS quarter(a), (a TIMESTAMP) AS quarter(a), (a TIMESTAMPTZ) AS quarter(a);
CREATE MACRO athena.month(a DATE) AS month(a), (a TIMESTAMP) AS month(a), (a TIMESTAMPTZ) AS month(a);
CREATE MACRO athena.week(a DATE) AS week(a), (a TIMESTAMP) AS week(a), (a TIMESTAMPTZ) AS week(a);
CREATE MACRO athena.week_of_year(a DATE) AS week(a), (a TIMESTAMP) AS week(a), (a TIMESTAMPTZ) AS week(a);
CREATE MACRO athena.year_of_week(a DATE) AS isoyear(a), (a TIMESTAMP) AS isoyear(a), (a TIMESTAMPTZ) AS isoyear(a);
CREATE MACRO athena.yow(a DATE) AS isoyear(a), (a TIMESTAMP) AS isoyear(a), (a TIMESTAMPTZ) AS isoyear(a);
CREATE MACRO athena.day(a DATE) AS day(a), (a TIMESTAMP) AS day(a), (a TIMESTAMPTZ) AS day(a);
CREATE MACRO athena.day_of_month(a DATE) AS day(a), (a TIMESTAMP) AS day(a), (a TIMESTAMPTZ) AS day(a);
CREATE MACRO athena.day_of_week(a DATE) AS isodow(a), (a TIMESTAMP) AS isodow(a), (a TIMESTAMPTZ) AS isodow(a);
CREATE MACRO athena.dow(a DATE) AS isodow(a), (a TIMESTAMP) AS isodow(a), (a TIMESTAMPTZ) AS isodow(a);
CREATE MACRO athena.day_of_year(a DATE) AS dayofyear(a), (a TIMESTAMP) AS dayofyear(a), (a TIMESTAMPTZ) AS dayofyear(a);
CREATE MACRO athena.doy(a DATE) AS dayofyear(a), (a TIMESTAMP) AS dayofyear(a), (a TIMESTAMPTZ) AS dayofyear(a);
CREATE MACRO athena.hour(a TIMESTAMP) AS hour(a), (a TIMESTAMPTZ) AS hour(a);
CREATE MACRO athena.minute(a TIMESTAMP) AS minute(a), (a TIMESTAMPTZ) AS minute(a);
CREATE MACRO athena.second(a TIMESTAMP) AS second(a), (a TIMESTAMPTZ) AS second(a);
CREATE MACRO athena.millisecond(a TIMESTAMP) AS millisecond(a) % 1000, (a TIMESTAMPTZ) AS millisecond(a) % 1000;

-- Numbers.
CREATE MACRO athena.abs(a INTEGER) AS abs(a), (a BIGINT) AS abs(a), (a DOUBLE) AS abs(a);
CREATE MACRO athena.sign(a INTEGER) AS CAST(sign(a) AS INTEGER), (a BIGINT) AS CAST(sign(a) AS BIGINT), (a DOUBLE) AS CAST(sign(a) AS DOUBLE);
CREATE MACRO athena.ceil(a INTEGER) AS a, (a BIGINT) AS a, (a DOUBLE) AS ceil(a);
CREATE MACRO athena.ceiling(a INTEGER) AS a, (a BIGINT) AS a, (a DOUBLE) AS ceil(a);
CREATE MACRO athena.floor(a INTEGER) AS a, (a BIGINT) AS a, (a DOUBLE) AS floor(a);
CREATE MACRO athena.truncate(a DOUBLE) AS trunc(a);
CREATE MACRO athena.round(a INTEGER) AS a,
  (a BIGINT) AS a,
  (a DOUBLE) AS round(a),
  (a DECIMAL(38, 10)) AS error('round: local does not run round() of a decimal, whose digits would differ: write CAST(… AS decimal(p, s)) or CAST(… AS double)'),
  (a DOUBLE, digits INTEGER) AS athena_round(a, digits),
  (a DECIMAL(38, 10), digits INTEGER) AS error('round: local does not run round() of a decimal, whose digits would differ: write CAST(… AS decimal(p, s)) or CAST(… AS double)');
CREATE MACRO athena.mod(a INTEGER, b INTEGER) AS athena.modulus(a, b), (a BIGINT, b BIGINT) AS athena.modulus(a, b);
CREATE MACRO athena.power(a DOUBLE, b DOUBLE) AS power(a, b);
CREATE MACRO athena.pow(a DOUBLE, b DOUBLE) AS power(a, b);
CREATE MACRO athena.sqrt(a DOUBLE) AS CASE WHEN a < 0 THEN CAST('NaN' AS DOUBLE) ELSE sqrt(a) END;
CREATE MACRO athena.pi() AS pi();
CREATE MACRO athena.bitwise_and(a BIGINT, b BIGINT) AS a & b;
CREATE MACRO athena.bitwise_or(a BIGINT, b BIGINT) AS a | b;
CREATE MACRO athena.bitwise_xor(a BIGINT, b BIGINT) AS xor(a, b);
CREATE MACRO athena.averaged(a BIGINT) AS a,
  (a DOUBLE) AS a,
  (a DECIMAL(38, 10)) AS error('avg: local does not run avg() of decimals, whose digits would differ: write avg(CAST(… AS double))');

-- Texts.
CREATE MACRO athena.concat(a VARCHAR, b VARCHAR) AS a || b,
  (a VARCHAR, b VARCHAR, c VARCHAR) AS a || b || c,
  (a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR) AS a || b || c || d,
  (a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR) AS a || b || c || d || e,
  (a VARCHAR[], b VARCHAR[]) AS a || b,
  (a BIGINT[], b BIGINT[]) AS a || b;
CREATE MACRO athena.concat_ws(sep VARCHAR, a VARCHAR, b VARCHAR) AS concat_ws(sep, a, b),
  (sep VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR) AS concat_ws(sep, a, b, c),
  (sep VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR) AS concat_ws(sep, a, b, c, d),
  (sep VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR) AS concat_ws(sep, a, b, c, d, e),
  (sep VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR, d VARCHAR, e VARCHAR, f VARCHAR) AS concat_ws(sep, a, b, c, d, e, f);
CREATE MACRO athena.length(a VARCHAR) AS length(a);
CREATE MACRO athena.lower(a VARCHAR) AS athena_lower(a);
CREATE MACRO athena.upper(a VARCHAR) AS athena_upper(a);
CREATE MACRO athena.reverse(a VARCHAR) AS athena_reverse(a);
CREATE MACRO athena.trim(a VARCHAR) AS athena_trim(a, 'both'), (a VARCHAR, c VARCHAR) AS trim(a, c);
CREATE MACRO athena.ltrim(a VARCHAR) AS athena_trim(a, 'leading'), (a VARCHAR, c VARCHAR) AS ltrim(a, c);
CREATE MACRO athena.rtrim(a VARCHAR) AS athena_trim(a, 'trailing'), (a VARCHAR, c VARCHAR) AS rtrim(a, c);
CREATE MACRO athena.replace(a VARCHAR, b VARCHAR) AS replace(a, b, ''),
  (a VARCHAR, b VARCHAR, c VARCHAR) AS athena_replace(a, b, c);
CREATE MACRO athena.translate(a VARCHAR, b VARCHAR, c VARCHAR) AS translate(a, b, c);
CREATE MACRO athena.substr(a VARCHAR, b BIGINT) AS CASE WHEN b = 0 OR abs(b) > length(a) THEN CASE WHEN a IS NULL THEN NULL ELSE '' END ELSE substr(a, b) END,
  (a VARCHAR, b BIGINT, c BIGINT) AS CASE WHEN b = 0 OR c <= 0 OR abs(b) > length(a) THEN CASE WHEN a IS NULL THEN NULL ELSE '' END ELSE substr(a, b, c) END;
CREATE MACRO athena.substring(a VARCHAR, b BIGINT) AS athena.substr(a, b), (a VARCHAR, b BIGINT, c BIGINT) AS athena.substr(a, b, c);
CREATE MACRO athena.strpos(a VARCHAR, b VARCHAR) AS CAST(strpos(a, b) AS BIGINT);
CREATE MACRO athena.starts_with(a VARCHAR, b VARCHAR) AS starts_with(a, b);
CREATE MACRO athena.lpad(a VARCHAR, n BIGINT, b VARCHAR) AS CASE WHEN n < 0 THEN athena_fail('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]') ELSE lpad(a, CAST(n AS INTEGER), b) END;
CREATE MACRO athena.rpad(a VARCHAR, n BIGINT, b VARCHAR) AS CASE WHEN n < 0 THEN athena_fail('INVALID_FUNCTION_ARGUMENT: Target length must be in the range [0..2147483647]') ELSE rpad(a, CAST(n AS INTEGER), b) END;
CREATE MACRO athena.split(a VARCHAR, sep VARCHAR) AS string_split(a, sep);
CREATE MACRO athena.split_part(a VARCHAR, sep VARCHAR, n BIGINT) AS
  CASE WHEN n < 1 THEN athena_fail('INVALID_FUNCTION_ARGUMENT: Index must be greater than zero') ELSE string_split(a, sep)[n] END;
CREATE MACRO athena.chr(a BIGINT) AS chr(CAST(a AS INTEGER));
CREATE MACRO athena.codepoint(a VARCHAR) AS unicode(a);
CREATE MACRO athena.to_utf8(a VARCHAR) AS encode(a);
CREATE MACRO athena.from_utf8(a BLOB) AS decode(a);
CREATE MACRO athena.to_hex(a BLOB) AS hex(a);
CREATE MACRO athena.from_hex(a VARCHAR) AS unhex(a);
CREATE MACRO athena.to_base64(a BLOB) AS to_base64(a);
CREATE MACRO athena.from_base64(a VARCHAR) AS from_base64(a);
CREATE MACRO athena.md5(a BLOB) AS unhex(md5(a));
CREATE MACRO athena.sha1(a BLOB) AS unhex(sha1(a));
CREATE MACRO athena.sha256(a BLOB) AS unhex(sha256(a));

-- Regular expressions, by the library that Athena's engine has.
CREATE MACRO athena.regexp_like(a VARCHAR, pattern VARCHAR) AS athena_regexp_like(a, pattern);
CREATE MACRO athena.regexp_extract(a VARCHAR, pattern VARCHAR) AS athena_regexp_extract(a, pattern, CAST(0 AS BIGINT)),
  (a VARCHAR, pattern VARCHAR, g BIGINT) AS athena_regexp_extract(a, pattern, g);
CREATE MACRO athena.regexp_extract_all(a VARCHAR, pattern VARCHAR) AS from_json(athena_regexp_extract_all(a, pattern, CAST(0 AS BIGINT)), '["VARCHAR"]'),
  (a VARCHAR, pattern VARCHAR, g BIGINT) AS from_json(athena_regexp_extract_all(a, pattern, g), '["VARCHAR"]');
CREATE MACRO athena.regexp_replace(a VARCHAR, pattern VARCHAR) AS athena_regexp_replace(a, pattern, ''),
  (a VARCHAR, pattern VARCHAR, b VARCHAR) AS athena_regexp_replace(a, pattern, b);
CREATE MACRO athena.regexp_split(a VARCHAR, pattern VARCHAR) AS from_json(athena_regexp_split(a, pattern), '["VARCHAR"]');
CREATE MACRO athena.regexp_count(a VARCHAR, pattern VARCHAR) AS athena_regexp_count(a, pattern);

-- JSON.
CREATE MACRO athena.json_parse(a VARCHAR) AS CASE WHEN a IS NULL THEN NULL ELSE {'json': athena_json_canonical(a)} END;
CREATE MACRO athena.json_format(a STRUCT("json" VARCHAR)) AS a.json;
CREATE MACRO athena.json_extract_scalar(a VARCHAR, path VARCHAR) AS athena_json_scalar(a, path),
  (a STRUCT("json" VARCHAR), path VARCHAR) AS athena_json_scalar(a.json, path);
CREATE MACRO athena.json_extract(a VARCHAR, path VARCHAR) AS CASE WHEN athena_json_extract(a, path) IS NULL THEN NULL ELSE {'json': athena_json_extract(a, path)} END,
  (a STRUCT("json" VARCHAR), path VARCHAR) AS CASE WHEN athena_json_extract(a.json, path) IS NULL THEN NULL ELSE {'json': athena_json_extract(a.json, path)} END;
CREATE MACRO athena.json_size(a VARCHAR, path VARCHAR) AS athena_json_size(a, path),
  (a STRUCT("json" VARCHAR), path VARCHAR) AS athena_json_size(a.json, path);
CREATE MACRO athena.json_array_length(a VARCHAR) AS athena_json_array_length(a),
  (a STRUCT("json" VARCHAR)) AS athena_json_array_length(a.json);
CREATE MACRO athena.is_json_scalar(a VARCHAR) AS athena_json_is_scalar(a),
  (a STRUCT("json" VARCHAR)) AS athena_json_is_scalar(a.json);

-- Arrays and maps.
CREATE MACRO athena.subscript(a, b BIGINT) AS a[CASE
    WHEN typeof(a) LIKE 'MAP(%' THEN CAST(athena_fail('local takes a varchar as the key of a map only: write element_at(map, key)') AS BIGINT)
    WHEN b < 1 OR b > len(a) THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: Array subscript must be between 1 and the number of elements') AS BIGINT)
    ELSE b END],
  (a, b VARCHAR) AS a[CASE WHEN NOT list_contains(map_keys(a), b) THEN athena_fail('INVALID_FUNCTION_ARGUMENT: Key not present in map') ELSE b END];
CREATE MACRO athena.element_at(a, b BIGINT) AS a[CASE WHEN b = 0 AND typeof(a) NOT LIKE 'MAP(%' THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: SQL array indices start at 1') AS BIGINT) ELSE b END],
  (a, b VARCHAR) AS map_extract_value(a, b),
  (a, b) AS a[b];
CREATE MACRO athena.cardinality(a) AS CAST(len(a) AS BIGINT);
CREATE MACRO athena.contains(a, b) AS CASE
    WHEN list_contains(a, b) THEN true
    WHEN a IS NULL OR b IS NULL OR len(a) > len(list_filter(a, lambda x: x IS NOT NULL)) THEN NULL
    ELSE false
  END;
-- DuckDB's array_to_string takes a constant between the elements only.
CREATE MACRO athena.elements_joined(a, sep) AS CASE WHEN len(list_filter(a, lambda x: x IS NOT NULL)) = 0 THEN '' ELSE list_reduce(list_filter(a, lambda x: x IS NOT NULL), lambda x, y: x || sep || y) END;
CREATE MACRO athena.array_join(a VARCHAR[], sep VARCHAR) AS athena.elements_joined(a, sep),
  (a BIGINT[], sep VARCHAR) AS athena.elements_joined(CAST(a AS VARCHAR[]), sep),
  (a VARCHAR[], sep VARCHAR, missing VARCHAR) AS athena.elements_joined(list_transform(a, lambda x: coalesce(x, missing)), sep);
CREATE MACRO athena.array_sort(a) AS list_sort(a, 'ASC', 'NULLS LAST');
CREATE MACRO athena.array_max(a) AS CASE WHEN len(a) > len(list_filter(a, lambda x: x IS NOT NULL)) THEN NULL ELSE list_max(a) END;
CREATE MACRO athena.array_min(a) AS CASE WHEN len(a) > len(list_filter(a, lambda x: x IS NOT NULL)) THEN NULL ELSE list_min(a) END;
CREATE MACRO athena.array_position(a, b) AS CAST(coalesce(list_position(a, b), CASE WHEN a IS NULL OR b IS NULL THEN NULL ELSE 0 END) AS BIGINT);
CREATE MACRO athena.slice(a, first BIGINT, n BIGINT) AS CASE WHEN first < 1 OR n < 0 THEN error('slice: local takes a first of 1 or more and a length of 0 or more') ELSE a[first:first + n - 1] END;
CREATE MACRO athena.flatten(a) AS flatten(a);
CREATE MACRO athena.steps(a, b, step) AS CASE
    WHEN a + step = a THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: step must not be zero') AS BIGINT)
    WHEN (a + step > a AND b < a) OR (a + step < a AND b > a) THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: the step of a sequence leads away from its stop') AS BIGINT)
    WHEN abs(CASE WHEN a + step > a THEN (b - a) // step ELSE (a - b) // (- step) END) >= 10000 THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries') AS BIGINT)
    ELSE step
  END;
-- A month from the 31st is the last day of a shorter one, and the month behind it the 31st again.
CREATE MACRO athena.times_of(a TIMESTAMP, b TIMESTAMP, step INTERVAL) AS CASE
    WHEN a + step = a THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: step must not be zero') AS TIMESTAMP[])
    WHEN (a + step > a AND b < a) OR (a + step < a AND b > a) THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: the step of a sequence leads away from its stop') AS TIMESTAMP[])
    WHEN a + 10000 * step BETWEEN least(a, b) AND greatest(a, b) THEN CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: result of sequence function must not have more than 10000 entries') AS TIMESTAMP[])
    ELSE list_filter(list_transform(generate_series(0, len(generate_series(a, b, step))), lambda k: a + k * step), lambda x: x BETWEEN least(a, b) AND greatest(a, b))
  END;
CREATE MACRO athena.sequence(a BIGINT, b BIGINT) AS generate_series(a, b, athena.steps(a, b, CASE WHEN a <= b THEN 1 ELSE -1 END)),
  (a BIGINT, b BIGINT, step BIGINT) AS generate_series(a, b, athena.steps(a, b, step)),
  (a DATE, b DATE) AS CAST(athena.times_of(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), CASE WHEN a <= b THEN INTERVAL 1 DAY ELSE INTERVAL (-1) DAY END) AS DATE[]),
  (a DATE, b DATE, step INTERVAL) AS CASE WHEN a + step = date_trunc('day', a + step)
    THEN CAST(athena.times_of(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), step) AS DATE[])
    ELSE CAST(athena_fail('INVALID_FUNCTION_ARGUMENT: sequence step must be a day interval if start and end values are dates') AS DATE[]) END,
  (a TIMESTAMP, b TIMESTAMP, step INTERVAL) AS athena.times_of(a, b, step);
CREATE MACRO athena.map(a, b) AS map(a, b);
CREATE MACRO athena.map_keys(a) AS map_keys(a);
CREATE MACRO athena.map_values(a) AS map_values(a);

-- Addresses.
CREATE MACRO athena.url_extract_protocol(a VARCHAR) AS athena_url(a, 'protocol');
CREATE MACRO athena.url_extract_host(a VARCHAR) AS athena_url(a, 'host');
CREATE MACRO athena.url_extract_port(a VARCHAR) AS CAST(athena_url(a, 'port') AS BIGINT);
CREATE MACRO athena.url_extract_path(a VARCHAR) AS athena_url(a, 'path');
CREATE MACRO athena.url_extract_query(a VARCHAR) AS athena_url(a, 'query');
CREATE MACRO athena.url_extract_fragment(a VARCHAR) AS athena_url(a, 'fragment');
CREATE MACRO athena.url_extract_parameter(a VARCHAR, name VARCHAR) AS athena_url_parameter(a, name);
CREATE MACRO athena.url_encode(a VARCHAR) AS athena_url_encode(a);
CREATE MACRO athena.url_decode(a VARCHAR) AS athena_url_decode(a);

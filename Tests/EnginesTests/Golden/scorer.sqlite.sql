-- P(churn) of a bellwether model, SQLite 3.35 and later with exp and ln; empty text is missing.
-- Learned on 1000 rows with 200 losses; calibration: beta. NULL is missing.
-- Columns read:
--   x (number)
--   y "z" (number)
--   far (number)
--   plan (text)
--   city (text)
WITH
bellwether_0 AS MATERIALIZED (
  SELECT
    t."id",
    t."x",
    t."y ""z""",
    t."far",
    t."plan",
    t."city",
    max(-1e+150, min(1e+150, COALESCE(CASE WHEN t."x" IS NULL OR t."x" = '' THEN NULL WHEN t."x" = CAST(t."x" AS NUMERIC) THEN CAST(t."x" AS REAL) ELSE abs(-9223372036854775808 - 0 * length(t."x")) END, 0.1e0))) AS bellwether_x00001,
    max(-1e+150, min(1e+150, COALESCE(CASE WHEN t."y ""z""" IS NULL OR t."y ""z""" = '' THEN NULL WHEN t."y ""z""" = CAST(t."y ""z""" AS NUMERIC) THEN CAST(t."y ""z""" AS REAL) ELSE abs(-9223372036854775808 - 0 * length(t."y ""z""")) END, 1.5e0))) AS bellwether_x00002,
    max(-1e+150, min(1e+150, COALESCE(CASE WHEN t."far" IS NULL OR t."far" = '' THEN NULL WHEN t."far" = CAST(t."far" AS NUMERIC) THEN CAST(t."far" AS REAL) ELSE abs(-9223372036854775808 - 0 * length(t."far")) END, 100000000.0e0))) AS bellwether_x00003
  FROM "crm"."""rows""" AS t),
bellwether_1 AS MATERIALIZED (
  SELECT
    t.*,
    ((-0.35e0)
      + (0.4e0 * (bellwether_x00001 - 0.1e0))
      + (CASE WHEN bellwether_x00001 <= 0.25e0 THEN CASE WHEN bellwether_x00001 <= (-0.5e0) THEN CASE WHEN bellwether_x00001 <= (-2.0e0) THEN (0.0e0
      + (2.1690061475409834e0 * (bellwether_x00001 - (-2.0e0)))) ELSE (0.0e0
      + ((bellwether_x00001 - (-2.0e0)) * (2.1690061475409834e0
      + ((bellwether_x00001 - (-2.0e0)) * (0.0e0
      + ((bellwether_x00001 - (-2.0e0)) * (-0.6380768063145112e0))))))) END ELSE (1.1e0
      + ((bellwether_x00001 - (-0.5e0)) * ((-2.138012295081967e0)
      + ((bellwether_x00001 - (-0.5e0)) * ((-2.8713456284153005e0)
      + ((bellwether_x00001 - (-0.5e0)) * 3.362704918032787e0)))))) END ELSE CASE WHEN bellwether_x00001 <= 3.0e0 THEN CASE WHEN bellwether_x00001 <= 1.0e0 THEN ((-0.7e0)
      + ((bellwether_x00001 - 0.25e0) * ((-0.7704661885245903e0)
      + ((bellwether_x00001 - 0.25e0) * (4.69474043715847e0
      + ((bellwether_x00001 - 0.25e0) * (-2.69734365513054e0))))))) ELSE (0.225e0
      + ((bellwether_x00001 - 1.0e0) * (1.7198770491803275e0
      + ((bellwether_x00001 - 1.0e0) * ((-1.3742827868852456e0)
      + ((bellwether_x00001 - 1.0e0) * 0.22904713114754094e0)))))) END ELSE (0.0e0
      + ((-1.0286885245901638e0) * (bellwether_x00001 - 3.0e0))) END END - 0.12500000000000006e0)
      + (0.3e0 * (CASE WHEN bellwether_x00001 <= 0.75e0 THEN 0.0e0 ELSE 1.0e0 END - 0.4e0))
      + (0.5e0 * (CASE WHEN bellwether_x00002 <= 1.0e0 THEN CASE WHEN bellwether_x00002 <= 0.0e0 THEN 0.0e0 ELSE (1.0e0 - (((1.0e0 - bellwether_x00002) / 1.0e0) * ((1.0e0 - bellwether_x00002) / 1.0e0))) END ELSE 1.0e0 END - 0.6e0))
      + (0.125e0 * (CASE WHEN bellwether_x00002 <= 1.0e0 THEN CASE WHEN bellwether_x00002 <= 0.0e0 THEN 0.0e0 ELSE ((bellwether_x00002 / 1.0e0) * (bellwether_x00002 / 4.0e0)) END ELSE CASE WHEN bellwether_x00002 <= 4.0e0 THEN (1.0e0 - (((4.0e0 - bellwether_x00002) / 3.0e0) * ((4.0e0 - bellwether_x00002) / 4.0e0))) ELSE 1.0e0 END END - 0.6e0))
      + (0.75e0 * (CASE WHEN bellwether_x00002 <= 4.0e0 THEN CASE WHEN bellwether_x00002 <= 1.0e0 THEN 0.0e0 ELSE (((bellwether_x00002 - 1.0e0) / 3.0e0) * ((bellwether_x00002 - 1.0e0) / 3.0e0)) END ELSE 1.0e0 END - 0.6e0))
      + ((-0.6e0) * (CASE WHEN CASE WHEN t."x" IS NULL OR t."x" = '' THEN NULL WHEN t."x" = CAST(t."x" AS NUMERIC) THEN CAST(t."x" AS REAL) ELSE abs(-9223372036854775808 - 0 * length(t."x")) END IS NULL THEN 1.0e0 ELSE 0.0e0 END - 0.05e0))
      + (0.75e0 * (bellwether_x00003 - 100000000.0e0))
      + CASE WHEN NULLIF(CAST(t."plan" AS TEXT) COLLATE BINARY, '') IS NULL THEN -1.3877787807814457e-17 ELSE CASE NULLIF(CAST(t."plan" AS TEXT) COLLATE BINARY, '') WHEN 'a\b' THEN -0.05000000000000003e0 WHEN 'basic' THEN 0.85e0 WHEN 'it''s' THEN 0.049999999999999975e0 WHEN 'plus <&>' THEN -1.1500000000000001e0 ELSE -1.3877787807814457e-17 END END
      + CASE WHEN NULLIF(CAST(t."city" AS TEXT) COLLATE BINARY, '') IS NULL THEN -0.55375e0 ELSE CASE NULLIF(CAST(t."city" AS TEXT) COLLATE BINARY, '') WHEN '(missing)' THEN -0.55375e0 WHEN 'a' THEN -0.15374999999999997e0 WHEN 'b' THEN 0.19625e0 ELSE -0.07874999999999997e0 END END
      + (1.25e0 * (((CASE WHEN bellwether_x00001 <= 0.75e0 THEN 0.0e0 ELSE 1.0e0 END - 0.4e0) * (CASE WHEN NULLIF(CAST(t."plan" AS TEXT) COLLATE BINARY, '') IS NULL THEN 0.3e0 ELSE CASE NULLIF(CAST(t."plan" AS TEXT) COLLATE BINARY, '') WHEN 'a\b' THEN 0.0e0 WHEN 'basic' THEN 0.0e0 WHEN 'it''s' THEN 0.0e0 WHEN 'plus <&>' THEN 1.0e0 ELSE 0.3e0 END END - 0.3e0)) - 0.01e0))
      + ((-0.65e0) * (((bellwether_x00001 - 0.1e0) * (CASE WHEN bellwether_x00002 <= 1.0e0 THEN CASE WHEN bellwether_x00002 <= 0.0e0 THEN 0.0e0 ELSE ((bellwether_x00002 / 1.0e0) * (bellwether_x00002 / 4.0e0)) END ELSE CASE WHEN bellwether_x00002 <= 4.0e0 THEN (1.0e0 - (((4.0e0 - bellwether_x00002) / 3.0e0) * ((4.0e0 - bellwether_x00002) / 4.0e0))) ELSE 1.0e0 END END - 0.6e0)) - 0.02e0))) AS bellwether_raw
  FROM bellwether_0 AS t),
bellwether_2 AS MATERIALIZED (
  SELECT
    t.*,
    CASE WHEN bellwether_raw < 0.0e0 THEN bellwether_raw ELSE (0.0e0 - bellwether_raw) END AS bellwether_down4
  FROM bellwether_1 AS t),
bellwether_3 AS MATERIALIZED (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down4 < (-700.0e0) THEN (-700.0e0) ELSE bellwether_down4 END) AS bellwether_exp5
  FROM bellwether_2 AS t),
bellwether_4 AS MATERIALIZED (
  SELECT
    t.*,
    ln((1.0e0
      + bellwether_exp5)) AS bellwether_log4
  FROM bellwether_3 AS t),
bellwether_5 AS MATERIALIZED (
  SELECT
    t.*,
    (((-0.1e0) - (0.75e0 * CASE WHEN bellwether_raw < 0.0e0 THEN (bellwether_log4 - bellwether_raw) ELSE bellwether_log4 END))
      + (1.25e0 * CASE WHEN bellwether_raw < 0.0e0 THEN bellwether_log4 ELSE (bellwether_raw
      + bellwether_log4) END)) AS bellwether_logodds
  FROM bellwether_4 AS t),
bellwether_6 AS MATERIALIZED (
  SELECT
    t.*,
    CASE WHEN bellwether_logodds < 0.0e0 THEN bellwether_logodds ELSE (0.0e0 - bellwether_logodds) END AS bellwether_down8
  FROM bellwether_5 AS t),
bellwether_7 AS MATERIALIZED (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down8 < (-700.0e0) THEN (-700.0e0) ELSE bellwether_down8 END) AS bellwether_exp9
  FROM bellwether_6 AS t),
bellwether_8 AS MATERIALIZED (
  SELECT
    t.*,
    (CASE WHEN bellwether_logodds < 0.0e0 THEN bellwether_exp9 ELSE 1.0e0 END / (1.0e0
      + bellwether_exp9)) AS bellwether_unshifted
  FROM bellwether_7 AS t),
bellwether_9 AS MATERIALIZED (
  SELECT
    t.*,
    ((bellwether_unshifted * 1.6487212707001282e0) / ((bellwether_unshifted * 1.6487212707001282e0)
      + (1.0e0 - bellwether_unshifted))) AS bellwether_p
  FROM bellwether_8 AS t)
SELECT t."id", t.bellwether_p AS p_churn
FROM bellwether_9 AS t;

-- P(churn) of a bellwether model, PostgreSQL 12 and later.
-- Learned on 1000 rows with 200 losses; calibration: beta. NULL is missing.
-- Columns read:
--   x (number)
--   y "z" (number)
--   far (number)
--   plan (text)
--   city (text)
WITH
bellwether_0 AS (
  SELECT
    t."id",
    t."x",
    t."y ""z""",
    t."far",
    t."plan",
    t."city",
    GREATEST(float8 '-1e+150', LEAST(float8 '1e+150', COALESCE(CASE WHEN CAST(t."x" AS float8) = float8 'NaN' THEN NULL WHEN abs(CAST(t."x" AS float8)) < float8 '1e-80' THEN float8 '0' WHEN CAST(t."x" AS float8) > float8 '1e150' THEN float8 '1e150' WHEN CAST(t."x" AS float8) < float8 '-1e150' THEN float8 '-1e150' ELSE CAST(t."x" AS float8) END, float8 '0.1'))) AS bellwether_x00001,
    GREATEST(float8 '-1e+150', LEAST(float8 '1e+150', COALESCE(CASE WHEN CAST(t."y ""z""" AS float8) = float8 'NaN' THEN NULL WHEN abs(CAST(t."y ""z""" AS float8)) < float8 '1e-80' THEN float8 '0' WHEN CAST(t."y ""z""" AS float8) > float8 '1e150' THEN float8 '1e150' WHEN CAST(t."y ""z""" AS float8) < float8 '-1e150' THEN float8 '-1e150' ELSE CAST(t."y ""z""" AS float8) END, float8 '1.5'))) AS bellwether_x00002,
    GREATEST(float8 '-1e+150', LEAST(float8 '1e+150', COALESCE(CASE WHEN CAST(t."far" AS float8) = float8 'NaN' THEN NULL WHEN abs(CAST(t."far" AS float8)) < float8 '1e-80' THEN float8 '0' WHEN CAST(t."far" AS float8) > float8 '1e150' THEN float8 '1e150' WHEN CAST(t."far" AS float8) < float8 '-1e150' THEN float8 '-1e150' ELSE CAST(t."far" AS float8) END, float8 '100000000.0'))) AS bellwether_x00003
  FROM "crm"."""rows""" AS t
OFFSET 0),
bellwether_1 AS (
  SELECT
    t.*,
    ((float8 '-0.35')
      + (float8 '0.4' * (bellwether_x00001 - float8 '0.1'))
      + (CASE WHEN bellwether_x00001 <= float8 '0.25' THEN CASE WHEN bellwether_x00001 <= (float8 '-0.5') THEN CASE WHEN bellwether_x00001 <= (float8 '-2.0') THEN (float8 '0.0'
      + (float8 '2.1690061475409834' * (bellwether_x00001 - (float8 '-2.0')))) ELSE (float8 '0.0'
      + ((bellwether_x00001 - (float8 '-2.0')) * (float8 '2.1690061475409834'
      + ((bellwether_x00001 - (float8 '-2.0')) * (float8 '0.0'
      + ((bellwether_x00001 - (float8 '-2.0')) * (float8 '-0.6380768063145112'))))))) END ELSE (float8 '1.1'
      + ((bellwether_x00001 - (float8 '-0.5')) * ((float8 '-2.138012295081967')
      + ((bellwether_x00001 - (float8 '-0.5')) * ((float8 '-2.8713456284153005')
      + ((bellwether_x00001 - (float8 '-0.5')) * float8 '3.362704918032787')))))) END ELSE CASE WHEN bellwether_x00001 <= float8 '3.0' THEN CASE WHEN bellwether_x00001 <= float8 '1.0' THEN ((float8 '-0.7')
      + ((bellwether_x00001 - float8 '0.25') * ((float8 '-0.7704661885245903')
      + ((bellwether_x00001 - float8 '0.25') * (float8 '4.69474043715847'
      + ((bellwether_x00001 - float8 '0.25') * (float8 '-2.69734365513054'))))))) ELSE (float8 '0.225'
      + ((bellwether_x00001 - float8 '1.0') * (float8 '1.7198770491803275'
      + ((bellwether_x00001 - float8 '1.0') * ((float8 '-1.3742827868852456')
      + ((bellwether_x00001 - float8 '1.0') * float8 '0.22904713114754094')))))) END ELSE (float8 '0.0'
      + ((float8 '-1.0286885245901638') * (bellwether_x00001 - float8 '3.0'))) END END - float8 '0.12500000000000006')
      + (float8 '0.3' * (CASE WHEN bellwether_x00001 <= float8 '0.75' THEN float8 '0.0' ELSE float8 '1.0' END - float8 '0.4'))
      + (float8 '0.5' * (CASE WHEN bellwether_x00002 <= float8 '1.0' THEN CASE WHEN bellwether_x00002 <= float8 '0.0' THEN float8 '0.0' ELSE (float8 '1.0' - (((float8 '1.0' - bellwether_x00002) / float8 '1.0') * ((float8 '1.0' - bellwether_x00002) / float8 '1.0'))) END ELSE float8 '1.0' END - float8 '0.6'))
      + (float8 '0.125' * (CASE WHEN bellwether_x00002 <= float8 '1.0' THEN CASE WHEN bellwether_x00002 <= float8 '0.0' THEN float8 '0.0' ELSE ((bellwether_x00002 / float8 '1.0') * (bellwether_x00002 / float8 '4.0')) END ELSE CASE WHEN bellwether_x00002 <= float8 '4.0' THEN (float8 '1.0' - (((float8 '4.0' - bellwether_x00002) / float8 '3.0') * ((float8 '4.0' - bellwether_x00002) / float8 '4.0'))) ELSE float8 '1.0' END END - float8 '0.6'))
      + (float8 '0.75' * (CASE WHEN bellwether_x00002 <= float8 '4.0' THEN CASE WHEN bellwether_x00002 <= float8 '1.0' THEN float8 '0.0' ELSE (((bellwether_x00002 - float8 '1.0') / float8 '3.0') * ((bellwether_x00002 - float8 '1.0') / float8 '3.0')) END ELSE float8 '1.0' END - float8 '0.6'))
      + ((float8 '-0.6') * (CASE WHEN CASE WHEN CAST(t."x" AS float8) = float8 'NaN' THEN NULL WHEN abs(CAST(t."x" AS float8)) < float8 '1e-80' THEN float8 '0' WHEN CAST(t."x" AS float8) > float8 '1e150' THEN float8 '1e150' WHEN CAST(t."x" AS float8) < float8 '-1e150' THEN float8 '-1e150' ELSE CAST(t."x" AS float8) END IS NULL THEN float8 '1.0' ELSE float8 '0.0' END - float8 '0.05'))
      + (float8 '0.75' * (bellwether_x00003 - float8 '100000000.0'))
      + CASE WHEN CAST(t."plan" AS text) IS NULL THEN float8 '-1.3877787807814457e-17' ELSE CASE CAST(t."plan" AS text) WHEN 'a\b' THEN float8 '-0.05000000000000003' WHEN 'basic' THEN float8 '0.85' WHEN 'it''s' THEN float8 '0.049999999999999975' WHEN 'plus <&>' THEN float8 '-1.1500000000000001' ELSE float8 '-1.3877787807814457e-17' END END
      + CASE WHEN CAST(t."city" AS text) IS NULL THEN float8 '-0.55375' ELSE CASE CAST(t."city" AS text) WHEN '(missing)' THEN float8 '-0.55375' WHEN 'a' THEN float8 '-0.15374999999999997' WHEN 'b' THEN float8 '0.19625' ELSE float8 '-0.07874999999999997' END END
      + (float8 '1.25' * (((CASE WHEN bellwether_x00001 <= float8 '0.75' THEN float8 '0.0' ELSE float8 '1.0' END - float8 '0.4') * (CASE WHEN CAST(t."plan" AS text) IS NULL THEN float8 '0.3' ELSE CASE CAST(t."plan" AS text) WHEN 'a\b' THEN float8 '0.0' WHEN 'basic' THEN float8 '0.0' WHEN 'it''s' THEN float8 '0.0' WHEN 'plus <&>' THEN float8 '1.0' ELSE float8 '0.3' END END - float8 '0.3')) - float8 '0.01'))
      + ((float8 '-0.65') * (((bellwether_x00001 - float8 '0.1') * (CASE WHEN bellwether_x00002 <= float8 '1.0' THEN CASE WHEN bellwether_x00002 <= float8 '0.0' THEN float8 '0.0' ELSE ((bellwether_x00002 / float8 '1.0') * (bellwether_x00002 / float8 '4.0')) END ELSE CASE WHEN bellwether_x00002 <= float8 '4.0' THEN (float8 '1.0' - (((float8 '4.0' - bellwether_x00002) / float8 '3.0') * ((float8 '4.0' - bellwether_x00002) / float8 '4.0'))) ELSE float8 '1.0' END END - float8 '0.6')) - float8 '0.02'))) AS bellwether_raw
  FROM bellwether_0 AS t
OFFSET 0),
bellwether_2 AS (
  SELECT
    t.*,
    CASE WHEN bellwether_raw < float8 '0.0' THEN bellwether_raw ELSE (float8 '0.0' - bellwether_raw) END AS bellwether_down4
  FROM bellwether_1 AS t
OFFSET 0),
bellwether_3 AS (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down4 < (float8 '-700.0') THEN (float8 '-700.0') ELSE bellwether_down4 END) AS bellwether_exp5
  FROM bellwether_2 AS t
OFFSET 0),
bellwether_4 AS (
  SELECT
    t.*,
    ln((float8 '1.0'
      + bellwether_exp5)) AS bellwether_log4
  FROM bellwether_3 AS t
OFFSET 0),
bellwether_5 AS (
  SELECT
    t.*,
    (((float8 '-0.1') - (float8 '0.75' * CASE WHEN bellwether_raw < float8 '0.0' THEN (bellwether_log4 - bellwether_raw) ELSE bellwether_log4 END))
      + (float8 '1.25' * CASE WHEN bellwether_raw < float8 '0.0' THEN bellwether_log4 ELSE (bellwether_raw
      + bellwether_log4) END)) AS bellwether_logodds
  FROM bellwether_4 AS t
OFFSET 0),
bellwether_6 AS (
  SELECT
    t.*,
    CASE WHEN bellwether_logodds < float8 '0.0' THEN bellwether_logodds ELSE (float8 '0.0' - bellwether_logodds) END AS bellwether_down8
  FROM bellwether_5 AS t
OFFSET 0),
bellwether_7 AS (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down8 < (float8 '-700.0') THEN (float8 '-700.0') ELSE bellwether_down8 END) AS bellwether_exp9
  FROM bellwether_6 AS t
OFFSET 0),
bellwether_8 AS (
  SELECT
    t.*,
    (CASE WHEN bellwether_logodds < float8 '0.0' THEN bellwether_exp9 ELSE float8 '1.0' END / (float8 '1.0'
      + bellwether_exp9)) AS bellwether_unshifted
  FROM bellwether_7 AS t
OFFSET 0),
bellwether_9 AS (
  SELECT
    t.*,
    ((bellwether_unshifted * float8 '1.6487212707001282') / ((bellwether_unshifted * float8 '1.6487212707001282')
      + (float8 '1.0' - bellwether_unshifted))) AS bellwether_p
  FROM bellwether_8 AS t
OFFSET 0)
SELECT t."id", t.bellwether_p AS p_churn
FROM bellwether_9 AS t;

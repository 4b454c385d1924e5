-- P(churn) of a bellwether model, Spark SQL 3.3 and later, Databricks.
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
    t.`id`,
    t.`x`,
    t.`y "z"`,
    t.`far`,
    t.`plan`,
    t.`city`,
    GREATEST(-1e+150D, LEAST(1e+150D, COALESCE(NULLIF(CAST(t.`x` AS DOUBLE), double('NaN')), 0.1e0D))) AS bellwether_x00001,
    GREATEST(-1e+150D, LEAST(1e+150D, COALESCE(NULLIF(CAST(t.`y "z"` AS DOUBLE), double('NaN')), 1.5e0D))) AS bellwether_x00002,
    GREATEST(-1e+150D, LEAST(1e+150D, COALESCE(NULLIF(CAST(t.`far` AS DOUBLE), double('NaN')), 100000000.0e0D))) AS bellwether_x00003
  FROM `crm`.`"rows"` AS t),
bellwether_1 AS (
  SELECT
    t.*,
    ((-0.35e0D)
      + (0.4e0D * (bellwether_x00001 - 0.1e0D))
      + (CASE WHEN bellwether_x00001 <= 0.25e0D THEN CASE WHEN bellwether_x00001 <= (-0.5e0D) THEN CASE WHEN bellwether_x00001 <= (-2.0e0D) THEN (0.0e0D
      + (2.1690061475409834e0D * (bellwether_x00001 - (-2.0e0D)))) ELSE (0.0e0D
      + ((bellwether_x00001 - (-2.0e0D)) * (2.1690061475409834e0D
      + ((bellwether_x00001 - (-2.0e0D)) * (0.0e0D
      + ((bellwether_x00001 - (-2.0e0D)) * (-0.6380768063145112e0D))))))) END ELSE (1.1e0D
      + ((bellwether_x00001 - (-0.5e0D)) * ((-2.138012295081967e0D)
      + ((bellwether_x00001 - (-0.5e0D)) * ((-2.8713456284153005e0D)
      + ((bellwether_x00001 - (-0.5e0D)) * 3.362704918032787e0D)))))) END ELSE CASE WHEN bellwether_x00001 <= 3.0e0D THEN CASE WHEN bellwether_x00001 <= 1.0e0D THEN ((-0.7e0D)
      + ((bellwether_x00001 - 0.25e0D) * ((-0.7704661885245903e0D)
      + ((bellwether_x00001 - 0.25e0D) * (4.69474043715847e0D
      + ((bellwether_x00001 - 0.25e0D) * (-2.69734365513054e0D))))))) ELSE (0.225e0D
      + ((bellwether_x00001 - 1.0e0D) * (1.7198770491803275e0D
      + ((bellwether_x00001 - 1.0e0D) * ((-1.3742827868852456e0D)
      + ((bellwether_x00001 - 1.0e0D) * 0.22904713114754094e0D)))))) END ELSE (0.0e0D
      + ((-1.0286885245901638e0D) * (bellwether_x00001 - 3.0e0D))) END END - 0.12500000000000006e0D)
      + (0.3e0D * (CASE WHEN bellwether_x00001 <= 0.75e0D THEN 0.0e0D ELSE 1.0e0D END - 0.4e0D))
      + (0.5e0D * (CASE WHEN bellwether_x00002 <= 1.0e0D THEN CASE WHEN bellwether_x00002 <= 0.0e0D THEN 0.0e0D ELSE (1.0e0D - (((1.0e0D - bellwether_x00002) / 1.0e0D) * ((1.0e0D - bellwether_x00002) / 1.0e0D))) END ELSE 1.0e0D END - 0.6e0D))
      + (0.125e0D * (CASE WHEN bellwether_x00002 <= 1.0e0D THEN CASE WHEN bellwether_x00002 <= 0.0e0D THEN 0.0e0D ELSE ((bellwether_x00002 / 1.0e0D) * (bellwether_x00002 / 4.0e0D)) END ELSE CASE WHEN bellwether_x00002 <= 4.0e0D THEN (1.0e0D - (((4.0e0D - bellwether_x00002) / 3.0e0D) * ((4.0e0D - bellwether_x00002) / 4.0e0D))) ELSE 1.0e0D END END - 0.6e0D))
      + (0.75e0D * (CASE WHEN bellwether_x00002 <= 4.0e0D THEN CASE WHEN bellwether_x00002 <= 1.0e0D THEN 0.0e0D ELSE (((bellwether_x00002 - 1.0e0D) / 3.0e0D) * ((bellwether_x00002 - 1.0e0D) / 3.0e0D)) END ELSE 1.0e0D END - 0.6e0D))
      + ((-0.6e0D) * (CASE WHEN NULLIF(CAST(t.`x` AS DOUBLE), double('NaN')) IS NULL THEN 1.0e0D ELSE 0.0e0D END - 0.05e0D))
      + (0.75e0D * (bellwether_x00003 - 100000000.0e0D))
      + CASE WHEN CAST(t.`plan` AS STRING) IS NULL THEN -1.3877787807814457e-17D ELSE CASE CAST(t.`plan` AS STRING) WHEN 'a\\b' THEN -0.05000000000000003e0D WHEN 'basic' THEN 0.85e0D WHEN 'it\'s' THEN 0.049999999999999975e0D WHEN 'plus <&>' THEN -1.1500000000000001e0D ELSE -1.3877787807814457e-17D END END
      + CASE WHEN CAST(t.`city` AS STRING) IS NULL THEN -0.55375e0D ELSE CASE CAST(t.`city` AS STRING) WHEN '(missing)' THEN -0.55375e0D WHEN 'a' THEN -0.15374999999999997e0D WHEN 'b' THEN 0.19625e0D ELSE -0.07874999999999997e0D END END
      + (1.25e0D * (((CASE WHEN bellwether_x00001 <= 0.75e0D THEN 0.0e0D ELSE 1.0e0D END - 0.4e0D) * (CASE WHEN CAST(t.`plan` AS STRING) IS NULL THEN 0.3e0D ELSE CASE CAST(t.`plan` AS STRING) WHEN 'a\\b' THEN 0.0e0D WHEN 'basic' THEN 0.0e0D WHEN 'it\'s' THEN 0.0e0D WHEN 'plus <&>' THEN 1.0e0D ELSE 0.3e0D END END - 0.3e0D)) - 0.01e0D))
      + ((-0.65e0D) * (((bellwether_x00001 - 0.1e0D) * (CASE WHEN bellwether_x00002 <= 1.0e0D THEN CASE WHEN bellwether_x00002 <= 0.0e0D THEN 0.0e0D ELSE ((bellwether_x00002 / 1.0e0D) * (bellwether_x00002 / 4.0e0D)) END ELSE CASE WHEN bellwether_x00002 <= 4.0e0D THEN (1.0e0D - (((4.0e0D - bellwether_x00002) / 3.0e0D) * ((4.0e0D - bellwether_x00002) / 4.0e0D))) ELSE 1.0e0D END END - 0.6e0D)) - 0.02e0D))) AS bellwether_raw
  FROM bellwether_0 AS t),
bellwether_2 AS (
  SELECT
    t.*,
    CASE WHEN bellwether_raw < 0.0e0D THEN bellwether_raw ELSE (0.0e0D - bellwether_raw) END AS bellwether_down4
  FROM bellwether_1 AS t),
bellwether_3 AS (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down4 < (-700.0e0D) THEN (-700.0e0D) ELSE bellwether_down4 END) AS bellwether_exp5
  FROM bellwether_2 AS t),
bellwether_4 AS (
  SELECT
    t.*,
    ln((1.0e0D
      + bellwether_exp5)) AS bellwether_log4
  FROM bellwether_3 AS t),
bellwether_5 AS (
  SELECT
    t.*,
    (((-0.1e0D) - (0.75e0D * CASE WHEN bellwether_raw < 0.0e0D THEN (bellwether_log4 - bellwether_raw) ELSE bellwether_log4 END))
      + (1.25e0D * CASE WHEN bellwether_raw < 0.0e0D THEN bellwether_log4 ELSE (bellwether_raw
      + bellwether_log4) END)) AS bellwether_logodds
  FROM bellwether_4 AS t),
bellwether_6 AS (
  SELECT
    t.*,
    CASE WHEN bellwether_logodds < 0.0e0D THEN bellwether_logodds ELSE (0.0e0D - bellwether_logodds) END AS bellwether_down8
  FROM bellwether_5 AS t),
bellwether_7 AS (
  SELECT
    t.*,
    exp(CASE WHEN bellwether_down8 < (-700.0e0D) THEN (-700.0e0D) ELSE bellwether_down8 END) AS bellwether_exp9
  FROM bellwether_6 AS t),
bellwether_8 AS (
  SELECT
    t.*,
    (CASE WHEN bellwether_logodds < 0.0e0D THEN bellwether_exp9 ELSE 1.0e0D END / (1.0e0D
      + bellwether_exp9)) AS bellwether_unshifted
  FROM bellwether_7 AS t),
bellwether_9 AS (
  SELECT
    t.*,
    ((bellwether_unshifted * 1.6487212707001282e0D) / ((bellwether_unshifted * 1.6487212707001282e0D)
      + (1.0e0D - bellwether_unshifted))) AS bellwether_p
  FROM bellwether_8 AS t)
SELECT t.`id`, t.bellwether_p AS p_churn
FROM bellwether_9 AS t;

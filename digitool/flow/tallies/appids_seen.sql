-- Appids under which anybody was ever touched: a payer of another appid cannot be matched by openid.
SELECT name FROM identifier_scope sc
WHERE EXISTS (
  SELECT 1 FROM identifier i JOIN touch t ON t.identifier = i.id WHERE i.scope = sc.id AND i.ns = 1
)

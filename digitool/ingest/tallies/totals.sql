-- What the workspace holds in all, by figure: what an import moves, or its undo, shows between two of these.
SELECT 'people_counted' AS figure, coalesce(sum(people), 0) AS value FROM store_day
UNION ALL SELECT 'touches', count(*) FROM touch
UNION ALL SELECT 'persons', count(*) FROM identifier WHERE person = id
UNION ALL SELECT 'store_payments', count(*) FROM purchase WHERE store > 0 AND state = 'paid'
UNION ALL SELECT 'store_sales_fen', coalesce(sum(amount_fen), 0) FROM purchase WHERE store > 0 AND state = 'paid'
UNION ALL SELECT 'official_store_orders', count(*) FROM purchase WHERE store = 0 AND state = 'paid'
UNION ALL SELECT 'official_store_sales_fen', coalesce(sum(amount_fen), 0) FROM purchase WHERE store = 0 AND state = 'paid'
UNION ALL SELECT 'given_back_in_stores_fen', coalesce(sum(back_fen + lone_fen), 0) FROM store_refund
UNION ALL SELECT 'members', count(DISTINCT identifier) FROM membership WHERE member
UNION ALL SELECT 'guide_customers', count(*) FROM relation WHERE lost_at IS NULL
UNION ALL SELECT 'tags', count(*) FROM relation_tag
UNION ALL SELECT 'group_members', count(*) FROM group_member WHERE left_at IS NULL
UNION ALL SELECT 'mini_program_figures', count(*) FROM mini_program_figure

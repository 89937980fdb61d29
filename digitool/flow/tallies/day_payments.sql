-- Instants of one store-day's transactions.
SELECT at FROM purchase WHERE store = :store AND day = :day AND state = 'paid'

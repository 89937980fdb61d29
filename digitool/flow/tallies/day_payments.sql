-- Instants of one store-day's transactions.
SELECT p.at FROM purchase p WHERE p.store = :store AND p.day = :day AND p.state = 'paid'

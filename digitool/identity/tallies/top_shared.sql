-- Values that most persons share: placeholders that nobody has blocked yet show here first.
SELECT m.hub, i.mask, count(*) AS owners
FROM household_member m JOIN identifier i ON i.id = m.hub
GROUP BY m.hub, i.mask
ORDER BY owners DESC, m.hub

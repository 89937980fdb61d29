-- Everything that :person said about being written to, and every consent that was used; newest first.
SELECT c.id, c.identifier, c.channel, c.kind, c.n, c.at, c.basis, c.plan, c.operation
FROM guide_consent AS c
JOIN identifier AS i ON i.id = c.identifier
WHERE i.person = :person
ORDER BY c.id DESC

-- Ids and names of customer groups.
SELECT c.chat, c.name FROM group_chat c

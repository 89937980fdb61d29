-- Lines of one sensor that send running totals.
SELECT DISTINCT gate FROM traffic WHERE sensor = :sensor AND kind = 'total'

// $p.also6 = []
// $p.besides7 = []
// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.kind1 = 'CASE'
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.levels2 = ['0', '1', '2', '3', '4', '5']
// $p.prefixes5 = ['鄂01']
// $p.scoped0 = ['INTERNAL', 'PARTY']
// $p.sealed4 = 'SEALED'
// $p.shelves3 = 1023
CALL () {
UNWIND range(0, $p.shelves3) AS shelf UNWIND $p.levels2 AS level
MATCH (x:Node {kind: $p.kind1, shelf: level + toString(shelf)}) USING INDEX SEEK x:Node(kind, shelf)
MATCH (x)<-[:ABOUT]-(t:Statement) WHERE t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND t.caseNumber IS NOT NULL
WITH t ORDER BY t.grade, t.recordedAt DESC, t.slot
WITH t.caseNumber AS number, collect(t) AS ts
WHERE NOT any(t IN ts WHERE t.access = $p.sealed4) AND head([u IN ts WHERE u.closedOn IS NOT NULL | u.closedOn]) IS NULL AND (ts[0].court IN $p.also6 OR (any(code IN $p.prefixes5 WHERE ts[0].court STARTS WITH code) AND NOT ts[0].court IN $p.besides7))
WITH head([u IN ts WHERE u.caseType IS NOT NULL | u.caseType]) AS value, count(*) AS number
RETURN collect([value, number]) AS f0_0
}
RETURN f0_0

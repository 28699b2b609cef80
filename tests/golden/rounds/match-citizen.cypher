// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.each3 = 51
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, 'nobody']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
CALL (pair) {
WITH pair[0] AS place, pair[1] AS key, pair[2] AS born
MATCH (t:Statement {citizenMatch: key}) WHERE t.validFrom <= $p.day0 AND t.validTo > $p.day0 AND t.recordedAt <= $p.known0 AND t.supersededAt > $p.known0 AND (t.access IN $p.classes OR (t.access IN $p.scoped0 AND (t.court IS NULL OR t.court STARTS WITH $p.courts0)) OR t.access + '|' + t.caseFile IN $p.filed)
MATCH (t)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $p.kinds2
OPTIONAL MATCH (n0)-[m4:SAME_AS]->(c5:Node) WHERE m4.validFrom <= $p.day0 AND m4.validTo > $p.day0 AND m4.recordedAt <= $p.known0 AND m4.supersededAt > $p.known0 AND (m4.access IN $p.classes OR (m4.access IN $p.scoped0 AND (m4.court IS NULL OR m4.court STARTS WITH $p.courts0)) OR m4.access + '|' + m4.caseFile IN $p.filed)
WITH place, coalesce(c5, n0) AS n
WITH DISTINCT place, n ORDER BY n.id LIMIT $p.each3 RETURN place, n
}
WITH DISTINCT place, n
RETURN collect([place, [n.id, n.kind, []]]) AS f0_0
}
RETURN f0_0

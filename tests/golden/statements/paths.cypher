// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '91110000600037341L']]
// $p.keys6 = [[1, 'made|长江']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.kinds7 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (t3:Statement {uscc: key}) WHERE t3.validFrom <= $p.day0 AND t3.validTo > $p.day0 AND t3.recordedAt <= $p.known0 AND t3.supersededAt > $p.known0 AND (t3.access IN $p.classes OR (t3.access IN $p.scoped0 AND (t3.court IS NULL OR t3.court STARTS WITH $p.courts0)) OR t3.access + '|' + t3.caseFile IN $p.filed)
MATCH (t3)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $p.kinds2
OPTIONAL MATCH (n0)-[m4:SAME_AS]->(c5:Node) WHERE m4.validFrom <= $p.day0 AND m4.validTo > $p.day0 AND m4.recordedAt <= $p.known0 AND m4.supersededAt > $p.known0 AND (m4.access IN $p.classes OR (m4.access IN $p.scoped0 AND (m4.court IS NULL OR m4.court STARTS WITH $p.courts0)) OR m4.access + '|' + m4.caseFile IN $p.filed)
WITH place, t3, coalesce(c5, n0) AS n
WITH place, t3, n ORDER BY place, t3.grade, t3.recordedAt DESC, t3.slot
WITH place, collect(n)[0] AS n
RETURN collect([place, [n.id, n.kind, []]]) AS f0_0
}
CALL () {
UNWIND $p.keys6 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {rk: key}) WHERE n0.kind IN $p.kinds7 AND EXISTS { MATCH (n0)<-[:ABOUT]-(t8:Statement) WHERE t8.validFrom <= $p.day0 AND t8.validTo > $p.day0 AND t8.recordedAt <= $p.known0 AND t8.supersededAt > $p.known0 AND (t8.access IN $p.classes OR (t8.access IN $p.scoped0 AND (t8.court IS NULL OR t8.court STARTS WITH $p.courts0)) OR t8.access + '|' + t8.caseFile IN $p.filed) }
OPTIONAL MATCH (n0)-[m9:SAME_AS]->(c10:Node) WHERE m9.validFrom <= $p.day0 AND m9.validTo > $p.day0 AND m9.recordedAt <= $p.known0 AND m9.supersededAt > $p.known0 AND (m9.access IN $p.classes OR (m9.access IN $p.scoped0 AND (m9.court IS NULL OR m9.court STARTS WITH $p.courts0)) OR m9.access + '|' + m9.caseFile IN $p.filed)
WITH place, coalesce(c10, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
RETURN collect([place, [n.id, n.kind, []]]) AS f0_1
}
RETURN f0_0, f0_1

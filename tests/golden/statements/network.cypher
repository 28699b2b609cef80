// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, 'x']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m7:SAME_AS]->(c8:Node) WHERE m7.validFrom <= $p.day0 AND m7.validTo > $p.day0 AND m7.recordedAt <= $p.known0 AND m7.supersededAt > $p.known0 AND (m7.access IN $p.classes OR (m7.access IN $p.scoped0 AND (m7.court IS NULL OR m7.court STARTS WITH $p.courts0)) OR m7.access + '|' + m7.caseFile IN $p.filed)
WITH place, coalesce(c8, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
RETURN collect([place, [n.id, n.kind, []]]) AS f0_0
}
RETURN f0_0

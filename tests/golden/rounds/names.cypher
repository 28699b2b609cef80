// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m15:SAME_AS]->(c16:Node) WHERE m15.validFrom <= $p.day0 AND m15.validTo > $p.day0 AND m15.recordedAt <= $p.known0 AND m15.supersededAt > $p.known0 AND (m15.access IN $p.classes OR (m15.access IN $p.scoped0 AND (m15.court IS NULL OR m15.court STARTS WITH $p.courts0)) OR m15.access + '|' + m15.caseFile IN $p.filed)
WITH place, coalesce(c16, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 RETURN [n] + os10 AS ms7 }
CALL (ms7) { UNWIND ms7 AS x13 MATCH (x13)<-[:ABOUT]-(t14:Statement) WHERE t14.validFrom <= $p.day0 AND t14.validTo > $p.day0 AND t14.recordedAt <= $p.known0 AND t14.supersededAt > $p.known0 AND (t14.access IN $p.classes OR (t14.access IN $p.scoped0 AND (t14.court IS NULL OR t14.court STARTS WITH $p.courts0)) OR t14.access + '|' + t14.caseFile IN $p.filed) RETURN collect([t14.grade, t14.recordedAt, t14.validFrom, t14.slot, t14.name]) AS st12 }
RETURN collect([place, [n.id, n.kind, st12]]) AS f0_0
}
RETURN f0_0

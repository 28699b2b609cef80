// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.given23 = ''
// $p.keys1 = [[0, '|']]
// $p.kinds18 = ['COMPANY', 'PERSON', 'GOVERNMENT_BODY', 'PROJECT']
// $p.kinds2 = ['PROJECT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit25 = 1001
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {rk: key}) WHERE n0.kind IN $p.kinds2 AND EXISTS { MATCH (n0)<-[:ABOUT]-(t3:Statement) WHERE t3.validFrom <= $p.day0 AND t3.validTo > $p.day0 AND t3.recordedAt <= $p.known0 AND t3.supersededAt > $p.known0 AND (t3.access IN $p.classes OR (t3.access IN $p.scoped0 AND (t3.court IS NULL OR t3.court STARTS WITH $p.courts0)) OR t3.access + '|' + t3.caseFile IN $p.filed) }
OPTIONAL MATCH (n0)-[m26:SAME_AS]->(c27:Node) WHERE m26.validFrom <= $p.day0 AND m26.validTo > $p.day0 AND m26.recordedAt <= $p.known0 AND m26.supersededAt > $p.known0 AND (m26.access IN $p.classes OR (m26.access IN $p.scoped0 AND (m26.court IS NULL OR m26.court STARTS WITH $p.courts0)) OR m26.access + '|' + m26.caseFile IN $p.filed)
WITH place, coalesce(c27, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $p.day0 AND m5.validTo > $p.day0 AND m5.recordedAt <= $p.known0 AND m5.supersededAt > $p.known0 AND (m5.access IN $p.classes OR (m5.access IN $p.scoped0 AND (m5.court IS NULL OR m5.court STARTS WITH $p.courts0)) OR m5.access + '|' + m5.caseFile IN $p.filed) WITH n, collect(o6) AS os7 UNWIND [n] + os7 AS x8 WITH x8 WHERE EXISTS { MATCH (x8)<-[:ABOUT]-(t9:Statement) WHERE t9.validFrom <= $p.day0 AND t9.validTo > $p.day0 AND t9.recordedAt <= $p.known0 AND t9.supersededAt > $p.known0 AND (t9.access IN $p.classes OR (t9.access IN $p.scoped0 AND (t9.court IS NULL OR t9.court STARTS WITH $p.courts0)) OR t9.access + '|' + t9.caseFile IN $p.filed) } RETURN collect(x8) AS ms4 }
CALL (ms4) { UNWIND ms4 AS x11 MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) RETURN collect([t12.grade, t12.recordedAt, t12.validFrom, t12.slot, t12.system, x11.key, t12.document, t12.hash]) AS st10 }
CALL (ms4) { UNWIND ms4 AS x14 MATCH (x14)-[r15:CONTRACTS_FOR|TAKES_PART_IN]-(h16:Node) WHERE r15.validFrom <= $p.day0 AND r15.validTo > $p.day0 AND r15.recordedAt <= $p.known0 AND r15.supersededAt > $p.known0 AND (r15.access IN $p.classes OR (r15.access IN $p.scoped0 AND (r15.court IS NULL OR r15.court STARTS WITH $p.courts0)) OR r15.access + '|' + r15.caseFile IN $p.filed) AND h16.kind IN $p.kinds18 AND EXISTS { MATCH (h16)<-[:ABOUT]-(t20:Statement) WHERE t20.validFrom <= $p.day0 AND t20.validTo > $p.day0 AND t20.recordedAt <= $p.known0 AND t20.supersededAt > $p.known0 AND (t20.access IN $p.classes OR (t20.access IN $p.scoped0 AND (t20.court IS NULL OR t20.court STARTS WITH $p.courts0)) OR t20.access + '|' + t20.caseFile IN $p.filed) }
WITH r15, h16, startNode(r15) = x14 AS out19
OPTIONAL MATCH (h16)-[m21:SAME_AS]->(c22:Node) WHERE m21.validFrom <= $p.day0 AND m21.validTo > $p.day0 AND m21.recordedAt <= $p.known0 AND m21.supersededAt > $p.known0 AND (m21.access IN $p.classes OR (m21.access IN $p.scoped0 AND (m21.court IS NULL OR m21.court STARTS WITH $p.courts0)) OR m21.access + '|' + m21.caseFile IN $p.filed)
WITH r15, out19, coalesce(c22, h16) AS h17
WITH DISTINCT h17, r15, out19, [r15] AS rs24
WITH h17, r15, rs24, out19 ORDER BY 0 DESC, h17.id, r15.slot + $p.given23 LIMIT $p.limit25
RETURN collect([[h17.id, h17.kind, []], [type(r15), out19, 0, r15.grade, r15.recordedAt, r15.validFrom, r15.validTo, r15.slot, r15.system, r15.document, r15.hash, r15.tier, r15.project, r15.amount, r15.part], []]) AS e13 }
RETURN collect([place, [n.id, n.kind, st10, e13]]) AS f0_0
}
RETURN f0_0

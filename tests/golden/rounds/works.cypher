// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.given26 = ''
// $p.keys1 = [[0, '00000000000000000000000000000000']]
// $p.kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION', 'JUDICIAL_FINDING', 'EXIT_BAN', 'DETENTION', 'FINE', 'FREEZE', 'IMPACT_ASSESSMENT', 'OBJECTION', 'PERFORMANCE', 'CREDIT_REPAIR', 'PROPERTY_REPORT', 'MEDIATION_TEXT']
// $p.kinds21 = ['COMPANY', 'PERSON', 'GOVERNMENT_BODY', 'PROJECT']
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.limit28 = 1001
// $p.scoped0 = ['INTERNAL', 'PARTY']
CALL () {
UNWIND $p.keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $p.kinds2 AND (EXISTS { MATCH (n0)<-[:ABOUT]-(t6:Statement) WHERE t6.validFrom <= $p.day0 AND t6.validTo > $p.day0 AND t6.recordedAt <= $p.known0 AND t6.supersededAt > $p.known0 AND (t6.access IN $p.classes OR (t6.access IN $p.scoped0 AND (t6.court IS NULL OR t6.court STARTS WITH $p.courts0)) OR t6.access + '|' + t6.caseFile IN $p.filed) } OR EXISTS { MATCH (n0)<-[m3:SAME_AS]-(o4:Node)<-[:ABOUT]-(t5:Statement) WHERE m3.validFrom <= $p.day0 AND m3.validTo > $p.day0 AND m3.recordedAt <= $p.known0 AND m3.supersededAt > $p.known0 AND (m3.access IN $p.classes OR (m3.access IN $p.scoped0 AND (m3.court IS NULL OR m3.court STARTS WITH $p.courts0)) OR m3.access + '|' + m3.caseFile IN $p.filed) AND t5.validFrom <= $p.day0 AND t5.validTo > $p.day0 AND t5.recordedAt <= $p.known0 AND t5.supersededAt > $p.known0 AND (t5.access IN $p.classes OR (t5.access IN $p.scoped0 AND (t5.court IS NULL OR t5.court STARTS WITH $p.courts0)) OR t5.access + '|' + t5.caseFile IN $p.filed) })
OPTIONAL MATCH (n0)-[m29:SAME_AS]->(c30:Node) WHERE m29.validFrom <= $p.day0 AND m29.validTo > $p.day0 AND m29.recordedAt <= $p.known0 AND m29.supersededAt > $p.known0 AND (m29.access IN $p.classes OR (m29.access IN $p.scoped0 AND (m29.court IS NULL OR m29.court STARTS WITH $p.courts0)) OR m29.access + '|' + m29.caseFile IN $p.filed)
WITH place, coalesce(c30, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m8:SAME_AS]-(o9:Node) WHERE m8.validFrom <= $p.day0 AND m8.validTo > $p.day0 AND m8.recordedAt <= $p.known0 AND m8.supersededAt > $p.known0 AND (m8.access IN $p.classes OR (m8.access IN $p.scoped0 AND (m8.court IS NULL OR m8.court STARTS WITH $p.courts0)) OR m8.access + '|' + m8.caseFile IN $p.filed) WITH n, collect(o9) AS os10 UNWIND [n] + os10 AS x11 WITH x11 WHERE EXISTS { MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) } RETURN collect(x11) AS ms7 }
CALL (ms7) { UNWIND ms7 AS x14 MATCH (x14)<-[:ABOUT]-(t15:Statement) WHERE t15.validFrom <= $p.day0 AND t15.validTo > $p.day0 AND t15.recordedAt <= $p.known0 AND t15.supersededAt > $p.known0 AND (t15.access IN $p.classes OR (t15.access IN $p.scoped0 AND (t15.court IS NULL OR t15.court STARTS WITH $p.courts0)) OR t15.access + '|' + t15.caseFile IN $p.filed) RETURN collect([t15.grade, t15.recordedAt, t15.validFrom, t15.slot, t15.system, x14.key, t15.document, t15.hash]) AS st13 }
CALL (ms7) { UNWIND ms7 AS x17 MATCH (x17)-[r18:CONTRACTS_FOR|TAKES_PART_IN]-(h19:Node) WHERE r18.validFrom <= $p.day0 AND r18.validTo > $p.day0 AND r18.recordedAt <= $p.known0 AND r18.supersededAt > $p.known0 AND (r18.access IN $p.classes OR (r18.access IN $p.scoped0 AND (r18.court IS NULL OR r18.court STARTS WITH $p.courts0)) OR r18.access + '|' + r18.caseFile IN $p.filed) AND h19.kind IN $p.kinds21 AND EXISTS { MATCH (h19)<-[:ABOUT]-(t23:Statement) WHERE t23.validFrom <= $p.day0 AND t23.validTo > $p.day0 AND t23.recordedAt <= $p.known0 AND t23.supersededAt > $p.known0 AND (t23.access IN $p.classes OR (t23.access IN $p.scoped0 AND (t23.court IS NULL OR t23.court STARTS WITH $p.courts0)) OR t23.access + '|' + t23.caseFile IN $p.filed) }
WITH r18, h19, startNode(r18) = x17 AS out22
OPTIONAL MATCH (h19)-[m24:SAME_AS]->(c25:Node) WHERE m24.validFrom <= $p.day0 AND m24.validTo > $p.day0 AND m24.recordedAt <= $p.known0 AND m24.supersededAt > $p.known0 AND (m24.access IN $p.classes OR (m24.access IN $p.scoped0 AND (m24.court IS NULL OR m24.court STARTS WITH $p.courts0)) OR m24.access + '|' + m24.caseFile IN $p.filed)
WITH r18, out22, coalesce(c25, h19) AS h20
WITH DISTINCT h20, r18, out22, [r18] AS rs27
WITH h20, r18, rs27, out22 ORDER BY 0 DESC, h20.id, r18.slot + $p.given26 LIMIT $p.limit28
RETURN collect([[h20.id, h20.kind, []], [type(r18), out22, 0, r18.grade, r18.recordedAt, r18.validFrom, r18.validTo, r18.slot, r18.system, r18.document, r18.hash, r18.tier, r18.project, r18.amount, r18.part], []]) AS e16 }
RETURN collect([place, [n.id, n.kind, st13, e16]]) AS f0_0
}
RETURN f0_0

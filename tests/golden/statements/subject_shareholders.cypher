// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $keys1 = [[0, '91110000600037341L']]
// $kinds16 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'GOVERNMENT_BODY', 'UNION', 'UNSPECIFIED']
// $kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT']
// $kinds38 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'GOVERNMENT_BODY', 'UNION', 'UNSPECIFIED']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $late22 = 'INDIRECT'
// $limit24 = 21
CALL () {
UNWIND $keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (t3:Statement {uscc: key}) WHERE t3.validFrom <= $day0 AND t3.validTo > $day0 AND t3.recordedAt <= $known0 AND t3.supersededAt > $known0 AND t3.access IN $classes
MATCH (t3)-[:ABOUT]->(n0:Node) WHERE n0.kind IN $kinds2
OPTIONAL MATCH (n0)-[m43:SAME_AS]->(c44:Node) WHERE m43.validFrom <= $day0 AND m43.validTo > $day0 AND m43.recordedAt <= $known0 AND m43.supersededAt > $known0 AND m43.access IN $classes
WITH place, t3, coalesce(c44, n0) AS n
WITH place, t3, n ORDER BY place, t3.grade, t3.recordedAt DESC, t3.slot
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 AND m5.access IN $classes WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x9 MATCH (x9)<-[:ABOUT]-(t10:Statement) WHERE t10.validFrom <= $day0 AND t10.validTo > $day0 AND t10.recordedAt <= $known0 AND t10.supersededAt > $known0 AND t10.access IN $classes RETURN collect([t10.grade, t10.recordedAt, t10.validFrom, t10.slot, t10.name]) AS st8 }
CALL (ms4) { UNWIND ms4 AS x12 MATCH (x12)<-[r13:SHAREHOLDER_OF]-(h14:Node) WHERE r13.validFrom <= $day0 AND r13.validTo > $day0 AND r13.recordedAt <= $known0 AND r13.supersededAt > $known0 AND r13.access IN $classes AND h14.kind IN $kinds16 AND EXISTS { MATCH (h14)<-[:ABOUT]-(t18:Statement) WHERE t18.validFrom <= $day0 AND t18.validTo > $day0 AND t18.recordedAt <= $known0 AND t18.supersededAt > $known0 AND t18.access IN $classes }
WITH r13, h14, startNode(r13) = x12 AS out17
OPTIONAL MATCH (h14)-[m19:SAME_AS]->(c20:Node) WHERE m19.validFrom <= $day0 AND m19.validTo > $day0 AND m19.recordedAt <= $known0 AND m19.supersededAt > $known0 AND m19.access IN $classes
WITH r13, out17, coalesce(c20, h14) AS h15
WITH h15, r13, out17, type(r13) AS kind23 ORDER BY CASE WHEN r13.directness = $late22 THEN 1 ELSE 0 END, r13.grade, r13.recordedAt DESC, r13.validFrom DESC, r13.slot
WITH h15, kind23, out17, collect(DISTINCT r13) AS rs21
WITH h15, out17, rs21, rs21[0] AS r13
WITH h15, r13, rs21, out17 ORDER BY coalesce(r13.share, -1.0) DESC, h15.id, r13.slot LIMIT $limit24
CALL (h15) { OPTIONAL MATCH (h15)<-[m26:SAME_AS]-(o27:Node) WHERE m26.validFrom <= $day0 AND m26.validTo > $day0 AND m26.recordedAt <= $known0 AND m26.supersededAt > $known0 AND m26.access IN $classes WITH h15, collect(o27) AS os28 RETURN [h15] + os28 AS ms25 }
CALL (ms25) { UNWIND ms25 AS x30 MATCH (x30)<-[:ABOUT]-(t31:Statement) WHERE t31.validFrom <= $day0 AND t31.validTo > $day0 AND t31.recordedAt <= $known0 AND t31.supersededAt > $known0 AND t31.access IN $classes RETURN collect([t31.grade, t31.recordedAt, t31.validFrom, t31.slot, t31.name]) AS st29 }
RETURN collect([[h15.id, h15.kind, st29], [type(r13), out17, coalesce(r13.share, -1.0), r13.grade, r13.recordedAt, r13.validFrom, r13.validTo, r13.slot, r13.system, r13.document, r13.hash, r13.share], [q32 IN rs21[1..] | [type(q32), out17, coalesce(q32.share, -1.0), q32.grade, q32.recordedAt, q32.validFrom, q32.validTo, q32.slot, q32.system, q32.document, q32.hash, q32.share]]]) AS e11 }
CALL (ms4) { UNWIND ms4 AS x34 MATCH (x34)<-[r35:SHAREHOLDER_OF]-(h36:Node) WHERE r35.validFrom <= $day0 AND r35.validTo > $day0 AND r35.recordedAt <= $known0 AND r35.supersededAt > $known0 AND r35.access IN $classes AND h36.kind IN $kinds38 AND EXISTS { MATCH (h36)<-[:ABOUT]-(t40:Statement) WHERE t40.validFrom <= $day0 AND t40.validTo > $day0 AND t40.recordedAt <= $known0 AND t40.supersededAt > $known0 AND t40.access IN $classes }
WITH r35, h36, startNode(r35) = x34 AS out39
OPTIONAL MATCH (h36)-[m41:SAME_AS]->(c42:Node) WHERE m41.validFrom <= $day0 AND m41.validTo > $day0 AND m41.recordedAt <= $known0 AND m41.supersededAt > $known0 AND m41.access IN $classes
WITH r35, out39, coalesce(c42, h36) AS h37
RETURN count(DISTINCT h37) AS c33 }
RETURN collect([place, [n.id, n.kind, st8, e11, c33]]) AS f0_0
}
RETURN f0_0

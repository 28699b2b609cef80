// $after19 = '2026-01-02T00:00:00.000000Z'
// $after20 = 'x'
// $after21 = 's'
// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $keys1 = [[0, 'x']]
// $kinds13 = ['ACCOUNT']
// $kinds2 = ['PERSON', 'COMPANY', 'ARRANGEMENT', 'UNSPECIFIED', 'UNION', 'MEDIATION_ORG', 'GOVERNMENT_BODY', 'COURT', 'CASE', 'ENFORCEMENT_BASIS', 'PROJECT', 'ACCOUNT', 'MEDIUM', 'LISTING', 'RESTRICTION', 'MEASURE_DEFINITION']
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit22 = 3
CALL () {
UNWIND $keys1 AS pair
WITH pair[0] AS place, pair[1] AS key
MATCH (n0:Node {id: key}) WHERE n0.kind IN $kinds2 AND EXISTS { MATCH (n0)<-[:ABOUT]-(t3:Statement) WHERE t3.validFrom <= $day0 AND t3.validTo > $day0 AND t3.recordedAt <= $known0 AND t3.supersededAt > $known0 AND t3.access IN $classes }
OPTIONAL MATCH (n0)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $day0 AND m23.validTo > $day0 AND m23.recordedAt <= $known0 AND m23.supersededAt > $known0 AND m23.access IN $classes
WITH place, coalesce(c24, n0) AS n
WITH place, n ORDER BY place
WITH place, collect(n)[0] AS n
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 AND m5.access IN $classes WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x9 MATCH (x9)-[r10:TRANSFERS]->(h11:Node) WHERE r10.validFrom <= $day0 AND r10.validTo > $day0 AND r10.recordedAt <= $known0 AND r10.supersededAt > $known0 AND r10.access IN $classes AND h11.kind IN $kinds13 AND EXISTS { MATCH (h11)<-[:ABOUT]-(t15:Statement) WHERE t15.validFrom <= $day0 AND t15.validTo > $day0 AND t15.recordedAt <= $known0 AND t15.supersededAt > $known0 AND t15.access IN $classes }
WITH r10, h11, startNode(r10) = x9 AS out14
OPTIONAL MATCH (h11)-[m16:SAME_AS]->(c17:Node) WHERE m16.validFrom <= $day0 AND m16.validTo > $day0 AND m16.recordedAt <= $known0 AND m16.supersededAt > $known0 AND m16.access IN $classes
WITH r10, out14, coalesce(c17, h11) AS h12
WITH DISTINCT h12, r10, out14, [r10] AS rs18
WITH h12, r10, rs18, out14 WHERE coalesce(r10.occurredAt, '') < $after19 OR (coalesce(r10.occurredAt, '') = $after19 AND (h12.id > $after20 OR (h12.id = $after20 AND r10.slot > $after21)))
WITH h12, r10, rs18, out14 ORDER BY coalesce(r10.occurredAt, '') DESC, h12.id, r10.slot LIMIT $limit22
RETURN collect([[h12.id, h12.kind, []], [type(r10), out14, coalesce(r10.occurredAt, ''), r10.grade, r10.recordedAt, r10.validFrom, r10.validTo, r10.slot, r10.system, r10.document, r10.hash, r10.amount, r10.occurredAt], []]) AS e8 }
RETURN collect([place, [n.id, n.kind, [], e8]]) AS f0_0
}
RETURN f0_0

// $after2 = ''
// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $kind1 = 'COMPANY'
// $kind16 = 'COMPANY'
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit3 = 4
CALL () {
MATCH (n:Node {kind: $kind1}) WHERE n.id > $after2 AND NOT EXISTS { MATCH (n)-[m11:SAME_AS]->(:Node) WHERE m11.validFrom <= $day0 AND m11.validTo > $day0 AND m11.recordedAt <= $known0 AND m11.supersededAt > $known0 AND m11.access IN $classes } AND (EXISTS { MATCH (n)<-[:ABOUT]-(t15:Statement) WHERE t15.validFrom <= $day0 AND t15.validTo > $day0 AND t15.recordedAt <= $known0 AND t15.supersededAt > $known0 AND t15.access IN $classes } OR EXISTS { MATCH (n)<-[m14:SAME_AS]-(o12:Node)<-[:ABOUT]-(t13:Statement) WHERE m14.validFrom <= $day0 AND m14.validTo > $day0 AND m14.recordedAt <= $known0 AND m14.supersededAt > $known0 AND m14.access IN $classes AND t13.validFrom <= $day0 AND t13.validTo > $day0 AND t13.recordedAt <= $known0 AND t13.supersededAt > $known0 AND t13.access IN $classes })
WITH n ORDER BY n.id LIMIT $limit3
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 AND m5.access IN $classes WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x9 MATCH (x9)<-[:ABOUT]-(t10:Statement) WHERE t10.validFrom <= $day0 AND t10.validTo > $day0 AND t10.recordedAt <= $known0 AND t10.supersededAt > $known0 AND t10.access IN $classes RETURN collect([t10.grade, t10.recordedAt, t10.validFrom, t10.slot, t10.name, t10.uscc]) AS st8 }
RETURN collect([n.id, n.kind, st8]) AS f0_0
}
CALL () {
MATCH (n:Node {kind: $kind16}) WHERE NOT EXISTS { MATCH (n)-[m17:SAME_AS]->(:Node) WHERE m17.validFrom <= $day0 AND m17.validTo > $day0 AND m17.recordedAt <= $known0 AND m17.supersededAt > $known0 AND m17.access IN $classes } AND (EXISTS { MATCH (n)<-[:ABOUT]-(t21:Statement) WHERE t21.validFrom <= $day0 AND t21.validTo > $day0 AND t21.recordedAt <= $known0 AND t21.supersededAt > $known0 AND t21.access IN $classes } OR EXISTS { MATCH (n)<-[m20:SAME_AS]-(o18:Node)<-[:ABOUT]-(t19:Statement) WHERE m20.validFrom <= $day0 AND m20.validTo > $day0 AND m20.recordedAt <= $known0 AND m20.supersededAt > $known0 AND m20.access IN $classes AND t19.validFrom <= $day0 AND t19.validTo > $day0 AND t19.recordedAt <= $known0 AND t19.supersededAt > $known0 AND t19.access IN $classes })
RETURN count(n) AS f0_count
}
RETURN f0_0, f0_count

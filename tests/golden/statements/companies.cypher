// $after2 = ''
// $classes = ['PUBLIC', 'PARTNER', 'PARTY', 'INTERNAL']
// $day0 = '2026-03-01'
// $kind1 = 'COMPANY'
// $kind17 = 'COMPANY'
// $known0 = '2026-03-01T00:00:00.000000Z'
// $limit3 = 4
CALL () {
MATCH (n:Node {kind: $kind1}) WHERE n.id > $after2 AND NOT EXISTS { MATCH (n)-[m12:SAME_AS]->(:Node) WHERE m12.validFrom <= $day0 AND m12.validTo > $day0 AND m12.recordedAt <= $known0 AND m12.supersededAt > $known0 AND m12.access IN $classes } AND (EXISTS { MATCH (n)<-[:ABOUT]-(t16:Statement) WHERE t16.validFrom <= $day0 AND t16.validTo > $day0 AND t16.recordedAt <= $known0 AND t16.supersededAt > $known0 AND t16.access IN $classes } OR EXISTS { MATCH (n)<-[m13:SAME_AS]-(o14:Node)<-[:ABOUT]-(t15:Statement) WHERE m13.validFrom <= $day0 AND m13.validTo > $day0 AND m13.recordedAt <= $known0 AND m13.supersededAt > $known0 AND m13.access IN $classes AND t15.validFrom <= $day0 AND t15.validTo > $day0 AND t15.recordedAt <= $known0 AND t15.supersededAt > $known0 AND t15.access IN $classes })
WITH n ORDER BY n.id LIMIT $limit3
CALL (n) { OPTIONAL MATCH (n)<-[m5:SAME_AS]-(o6:Node) WHERE m5.validFrom <= $day0 AND m5.validTo > $day0 AND m5.recordedAt <= $known0 AND m5.supersededAt > $known0 AND m5.access IN $classes WITH n, collect(o6) AS os7 RETURN [n] + os7 AS ms4 }
CALL (ms4) { UNWIND ms4 AS x10 MATCH (x10)<-[:ABOUT]-(t11:Statement) WHERE t11.validFrom <= $day0 AND t11.validTo > $day0 AND t11.recordedAt <= $known0 AND t11.supersededAt > $known0 AND t11.access IN $classes RETURN collect([t11.grade, t11.recordedAt, t11.validFrom, t11.slot, t11.name, t11.uscc]) AS st9 }
RETURN collect([n.id, n.kind, st9]) AS f0_0
}
CALL () {
MATCH (n:Node {kind: $kind17}) WHERE NOT EXISTS { MATCH (n)-[m18:SAME_AS]->(:Node) WHERE m18.validFrom <= $day0 AND m18.validTo > $day0 AND m18.recordedAt <= $known0 AND m18.supersededAt > $known0 AND m18.access IN $classes } AND (EXISTS { MATCH (n)<-[:ABOUT]-(t22:Statement) WHERE t22.validFrom <= $day0 AND t22.validTo > $day0 AND t22.recordedAt <= $known0 AND t22.supersededAt > $known0 AND t22.access IN $classes } OR EXISTS { MATCH (n)<-[m19:SAME_AS]-(o20:Node)<-[:ABOUT]-(t21:Statement) WHERE m19.validFrom <= $day0 AND m19.validTo > $day0 AND m19.recordedAt <= $known0 AND m19.supersededAt > $known0 AND m19.access IN $classes AND t21.validFrom <= $day0 AND t21.validTo > $day0 AND t21.recordedAt <= $known0 AND t21.supersededAt > $known0 AND t21.access IN $classes })
RETURN count(n) AS f0_count
}
RETURN f0_0, f0_count

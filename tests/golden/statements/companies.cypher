// $after3 = ''
// $classes = ['PARTNER', 'PUBLIC']
// $courts0 = '鄂0112'
// $day0 = '2026-03-01'
// $filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $kind1 = 'COMPANY'
// $kind22 = 'COMPANY'
// $known0 = '2026-03-01T00:00:00.000000Z'
// $last = 1023
// $levels = ['0', '1', '2', '3']
// $limit4 = 4
// $scoped0 = ['INTERNAL', 'PARTY']
// $shelf2 = 0
CALL () {
UNWIND range($shelf2, $last) AS shelf
CALL (shelf) { UNWIND $levels AS level MATCH (x:Node {kind: $kind1, shelf: level + toString(shelf)}) WITH x WHERE x.id > $after3 RETURN x ORDER BY x.id }
WITH x WHERE EXISTS { MATCH (x)<-[:ABOUT]-(t18:Statement) WHERE t18.validFrom <= $day0 AND t18.validTo > $day0 AND t18.recordedAt <= $known0 AND t18.supersededAt > $known0 AND (t18.access IN $classes OR (t18.access IN $scoped0 AND (t18.court IS NULL OR t18.court STARTS WITH $courts0)) OR t18.access + '|' + t18.caseFile IN $filed) } AND NOT EXISTS { MATCH (x)-[m13:SAME_AS]->(c14:Node) WHERE m13.validFrom <= $day0 AND m13.validTo > $day0 AND m13.recordedAt <= $known0 AND m13.supersededAt > $known0 AND (m13.access IN $classes OR (m13.access IN $scoped0 AND (m13.court IS NULL OR m13.court STARTS WITH $courts0)) OR m13.access + '|' + m13.caseFile IN $filed) AND (c14.kind <> $kind1 OR EXISTS { MATCH (c14)<-[:ABOUT]-(t19:Statement) WHERE t19.validFrom <= $day0 AND t19.validTo > $day0 AND t19.recordedAt <= $known0 AND t19.supersededAt > $known0 AND (t19.access IN $classes OR (t19.access IN $scoped0 AND (t19.court IS NULL OR t19.court STARTS WITH $courts0)) OR t19.access + '|' + t19.caseFile IN $filed) } OR EXISTS { MATCH (c14)<-[m15:SAME_AS]-(o16:Node {kind: $kind1})<-[:ABOUT]-(t17:Statement) WHERE o16.id < x.id AND m15.validFrom <= $day0 AND m15.validTo > $day0 AND m15.recordedAt <= $known0 AND m15.supersededAt > $known0 AND (m15.access IN $classes OR (m15.access IN $scoped0 AND (m15.court IS NULL OR m15.court STARTS WITH $courts0)) OR m15.access + '|' + m15.caseFile IN $filed) AND t17.validFrom <= $day0 AND t17.validTo > $day0 AND t17.recordedAt <= $known0 AND t17.supersededAt > $known0 AND (t17.access IN $classes OR (t17.access IN $scoped0 AND (t17.court IS NULL OR t17.court STARTS WITH $courts0)) OR t17.access + '|' + t17.caseFile IN $filed) }) }
WITH x LIMIT $limit4
OPTIONAL MATCH (x)-[m20:SAME_AS]->(c21:Node) WHERE m20.validFrom <= $day0 AND m20.validTo > $day0 AND m20.recordedAt <= $known0 AND m20.supersededAt > $known0 AND (m20.access IN $classes OR (m20.access IN $scoped0 AND (m20.court IS NULL OR m20.court STARTS WITH $courts0)) OR m20.access + '|' + m20.caseFile IN $filed)
WITH x.id AS place, coalesce(c21, x) AS n
WITH place, n ORDER BY place
CALL (n) { OPTIONAL MATCH (n)<-[m6:SAME_AS]-(o7:Node) WHERE m6.validFrom <= $day0 AND m6.validTo > $day0 AND m6.recordedAt <= $known0 AND m6.supersededAt > $known0 AND (m6.access IN $classes OR (m6.access IN $scoped0 AND (m6.court IS NULL OR m6.court STARTS WITH $courts0)) OR m6.access + '|' + m6.caseFile IN $filed) WITH n, collect(o7) AS os8 RETURN [n] + os8 AS ms5 }
CALL (ms5) { UNWIND ms5 AS x11 MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $day0 AND t12.validTo > $day0 AND t12.recordedAt <= $known0 AND t12.supersededAt > $known0 AND (t12.access IN $classes OR (t12.access IN $scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $courts0)) OR t12.access + '|' + t12.caseFile IN $filed) RETURN collect([t12.grade, t12.recordedAt, t12.validFrom, t12.slot, t12.name, t12.uscc]) AS st10 }
RETURN collect([place, [n.id, n.kind, st10]]) AS f0_0
}
CALL () {
UNWIND range(0, $last) AS shelf
UNWIND $levels AS level MATCH (x:Node {kind: $kind22, shelf: level + toString(shelf)}) WHERE EXISTS { MATCH (x)<-[:ABOUT]-(t28:Statement) WHERE t28.validFrom <= $day0 AND t28.validTo > $day0 AND t28.recordedAt <= $known0 AND t28.supersededAt > $known0 AND (t28.access IN $classes OR (t28.access IN $scoped0 AND (t28.court IS NULL OR t28.court STARTS WITH $courts0)) OR t28.access + '|' + t28.caseFile IN $filed) } AND NOT EXISTS { MATCH (x)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $day0 AND m23.validTo > $day0 AND m23.recordedAt <= $known0 AND m23.supersededAt > $known0 AND (m23.access IN $classes OR (m23.access IN $scoped0 AND (m23.court IS NULL OR m23.court STARTS WITH $courts0)) OR m23.access + '|' + m23.caseFile IN $filed) AND (c24.kind <> $kind22 OR EXISTS { MATCH (c24)<-[:ABOUT]-(t29:Statement) WHERE t29.validFrom <= $day0 AND t29.validTo > $day0 AND t29.recordedAt <= $known0 AND t29.supersededAt > $known0 AND (t29.access IN $classes OR (t29.access IN $scoped0 AND (t29.court IS NULL OR t29.court STARTS WITH $courts0)) OR t29.access + '|' + t29.caseFile IN $filed) } OR EXISTS { MATCH (c24)<-[m25:SAME_AS]-(o26:Node {kind: $kind22})<-[:ABOUT]-(t27:Statement) WHERE o26.id < x.id AND m25.validFrom <= $day0 AND m25.validTo > $day0 AND m25.recordedAt <= $known0 AND m25.supersededAt > $known0 AND (m25.access IN $classes OR (m25.access IN $scoped0 AND (m25.court IS NULL OR m25.court STARTS WITH $courts0)) OR m25.access + '|' + m25.caseFile IN $filed) AND t27.validFrom <= $day0 AND t27.validTo > $day0 AND t27.recordedAt <= $known0 AND t27.supersededAt > $known0 AND (t27.access IN $classes OR (t27.access IN $scoped0 AND (t27.court IS NULL OR t27.court STARTS WITH $courts0)) OR t27.access + '|' + t27.caseFile IN $filed) }) }
RETURN count(x) AS f0_count
}
RETURN f0_0, f0_count

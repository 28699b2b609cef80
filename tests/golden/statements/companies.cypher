// $p.after3 = ''
// $p.classes = ['PARTNER', 'PUBLIC']
// $p.courts0 = '鄂0112'
// $p.day0 = '2026-03-01'
// $p.filed = ['INTERNAL|（2026）鄂0112执1号', 'PARTY|（2026）鄂0112执1号']
// $p.kind1 = 'COMPANY'
// $p.kind22 = 'COMPANY'
// $p.known0 = '2026-03-01T00:00:00.000000Z'
// $p.last = 1023
// $p.levels = ['0', '1', '2', '3']
// $p.limit4 = 4
// $p.scoped0 = ['INTERNAL', 'PARTY']
// $p.shelf2 = 0
CALL () {
UNWIND range($p.shelf2, $p.last) AS shelf
CALL (shelf) { UNWIND $p.levels AS level MATCH (x:Node {kind: $p.kind1, shelf: level + toString(shelf)}) USING INDEX SEEK x:Node(kind, shelf) WITH x WHERE x.id > $p.after3 RETURN x ORDER BY x.id }
WITH x WHERE EXISTS { MATCH (x)<-[:ABOUT]-(t18:Statement) WHERE t18.validFrom <= $p.day0 AND t18.validTo > $p.day0 AND t18.recordedAt <= $p.known0 AND t18.supersededAt > $p.known0 AND (t18.access IN $p.classes OR (t18.access IN $p.scoped0 AND (t18.court IS NULL OR t18.court STARTS WITH $p.courts0)) OR t18.access + '|' + t18.caseFile IN $p.filed) } AND NOT EXISTS { MATCH (x)-[m13:SAME_AS]->(c14:Node) WHERE m13.validFrom <= $p.day0 AND m13.validTo > $p.day0 AND m13.recordedAt <= $p.known0 AND m13.supersededAt > $p.known0 AND (m13.access IN $p.classes OR (m13.access IN $p.scoped0 AND (m13.court IS NULL OR m13.court STARTS WITH $p.courts0)) OR m13.access + '|' + m13.caseFile IN $p.filed) AND (c14.kind <> $p.kind1 OR EXISTS { MATCH (c14)<-[:ABOUT]-(t19:Statement) WHERE t19.validFrom <= $p.day0 AND t19.validTo > $p.day0 AND t19.recordedAt <= $p.known0 AND t19.supersededAt > $p.known0 AND (t19.access IN $p.classes OR (t19.access IN $p.scoped0 AND (t19.court IS NULL OR t19.court STARTS WITH $p.courts0)) OR t19.access + '|' + t19.caseFile IN $p.filed) } OR EXISTS { MATCH (c14)<-[m15:SAME_AS]-(o16:Node {kind: $p.kind1})<-[:ABOUT]-(t17:Statement) WHERE o16.id < x.id AND m15.validFrom <= $p.day0 AND m15.validTo > $p.day0 AND m15.recordedAt <= $p.known0 AND m15.supersededAt > $p.known0 AND (m15.access IN $p.classes OR (m15.access IN $p.scoped0 AND (m15.court IS NULL OR m15.court STARTS WITH $p.courts0)) OR m15.access + '|' + m15.caseFile IN $p.filed) AND t17.validFrom <= $p.day0 AND t17.validTo > $p.day0 AND t17.recordedAt <= $p.known0 AND t17.supersededAt > $p.known0 AND (t17.access IN $p.classes OR (t17.access IN $p.scoped0 AND (t17.court IS NULL OR t17.court STARTS WITH $p.courts0)) OR t17.access + '|' + t17.caseFile IN $p.filed) }) }
WITH x LIMIT $p.limit4
OPTIONAL MATCH (x)-[m20:SAME_AS]->(c21:Node) WHERE m20.validFrom <= $p.day0 AND m20.validTo > $p.day0 AND m20.recordedAt <= $p.known0 AND m20.supersededAt > $p.known0 AND (m20.access IN $p.classes OR (m20.access IN $p.scoped0 AND (m20.court IS NULL OR m20.court STARTS WITH $p.courts0)) OR m20.access + '|' + m20.caseFile IN $p.filed)
WITH x.id AS place, coalesce(c21, x) AS n
WITH place, n ORDER BY place
CALL (n) { OPTIONAL MATCH (n)<-[m6:SAME_AS]-(o7:Node) WHERE m6.validFrom <= $p.day0 AND m6.validTo > $p.day0 AND m6.recordedAt <= $p.known0 AND m6.supersededAt > $p.known0 AND (m6.access IN $p.classes OR (m6.access IN $p.scoped0 AND (m6.court IS NULL OR m6.court STARTS WITH $p.courts0)) OR m6.access + '|' + m6.caseFile IN $p.filed) WITH n, collect(o7) AS os8 RETURN [n] + os8 AS ms5 }
CALL (ms5) { UNWIND ms5 AS x11 MATCH (x11)<-[:ABOUT]-(t12:Statement) WHERE t12.validFrom <= $p.day0 AND t12.validTo > $p.day0 AND t12.recordedAt <= $p.known0 AND t12.supersededAt > $p.known0 AND (t12.access IN $p.classes OR (t12.access IN $p.scoped0 AND (t12.court IS NULL OR t12.court STARTS WITH $p.courts0)) OR t12.access + '|' + t12.caseFile IN $p.filed) RETURN collect([t12.grade, t12.recordedAt, t12.validFrom, t12.slot, t12.name, t12.uscc]) AS st10 }
RETURN collect([place, [n.id, n.kind, st10]]) AS f0_0
}
CALL () {
UNWIND range(0, $p.last) AS shelf
UNWIND $p.levels AS level MATCH (x:Node {kind: $p.kind22, shelf: level + toString(shelf)}) USING INDEX SEEK x:Node(kind, shelf) WHERE EXISTS { MATCH (x)<-[:ABOUT]-(t28:Statement) WHERE t28.validFrom <= $p.day0 AND t28.validTo > $p.day0 AND t28.recordedAt <= $p.known0 AND t28.supersededAt > $p.known0 AND (t28.access IN $p.classes OR (t28.access IN $p.scoped0 AND (t28.court IS NULL OR t28.court STARTS WITH $p.courts0)) OR t28.access + '|' + t28.caseFile IN $p.filed) } AND NOT EXISTS { MATCH (x)-[m23:SAME_AS]->(c24:Node) WHERE m23.validFrom <= $p.day0 AND m23.validTo > $p.day0 AND m23.recordedAt <= $p.known0 AND m23.supersededAt > $p.known0 AND (m23.access IN $p.classes OR (m23.access IN $p.scoped0 AND (m23.court IS NULL OR m23.court STARTS WITH $p.courts0)) OR m23.access + '|' + m23.caseFile IN $p.filed) AND (c24.kind <> $p.kind22 OR EXISTS { MATCH (c24)<-[:ABOUT]-(t29:Statement) WHERE t29.validFrom <= $p.day0 AND t29.validTo > $p.day0 AND t29.recordedAt <= $p.known0 AND t29.supersededAt > $p.known0 AND (t29.access IN $p.classes OR (t29.access IN $p.scoped0 AND (t29.court IS NULL OR t29.court STARTS WITH $p.courts0)) OR t29.access + '|' + t29.caseFile IN $p.filed) } OR EXISTS { MATCH (c24)<-[m25:SAME_AS]-(o26:Node {kind: $p.kind22})<-[:ABOUT]-(t27:Statement) WHERE o26.id < x.id AND m25.validFrom <= $p.day0 AND m25.validTo > $p.day0 AND m25.recordedAt <= $p.known0 AND m25.supersededAt > $p.known0 AND (m25.access IN $p.classes OR (m25.access IN $p.scoped0 AND (m25.court IS NULL OR m25.court STARTS WITH $p.courts0)) OR m25.access + '|' + m25.caseFile IN $p.filed) AND t27.validFrom <= $p.day0 AND t27.validTo > $p.day0 AND t27.recordedAt <= $p.known0 AND t27.supersededAt > $p.known0 AND (t27.access IN $p.classes OR (t27.access IN $p.scoped0 AND (t27.court IS NULL OR t27.court STARTS WITH $p.courts0)) OR t27.access + '|' + t27.caseFile IN $p.filed) }) }
RETURN count(x) AS f0_count
}
RETURN f0_0, f0_count

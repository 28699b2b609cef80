import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;

/**
 * Neo4j until standard input ends, so that it dies with the tests; any byte before has it stop in order.
 * Arguments: home folder, configuration file.
 */
public class Neo4jBoot {
    public static void main(String[] arguments) throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        // From the start: the tests may be killed while the server is still booting.
        Thread owner = new Thread(() -> {
            try {
                if (System.in.read() >= 0) {
                    stopped.countDown();
                    while (System.in.read() >= 0) {}
                }
            } catch (java.io.IOException gone) {
                // as good as its end
            }
            Runtime.getRuntime().halt(0);
        });
        owner.setDaemon(true);
        owner.start();
        DatabaseManagementService server = new DatabaseManagementServiceBuilder(Path.of(arguments[0]))
                .loadPropertiesFromFile(Path.of(arguments[1]))
                .build();
        System.out.println("ready");
        System.out.flush();
        stopped.await();
        server.shutdown();
    }
}

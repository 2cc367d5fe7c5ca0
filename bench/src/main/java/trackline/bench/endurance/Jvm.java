package trackline.bench.endurance;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** A look from outside into a running JVM. */
public final class Jvm implements AutoCloseable {
  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final ThreadMXBean threads;
  private final UnixOperatingSystemMXBean system;

  /** Looks into the JVM of a process of this user. */
  @SuppressWarnings("BanJNDI") // the address is that of a process which was started here
  public Jvm(long pid) throws IOException {
    connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
    MBeanServerConnection server = connector.getMBeanServerConnection();
    memory = ManagementFactory.getPlatformMXBean(server, MemoryMXBean.class);
    threads = ManagementFactory.getPlatformMXBean(server, ThreadMXBean.class);
    system = ManagementFactory.getPlatformMXBean(server, UnixOperatingSystemMXBean.class);
  }

  private static String agent(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException("The JVM " + pid + " cannot be looked into", e);
    }
  }

  /** What it holds after a collection. */
  public Reading read() {
    memory.gc();
    return new Reading(
        memory.getHeapMemoryUsage().getUsed() / 1e6,
        system.getOpenFileDescriptorCount(),
        threads.getThreadCount());
  }

  /** The live heap in megabytes, the open file handles and the threads. */
  public record Reading(double heap, long files, int threads) {}

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
